"""What leaves the house on paper: the PDF and the spreadsheet of a bundle."""
