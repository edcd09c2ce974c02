"""Whether the municipality is ready: the questions, what rows and people say, and how it went till the start."""
