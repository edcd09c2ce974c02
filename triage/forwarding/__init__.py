"""The way out: gates, package, letter, and what comes back."""
