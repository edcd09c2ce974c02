"""`manage.py restore FILE`: the site as it was when the file was made."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final

import pyrage
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from database.backup import archive, postgresql, secrets, sqlite
from database.backup.manifest import Manifest
from database.backup.refusal import UnableToBackUp, UnableToRestore
from database.dialects import is_postgresql, unfit

LEAP: Final = 10_000
"""How far numbers leap, so that none that was given out after the backup is given again: somebody may still answer a
mail about a case that the backup does not know, and their answer must not land in another's."""


class Command(BaseCommand):
    help = "Puts database and secrets back from a backup, then migrates to this version. All of it or nothing."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="a file that `manage.py backup` made; - is standard input")
        parser.add_argument(
            "--identity",
            default="",
            help="the file with the secret key of an encrypted backup; - is before it on standard input",
        )
        parser.add_argument("--replace", action="store_true", help="what is in the database now is lost")
        parser.add_argument(
            "--secrets", default="", help="write the backup's secrets into this file; - is standard output"
        )
        parser.add_argument(
            "--ignore-connections",
            action="store_true",
            help="others that hold a connection are not the site (a monitor)",
        )
        parser.add_argument(
            "--nothing-lost",
            action="store_true",
            help="the site was stopped before the backup and is only moved: case numbers go on without a leap",
        )

    def handle(self, *_: Any, **options: Any) -> None:
        leap = None if options["nothing_lost"] else LEAP
        connection.ensure_connection()
        try:
            refuse_unless_ready(replace=options["replace"], ignore_connections=options["ignore_connections"])
            with opened(options["file"]) as source:
                identities = keys(options["identity"], source)
                with archive.reading(source, identities) as reader:
                    manifest = Manifest.from_json(reader.expect("manifest.json"))
                    kept = reader.expect("secrets.json")
                    fill(manifest, reader, leap=leap)
        except (UnableToRestore, UnableToBackUp) as fault:
            raise CommandError(str(fault)) from fault
        call_command("migrate", interactive=False, verbosity=0)
        cache.clear()
        self.tell(
            options["secrets"],
            f"Restored: {manifest.rows} rows of {len(manifest.counts)} tables, as they were {manifest.created} in"
            f" version {manifest.version}. The counts agree, and the data is migrated to this version.",
        )
        self.hand_over(kept, options["secrets"])

    def hand_over(self, kept: bytes, target: str) -> None:
        """The secrets: where somebody asks for them; else a word where they are needed and not here."""
        if target == "-":
            self.stdout.write(secrets.as_lines(kept))
        elif target:
            secrets.write_out(kept, Path(target))
            self.tell(target, f"The secrets stand in {target}. Take what you need into .env, then delete it.")
        elif not secrets.knows(kept, [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]):
            self.tell(
                target,
                "The backup was made under another SECRET_KEY. Restore with --secrets FILE and put that key into"
                " SECRET_KEY_FALLBACKS; till then marks in mails, votes and sign-in links from before are not known.",
            )

    def tell(self, target: str, line: str) -> None:
        """Beside the secrets, where these go to standard output."""
        (self.stderr if target == "-" else self.stdout).write(line)


LOOKS = 6


def refuse_unless_ready(*, replace: bool, ignore_connections: bool) -> None:
    if reason := unfit(connection):
        raise UnableToRestore(reason)
    empty = postgresql.is_empty() if is_postgresql() else sqlite.is_empty()
    if not empty and not replace:
        raise UnableToRestore(
            "The database is not empty. Add --replace (make restore REPLACE=yes) to lose what is in it."
        )
    others = 0 if ignore_connections else others_connected()
    if others:
        raise UnableToRestore(f"Stop web, worker and beat first: {others} of them are connected to the database.")


def others_connected() -> int:
    """How many others are connected; those of a process that has just ended get a moment to go."""
    if not is_postgresql():
        return 0
    for _look in range(LOOKS):
        others = postgresql.connected()
        if not others:
            break
        time.sleep(0.5)
    return others


def fill(manifest: Manifest, reader: archive.ArchiveReader, *, leap: int | None) -> None:
    database = "PostgreSQL" if is_postgresql() else "SQLite"
    loader = MigrationLoader(None)
    known = {f"{app}.{name}" for app, name in loader.disk_migrations}
    manifest.refuse_unless(database=database, known_migrations=known)
    connection.close()
    filling = postgresql.restore if is_postgresql() else sqlite.restore
    filling(manifest, reader.database(), leap=leap)


@contextmanager
def opened(name: str) -> Iterator[IO[bytes]]:
    if name == "-":
        yield sys.stdin.buffer
        return
    try:
        file = Path(name).open("rb")  # noqa: SIM115  closed below
    except OSError as fault:
        raise UnableToRestore(f"There is no file {name} that can be read.") from fault
    with file:
        yield file


def keys(identity: str, source: IO[bytes]) -> list[str]:
    """The secret keys of a file in age's own form: one a line, `#` before what is not a key.

    - means: the lines before the backup itself, up to an empty one, so that a key never lies in a container.
    """
    if not identity:
        return []
    try:
        lines = list(iter(source.readline, b"\n")) if identity == "-" else Path(identity).read_bytes().splitlines()
        secret_keys = [line.decode().strip() for line in lines if line.strip() and not line.startswith(b"#")]
        for line in secret_keys:
            pyrage.x25519.Identity.from_str(line)
    except (OSError, UnicodeDecodeError, pyrage.IdentityError) as fault:
        raise UnableToRestore("The identity is a file with a secret key: it holds AGE-SECRET-KEY-….") from fault
    return secret_keys
