"""What every address of the API shares: who comes in, how often, and how an error is said."""
