"""What others asked: questions that a person has cleared, shown to everybody under `/spurgt/`, and their answers."""
