"""Queries that a busy page asks every time: their SQL is put together once, which takes longer than answering it."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
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


Converters = Mapping[int, tuple[list[Callable[..., Any]], Any]]
"""By the place of a column: what makes a value of it out of what the database answers, and the column itself."""


@dataclass(frozen=True, slots=True)
class Statement(Generic[Row]):
    """A queryset as SQL; `names` are the fields of the model that it reads, in their order."""

    model: type[Row]
    sql: str
    parameters: tuple[Any, ...]
    names: list[str]
    converters: Converters

    @classmethod
    def of(cls, rows: QuerySet[Row]) -> "Statement[Row]":
        """Raises `ValueError` for rows that bring more than the fields of their own table."""
        compiler: Any = rows.query.get_compiler(connection.alias)
        sql, parameters = compiler.as_sql()
        columns = [column for column, _sql, _alias in compiler.select]
        if compiler.klass_info.get("related_klass_infos") or compiler.annotation_col_map:
            raise ValueError("A prepared query reads one table and nothing beside it.")
        names = [column.target.attname for column in columns]
        return cls(rows.model, sql, parameters, names, compiler.get_converters(columns))

    def row(self, answered: Sequence[Any]) -> Row:
        values = list(answered)
        for at, (converters, column) in self.converters.items():
            for convert in converters:
                values[at] = convert(values[at], column, connection)
        return self.model.from_db(connection.alias, self.names, values)


class Prepared(Generic[Row]):
    """The rows of a queryset in which `FIRST`, `WORD`, `DAY` and their like stand for what changes.

    `build` makes the queryset when it is first needed. It can use neither `select_related` nor `annotate`, since rows
    are read plainly.
    """

    def __init__(self, build: Callable[[], QuerySet[Row]]) -> None:
        self._build = build

    @cached_property
    def _made(self) -> Statement[Row]:
        return Statement.of(self._build())

    def rows(self, here: Mapping[Hashable, object], **known: object) -> list[Row]:
        """What there is, with these values in the places of the marks.

        `known` are the rows' relations that are at hand, such as the case they belong to: the very same object, so that
        no second copy of it can drift away from the first.
        """
        made = self._made
        with connection.cursor() as cursor:
            cursor.execute(made.sql, filled(made.parameters, here))
            rows = [made.row(answered) for answered in cursor.fetchall()]
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
