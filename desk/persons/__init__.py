"""Persons, across cases."""
