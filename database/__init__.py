"""Which database it is, how it is asked quickly, and how the whole of it is kept in a file."""
