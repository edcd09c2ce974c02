"""What every page shares: colours, forms, refusals, short messages."""
