"""Documents, spreadsheets and presentations of Microsoft Office and LibreOffice: taken where no program is in them or
called by them, kept for download, never opened here, and kept without the CPR numbers in their text and beside it.

In a request only their list of parts is read; the task that makes them ready reads their text.
"""

import codecs
import html
import io
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from privacy import cpr
from tickets.attachments.beside_text import without_numbers

WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
POWERPOINT: Final = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
ENDINGS: Final = {
    WORD: ".docx",
    EXCEL: ".xlsx",
    POWERPOINT: ".pptx",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "application/vnd.oasis.opendocument.presentation": ".odp",
}
"""What is taken, with the ending of its name."""
MAIN_PARTS: Final = {"word/document.xml": WORD, "xl/workbook.xml": EXCEL, "ppt/presentation.xml": POWERPOINT}
OPEN: Final = ("mimetype", "content.xml")
"""Both are in every document of LibreOffice; the first says what it is."""
LONGEST_KIND: Final = 100
MOST_PARTS: Final = 2000
MOST_BYTES: Final = 200 * 1024 * 1024
"""Of all parts together, unpacked: more is an archive that was made to fill whoever opens it."""
ACTIVE: Final = re.compile(
    r"vbaproject|vbadata|activex|oleobject|macrosheets/|connections\.xml$|(?:^|/)(?:basic|scripts)/"
    r"|(?<!printersettings)(?<!printersettings\d)(?<!printersettings\d\d)\.bin$"
    r"|\.(?:exe|dll|js|jar|class|py|vbs|bat|cmd|scr|ps1|hta)$",
    re.IGNORECASE,
)
"""Parts that run, or fetch something from elsewhere. How it was printed last (`printerSettings1.bin`) does neither."""
COPIES: Final = re.compile(
    r"(?:word|xl|ppt)/embeddings/|xl/(?:pivotcache|externallinks)/|(?:^|/)object \d+/"
    r"|\.(?:docx|xlsx|pptx|odt|ods|odp)$",
    re.IGNORECASE,
)
"""Other documents within, or copies of what stood in some: no CPR number can be taken out there for certain."""
SETTINGS: Final = "word/_rels/settings.xml.rels"
TEMPLATE: Final = b"attachedTemplate"
"""A template that Word fetches from elsewhere when the document is opened; it may bring macros."""
LONGEST_SETTINGS: Final = 64 * 1024
WITH_TEXT: Final = re.compile(
    r"word/(?:document|header\d*|footer\d*|footnotes|endnotes|comments\w*)\.xml|docProps/\w+\.xml"
    r"|xl/(?:sharedStrings|workbook|worksheets/\w+|comments\d*|threadedComments/\w+|tables/\w+)\.xml"
    r"|ppt/(?:slides|notesSlides|comments)/\w+\.xml|content\.xml|styles\.xml|meta\.xml"
    r"|(?:word|xl|ppt)/(?:charts|diagrams|drawings)/\w+\.xml"
)
"""Parts in which people write, and what the program notes of them."""
XML: Final = re.compile(r".*\.(?:xml|rels|vml)", re.IGNORECASE)
"""Parts that hold anything but pictures: what is written may be kept there once more."""
MOST_TEXT: Final = 40 * 1024 * 1024
"""Bytes of such a part; a thousand pages are less."""
PIECE: Final = re.compile(
    r"<(?P<name>(?:\w+:)?(?:t|text|delText|instrText|title|subject|description|keywords|lpwstr|creator|lastModifiedBy))(?:\s[^<>]*)?(?<!/)>"
    r"(?P<text>[^<]*)</(?P=name)>"
    r"|<\w+:(?P<sign>tab|br|cr|noBreakHyphen)(?:\s[^<>]*)?/>|</(?:\w+:)?(?P<end>p|tc|c|si|row)>"
)
"""A piece of text, a sign between two, or the end of a paragraph, cell or row."""
OPEN_PIECE: Final = re.compile(
    r"(?<=>)(?P<text>[^<]++)(?=<|\Z)|<text:(?P<sign>tab|s|line-break)(?:\s[^<>]*)?/>"
    r"|</(?:text|table):(?P<end>p|h|table-cell|table-row)>"
)
"""The same in a document of LibreOffice, where text stands between any two signs."""
OPEN_PARTS: Final = frozenset({"content.xml", "styles.xml", "meta.xml"})
SIGNS: Final = {
    "tab": "\t",
    "br": "\n",
    "cr": "\n",
    "line-break": "\n",
    "s": " ",
    "noBreakHyphen": "-",
    "p": "\n",
    "h": "\n",
    "tc": "\t",
    "c": "\t",
    "table-cell": "\t",
    "si": "\n",
    "row": "\n",
    "table-row": "\n",
}
NUMBER_CELL: Final = re.compile(r"<c((?:\s(?!t=)[\w:]+=\"[^\"<>]*\")*)><v>([0-9]{9,10})</v></c>")
"""A cell of Excel that holds a number as such: no words can stand in it."""
OPEN_NUMBER: Final = re.compile(r'office:value-type="float" office:value="([0-9]{9,10})"')
CPR_DIGITS: Final = 10


