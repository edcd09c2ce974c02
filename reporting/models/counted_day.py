"""Which days are counted, and which must be counted again because something of their cases has changed."""

from collections.abc import Iterable
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _


class CountedDayQuerySet(models.QuerySet["CountedDay"]):
    def stale(self) -> "CountedDayQuerySet":
        return self.filter(is_stale=True)

    def newest_first(self) -> "CountedDayQuerySet":
        return self.order_by("-day")

    def make_stale(self, days: Iterable[date]) -> None:
        rows = [CountedDay(day=day, is_stale=True) for day in sorted(set(days))]
        self.bulk_create(rows, update_conflicts=True, unique_fields=["day"], update_fields=["is_stale"])


class CountedDay(models.Model):
    """A day, whether it waits to be counted, and when it was counted last."""

    day = models.DateField(_("day"), primary_key=True)
    is_stale = models.BooleanField(_("waits to be counted"), default=True)
    counted_at = models.DateTimeField(_("counted"), null=True)
    is_published = models.BooleanField(_("stands in the numbers for other programs"), default=False)

    objects = CountedDayQuerySet.as_manager()

    class Meta:
        verbose_name = _("counted day")
        verbose_name_plural = _("counted days")
        indexes = [models.Index(fields=["-day"], name="day_to_count", condition=models.Q(is_stale=True))]

    def __str__(self) -> str:
        return str(self.day)


class CountingState(models.Model):
    """One row: up to which event changes have been looked for, and when."""

    event = models.PositiveBigIntegerField(default=0)
    looked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_counting_state")]

    def __str__(self) -> str:
        return str(self.event)
