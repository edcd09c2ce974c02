"""What the support organisation sees. Nothing below imports it."""
