"""What triage suggests, and what became of it."""
