"""The project lead's board."""
