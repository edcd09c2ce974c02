"""Mail out: its kinds and texts, its address of its own, its sending."""
