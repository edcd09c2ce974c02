"""Who hears of what, and how each of them wants to."""
