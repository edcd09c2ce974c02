"""The buttons of the desk, for other programs."""
