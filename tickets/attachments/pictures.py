"""Pictures of strangers: looked at by their headers, and drawn anew so that nothing but what is seen remains.

What a phone, a scanner or a paint program makes is taken, and comes out as PNG, JPEG or WebP, which every browser
shows. The kinds whose decoders are large and young are decoded in a process of their own
(`tickets.attachments.pictures_apart`).
"""

import io
import json
import math
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from PIL import Image, ImageDraw, ImageOps

from tickets.attachments import boxes

MAX_PIXELS: Final = 50_000_000
"""A picture that claims more is refused by its header; decoding it would fill the memory (decompression bomb)."""
MAX_PIXELS_AT_ONCE: Final = 25_000_000
"""The same for the kinds that can only be decoded whole, four bytes a pixel. A JPEG is decoded smaller where it is."""
LONGEST_SIDE: Final = 4096
KINDS: Final = {
    "PNG": "image/png",
    "JPEG": "image/jpeg",
    "MPO": "image/jpeg",
    "WEBP": "image/webp",
    "GIF": "image/gif",
    "BMP": "image/bmp",
    "TIFF": "image/tiff",
    "HEIF": "image/heic",
    "AVIF": "image/avif",
}
"""By Pillow's names. MPO is what many cameras and phones write: a JPEG with a second picture or a depth map inside."""
READERS: Final = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF")
"""Pillow opens MPO by its reader for JPEG, and knows none of that name."""
PHONE_READERS: Final = ("AVIF", "HEIF")
"""In this order: a file of the common brand `mif1` is opened by both, and decoded by the right one alone."""
PHONE_BRANDS: Final = frozenset(
    {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis"}
)
STARTS: Final = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*")
BITMAP_HEADS: Final = frozenset({12, 40, 52, 56, 64, 108, 124})
"""Lengths of the second head of a bitmap; "BM" alone begins many a text."""
APART: Final = frozenset({"image/heic", "image/avif", "image/tiff"})
"""Decoded in a process of their own."""
SECONDS_APART: Final = 60
ROOT: Final = Path(__file__).resolve().parents[2]


class BrokenPicture(ValueError):
    """It cannot be decoded."""


class TooManyPixels(ValueError):
    """Decoding it would take more memory than it gets."""


class SeveralPages(ValueError):
    """Only the first would be seen."""


@dataclass(frozen=True)
class Clean:
    """A file as it may be shown; `width` and `height` as it is seen, for pictures alone.

    `masked` counts the CPR numbers that were taken out of it.
    """

    data: bytes
    content_type: str
    width: int | None = None
    height: int | None = None
    masked: int = 0


@dataclass(frozen=True)
class Area:
    """A rectangle of a picture, in per cent of its width and height."""

    left: float
    top: float
    width: float
    height: float


def is_phone_picture(data: bytes) -> bool:
    """HEIF or AVIF, by the brand."""
    return data[4:8] == b"ftyp" and data[8:12] in PHONE_BRANDS


def looks_like_picture(data: bytes) -> bool:
    return (
        data.startswith(STARTS)
        or (data[:4] == b"RIFF" and data[8:12] == b"WEBP")
        or (data[:2] == b"BM" and int.from_bytes(data[14:18], "little") in BITMAP_HEADS)
        or is_phone_picture(data)
    )


def look(data: bytes) -> tuple[str, int, int]:
    """(content type, width, height) from the header. Raises `BrokenPicture`, `TooManyPixels` or `SeveralPages`."""
    content_type, width, height = phone_header(data) if is_phone_picture(data) else header(data)
    if not width or not height:
        raise BrokenPicture
    if width * height > most_pixels(content_type):
        raise TooManyPixels
    return content_type, width, height


def phone_header(data: bytes) -> tuple[str, int, int]:
    brands = data[8 : int.from_bytes(data[:4])]
    kind = "image/avif" if b"avif" in brands or b"avis" in brands else "image/heic"
    return kind, *boxes.picture_size(data)


def header(data: bytes) -> tuple[str, int, int]:
    try:
        with Image.open(io.BytesIO(data), formats=READERS) as picture:
            refuse_pages(picture)
            return KINDS[picture.format or ""], picture.width, picture.height
    except SeveralPages:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise TooManyPixels from error
    except Exception as error:  # a broken picture may raise anything in its reader
        raise BrokenPicture from error


def refuse_pages(picture: Image.Image) -> None:
    """Raises `SeveralPages` for a scan of more than one page; what moves is another matter."""
    if picture.format != "TIFF":
        return
    with suppress(EOFError):
        picture.seek(1)
        raise SeveralPages
    picture.seek(0)


def refuse_too_many_pixels(picture: Image.Image, content_type: str) -> None:
    bits = int(picture.info.get("bit_depth") or 8)
    if picture.width * picture.height > most_pixels(content_type, picture.mode, bits):
        raise TooManyPixels


def most_pixels(content_type: str, mode: str = "RGB", bits: int = 8) -> int:
    if content_type == "image/jpeg" or (content_type == "image/heic" and mode == "RGB" and bits == 8):  # noqa: PLR2004
        return MAX_PIXELS
    return MAX_PIXELS_AT_ONCE


def redraw(data: bytes, content_type: str) -> Clean:
    """The picture written anew without metadata, upright, at most 4096 pixels a side. Raises `ValueError`."""
    return redraw_apart(data) if content_type in APART else draw(data, content_type, READERS)


def draw(data: bytes, content_type: str, readers: tuple[str, ...]) -> Clean:
    try:
        with Image.open(io.BytesIO(data), formats=readers) as picture:
            refuse_too_many_pixels(picture, content_type)
            # Made small before it is turned: turning copies it, and a JPEG is decoded smaller only while nothing is.
            picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            ImageOps.exif_transpose(picture, in_place=True)
            return Clean(*WRITERS[content_type](picture), picture.width, picture.height)
    except Exception as error:  # a broken picture may raise anything in its decoder
        raise BrokenPicture(str(error)) from error


def covered(data: bytes, content_type: str, areas: Sequence[Area]) -> Clean:
    """One of our own clean pictures with the areas painted black. Raises `ValueError`."""
    try:
        with Image.open(io.BytesIO(data), formats=READERS) as picture:
            refuse_too_many_pixels(picture, content_type)
            plain = picture.convert("RGBA" if "A" in picture.getbands() or "transparency" in picture.info else "RGB")
        pen = ImageDraw.Draw(plain)
        for area in areas:
            pen.rectangle(pixels(area, plain.size), fill="black")
        return Clean(*WRITERS[content_type](plain), plain.width, plain.height)
    except Exception as error:  # a broken picture may raise anything in its decoder
        raise BrokenPicture(str(error)) from error


def pixels(area: Area, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """Left, top, right and bottom, each pixel that is touched with it."""
    width, height = size
    return (
        math.floor(width * area.left / 100),
        math.floor(height * area.top / 100),
        math.ceil(width * min(area.left + area.width, 100) / 100),
        math.ceil(height * min(area.top + area.height, 100) / 100),
    )


def redraw_apart(data: bytes) -> Clean:
    """In a process of its own, which may take so much memory and time and no more, and may fall."""
    command = [sys.executable, "-m", "tickets.attachments.pictures_apart"]
    environment = {"PYTHONPATH": str(ROOT)}  # and no secret of ours
    try:
        done = subprocess.run(  # noqa: S603  our own module; the picture comes by standard input
            command, input=data, capture_output=True, check=True, timeout=SECONDS_APART, env=environment, cwd=ROOT
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise BrokenPicture(type(error).__name__) from error
    facts, _newline, clean = done.stdout.partition(b"\n")
    return Clean(data=clean, **json.loads(facts))


def as_png(picture: Image.Image) -> tuple[bytes, str]:
    if picture.mode.startswith("I"):  # 16 bits a pixel, of which Pillow's own conversion keeps the darkest only
        picture = picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    clean = picture if picture.mode in {"1", "L", "LA", "P", "RGB", "RGBA"} else picture.convert("RGB")
    return saved(clean, "PNG", optimize=False), "image/png"


def as_jpeg(picture: Image.Image) -> tuple[bytes, str]:
    return saved(picture.convert("RGB"), "JPEG", quality=88), "image/jpeg"


def as_webp(picture: Image.Image) -> tuple[bytes, str]:
    return saved(picture.convert("RGBA" if "A" in picture.getbands() else "RGB"), "WEBP", quality=88), "image/webp"


def as_photo_or_drawing(picture: Image.Image) -> tuple[bytes, str]:
    """A photo as JPEG; what is grey, of few colours or can be seen through as PNG."""
    return as_jpeg(picture) if picture.mode in {"RGB", "CMYK", "YCbCr", "LAB"} else as_png(picture)


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
    "image/bmp": as_png,
    "image/tiff": as_photo_or_drawing,
    "image/heic": as_photo_or_drawing,
    "image/avif": as_photo_or_drawing,
}
"""What moves becomes a still: its first frame shows what was meant."""
