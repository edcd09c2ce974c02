"""Migrations run once, and lock nobody out."""

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest
from django.db import connection, models
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import AddIndex, CreateModel
from django.db.migrations.state import ModelState, ProjectState

from database import dialects
from database.online_indexes import AddIndexOnline
from tests.browser.sites import ROOT, drop_database, run_sql
from tests.services.migrated import fill_folder
from tests.services.servers import free_port

BEFORE = {"organisation": 6, "tickets": 15, "triage": 13, "knowledgebase": 2}
"""The last migrations of the time when indexes were still built under a lock."""


def migrate(environment: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "manage.py", "migrate_once"]
    return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)


def test_three_that_start_at_once_on_an_empty_database_migrate_it_once(tmp_path: Path) -> None:
    name = f"migrated_{free_port()}"
    server = urlsplit(os.environ["DATABASE_URL"])
    run_sql(f'CREATE DATABASE "{name}"')
    address = server._replace(path=f"/{name}").geturl()
    try:
        with ThreadPoolExecutor(3) as pool:
            done = list(pool.map(migrate, [os.environ | {"DATABASE_URL": address}] * 3))
        assert [one.returncode for one in done] == [0, 0, 0], [one.stderr for one in done]
        assert sum("Applying tickets.0001_initial" in one.stdout for one in done) == 1
        assert sum("No migrations to apply" in one.stdout for one in done) == 2
        line = psycopg2.connect(address)
        with line.cursor() as cursor:
            cursor.execute("SELECT app, name, count(*) FROM django_migrations GROUP BY 1, 2 HAVING count(*) > 1")
            assert cursor.fetchall() == []
            cursor.execute(
                "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database "
                "WHERE locktype = 'advisory' AND datname = current_database()"
            )
            assert cursor.fetchone() == (0,)
        line.close()
    finally:
        drop_database(name)


@contextmanager
def database(made: str) -> Iterator[str]:
    """An empty database that was made in this way; its name."""
    name = f"made_{free_port()}"
    run_sql(f'CREATE DATABASE "{name}" TEMPLATE template0 {made}')
    try:
        yield name
    finally:
        drop_database(name)


@pytest.mark.parametrize(
    ("made", "sentence"),
    [
        ("ENCODING 'UTF8' LOCALE 'C.UTF-8'", ""),
        ("ENCODING 'LATIN1' LOCALE 'C'", "The database is in LATIN1"),
        ("ENCODING 'SQL_ASCII' LOCALE 'C'", "The database is in SQL_ASCII"),
        ("ENCODING 'UTF8' LOCALE 'C'", "The database does not know small letters beyond a to z"),
    ],
)
def test_a_database_must_know_every_letter(made: str, sentence: str, db: None) -> None:
    """It would fail at the first one that it cannot hold, or never find what was written in capitals."""
    with database(made) as name:
        other = connection.copy()
        other.settings_dict = connection.settings_dict | {"NAME": name}
        try:
            assert dialects.unfit(other).partition(":")[0].partition(",")[0] == sentence
        finally:
            other.close()


def test_nothing_is_put_into_a_database_that_does_not(tmp_path: Path) -> None:
    with database("ENCODING 'LATIN1' LOCALE 'C'") as name:
        address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
        done = migrate(os.environ | {"DATABASE_URL": address})
        assert (done.returncode, done.stdout) == (1, "")
        assert "The database is in LATIN1" in done.stderr
        assert "Traceback" not in done.stderr


def test_the_embedded_site_migrates_too(tmp_path: Path) -> None:
    fill_folder(tmp_path)
    done = migrate(os.environ | {"DATABASE_URL": "", "REDIS_URL": "", "EMBEDDED": "true", "DATA_DIR": str(tmp_path)})
    assert done.returncode == 0, done.stderr
    assert "No migrations to apply" in done.stdout


def locking(migration: Migration) -> list[str]:
    """The indexes that a migration builds under a lock, on tables that are older than itself."""
    made = {operation.name_lower for operation in migration.operations if isinstance(operation, CreateModel)}
    return [
        operation.index.name
        for operation in migration.operations
        if isinstance(operation, AddIndex)
        and not isinstance(operation, AddIndexOnline)
        and operation.model_name_lower not in made
    ]


def test_new_indexes_of_tables_that_are_in_use_are_built_while_people_work() -> None:
    loader = MigrationLoader(None)
    new = {
        key: migration
        for key, migration in loader.disk_migrations.items()
        if int(key[1][:4]) > BEFORE.get(key[0], 9999)
    }
    assert {key: names for key, migration in new.items() if (names := locking(migration))} == {}


def test_a_migration_that_builds_an_index_online_is_no_transaction() -> None:
    migrations = MigrationLoader(None).disk_migrations
    online = {
        key
        for key, migration in migrations.items()
        if any(isinstance(op, AddIndexOnline) for op in migration.operations)
    }
    assert online
    assert {key for key in online if migrations[key].atomic} == set()


def test_the_rule_for_indexes_can_be_broken() -> None:
    index = models.Index(fields=["name"], name="probe_name")
    bad = type("Bad", (Migration,), {"operations": [AddIndex("thing", index)]})("0099_bad", "tickets")
    good = type("Good", (Migration,), {"operations": [AddIndexOnline("thing", index)]})("0099_good", "tickets")
    assert (locking(bad), locking(good)) == (["probe_name"], [])


@pytest.mark.django_db(transaction=True)
def test_an_index_is_built_online_also_when_the_first_try_was_broken_off() -> None:
    before = ProjectState()
    before.add_model(
        ModelState(
            "organisation", "Probe", [("id", models.BigAutoField(primary_key=True)), ("name", models.TextField())]
        )
    )
    operation = AddIndexOnline("Probe", models.Index(fields=["name"], name="probe_name"))
    after = before.clone()
    operation.state_forwards("organisation", after)
    model = before.apps.get_model("organisation", "Probe")
    with connection.schema_editor() as editor:
        editor.create_model(model)
    try:
        with connection.cursor() as cursor:
            cursor.execute("CREATE INDEX probe_name ON organisation_probe (name)")
            cursor.execute("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'probe_name'::regclass")
        with connection.schema_editor(atomic=False) as editor:
            operation.database_forwards("organisation", editor, before, after)
        with connection.cursor() as cursor:
            cursor.execute("SELECT indisvalid FROM pg_index WHERE indexrelid = 'probe_name'::regclass")
            assert cursor.fetchone() == (True,)
        with connection.schema_editor(atomic=False) as editor:
            operation.database_backwards("organisation", editor, after, before)
    finally:
        with connection.schema_editor() as editor:
            editor.delete_model(model)
