"""The municipality's own logo: one picture, drawn anew so that nothing but the picture is kept."""

import hashlib
import io
from typing import Final

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from PIL import Image, UnidentifiedImageError

from organisation.models.municipality import Municipality

MOST_BYTES: Final = 2_000_000
MOST_PIXELS: Final = 25_000_000
HEIGHT, WIDTH = 160, 640
"""Pixels at most: twice what the widest page shows."""
DRAWING_BEGINS: Final = 2_000
FORMATS: Final = ("PNG", "JPEG", "WEBP", "GIF")


class UnreadableLogo(Exception):
    """Its text says what to do."""


class Logo(models.Model):
    """One row at most. What was sent in is decoded and written again as PNG: no script, no place, no camera."""

    data = models.BinaryField()
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("logo")
        verbose_name_plural = _("logo")
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_logo")]

    def __str__(self) -> str:
        return f"{self.width} × {self.height}"

    @classmethod
    def put_up(cls, data: bytes) -> None:
        """The picture in the place of the one before. Raises `UnreadableLogo`."""
        drawn, (width, height) = drawn_anew(data)
        with transaction.atomic():
            cls.objects.update_or_create(id=1, defaults={"data": drawn, "width": width, "height": height})
            name_it(hashlib.sha256(drawn).hexdigest()[:16])

    @classmethod
    def take_down(cls) -> None:
        with transaction.atomic():
            cls.objects.all().delete()
            name_it("")


def name_it(digest: str) -> None:
    Municipality.objects.filter(id=1).update(logo_digest=digest)
    transaction.on_commit(Municipality.forget_cached)


def drawn_anew(data: bytes) -> tuple[bytes, tuple[int, int]]:
    """(PNG, size), within `WIDTH` and `HEIGHT`. A drawing (SVG) is a program as much as a picture, so it is refused."""
    if b"<svg" in data[:DRAWING_BEGINS].lower():
        raise UnreadableLogo(_("An SVG drawing cannot be used. Save it as PNG, at least 160 pixels high."))
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise UnreadableLogo(_("The picture is too large. Make it smaller."))
            drawn = picture.convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise UnreadableLogo(_("This is no picture that we can read. Choose a PNG, JPEG or WebP file.")) from None
    drawn.thumbnail((WIDTH, HEIGHT))
    out = io.BytesIO()
    drawn.save(out, "PNG", optimize=True)
    return out.getvalue(), drawn.size
