"""What an uploaded file is: known by its content, never by its name, and made safe before anybody sees it.

Allowed are pictures that can be decoded and written anew, PDF, documents, spreadsheets and presentations without
macros, plain text, and short films as phones make them. Other archives are refused: what is in them can be sent itself.
"""

import hashlib
import re
import unicodedata
from dataclasses import asdict, dataclass
from typing import IO, TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _

from privacy.cpr import mask_filename
from tickets.attachments import boxes, documents, pictures
from tickets.attachments.pictures import Clean
from tickets.attachments.text_files import text_in

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

TEXT: Final = "text/plain"
PDF: Final = "application/pdf"
MAX_FILES: Final = 5
MAX_BYTES: Final = 10 * 1024 * 1024
MAX_FILM_BYTES: Final = 20 * 1024 * 1024
"""Where the municipality has chosen nothing else (`tickets.attachments.file_limits`)."""
MAX_TOTAL_BYTES: Final = 25 * 1024 * 1024
LONGEST_NAME: Final = 120
PICTURES: Final = frozenset(pictures.KINDS.values())
EBML: Final = b"\x1aE\xdf\xa3"
WEBM: Final = b"webm"
ZIP: Final = b"PK\x03\x04"
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""Office files until 2003, and later ones with a password."""
ENDINGS: Final = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/webp": ".webp",
    "image/gif": ".gif",
    "image/bmp": ".bmp",
    "image/tiff": ".tif",
    "image/heic": ".heic",
    "image/avif": ".avif",
    "application/pdf": ".pdf",
    **documents.ENDINGS,
    "text/plain": ".txt",
    "video/mp4": ".mp4",
    "video/quicktime": ".mov",
    "video/webm": ".webm",
}
SAME_AS: Final = {
    ".jpeg": ".jpg",
    ".tiff": ".tif",
    ".heif": ".heic",
    **dict.fromkeys((".csv", ".log", ".md", ".ics", ".vcf"), ".txt"),
}
"""Endings that say the same, or more: a calendar is to open the invitation that was sent to it."""
FILMS: Final = {b"qt  ": "video/quicktime"}
BOXED_FILMS: Final = frozenset({"video/mp4", "video/quicktime"})
FILM_KINDS: Final = BOXED_FILMS | {"video/webm"}


UNKNOWN: Final = _(
    "We cannot open %(name)s. Send a picture, a PDF, a document, a spreadsheet (such as .docx, .xlsx or .odt), "
    "a text file or a short film."
)
OLD_DOCUMENT: Final = _(
    "%(name)s is an old kind of Office file, or has a password. Save it as a PDF without a password, and send that."
)


class RefusedUpload(Exception):
    """The file is not taken; `message` says why and what to do instead."""

    def __init__(self, code: str, message: "str | StrPromise") -> None:
        super().__init__(code)
        self.code, self.message = code, message


@dataclass(frozen=True)
class Upload:
    """A file that passed. `size` in bytes; `width` and `height` in pixels, for pictures alone."""

    name: str
    content_type: str
    size: int
    sha256: str
    is_image: bool = False
    width: int | None = None
    height: int | None = None

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def inspect(name: str, file: IO[bytes], most_film: int = MAX_FILM_BYTES) -> Upload:
    """Looks at the content of a file, reading pictures by their header only. Raises `RefusedUpload`.

    `most_film`: bytes of the largest film that is taken.
    """
    file.seek(0)
    data = file.read(max(most_film, MAX_BYTES) + 1)
    if not data:
        raise RefusedUpload("empty", _("%(name)s is empty. Choose another file.") % {"name": safe_name(name)})
    refuse_too_large(data, name, most_film)
    size = picture_size(data, name) if pictures.looks_like_picture(data) else None
    content_type = size[0] if size else type_of(data, name)
    return Upload(
        name=with_ending(safe_name(name), content_type),
        content_type=content_type,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        is_image=size is not None,
        width=size[1] if size else None,
        height=size[2] if size else None,
    )


def refuse_too_large(data: bytes, name: str, most_film: int) -> None:
    file = {"name": safe_name(name), "size": most_film // 1024 // 1024}
    if looks_like_film(data):
        if len(data) > most_film:
            raise RefusedUpload("too_large", _("%(name)s is larger than %(size)s MB. Record a shorter film.") % file)
    elif len(data) > MAX_BYTES:
        message = _("%(name)s is larger than 10 MB. Send a smaller file, or crop it if it is a picture.")
        raise RefusedUpload("too_large", message % file)


def looks_like_film(data: bytes) -> bool:
    return data.startswith(EBML) or (data[4:8] == b"ftyp" and not pictures.is_phone_picture(data))


def picture_size(data: bytes, name: str) -> tuple[str, int, int]:
    """(content type, width, height) from the header. Raises `RefusedUpload` for a broken or enormous picture."""
    file = {"name": safe_name(name)}
    try:
        return pictures.look(data)
    except pictures.TooManyPixels:
        message = _("%(name)s has too many pixels. Send a smaller picture, or a screenshot of it.")
        raise RefusedUpload("too_many_pixels", message % file) from None
    except pictures.SeveralPages:
        raise RefusedUpload("pages", _("%(name)s has several pages. Save it as a PDF, and send that.") % file) from None
    except pictures.BrokenPicture:
        message = _("%(name)s cannot be read. Take the picture again, and send that.")
        raise RefusedUpload("unreadable", message % file) from None


def type_of(data: bytes, name: str) -> str:
    """The content type of anything but a picture. Raises `RefusedUpload` for what is not allowed."""
    if data.startswith(b"%PDF-"):
        return PDF
    if data[4:8] == b"ftyp" or (data.startswith(EBML) and WEBM in data[:64]):
        return type_of_film(data, name)
    if data.startswith(ZIP):
        return type_of_document(data, name)
    if text_in(data) is not None:
        return TEXT
    raise RefusedUpload("kind", (OLD_DOCUMENT if data.startswith(OLE) else UNKNOWN) % {"name": safe_name(name)})


def type_of_film(data: bytes, name: str) -> str:
    if data.startswith(EBML):
        return "video/webm"
    if not boxes.is_film(data):
        message = _("%(name)s cannot be played. Record it again, and send that.")
        raise RefusedUpload("unreadable", message % {"name": safe_name(name)})
    return FILMS.get(data[8:12], "video/mp4")


def type_of_document(data: bytes, name: str) -> str:
    """Of the archives an office document alone, and only one without programs in it or called from it."""
    try:
        if kind := documents.kind_of(data):
            return kind
    except documents.UnsafeDocument:
        message = _(
            "%(name)s has macros, other documents or other parts that we cannot check. Save it as a PDF, and send that."
        )
        raise RefusedUpload("active", message % {"name": safe_name(name)}) from None
    message = _("We cannot open %(name)s. Send the picture or document itself, or a PDF of it.")
    raise RefusedUpload("kind", message % {"name": safe_name(name)})


def safe_name(name: str) -> str:
    """A name without folders, control or direction characters, and CPR numbers; at most 120 characters."""
    base = re.split(r"[\\/]", name)[-1]
    kept = "".join(
        character for character in base if unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}
    )
    kept = re.sub(r'[<>:"|?*]', "_", kept).strip(" .") or "fil"
    return mask_filename(kept).text[-LONGEST_NAME:]


def with_ending(name: str, content_type: str) -> str:
    """The name with the ending of what the file really is."""
    ending = ENDINGS[content_type]
    stem, dot, written = name.rpartition(".")
    if dot and SAME_AS.get(f".{written.lower()}", f".{written.lower()}") == ending:
        return name
    if not dot or len(written) > 5:  # noqa: PLR2004  what follows the last dot is no ending
        stem = name
    return f"{stem[: LONGEST_NAME - len(ending)]}{ending}"


def cleaned(data: bytes, content_type: str) -> Clean:
    """Pictures drawn anew, films without what they tell of place and owner, and office documents without the CPR
    numbers in their text; other files as they are.

    Raises `ValueError` for what cannot be decoded after all.
    """
    if content_type in PICTURES:
        return pictures.redraw(data, content_type)
    if content_type in BOXED_FILMS:
        return Clean(boxes.without_notes(data), content_type)
    if content_type in documents.ENDINGS:
        clean, count = documents.without_cpr(data)
        return Clean(clean, content_type, masked=count)
    return Clean(data, content_type)
