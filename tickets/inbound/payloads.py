"""The bytes of a part of a mail, however they were encoded for the way, and the lines that a program broke."""

import re
from base64 import b64decode
from copy import copy
from email.message import Message as Part
from quopri import decodestring
from typing import Final

from tickets.inbound.charsets import raw_headers


def payload_of(part: "Part[str, str]") -> bytes:
    encoding = "".join(raw_headers(part, "Content-Transfer-Encoding")[:1])
    written = re.sub(r"[;(].*|[\"'\s]", "", encoding, flags=re.DOTALL).lower()
    if written == "base64":
        return from_base64(part)
    if written == "quoted-printable":
        return decodestring(SOFT_BREAK.sub(b"=\n", as_sent(part)))
    if encoding and written != encoding.lower():
        part.replace_header("Content-Transfer-Encoding", written)
    try:
        data = part.get_payload(decode=True)
    except Exception:  # noqa: BLE001  a broken encoding: as it stands
        data = str(part.get_payload()).encode("utf-8", "surrogateescape")
    return data if isinstance(data, bytes) else b""


SOFT_BREAK: Final = re.compile(rb"=[ \t]*(?:\r\n|\r|\n)")
"""A line that goes on, also where a server put blanks behind its mark."""


def as_sent(part: "Part[str, str]") -> bytes:
    """The bytes of a part as they stand in the mail, encoded as they are; none for one that has parts."""
    written = part.get_payload()
    if isinstance(written, str) and written.isascii():
        return written.encode("ascii")
    bare = copy(part)  # the standard library gives bytes beyond ASCII only as decoded by what the part says of them
    del bare["Content-Transfer-Encoding"]
    data = bare.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def from_base64(part: "Part[str, str]") -> bytes:
    """The bytes as far as they are base64, without what a list or a virus scanner wrote below in plain letters. A text
    that only says it were base64 is taken as it stands."""
    written = part.get_payload()
    raw = written.encode("ascii", "ignore") if isinstance(written, str) else b""
    lines = BASE64_LINES.match(raw)
    begins = lines[0] if lines else b""
    if not begins.strip() and WORDS.match(raw):
        return as_sent(part)
    clean = NOT_BASE64.sub(b"", begins if len(begins) * 2 > len(raw.strip()) else raw)
    return b"".join(map(decoded_piece, PIECE.findall(clean)))


BASE64_LINES: Final = re.compile(rb"(?:\s*[A-Za-z0-9+/]+={0,2}[ \t]*(?:\r?\n|\r|\Z))*")
WORDS: Final = re.compile(rb"\s*\S+ +\S+ +\S")
"""How a text begins, and no base64 does."""
NOT_BASE64: Final = re.compile(rb"[^A-Za-z0-9+/=]")
PIECE: Final = re.compile(rb"[A-Za-z0-9+/]+=*")
"""What was encoded in one; programs put several pieces behind each other, each with an end of its own."""


def decoded_piece(piece: bytes) -> bytes:
    clean = piece.rstrip(b"=")
    clean = clean[:-1] if len(clean) % 4 == 1 else clean
    return b64decode(clean + b"=" * (-len(clean) % 4))


def without_undeclared(data: bytes) -> bytes:
    """Decoded from quoted-printable, where the part did not say that it is."""
    encoded = UNDECLARED.search(data) or len(WESTERN_CHARACTER.findall(data)) > 1
    return decodestring(data) if encoded and data.isascii() else data


UNDECLARED: Final = re.compile(rb"=C3=[89AB][0-9A-F]")
"""A letter in quoted-printable, where the part did not say so."""
WESTERN_CHARACTER: Final = re.compile(rb"(?<=[A-Za-z])=[EF][0-9A-F](?=[a-z]|=\r?\n)")
"""The same in Latin-1, within a word; one alone may stand in an address."""


def unflowed(text: str, *, spaces_go: bool) -> str:
    """Joins the lines that a mail program broke (RFC 3676): those that end in a space."""
    lines: list[str] = []
    last: tuple[str, bool] = ("", False)
    for line in text.split("\n"):
        marks = re.match(r">*", line)
        quote = marks[0] if marks else ""
        rest = line[len(quote) :].removeprefix(" ")
        flows = rest.endswith(" ") and rest != "-- "
        written = rest[:-1] if flows and spaces_go else rest
        if last == (quote, True):
            lines[-1] += written
        else:
            lines.append(f"{quote} {written}" if quote else written)
        last = (quote, flows)
    return "\n".join(lines)
