"""What the documents say, tried: every recipe is run, every link and path leads somewhere."""