Places = Callable[[str], list[tuple[int, int]]]
"""Where in a text something stands that is taken out, from the first to the last, none within another."""


class UnsafeDocument(Exception):
    """It carries programs, or calls them in."""


def kind_of(data: bytes) -> str:
    """The content type of such a document; empty for any other archive. Raises `UnsafeDocument` for one that does more
    than be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            kind = kind_within(archive)
            if kind:
                refuse_active(archive)
            return kind
    except UnsafeDocument:
        raise
    except Exception:  # noqa: BLE001  a broken archive may raise anything in its reader
        return ""


def kind_within(archive: zipfile.ZipFile) -> str:
    """By its main part, where it is of a size that can be unpacked."""
    parts = {part.filename: part.file_size for part in archive.infolist()}
    if len(archive.infolist()) > MOST_PARTS or sum(part.file_size for part in archive.infolist()) > MOST_BYTES:
        return ""
    if all(name in parts for name in OPEN):
        return open_kind(archive)
    return next((kind for name, kind in MAIN_PARTS.items() if name in parts), "")


def open_kind(archive: zipfile.ZipFile) -> str:
    with archive.open(OPEN[0]) as part:
        kind = part.read(LONGEST_KIND).decode("ascii").strip()
    return kind if kind in ENDINGS else ""


def refuse_active(archive: zipfile.ZipFile) -> None:
    names = archive.namelist()
    if any(ACTIVE.search(name) or COPIES.search(name) for name in names) or calls_template(archive):
        raise UnsafeDocument


def without_cpr(data: bytes) -> tuple[bytes, int]:
    """The document with the CPR numbers in its text masked, and how many they were; the very same where there are none.

    Raises `ValueError` for one that cannot be read after all.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if not kind_within(archive):
                return data, 0
            masked = {name: mask_part(archive, name) for name in archive.namelist() if XML.fullmatch(name)}
            changed = {name: content for name, (content, count) in masked.items() if count}
            count = sum(count for _text, count in masked.values())
            return (rewritten(archive, changed) if changed else data), count
    except Exception as trouble:
        raise ValueError("The document cannot be read.") from trouble


def without(data: bytes, places: Places, mark: str) -> bytes:
    """The document with `mark` in its text where `places` says. Raises what a broken archive raises."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        changed: dict[str, bytes] = {}
        for name in filter(WITH_TEXT.fullmatch, archive.namelist()):
            xml, count = take_out(part_in(archive, name), OPEN_PIECE if name in OPEN_PARTS else PIECE, places, mark)
            changed |= {name: xml.encode(encoding_of(content_of(archive, name)))} if count else {}
        return rewritten(archive, changed)


def parts_of(data: bytes) -> Iterator[str]:
    """All that is written in it, text or not, part by part. Raises what a broken archive raises."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in filter(XML.fullmatch, archive.namelist()):
            yield part_in(archive, name)


def text_of(data: bytes) -> str:
    """What a reader of the document sees. Raises what a broken archive raises."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if not kind_within(archive):
            return ""
        names = sorted(name for name in archive.namelist() if WITH_TEXT.fullmatch(name))
        return "\n".join(text_of_part(archive, name) for name in names)


def text_of_part(archive: zipfile.ZipFile, name: str) -> str:
    return pieces_of(part_in(archive, name), OPEN_PIECE if name in OPEN_PARTS else PIECE)[1]


def mask_part(archive: zipfile.ZipFile, name: str) -> tuple[bytes, int]:
    """Its text, and then what is kept beside it."""
    content = content_of(archive, name)
    encoding, count = encoding_of(content), 0
    xml = content.decode(encoding)
    if WITH_TEXT.fullmatch(name):
        xml, count = mask_xml(xml, OPEN_PIECE if name in OPEN_PARTS else PIECE)
    xml, beside = without_numbers(xml, {each.rpartition("/")[2] for each in archive.namelist()})
    return xml.encode(encoding), count + beside


def part_in(archive: zipfile.ZipFile, name: str) -> str:
    content = content_of(archive, name)
    return content.decode(encoding_of(content))


def content_of(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        content = part.read(MOST_TEXT + 1)
    if len(content) > MOST_TEXT:
        raise ValueError(name)
    return content


def encoding_of(content: bytes) -> str:
    """How the part is written; with the mark at its beginning, where it has one."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return "utf-8-sig" if content.startswith(codecs.BOM_UTF8) else "utf-8"


