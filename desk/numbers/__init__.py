"""How it goes: the page of numbers, and what is taken home from it."""
