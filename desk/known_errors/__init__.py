"""The pages of known errors."""
