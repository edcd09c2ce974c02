"""How it goes on paper: the report of a period, and one page for the political committee."""
