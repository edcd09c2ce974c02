"""Sites are migrated once in a run, and demos loaded once: others are copies, which is a matter of a moment.

A test whose subject is migrating does it itself.
"""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import psycopg2

ROOT: Final = Path(__file__).resolve().parents[2]
SERVER: Final = os.environ.get("DATABASE_URL", "")
PLACE: Final = Path(os.environ.get("DATA_DIR", ROOT / "var")).with_name("made-once")
"""Beside the run's data, and gone with them."""
PACKAGES: Final = (
    *("database", "demo", "desk", "helpdesk", "knowledgebase", "meaning"),
    *("monitoring", "organisation", "privacy", "reporting", "tickets", "triage"),
)
KINDS: Final = {".py", ".json", ".jsonl", ".npz"}
"""What a demo is made of."""

MANAGE: Final = """
import os, sys
from django.core.management import execute_from_command_line
from tests.remembered import each_text_once
os.environ["DJANGO_SETTINGS_MODULE"] = "helpdesk.settings"
with each_text_once():
    execute_from_command_line(sys.argv)
    if "load_demo" in sys.argv:
        from knowledgebase.search import meanings
        meanings.embed_waiting(600)
"""
"""As `manage.py`; the demo's texts, which both kinds of site load, are read once. All of them: else the worker of each
site that is copied from this one would read the rest, for a minute, before it does what a test waits for."""


def make_database(name: str, folder: Path | None = None) -> str:
    """Its address; on the run's own server. With a `folder` it holds the demo, whose files are put there."""
    template = database_template() if folder is None else demo_template()
    ask(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    if folder is not None:
        shutil.copytree(PLACE / template, folder, dirs_exist_ok=True)
    return address_of(name)


def fill_folder(folder: Path, *, demo: bool = False) -> None:
    """Makes the folder that of an embedded site, migrated and otherwise empty, or with the demo."""
    made = folder_template("load_demo", demo_key()) if demo else folder_template("migrate", migrations_key())
    shutil.copytree(made, folder, dirs_exist_ok=True)


def database_template() -> str:
    """The name of a migrated database that nobody is connected to."""
    name = f"migrated_{migrations_key()}"
    with alone(name):
        if not exists(name):
            build_database(name, "template0", PLACE / name, "migrate")
    return name


def carry_template(server: str) -> None:
    """Puts the migrated database of the run's own server onto another, in place of migrating there."""
    name = database_template()
    target = urlsplit(server)._replace(path=f"/{name}").geturl()
    dump = subprocess.run(["pg_dump", "-Fc", address_of(name)], capture_output=True, check=True).stdout
    with closing(psycopg2.connect(server)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    subprocess.run(["pg_restore", "--exit-on-error", "--no-owner", "-d", target], input=dump, check=True)


def demo_template() -> str:
    """The same with the demo, whose files lie in a folder of that name."""
    migrated, name = database_template(), f"demo_{demo_key()}"
    with alone(name):
        if not exists(name):
            build_database(name, migrated, PLACE / name, "load_demo")
    return name


def build_database(name: str, template: str, folder: Path, command: str) -> None:
    """Under another name until it is whole, so that a run that was interrupted here leaves no half of it."""
    unfinished = f"{name}_unfinished"
    ask(f'DROP DATABASE IF EXISTS "{unfinished}" WITH (FORCE)')
    ask(f'CREATE DATABASE "{unfinished}" TEMPLATE "{template}"')
    shutil.rmtree(folder, ignore_errors=True)
    run(command, folder, DATABASE_URL=address_of(unfinished))
    ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", unfinished)
    ask(f'ALTER DATABASE "{unfinished}" RENAME TO "{name}"')


def folder_template(command: str, key: str) -> Path:
    """The data folder of an embedded site on which the command was run."""
    whole = PLACE / f"embedded_{command}_{key}"
    with alone(whole.name):
        if not whole.exists():
            build_folder(whole, command)
    return whole


def build_folder(whole: Path, command: str) -> None:
    unfinished = whole.with_name(f"{whole.name}_unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    if command != "migrate":
        fill_folder(unfinished)
    run(command, unfinished, DATABASE_URL="", EMBEDDED="true")
    unfinished.rename(whole)


def run(command: str, folder: Path, **where: str) -> None:
    """Without a broker, so that what the command leaves to workers is done when it ends."""
    alike = {"DATA_DIR": str(folder), "REDIS_URL": "", "EMAIL_URL": "", "DEMO": "1", "ENV_FILE": os.devnull}
    done = subprocess.run(
        [sys.executable, "-c", MANAGE, command, "-v0"],
        env=os.environ | alike | where,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{command} failed:\n{done.stdout}\n{done.stderr}")


@contextmanager
def alone(name: str) -> Iterator[None]:
    """The second who asks waits for the first."""
    PLACE.mkdir(parents=True, exist_ok=True)
    with (PLACE / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def migrations_key() -> str:
    """A server may outlive a run: nobody is given what other migrations made."""
    return key_of(*ROOT.glob("*/migrations/*.py"), *(ROOT / "database").glob("*.py"))


def demo_key() -> str:
    """Nor a demo of other code, or of another day: its cases are as old as their stories say."""
    files = (file for package in PACKAGES for file in (ROOT / package).rglob("*") if file.suffix in KINDS)
    return key_of(*files, also=f"{datetime.now(UTC):%j}")


def key_of(*files: Path, also: str = "") -> str:
    contents = [f"{file.relative_to(ROOT)} {sha256(file.read_bytes()).hexdigest()}" for file in sorted(files)]
    return sha256("\n".join([also, *contents]).encode()).hexdigest()[:16]


def exists(name: str) -> bool:
    return bool(ask("SELECT 1 FROM pg_database WHERE datname = %s", name))


def address_of(name: str) -> str:
    return urlsplit(SERVER)._replace(path=f"/{name}").geturl()


def ask(statement: str, *values: object) -> list[tuple[Any, ...]]:
    with closing(psycopg2.connect(address_of("postgres"))) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement, values or None)
            return list(cursor.fetchall()) if cursor.description else []
