"""Adds up histograms where they lie: a year of days by every value is too much to bring here one by one."""

from collections.abc import Iterator
from typing import Any

from django.db import connection

from database import dialects
from reporting.models.daily_number import DailyNumberQuerySet

Added = tuple[tuple[Any, ...], str, int, int]
"""What the rows share, name of the time, minutes, how often."""


def added_up(rows: DailyNumberQuerySet, by: tuple[str, ...], names: tuple[str, ...]) -> Iterator[Added]:
    """By the columns `by`, for each length that occurs."""
    inner, values = rows.order_by().values(*by, *names).query.sql_with_params()
    columns = ", ".join(f"found.{column}" for column in by)
    statements = [
        f"SELECT {columns}, '{name}', CAST(pair.key AS integer), SUM(CAST(pair.value AS integer)) "  # noqa: S608  names of our own columns
        f"FROM found, {dialects.pairs_of(f'found.{name}')} GROUP BY {columns}, pair.key"
        for name in names
    ]
    with connection.cursor() as cursor:
        cursor.execute(f"WITH found AS ({inner}) {' UNION ALL '.join(statements)}", values)
        for *key, name, minutes, times in cursor.fetchall():
            yield tuple(key), name, minutes, int(times)
