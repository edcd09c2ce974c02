"""`manage.py backup_key FILE`: a pair of keys for backups."""

import os
from pathlib import Path
from typing import Any

import pyrage
from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    help = "Makes a key that opens backups. Keep the file away from the server; the line it prints may lie anywhere."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="where the secret key is written; it must not exist. - is standard output")

    def handle(self, *_: Any, **options: Any) -> None:
        identity = pyrage.x25519.Identity.generate()
        text = f"# public key: {identity.to_public()}\n{identity}"
        if options["file"] == "-":
            self.stdout.write(text)
            return
        write_new(Path(options["file"]), f"{text}\n")
        self.stdout.write(str(identity.to_public()))


def write_new(path: Path, text: str) -> None:
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text)
    except FileExistsError as fault:
        raise CommandError("There is a file already. A key that was overwritten opens nothing any more.") from fault
