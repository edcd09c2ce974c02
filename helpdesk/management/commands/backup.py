"""`manage.py backup FILE`: the whole site in one file, while it runs."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from tempfile import mkstemp
from typing import IO, Any

import pyrage
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone

from database.backup import archive, postgresql, secrets, sqlite
from database.backup.manifest import Manifest
from database.backup.refusal import UnableToBackUp
from database.dialects import is_postgresql
from helpdesk.environment import BASE_DIR
from helpdesk.version import VERSION


class Command(BaseCommand):
    help = "Writes database and secrets into one file, as they are at one moment. The site may go on running."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="where to; - is standard output")
        parser.add_argument(
            "--recipient",
            action="append",
            default=[],
            help="encrypt to this public key (age1…, from `manage.py backup_key` or `age-keygen`); may be given twice",
        )

    def handle(self, *_: Any, **options: Any) -> None:
        connection.ensure_connection()
        try:
            with whole_file(options["file"]) as target, archive.writing(target, options["recipient"]) as writer:
                manifest = write(writer)
        except pyrage.RecipientError as fault:
            raise CommandError("A recipient is the public key of a pair: it begins with age1.") from fault
        except UnableToBackUp as fault:
            raise CommandError(str(fault)) from fault
        except OSError as fault:
            raise CommandError(f"The backup could not be written: {fault.strerror}. No file was made.") from fault
        summary = f"{manifest.rows} rows of {len(manifest.counts)} tables, version {VERSION}"
        self.stderr.write(f"Backed up: {summary}.")
        if not options["recipient"]:
            self.stderr.write("Not encrypted: it holds personal data and passwords. Give --recipient to encrypt it.")


def write(writer: archive.Writer) -> Manifest:
    return write_postgresql(writer) if is_postgresql() else write_sqlite(writer)


def write_postgresql(writer: archive.Writer) -> Manifest:
    with postgresql.snapshot() as moment:
        manifest = begin(writer, "PostgreSQL", postgresql.migrations(), postgresql.counts())
        postgresql.dump(moment, writer.add_stream)
    return manifest


def write_sqlite(writer: archive.Writer) -> Manifest:
    with sqlite.snapshot() as (copy, path):
        manifest = begin(writer, "SQLite", sqlite.migrations(copy), sqlite.counts(copy))
        with path.open("rb") as file:
            writer.add_stream(file)
    return manifest


def begin(writer: archive.Writer, database: str, migrations: list[str], counts: dict[str, int]) -> Manifest:
    created = timezone.now().isoformat(timespec="seconds")
    manifest = Manifest(version=VERSION, created=created, database=database, migrations=migrations, counts=counts)
    writer.add("manifest.json", manifest.to_json())
    writer.add("secrets.json", secrets.gather(asdict(settings.ENVIRONMENT), BASE_DIR / ".env"))
    return manifest


@contextmanager
def whole_file(name: str) -> Iterator[IO[bytes]]:
    """A file that bears its name only once it is whole, and that nobody else may read; whoever writes another of the
    same name meanwhile writes beside it."""
    if name == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    path = Path(name)
    if path.exists() and not path.is_file():
        raise UnableToBackUp(f"{path} is no file. Name another, or - for standard output.")
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, unfinished = mkstemp(".unfinished", f"{path.name}.", path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(unfinished).rename(path)
    finally:
        Path(unfinished).unlink(missing_ok=True)
