"""“It happens to me, too”: somebody meets a known error and need not write. Counted, with device and browser."""

import secrets
from datetime import timedelta
from typing import Any, Final

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisation.security import keyed
from organisation.stored_text import MaskedCharField
from triage.known_errors.models import KnownError

COOKIE: Final = "drift"
KEPT: Final = 90 * 24 * 3600
"""Seconds that a browser remembers what it was counted for."""
ENDED: Final = timedelta(days=90)
"""So long after the repair a sighting is of use to nobody."""
LONGEST: Final = timedelta(days=365)
"""Of a problem that is never fixed."""


def new_watcher() -> str:
    """What a browser keeps so that it is counted once for each error."""
    return secrets.token_urlsafe(16)


class Sighting(models.Model):
    """One for each browser and error. `watcher` differs from error to error, so that nobody's can be put together."""

    known_error = models.ForeignKey(KnownError, models.CASCADE, related_name="sightings", verbose_name=_("known error"))
    watcher = models.CharField(max_length=64, editable=False)
    device = MaskedCharField(_("device"), max_length=120, blank=True)
    client = MaskedCharField(_("browser"), max_length=120, blank=True)
    day = models.DateField(_("day"), auto_now_add=True)

    class Meta:
        verbose_name = _("sighting of a known error")
        verbose_name_plural = _("sightings of known errors")
        constraints = [models.UniqueConstraint(fields=["known_error", "watcher"], name="sighting_once")]

    def __str__(self) -> str:
        return f"#{self.known_error_id}"

    @classmethod
    def note(cls, error: KnownError, *, watcher: str, device: str = "", client: str = "") -> "Sighting":
        values = {"device": device[:120], "client": client[:120]}
        return cls.objects.get_or_create(known_error=error, watcher=digest(watcher, error), defaults=values)[0]

    @classmethod
    def by_device(cls, error: KnownError) -> list[dict[str, Any]]:
        """`device`, `client` and `count`, the most frequent first."""
        sightings = cls.objects.filter(known_error=error).values("device", "client")
        return list(sightings.annotate(count=models.Count("pk")).order_by("-count", "device", "client")[:5])

    @classmethod
    def drop_old(cls) -> None:
        now = timezone.now()
        ended = models.Q(known_error__resolved_at__lt=now - ENDED)
        cls.objects.filter(ended | models.Q(day__lt=(now - LONGEST).date())).delete()

    @classmethod
    def of(cls, watcher: str, errors: "list[KnownError]") -> set[int]:
        """Which of the errors the browser has been counted for."""
        if not watcher:
            return set()
        digests = [digest(watcher, error) for error in errors]
        return set(cls.objects.filter(watcher__in=digests).values_list("known_error_id", flat=True))


def digest(watcher: str, error: KnownError) -> str:
    return keyed.digests("triage.sighting", f"{watcher}:{error.pk}")[0]
