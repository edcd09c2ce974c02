"""An empty database of this version, migrated once in a run: others are copies of it, which is a matter of a moment."""

import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import psycopg2

ROOT: Final = Path(__file__).resolve().parents[2]
TEMPLATE: Final = "migrated"
LOCK: Final = 7_270_001
"""The second who asks waits for the first."""


def make_database(name: str) -> str:
    """Its address; on the run's own server."""
    with closing(connected()) as alone, alone.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])  # until this connection ends
        if not ask("SELECT 1 FROM pg_database WHERE datname = %s", TEMPLATE):
            migrate()
        ask(f'CREATE DATABASE "{name}" TEMPLATE "{TEMPLATE}"')
    return address_of(name)


def migrate() -> None:
    """Under another name until it is whole, so that a run that was interrupted here leaves no half of it."""
    ask('DROP DATABASE IF EXISTS "migrating" WITH (FORCE)')
    ask('CREATE DATABASE "migrating"')
    command = [sys.executable, str(ROOT / "manage.py"), "migrate", "-v0"]
    subprocess.run(command, env=os.environ | {"DATABASE_URL": address_of("migrating")}, cwd=ROOT, check=True)
    ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", "migrating")
    ask(f'ALTER DATABASE "migrating" RENAME TO "{TEMPLATE}"')


def address_of(name: str) -> str:
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


def ask(statement: str, *values: object) -> list[tuple[Any, ...]]:
    with closing(connected()) as connection, connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return list(cursor.fetchall()) if cursor.description else []


def connected() -> Any:
    connection = psycopg2.connect(os.environ["DATABASE_URL"])
    connection.autocommit = True
    return connection
