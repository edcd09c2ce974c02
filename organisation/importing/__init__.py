"""Institutions and people from a spreadsheet: read, planned, shown, and only then done, all of it or nothing."""

from organisation.importing.plan import Change, ImportPlan, RowProblem
from organisation.importing.planning import apply, plan_for

__all__ = ["Change", "ImportPlan", "RowProblem", "apply", "plan_for"]
