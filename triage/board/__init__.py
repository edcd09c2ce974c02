"""How the question of a case comes before those who may clear it for the public board, and why some never do."""
