"""Signing in and staying signed in: links to choose a password, pauses after wrong ones, sessions."""
