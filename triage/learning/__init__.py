"""What triage learns from people's decisions."""
