"""Institutions and people from a spreadsheet: read, planned, shown, and only then done, all of it or nothing."""

from organisation.importing.plan import Change, Plan, Problem
from organisation.importing.planning import apply, plan_for

__all__ = ["Change", "Plan", "Problem", "apply", "plan_for"]
