"""Numbers that no row can have, from a form or a program that was tampered with."""

from typing import Any, Final

from django.db.models import IntegerField
from django.db.models.lookups import In

LARGEST: Final = 2**63 - 1
"""Of any column with numbers, on either database."""


class PossibleIn(In):
    """`in` without the numbers that no row can have: SQLite refuses the whole question for one, where `exact` finds
    nothing."""

    def get_prep_lookup(self) -> Any:
        values = super().get_prep_lookup()
        return [each for each in values if is_possible(each)] if isinstance(values, list) else values


def is_possible(value: object) -> bool:
    return not isinstance(value, int) or -LARGEST <= value <= LARGEST


def register() -> None:
    IntegerField.register_lookup(PossibleIn)
