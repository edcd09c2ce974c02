"""Who is there, and who is away."""
