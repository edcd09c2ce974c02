"""Personal-data breaches: a guided list with its clock, and the text of the report."""
