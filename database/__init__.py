"""Which database it is, and how it is asked quickly."""
