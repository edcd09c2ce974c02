"""`manage.py receive_mail [FILE …]`: takes mail in from files or, as a mail server's pipe, from standard input."""

import json
import logging
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand

from tickets.inbound.parsing import Mail, parse
from tickets.inbound.receiving import receive

TEMPORARY_FAILURE: Final = 75
"""`EX_TEMPFAIL`: the mail server keeps the mail and tries again."""
NO_INPUT: Final = 66
"""`EX_NOINPUT`: a file cannot be read."""
log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Takes in mail: one raw mail a file, or one from standard input. Prints a JSON line for each."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="store nothing, print what is understood")

    def handle(self, *args: Any, **options: Any) -> None:
        """Ends with 75 when a mail could not be stored, so that it is brought again; the others are taken in."""
        ending = 0
        for raw in mails(options["files"]):
            if raw is None:
                ending = ending or NO_INPUT
                continue
            try:
                result = understood(parse(raw)) if options["dry_run"] else vars(receive(raw))
            except Exception as error:  # noqa: BLE001  whatever it was, the mail server must keep the mail
                log.error("receive_mail: %s", type(error).__name__)  # noqa: TRY400  a trace may hold what was written
                ending = TEMPORARY_FAILURE
            else:
                self.stdout.write(json.dumps(result, ensure_ascii=False))
        if ending:
            sys.exit(ending)


def mails(files: list[Path]) -> Iterator[bytes | None]:
    """The raw mails; None for a file that cannot be read."""
    if not files:
        yield sys.stdin.buffer.read()
    for path in files:
        try:
            yield path.read_bytes()
        except OSError as error:
            log.error("receive_mail: %s: %s", path, error.strerror)  # noqa: TRY400  nothing more to say
            yield None


def understood(mail: Mail) -> dict[str, Any]:
    return {
        "subject": mail.subject,
        "from_email": mail.from_email,
        "from_name": mail.from_name,
        "text": mail.text,
        "reply": mail.reply,
        "attachments": [
            {
                "filename": file.filename,
                "content_type": file.content_type,
                "size": file.size,
                "sha256": file.sha256,
            }
            for file in mail.attachments
        ],
    }
