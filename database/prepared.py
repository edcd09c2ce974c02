"""Queries that a busy page asks every time: their SQL is put together once, which takes longer than answering it."""

from collections.abc import Callable, Hashable, Mapping
from datetime import date
from functools import cached_property
from typing import Any, Final, Generic, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)

FIRST: Final = -1
SECOND: Final = -2
"""They stand in a query for numbers that change from one asking to the next."""
WORD: Final = "\x01"
OTHER_WORD: Final = "\x02"
THIRD_WORD: Final = "\x03"
"""The same, for texts."""
DAY: Final = date.min
"""The same, for a day."""


class Prepared(Generic[Row]):
    """The rows of a queryset in which `FIRST`, `WORD`, `DAY` and their like stand for what changes.

    `build` makes the queryset when it is first needed. It cannot use `select_related`, since rows are read plainly.
    """

    def __init__(self, build: Callable[[], QuerySet[Row]]) -> None:
        self._build = build

    @cached_property
    def _made(self) -> tuple[type[Row], str, tuple[Any, ...]]:
        rows = self._build()
        sql, parameters = rows.query.sql_with_params()
        return rows.model, sql, parameters

    def rows(self, here: Mapping[Hashable, object], **known: object) -> list[Row]:
        """What there is, with these values in the places of the marks.

        `known` are the rows' relations that are at hand, such as the case they belong to: the very same object, so that
        no second copy of it can drift away from the first.
        """
        model, sql, parameters = self._made
        rows = list(model._default_manager.raw(sql, filled(parameters, here)))
        for row in rows:
            for name, value in known.items():
                setattr(row, name, value)
        return rows

    def first(self, here: Mapping[Hashable, object], **known: object) -> Row | None:
        return next(iter(self.rows(here, **known)), None)


def filled(parameters: tuple[Any, ...], here: Mapping[Hashable, object]) -> list[Any]:
    """The parameters of a prepared query, each mark replaced by what stands for it `here`."""
    as_stored = connection.ops.adapt_datefield_value
    values = {
        as_stored(mark) if isinstance(mark, date) else mark: as_stored(value) if isinstance(value, date) else value
        for mark, value in here.items()
    }
    return [values.get(parameter, parameter) for parameter in parameters]
