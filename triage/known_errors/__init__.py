"""One cause, many cases."""
