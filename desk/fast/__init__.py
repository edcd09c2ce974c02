"""Hand-made speed; each with its measured gain in its docstring."""
