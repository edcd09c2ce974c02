"""What an uploaded file is: known by its content, never by its name, and made safe before anybody sees it.

Allowed are pictures that can be decoded and written anew, PDF, plain text, and short films as phones make them.
Archives and office files (which are archives, and may carry macros) are refused: a screenshot or a PDF says the same.
"""

import hashlib
import io
import re
import unicodedata
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import IO, TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from privacy.cpr import mask_filename

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

TEXT: Final = "text/plain"
MAX_FILES: Final = 5
MAX_BYTES: Final = 10 * 1024 * 1024
MAX_TOTAL_BYTES: Final = 25 * 1024 * 1024
MAX_PIXELS: Final = 50_000_000
"""A picture that claims more is refused by its header; decoding it would fill the memory (decompression bomb)."""
MAX_PIXELS_AT_ONCE: Final = 25_000_000
"""The same for the kinds that can only be decoded whole, four bytes a pixel. A JPEG is decoded smaller where it is."""
LONGEST_SIDE: Final = 4096
LONGEST_NAME: Final = 120
PICTURES: Final = {
    "PNG": "image/png",
    "JPEG": "image/jpeg",
    "MPO": "image/jpeg",
    "WEBP": "image/webp",
    "GIF": "image/gif",
}
"""By Pillow's names. MPO is what many cameras and phones write: a JPEG with a second picture or a depth map inside."""
READERS: Final = ("PNG", "JPEG", "WEBP", "GIF")
"""Pillow opens MPO by its reader for JPEG, and knows none of that name."""
UNSEEN_PICTURES: Final = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis"}
ENDINGS: Final = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/webp": ".webp",
    "image/gif": ".gif",
    "application/pdf": ".pdf",
    "text/plain": ".txt",
    "video/mp4": ".mp4",
    "video/quicktime": ".mov",
}
FILMS: Final = {b"qt  ": "video/quicktime"}
MARKUP: Final = re.compile(rb"<\s*(!doctype|html|script|svg|\?xml|body|iframe)", re.IGNORECASE)


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


def inspect(name: str, file: IO[bytes]) -> Upload:
    """Looks at the content of a file, reading pictures by their header only. Raises `RefusedUpload`."""
    file.seek(0)
    data = file.read(MAX_BYTES + 1)
    if not data:
        raise RefusedUpload("empty", _("%(name)s is empty.") % {"name": safe_name(name)})
    if len(data) > MAX_BYTES:
        message = _("%(name)s is larger than 10 MB. Send a smaller file, or crop it if it is a picture.")
        raise RefusedUpload("too_large", message % {"name": safe_name(name)})
    size = picture_size(data, name) if looks_like_picture(data) else None
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


def looks_like_picture(data: bytes) -> bool:
    return data.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a")) or (
        data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    )


def picture_size(data: bytes, name: str) -> tuple[str, int, int]:
    """(content type, width, height) from the header. Raises `RefusedUpload` for a broken or enormous picture."""
    try:
        with Image.open(io.BytesIO(data), formats=READERS) as picture:
            width, height, content_type = picture.width, picture.height, PICTURES[picture.format or ""]
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        width, height, content_type = MAX_PIXELS, 2, ""
    except Exception:  # noqa: BLE001  a broken picture may raise anything in its reader
        width, height, content_type = 0, 0, ""
    if not width or not height:
        message = _("%(name)s cannot be read. Take the picture again, and send that.")
        raise RefusedUpload("unreadable", message % {"name": safe_name(name)})
    if width * height > most_pixels(content_type):
        message = _("%(name)s has too many pixels. Send a smaller picture.")
        raise RefusedUpload("too_many_pixels", message % {"name": safe_name(name)})
    return content_type, width, height


def refuse_too_many_pixels(picture: Image.Image, content_type: str) -> None:
    if picture.width * picture.height > most_pixels(content_type):
        raise ValueError("too many pixels")


def most_pixels(content_type: str) -> int:
    return MAX_PIXELS if content_type == "image/jpeg" else MAX_PIXELS_AT_ONCE


def type_of(data: bytes, name: str) -> str:
    """The content type of anything but a picture. Raises `RefusedUpload` for what is not allowed."""
    if data.startswith(b"%PDF-"):
        return "application/pdf"
    if data[4:8] == b"ftyp":
        brand = data[8:12]
        if brand not in UNSEEN_PICTURES:
            return FILMS.get(brand, "video/mp4")
        message = _("%(name)s is in a picture format we cannot open. Send a screenshot of it, or a JPEG.")
        raise RefusedUpload("unsupported_picture", message % {"name": safe_name(name)})
    if is_text(data):
        return "text/plain"
    message = _("%(name)s is a file type we cannot accept. Send a picture, a PDF, a text file or a short film.")
    raise RefusedUpload("kind", message % {"name": safe_name(name)})


def is_text(data: bytes) -> bool:
    """Whether it is readable text and no web page: UTF-8 without control characters or markup."""
    if MARKUP.search(data[:4096]):
        return False
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not any(unicodedata.category(character) == "Cc" and character not in "\t\n\r\f" for character in text)


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
    same = {".jpeg": ".jpg", ".csv": ".txt", ".log": ".txt", ".md": ".txt"}.get(
        f".{written.lower()}", f".{written.lower()}"
    )
    if dot and same == ending:
        return name
    if not dot or len(written) > 5:  # noqa: PLR2004  what follows the last dot is no ending
        stem = name
    return f"{stem[: LONGEST_NAME - len(ending)]}{ending}"


def reencode(data: bytes, content_type: str) -> tuple[bytes, str]:
    """Pictures written anew without metadata, upright, at most 4096 pixels a side; other files as they are.

    Raises `ValueError` for a picture that cannot be decoded after all.
    """
    if content_type not in PICTURES.values():
        return data, content_type
    try:
        with Image.open(io.BytesIO(data), formats=READERS) as picture:
            refuse_too_many_pixels(picture, content_type)
            # Made small before it is turned: turning copies it, and a JPEG is decoded smaller only while nothing is.
            picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            ImageOps.exif_transpose(picture, in_place=True)
            return WRITERS[content_type](picture)
    except Exception as error:  # a broken picture may raise anything in its decoder
        raise ValueError(str(error)) from error


def as_png(picture: Image.Image) -> tuple[bytes, str]:
    if picture.mode.startswith("I"):  # 16 bits a pixel, of which Pillow's own conversion keeps the darkest only
        picture = picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    clean = picture if picture.mode in {"1", "L", "LA", "P", "RGB", "RGBA"} else picture.convert("RGB")
    return saved(clean, "PNG", optimize=False), "image/png"


def as_jpeg(picture: Image.Image) -> tuple[bytes, str]:
    return saved(picture.convert("RGB"), "JPEG", quality=88), "image/jpeg"


def as_webp(picture: Image.Image) -> tuple[bytes, str]:
    return saved(picture.convert("RGBA" if "A" in picture.getbands() else "RGB"), "WEBP", quality=88), "image/webp"


def saved(picture: Image.Image, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    picture.info = {name: value for name, value in picture.info.items() if name == "transparency"}
    picture.save(out, kind, exif=b"", icc_profile=None, **options)
    return out.getvalue()


WRITERS: Final[dict[str, Callable[[Image.Image], tuple[bytes, str]]]] = {
    "image/png": as_png,
    "image/jpeg": as_jpeg,
    "image/webp": as_webp,
    "image/gif": as_png,
}
"""An animated GIF becomes a still: its first frame shows what was meant."""
