"""Rows that a busy act writes one by one: their SQL is put together once, which takes longer than writing them.

For plain values alone, and without Django's signals, which nothing here listens to; columns prepare what they hold, as
ever.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.models import Field, Model
from django.db.models.sql import InsertQuery

Row = TypeVar("Row", bound=Model)


def insert(row: Row) -> Row:
    """Adds a new row, which then knows its key: what `save(force_insert=True)` does."""
    sql, fields, gives_key = insertion(type(row))
    values = [as_stored(field, field.pre_save(row, add=True)) for field in fields]
    with transaction.mark_for_rollback_on_error(connection.alias), connection.cursor() as cursor:
        cursor.execute(sql, values)
        if gives_key:
            (row.pk,) = cursor.fetchone()
    row._state.adding, row._state.db = False, connection.alias  # noqa: SLF001  as `save` does
    return row


def change(row: Model, values: Mapping[str, Any], *, only_while: Mapping[str, Any] | None = None) -> bool:
    """Writes these columns of a row, by their names, where it still says `only_while`; whether it did. The object in
    memory stays as it is."""
    held = only_while or {}
    sql, fields = changing(type(row), tuple(values), tuple(held))
    parameters = [*values.values(), row.pk, *held.values()]
    stored = [as_stored(field, getattr(value, "pk", value)) for field, value in zip(fields, parameters, strict=True)]
    with transaction.mark_for_rollback_on_error(connection.alias), connection.cursor() as cursor:
        cursor.execute(sql, stored)
        return bool(cursor.rowcount)


def as_stored(field: "Field[Any, Any]", value: Any) -> Any:
    return field.get_db_prep_save(value, connection=connection)


@cache
def insertion(kind: type[Model]) -> "tuple[str, Sequence[Field[Any, Any]], bool]":
    """(the statement, the columns in its order, whether it gives the key back)."""
    meta = kind._meta
    fields = [field for field in meta.local_concrete_fields if field is not meta.auto_field]
    query = InsertQuery(kind)
    query.insert_values(fields, [kind()])
    compiler = query.get_compiler(connection=connection)
    compiler.returning_fields = [meta.auto_field] if meta.auto_field else []
    ((sql, _values),) = compiler.as_sql()
    return sql, fields, meta.auto_field is not None


@cache
def changing(
    kind: type[Model], names: tuple[str, ...], held: tuple[str, ...]
) -> "tuple[str, Sequence[Field[Any, Any]]]":
    """(the statement, the columns of its values in their order)."""
    meta, quote = kind._meta, connection.ops.quote_name
    columns = {field.name: field for field in meta.concrete_fields}
    written, where = [columns[name] for name in names], [meta.pk, *(columns[name] for name in held)]
    assigned, asked = ([f"{quote(str(field.column))} = %s" for field in fields] for fields in (written, where))
    sql = f"UPDATE {quote(meta.db_table)} SET {', '.join(assigned)} WHERE {' AND '.join(asked)}"  # noqa: S608  names alone
    return sql, [*written, *where]
