"""Signing in with the work account: OpenID Connect, and what groups of the municipality's directory give here."""
