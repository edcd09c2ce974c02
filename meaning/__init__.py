"""Meanings of texts as numbers, computed on this machine; what compares meanings builds on this."""
