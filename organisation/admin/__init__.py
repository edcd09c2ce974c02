"""Administration of the rows that say who and when, a module for each matter."""

from organisation.admin import clients, institutions, municipality, parties, people, providers, sweeps

__all__ = ["clients", "institutions", "municipality", "parties", "people", "providers", "sweeps"]
