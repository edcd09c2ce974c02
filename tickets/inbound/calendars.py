"""What an invitation says to who reads it, for a mail that brings nothing else (RFC 5545)."""

import re
from datetime import UTC, datetime
from typing import Final

from django.utils import timezone
from django.utils.formats import date_format

SHOWN: Final = ("SUMMARY", "DTSTART", "LOCATION", "DESCRIPTION")
EVENT: Final = re.compile(r"^BEGIN:VEVENT$(.*?)(?:^END:VEVENT$|\Z)", re.DOTALL | re.MULTILINE | re.IGNORECASE)
FOLDED: Final = re.compile(r"\n[ \t]")
LINE: Final = re.compile(r'^([A-Z-]+)(?:;(?:"[^"\n]{0,200}"|[^":\n]){0,500})?:(.*)$', re.MULTILINE | re.IGNORECASE)
ESCAPED: Final = re.compile(r"\\([nN,;\\])")
MOMENT: Final = re.compile(r"(\d{8})(?:T(\d{6})(Z?))?")


def words_in(calendar: str) -> str:
    """Its subject, time, place and text, each on lines of its own; empty where there is no event."""
    event = EVENT.search(FOLDED.sub("", calendar))
    if event is None:
        return ""
    named: dict[str, str] = {}
    for name, value in LINE.findall(event[1]):
        named.setdefault(name.upper(), value.strip())
    return "\n".join(filter(None, (in_words(name, named.get(name, "")) for name in SHOWN)))


def in_words(name: str, value: str) -> str:
    moment = MOMENT.fullmatch(value) if name == "DTSTART" else None
    if moment is not None:
        return moment_in_words(moment)
    return ESCAPED.sub(lambda escaped: "\n" if escaped[1] in "nN" else escaped[1], value).strip()


def moment_in_words(moment: "re.Match[str]") -> str:
    """A day, or a moment by the clock of the place that it was written for."""
    day, clock, universal = moment.groups()
    try:
        then = datetime.strptime(f"{day}{clock or ''}", "%Y%m%d%H%M%S" if clock else "%Y%m%d")  # noqa: DTZ007  as below
    except ValueError:
        return ""
    local = timezone.localtime(then.replace(tzinfo=UTC)) if universal else then
    return date_format(local, "DATETIME_FORMAT" if clock else "DATE_FORMAT")
