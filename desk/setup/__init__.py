"""What administrators set up."""
