"""Files that calendars read (iCalendar, RFC 5545): moments, texts and lines as the format wants them."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

LONGEST_LINE: Final = 75
"""Bytes of a line; a longer one goes on in the next, after a blank."""


def stamp(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def escaped(text: str) -> str:
    for plain, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r", ""), ("\n", "\\n")):
        text = text.replace(plain, written)
    return text


def folded(line: str) -> str:
    """In pieces of at most 75 bytes, none of which cuts a character in two."""
    pieces, room = [""], LONGEST_LINE
    for character in line:
        size = len(character.encode())
        if size > room:
            pieces.append("")
            room = LONGEST_LINE - 1
        pieces[-1] += character
        room -= size
    return "\r\n ".join(pieces)


def file_of(lines: Iterable[str]) -> str:
    return "".join(f"{folded(line)}\r\n" for line in lines)
