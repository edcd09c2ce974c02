"""Several small questions in one statement: a page that shows ten numbers asks once."""

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Model, QuerySet

Rows = QuerySet[Any, Any]
Statement = tuple[str, tuple[Any, ...]]
NOTHING: Statement = ("SELECT 1 WHERE 1 = 0", ())


def counts_of(*asked: Rows, most: int | None = None) -> list[int]:
    """How many rows each of them has, counted no further than `most`."""
    if not asked:
        return []
    statements = [keys_in(rows.order_by()[:most]) for rows in asked]
    counts = [f"(SELECT COUNT(*) FROM ({sql}) AS listed)" for sql, _values in statements]  # noqa: S608  Django made it
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(counts)}", [value for _sql, values in statements for value in values])
        return list(cursor.fetchone() or [])


def keys_of(*asked: "QuerySet[Model, Any]", most: int) -> list[list[int]]:
    """The keys of the first `most` rows of each; not in the order of the rows, which no union promises."""
    keys: list[list[int]] = [[] for _rows in asked]
    if not asked:
        return keys
    statements = [keys_in(rows[:most]) for rows in asked]
    parts = [f"SELECT {at}, listed.* FROM ({sql}) AS listed" for at, (sql, _values) in enumerate(statements)]  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), [value for _sql, values in statements for value in values])
        for at, key in cursor.fetchall():
            keys[at].append(key)
    return keys


def keys_in(rows: Rows) -> Statement:
    """SQL for the keys, with its parameters."""
    try:
        return rows.values("pk").query.sql_with_params()
    except EmptyResultSet:
        return NOTHING
