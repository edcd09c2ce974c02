"""A row that a sweep could not deal with: kept where an administrator sees it, and tried again later."""

from datetime import timedelta
from typing import Final

from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

FIRST_PAUSE: Final = timedelta(minutes=1)
LONGEST_PAUSE: Final = timedelta(hours=6)
SETTLED_AFTER: Final = timedelta(hours=12)
"""A failure that did not come again so long after it was due is over: the row is gone, or needs nothing any more."""


class SweepFailureQuerySet(models.QuerySet["SweepFailure"]):
    def of(self, sweep: str) -> "SweepFailureQuerySet":
        return self.filter(sweep=sweep)

    def resting(self) -> "SweepFailureQuerySet":
        """Those that are not tried again yet, so that a heap of bad rows does not stand before the good ones."""
        return self.filter(again_at__gt=timezone.now())

    def settled(self) -> "SweepFailureQuerySet":
        return self.filter(again_at__lt=timezone.now() - SETTLED_AFTER)

    def newest_first(self) -> "SweepFailureQuerySet":
        return self.order_by("-last_at", "-id")

    def counted(self) -> dict[str, int]:
        """How many rows fail in each sweep that has any."""
        counts = self.order_by("sweep").values_list("sweep").annotate(models.Count("id"))
        return dict(counts)


class SweepFailure(models.Model):
    """One row of one sweep, while it fails. Names what went wrong and where in the program, never what it was about."""

    sweep = models.CharField(_("task"), max_length=40)
    key = models.BigIntegerField(_("number of the row"))
    error = models.CharField(_("error"), max_length=80)
    place = models.CharField(_("place in the program"), max_length=120, blank=True)
    times = models.PositiveIntegerField(_("times"), default=1)
    first_at = models.DateTimeField(_("first"), default=timezone.now)
    last_at = models.DateTimeField(_("last"), default=timezone.now)
    again_at = models.DateTimeField(_("tried again from"))

    objects = SweepFailureQuerySet.as_manager()

    class Meta:
        verbose_name = _("failure in the background")
        verbose_name_plural = _("failures in the background")
        constraints = [models.UniqueConstraint(fields=["sweep", "key"], name="one_failure_of_a_row")]

    def __str__(self) -> str:
        return f"{self.sweep} #{self.key}: {self.error}"

    @classmethod
    def note(cls, sweep: str, key: int, *, error: str, place: str) -> None:
        """Counts the failure; the pause before the row is tried again doubles each time."""
        now = timezone.now()
        values = {"error": error[:80], "place": place[-120:], "last_at": now}
        row, made = cls.objects.get_or_create(
            sweep=sweep, key=key, defaults=values | {"first_at": now, "again_at": now + FIRST_PAUSE}
        )
        if not made:
            pause = min(FIRST_PAUSE * 2 ** min(row.times, 16), LONGEST_PAUSE)
            cls.objects.filter(pk=row.pk).update(times=F("times") + 1, again_at=now + pause, **values)
