"""Work in the background, one row at a time, and what it is called."""
