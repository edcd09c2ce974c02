"""When the support is open, and what moves when that changes."""
