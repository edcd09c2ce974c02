"""Reads the folder into which the embedded site puts its mail."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings

NEWEST = 50


@dataclass(frozen=True)
class DemoMail:
    name: str
    to: str
    subject: str
    at: datetime | None
    text: str


def letters() -> list[DemoMail]:
    """The newest mails, newest first."""
    return [letter for path in newest() if (letter := read(path))]


def find(name: str) -> DemoMail | None:
    return next((read(path) for path in folder().glob("*.log") if path.stem == name), None)


def folder() -> Path:
    return Path(getattr(settings, "EMAIL_FILE_PATH", settings.ENVIRONMENT.data_dir / "mail"))


def newest() -> Iterator[Path]:
    paths = sorted(folder().glob("*.log"), key=lambda path: path.stat().st_mtime, reverse=True)
    yield from paths[:NEWEST]


def read(path: Path) -> DemoMail:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    body = message.get_body(("plain",))
    date = message["Date"]
    return DemoMail(
        name=path.stem,
        to=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        at=parsedate_to_datetime(str(date)) if date else None,
        text=body.get_content().split("\n" + "-" * 79)[0] if body else "",
    )
