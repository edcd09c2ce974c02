"""Fixtures of the whole suite."""

from tests.cast import cast, ticket

__all__ = ["cast", "ticket"]
