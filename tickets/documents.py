"""Word documents: taken where they hold text and pictures alone, and kept without the CPR numbers in their text.

In a request only their list of parts is read; the task that makes them ready reads their text.
"""

import html
import io
import re
import shutil
import zipfile
from dataclasses import dataclass
from typing import Final

from privacy import cpr

WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MOST_PARTS: Final = 2000
MOST_BYTES: Final = 200 * 1024 * 1024
"""Of all parts together, unpacked: more is an archive that was made to fill whoever opens it."""
ACTIVE: Final = re.compile(
    r"vbaproject|vbadata|activex|oleobject|\.(?:exe|dll|js|vbs|bat|cmd|scr|ps1|hta|bin)$", re.IGNORECASE
)
SETTINGS: Final = "word/_rels/settings.xml.rels"
TEMPLATE: Final = b"attachedTemplate"
"""A template that Word fetches from elsewhere when the document is opened; it may bring macros."""
LONGEST_SETTINGS: Final = 64 * 1024
WITH_TEXT: Final = re.compile(
    r"word/(?:document|header\d*|footer\d*|footnotes|endnotes|comments\w*)\.xml|docProps/\w+\.xml"
)
"""Parts in which people write, and what the program notes of them."""
MOST_TEXT: Final = 40 * 1024 * 1024
"""Bytes of such a part; a thousand pages are less."""
PIECE: Final = re.compile(
    r"<(?P<name>(?:\w+:)?(?:t|delText|instrText|title|subject|description|keywords|lpwstr))(?:\s[^<>]*)?(?<!/)>"
    r"(?P<text>[^<]*)</(?P=name)>"
    r"|<\w+:(?P<sign>tab|br|cr|noBreakHyphen)(?:\s[^<>]*)?/>|</\w+:(?P<end>p|tc)>"
)
"""A piece of text, a sign between two, or the end of a paragraph or cell."""
SIGNS: Final = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "p": "\n", "tc": "\t"}


class UnsafeDocument(Exception):
    """It carries programs, or calls them in."""


def is_plain_word(data: bytes) -> bool:
    """Whether the archive is a Word document. Raises `UnsafeDocument` for one that does more than be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if not holds_document(archive):
                return False
            refuse_active(archive)
            return True
    except UnsafeDocument:
        raise
    except Exception:  # noqa: BLE001  a broken archive may raise anything in its reader
        return False


def holds_document(archive: zipfile.ZipFile) -> bool:
    """Whether it has a Word document's text, and is of a size that can be unpacked."""
    parts = archive.infolist()
    is_word = "word/document.xml" in {part.filename for part in parts}
    return is_word and len(parts) <= MOST_PARTS and sum(part.file_size for part in parts) <= MOST_BYTES


def refuse_active(archive: zipfile.ZipFile) -> None:
    if any(ACTIVE.search(name) for name in archive.namelist()) or calls_template(archive):
        raise UnsafeDocument


def without_cpr(data: bytes) -> tuple[bytes, int]:
    """The document with the CPR numbers in its text masked, and how many they were; the very same where there are none.

    Raises `ValueError` for one that cannot be read after all.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if not holds_document(archive):
                return data, 0
            masked = {name: mask_part(archive, name) for name in archive.namelist() if WITH_TEXT.fullmatch(name)}
            changed = {name: text for name, (text, count) in masked.items() if count}
            count = sum(count for _text, count in masked.values())
            return (rewritten(archive, changed) if changed else data), count
    except Exception as trouble:
        raise ValueError("The document cannot be read.") from trouble


def text_of(data: bytes) -> str:
    """What a reader of the document sees. Raises what a broken archive raises."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if not holds_document(archive):
            return ""
        names = sorted(name for name in archive.namelist() if WITH_TEXT.fullmatch(name))
        return "\n".join(pieces_of(part_in(archive, name))[1] for name in names)


def mask_part(archive: zipfile.ZipFile, name: str) -> tuple[str, int]:
    return mask_xml(part_in(archive, name))


def part_in(archive: zipfile.ZipFile, name: str) -> str:
    with archive.open(name) as part:
        content = part.read(MOST_TEXT + 1)
    if len(content) > MOST_TEXT:
        raise ValueError(name)
    return content.decode("utf-8-sig")


@dataclass
class Piece:
    """A text of the part: where it stands there, and where in all the text as it is read."""

    start: int
    end: int
    at: int
    text: str


def mask_xml(xml: str) -> tuple[str, int]:
    """A number may be spread over several pieces, as Word does after a change in its middle."""
    pieces, read = pieces_of(xml)
    numbers = cpr.places(read)
    parts, end, at = [], 0, 0
    for piece in pieces:
        while at < len(numbers) and numbers[at][1] <= piece.at:
            at += 1
        parts += [xml[end : piece.start], html.escape(masked_piece(piece, numbers, at), quote=False)]
        end = piece.end
    return "".join([*parts, xml[end:]]), len(numbers)


def pieces_of(xml: str) -> tuple[list[Piece], str]:
    pieces, read, length = [], [], 0
    for match in PIECE.finditer(xml):
        text = SIGNS.get(match["sign"] or match["end"] or "", "")
        if match["name"]:
            text = html.unescape(match["text"])
            pieces.append(Piece(match.start("text"), match.end("text"), length, text))
        read.append(text)
        length += len(text)
    return pieces, "".join(read)


def masked_piece(piece: Piece, numbers: list[tuple[int, int]], at: int) -> str:
    """`at`: the first number that may reach into it. The words that say so stand where the number begins."""
    parts, end, beyond = [], 0, piece.at + len(piece.text)
    while at < len(numbers) and numbers[at][0] < beyond:
        first, last = numbers[at]
        parts += [piece.text[end : max(first - piece.at, 0)], cpr.REMOVED if first >= piece.at else ""]
        end, at = min(last, beyond) - piece.at, at + 1
    return "".join([*parts, piece.text[end:]])


def rewritten(archive: zipfile.ZipFile, changed: dict[str, str]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for part in archive.infolist():
            if part.filename in changed:
                copy.writestr(part.filename, changed[part.filename])
                continue
            with archive.open(part) as source, copy.open(part.filename, "w") as destination:
                shutil.copyfileobj(source, destination)
    return target.getvalue()


def calls_template(archive: zipfile.ZipFile) -> bool:
    if SETTINGS not in archive.namelist():
        return False
    with archive.open(SETTINGS) as part:
        settings = part.read(LONGEST_SETTINGS + 1)
    return len(settings) > LONGEST_SETTINGS or TEMPLATE in settings
