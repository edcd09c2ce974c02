"""The picture of somebody who helps, where they want it beside their name: drawn anew, small and square."""

import hashlib
import io
from typing import Final, Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from organisation.models.people import User

SIDE: Final = 320
"""Pixels: three times what a page shows."""
FACE: Final = (0.5, 0.35)
"""Which part of an oblong picture is kept: heads are above the middle."""
FORMATS: Final = ("JPEG", "PNG", "WEBP")


class PortraitQuerySet(models.QuerySet["Portrait"]):
    def agreed_to(self) -> Self:
        """Of those who work here and let parents and pupils read their name."""
        return self.filter(user__is_active=True, user__named_publicly=True)


class Portrait(models.Model):
    """`digest` is its address: another picture has another one, and no two people share one."""

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="portrait")
    data = models.BinaryField()
    digest = models.CharField(max_length=16, unique=True)

    objects = PortraitQuerySet.as_manager()

    class Meta:
        verbose_name = _("portrait")
        verbose_name_plural = _("portraits")

    def __str__(self) -> str:
        return str(self.user)

    @classmethod
    def put_up(cls, user: User, data: bytes) -> None:
        """`data`: a JPEG, PNG or WebP that has been looked through; in the place of the one before."""
        drawn = square(data)
        digest = hashlib.sha256(f"{user.pk}:".encode() + drawn).hexdigest()[:16]
        cls.objects.update_or_create(user=user, defaults={"data": drawn, "digest": digest})

    @classmethod
    def take_down(cls, user: User) -> None:
        cls.objects.filter(user=user).delete()

    @classmethod
    def drop_withdrawn(cls) -> None:
        """Those of who has left, or wants to be named no longer."""
        cls.objects.exclude(pk__in=cls.objects.agreed_to().values("pk")).delete()


def square(data: bytes) -> bytes:
    """A JPEG of `SIDE` pixels, with nothing in it but what is seen."""
    out = io.BytesIO()
    with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
        ImageOps.fit(picture.convert("RGB"), (SIDE, SIDE), centering=FACE).save(out, "JPEG", quality=82, optimize=True)
    return out.getvalue()