@dataclass
class DocumentPiece:
    """A text of the part: where it stands there, and where in all the text as it is read."""

    start: int
    end: int
    at: int
    text: str


def words_for_numbers(xml: str) -> str:
    """A number in a cell that is a CPR number, as a text: with the zero that the program took, and open to words."""
    xml = NUMBER_CELL.sub(lambda cell: in_words(cell[1], cell[2]) if is_cpr(cell[2]) else cell[0], xml)
    return OPEN_NUMBER.sub(lambda value: 'office:value-type="string"' if is_cpr(value[1]) else value[0], xml)


def in_words(attributes: str, digits: str) -> str:
    return f'<c{attributes} t="inlineStr"><is><t>{digits.zfill(CPR_DIGITS)}</t></is></c>'


def is_cpr(digits: str) -> bool:
    return cpr.is_birth(digits.zfill(CPR_DIGITS))


def mask_xml(xml: str, piece_of: re.Pattern[str] = PIECE) -> tuple[str, int]:
    return take_out(words_for_numbers(xml), piece_of, cpr.places, cpr.REMOVED)


def take_out(xml: str, piece_of: re.Pattern[str], places: Places, mark: str) -> tuple[str, int]:
    """What stands at the places may be spread over several pieces, as Word does after a change in its middle."""
    pieces, read = pieces_of(xml, piece_of)
    spans = places(read)
    parts, end, at = [], 0, 0
    for piece in pieces:
        while at < len(spans) and spans[at][1] <= piece.at:
            at += 1
        parts += [xml[end : piece.start], html.escape(masked_piece(piece, spans, at, mark), quote=False)]
        end = piece.end
    return "".join([*parts, xml[end:]]), len(spans)


def pieces_of(xml: str, piece_of: re.Pattern[str] = PIECE) -> tuple[list[DocumentPiece], str]:
    pieces, read, length = [], [], 0
    for match in piece_of.finditer(xml):
        text = SIGNS.get(match["sign"] or match["end"] or "", "")
        if match["text"] is not None:
            text = html.unescape(match["text"])
            pieces.append(DocumentPiece(match.start("text"), match.end("text"), length, text))
        read.append(text)
        length += len(text)
    return pieces, "".join(read)


def masked_piece(piece: DocumentPiece, numbers: list[tuple[int, int]], at: int, mark: str) -> str:
    """`at`: the first number that may reach into it. The words that say so stand where the number begins."""
    parts, end, beyond = [], 0, piece.at + len(piece.text)
    while at < len(numbers) and numbers[at][0] < beyond:
        first, last = numbers[at]
        parts += [piece.text[end : max(first - piece.at, 0)], mark if first >= piece.at else ""]
        end, at = min(last, beyond) - piece.at, at + 1
    return "".join([*parts, piece.text[end:]])


def rewritten(archive: zipfile.ZipFile, changed: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for part in archive.infolist():
            if part.filename in changed:
                copy.writestr(part.filename, changed[part.filename])
                continue
            with archive.open(part) as source, copy.open(head_of(part), "w") as destination:
                shutil.copyfileobj(source, destination)
    return target.getvalue()


def head_of(part: zipfile.ZipInfo) -> zipfile.ZipInfo:
    """Packed as it was: what says the kind of a document of LibreOffice is never packed."""
    head = zipfile.ZipInfo(part.filename)
    head.compress_type = part.compress_type
    return head


def calls_template(archive: zipfile.ZipFile) -> bool:
    if SETTINGS not in archive.namelist():
        return False
    with archive.open(SETTINGS) as part:
        settings = part.read(LONGEST_SETTINGS + 1)
    return len(settings) > LONGEST_SETTINGS or TEMPLATE in settings
