"""What cases are about: the topics of the municipality, known by their words or said by a person."""
