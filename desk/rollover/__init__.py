"""The new school year: one list is all staff of its institutions, and everybody comes, moves and goes by it."""
