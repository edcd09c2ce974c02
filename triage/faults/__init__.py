"""The facts of a fault report."""
