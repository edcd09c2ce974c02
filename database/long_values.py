"""Bytes too many for a parameter: psycopg2 writes a parameter out in letters, and holds it several times over.

They are written and read in pieces, so that a request takes little more memory than the file itself. SQLite takes bytes
as they are, and is asked as always.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from database.dialects import is_postgresql

if TYPE_CHECKING:
    from django.db.models import Field, Model

LONG: Final = 2 * 1024 * 1024
PIECE: Final = 512 * 1024
ESCAPED: Final = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def insert(row: "Model", column: str, data: bytes) -> None:
    """Stores a new row with `data` in that column. It has no key afterwards where the database chooses one."""
    if len(data) < LONG or not is_postgresql():
        setattr(row, column, data)
        row.save(force_insert=True)
    else:
        copy_in(row, column, data)


def copy_in(row: "Model", column: str, data: bytes) -> None:
    from django.db import connection  # noqa: PLC0415  settings read this package

    fields = [field for field in row._meta.concrete_fields if field.attname != column and not is_given(row, field)]
    names = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    before = "".join(f"{as_letters(row, field)}\t" for field in fields)
    table = connection.ops.quote_name(row._meta.db_table)
    with connection.cursor() as cursor:
        into = f"COPY {table} ({names}, {connection.ops.quote_name(column)}) FROM STDIN"
        cursor.copy_expert(into, Line(before, data))


def is_given(row: "Model", field: "Field[Any, Any]") -> bool:
    """Whether the database chooses the key itself."""
    return field.primary_key and getattr(row, field.attname) is None


def as_letters(row: "Model", field: "Field[Any, Any]") -> str:
    """A value as COPY reads it."""
    from django.db import connection  # noqa: PLC0415  settings read this package

    value = field.get_db_prep_save(field.pre_save(row, add=True), connection)
    if value is None:
        return r"\N"
    return (value.dumps(value.adapted) if hasattr(value, "adapted") else str(value)).translate(ESCAPED)


class Line:
    """One row for COPY, put together while it is read."""

    def __init__(self, before: str, data: bytes) -> None:
        self.pieces = self.written(before.encode(), memoryview(data))

    @staticmethod
    def written(before: bytes, data: memoryview) -> Iterator[bytes]:
        yield before + rb"\\x"
        for start in range(0, len(data), PIECE):
            yield data[start : start + PIECE].hex().encode()
        yield b"\n"

    def read(self, _size: int = -1) -> bytes:
        return next(self.pieces, b"")


def pieces(row_model: "type[Model]", key: int, column: str) -> Iterator[bytes]:
    """The bytes in that column of the row with that key, in their order. Raises `DoesNotExist`."""
    from django.db.models.functions import Length, Substr  # noqa: PLC0415  settings read this package

    row = row_model._default_manager.filter(pk=key)
    length = row.values_list(Length(column), flat=True).get()
    for start in range(0, length, PIECE):
        yield bytes(row.values_list(Substr(column, start + 1, PIECE), flat=True).get())
