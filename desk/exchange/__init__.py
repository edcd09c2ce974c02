"""The pages on which shared answers are exchanged with other municipalities."""
