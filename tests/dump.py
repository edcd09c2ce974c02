"""The whole database as text: every column of every table, also of those that no model of ours has."""

from django.db import connection


def dump() -> str:
    """What a backup holds, readable: bytes as far as they are text, search vectors as their words."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        return "\n".join(line for table in sorted(tables) for line in rows_of(cursor, table))


def rows_of(cursor: object, table: str) -> list[str]:
    cursor.execute(f'SELECT * FROM "{table}"')  # type: ignore[attr-defined]  # noqa: S608  a table of this database
    return [f"{table}: " + " | ".join(map(shown, row)) for row in cursor.fetchall()]  # type: ignore[attr-defined]


def shown(value: object) -> str:
    if isinstance(value, memoryview | bytes):
        return bytes(value).decode("utf-8", "replace")
    return str(value)


def rows_with(words: list[str], *, apart: tuple[str, ...] = ()) -> list[str]:
    """The rows in which one of the words stands, in any letters; not those of the tables `apart`."""
    rows = [row for row in dump().splitlines() if not row.startswith(tuple(f"{table}:" for table in apart))]
    return [row for row in rows if any(word.casefold() in row.casefold() for word in words)]
