"""What leaves the municipality on paper: the PDF and the spreadsheet of a bundle."""
