"""How good triage and fault reports are."""
