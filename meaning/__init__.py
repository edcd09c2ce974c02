"""What texts have in common: meanings as numbers, computed on this machine, and the stems of Danish words."""
