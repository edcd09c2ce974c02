"""Out of the embedded database's file and into it."""

import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from django.db import connection

from database.backup.manifest import Manifest
from database.backup.refusal import Damaged, UnableToRestore

TABLES: Final = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"


def place() -> Path:
    return Path(str(connection.settings_dict["NAME"]))


def tables(database: sqlite3.Connection) -> list[str]:
    return [name for (name,) in database.execute(TABLES)]


def counts(database: sqlite3.Connection) -> dict[str, int]:
    return {name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables(database)}  # noqa: S608


def migrations(database: sqlite3.Connection) -> list[str]:
    return [f"{app}.{name}" for app, name in database.execute("SELECT app, name FROM django_migrations ORDER BY id")]


def is_empty() -> bool:
    if not place().exists():
        return True
    with closing(sqlite3.connect(place())) as database:
        return not tables(database)


@contextmanager
def snapshot() -> Iterator[tuple[sqlite3.Connection, Path]]:
    """A copy as it was at one moment, beside the database, for as long as it is read."""
    with tempfile.TemporaryDirectory(dir=place().parent) as folder:
        path = Path(folder) / "copy.sqlite3"
        with closing(sqlite3.connect(place())) as database, closing(sqlite3.connect(path)) as copy:
            database.backup(copy)
            yield copy, path


def restore(manifest: Manifest, parts: Iterable[bytes], *, leap: int | None) -> None:
    """Looks at the copy before anything is replaced; what replaces the old is one transaction of SQLite's own."""
    with tempfile.TemporaryDirectory(dir=place().parent) as folder:
        path = Path(folder) / "copy.sqlite3"
        with path.open("wb") as file:
            for part in parts:
                file.write(part)
        with closing(sqlite3.connect(path)) as copy, closing(sqlite3.connect(place(), timeout=20)) as database:
            check(copy, manifest)
            if leap is not None:
                leap_over(copy, database, leap)
            copy.backup(database)


def check(copy: sqlite3.Connection, manifest: Manifest) -> None:
    try:
        sound = copy.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    except sqlite3.DatabaseError as fault:
        raise Damaged from fault
    actual = counts(copy)
    if not sound or actual != manifest.counts:
        wrong = sorted(name for name in manifest.counts if actual.get(name) != manifest.counts[name])
        raise UnableToRestore(f"The counts of these tables do not agree: {', '.join(wrong)}. Nothing was changed.")


def leap_over(copy: sqlite3.Connection, database: sqlite3.Connection, leap: int) -> None:
    """What was given out after the backup is not given again."""
    given = (
        dict(database.execute("SELECT name, seq FROM sqlite_sequence")) if "sqlite_sequence" in every(database) else {}
    )
    for name, last in copy.execute("SELECT name, seq FROM sqlite_sequence").fetchall():
        number = max(last + leap, given.get(name, 0))
        copy.execute("UPDATE sqlite_sequence SET seq = ? WHERE name = ?", (number, name))
    copy.commit()


def every(database: sqlite3.Connection) -> set[str]:
    return {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
