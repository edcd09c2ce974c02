"""How PostgreSQL would read what a list asks for."""

from typing import Any

from django.db import connection


def analyse() -> None:
    """Count the tables anew, as the server does by itself at times."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def plan(queryset: Any) -> str:
    """The plan where a whole table is read only if no index serves: of a table as small as a test's, the one may cost
    as much as the other, and chance decides."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        explained = str(queryset.explain())
        cursor.execute("SET LOCAL enable_seqscan = on")
    return explained
