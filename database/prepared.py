"""Queries that a busy page asks every time: their SQL is put together once, which takes longer than answering it."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any, Final, Generic, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row", bound=Model)

FIRST: Final = -1
SECOND: Final = -2
"""They stand in a query for numbers that change from one asking to the next."""
WORD: Final = "\x01"
OTHER_WORD: Final = "\x02"
THIRD_WORD: Final = "\x03"
"""The same, for texts."""
FOURTH_WORD: Final = "\x04"
DAY: Final = date.min
"""The same, for a day."""
MOMENT: Final = datetime(1, 1, 2, tzinfo=UTC)
"""The same, for a moment."""


class Prepared(Generic[Row]):
    """The rows of a queryset in which `FIRST`, `WORD`, `DAY` and their like stand for what changes.

    `build` makes the queryset when it is first needed. It cannot use `select_related`, since rows are read plainly.
    """

    def __init__(self, build: Callable[[], QuerySet[Row]]) -> None:
        self._build = build

    @cached_property
    def _made(self) -> "Made[Row]":
        return Made.of(self._build())

    def rows(self, here: Mapping[Hashable, object], **known: object) -> list[Row]:
        """What there is, with these values in the places of the marks.

        `known` are the rows' relations that are at hand, such as the case they belong to: the very same object, so that
        no second copy of it can drift away from the first.
        """
        rows = self._made.rows(here)
        for row in rows:
            for name, value in known.items():
                setattr(row, name, value)
        return rows

    def first(self, here: Mapping[Hashable, object], **known: object) -> Row | None:
        return next(iter(self.rows(here, **known)), None)


@dataclass(frozen=True)
class Made(Generic[Row]):
    """A query in SQL, and how a row of its answer becomes a row of the model: the columns by name, what was added to
    them by name and place, and what turns the database's values into Python's."""

    model: type[Row]
    sql: str
    parameters: tuple[Any, ...]
    columns: tuple[str, ...]
    added: dict[str, int]
    converters: dict[int, Any]
    compiler: SQLCompiler

    @classmethod
    def of(cls, queryset: QuerySet[Row]) -> "Made[Row]":
        """Raises `ValueError` for rows that bring those of other tables with them."""
        compiler = queryset.query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        if (compiler.klass_info or {}).get("related_klass_infos"):
            raise ValueError("A prepared query reads one table and what is added to it.")
        expressions = [expression for expression, _sql, _alias in compiler.select]
        own = (compiler.klass_info or {})["select_fields"]
        columns = tuple(expressions[place].target.attname for place in own)
        added, converters = compiler.annotation_col_map or {}, compiler.get_converters(expressions)
        return cls(queryset.model, sql, tuple(parameters), columns, added, converters, compiler)

    def rows(self, here: Mapping[Hashable, object]) -> list[Row]:
        with connection.cursor() as cursor:
            cursor.execute(self.sql, filled(self.parameters, here))
            answer = cursor.fetchall()
        if self.converters:
            answer = list(self.compiler.apply_converters(answer, self.converters))
        return [self.row(values) for values in answer]

    def row(self, values: Sequence[Any]) -> Row:
        row = self.model.from_db(connection.alias, self.columns, values[: len(self.columns)])
        for name, place in self.added.items():
            setattr(row, name, values[place])
        return row


def filled(parameters: tuple[Any, ...], here: Mapping[Hashable, object]) -> list[Any]:
    """The parameters of a prepared query, each mark replaced by what stands for it `here`."""
    values = {as_stored(mark): as_stored(value) for mark, value in here.items()}
    return [values.get(parameter, parameter) for parameter in parameters]


def as_stored(value: Any) -> Any:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value
