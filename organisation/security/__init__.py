"""Secrets that are kept, digests that cannot be made up, limits on strangers, and the log for an auditor."""
