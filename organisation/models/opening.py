"""When the support works: the windows of a week and the closing days, of all and of single institutions."""

import re
from datetime import date, time
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from organisation.stored_text import MaskedCharField

if TYPE_CHECKING:
    from organisation.models.institution import Institution

USUAL_DAYS: Final = range(5)
"""From Monday to Friday, where nobody has entered any window yet."""
WEEKDAY_NAMED: Final = re.compile(
    r"(man|tirs|ons|tors|fre|lør|søn|hver)dag|(mon|tues|wednes|thurs|fri|satur|sun|week)day", re.IGNORECASE
)


def names_no_weekday(text: str) -> None:
    """Raises `ValidationError` for words that would say again, and one day otherwise, what the windows say."""
    if WEEKDAY_NAMED.search(text):
        raise ValidationError(_("Enter days and hours under Opening hours. Write here only what they do not say."))


class OfAllQuerySet(models.QuerySet[Any]):
    def of_all(self) -> "OfAllQuerySet":
        """The whole municipality's, without what single institutions have of their own."""
        return self.filter(institution=None)


class OpeningWindow(models.Model):
    """A stretch of a weekday in which the support works; a lunch break is two windows."""

    class Weekday(models.IntegerChoices):
        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    institution = models.ForeignKey(
        "organisation.Institution",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="opening_windows",
        verbose_name=_("institution"),
        help_text=_(
            "Leave it empty for the whole municipality. An institution with windows of its own has only those."
        ),
    )
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday)
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"))

    objects = OfAllQuerySet.as_manager()

    class Meta:
        verbose_name = _("opening window")
        verbose_name_plural = _("opening windows")
        constraints = [
            models.CheckConstraint(condition=models.Q(opens__lt=models.F("closes")), name="window_opens_first"),
            models.UniqueConstraint(
                fields=["weekday", "opens"], name="one_window_at_a_time", condition=models.Q(institution=None)
            ),
            models.UniqueConstraint(
                fields=["institution", "weekday", "opens"],
                name="one_window_at_a_time_there",
                condition=models.Q(institution__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H.%M}–{self.closes:%H.%M}"

    @classmethod
    def days_of(cls, place: "Institution | None") -> set[int]:
        """The weekdays that are open there: by its own windows, else the municipality's, else from Monday to Friday."""
        days = set(cls.objects.filter(institution=place).values_list("weekday", flat=True))
        return days or (set(USUAL_DAYS) if place is None else cls.days_of(None))

    def clean(self) -> None:
        """Two windows that overlap would count the same time twice."""
        super().clean()
        if None in (self.weekday, self.opens, self.closes):
            return
        same = OpeningWindow.objects.filter(weekday=self.weekday, institution=self.institution_id)
        others = same.filter(opens__lt=self.closes, closes__gt=self.opens)
        if other := others.exclude(pk=self.pk).order_by("opens").first():
            raise ValidationError(_("This overlaps %(window)s. Change that one instead.") % {"window": other})


class ClosingDay(models.Model):
    """A day on which the support is closed, beside the public holidays."""

    day = models.DateField(_("day"))
    name = MaskedCharField(_("name"), max_length=80, blank=True)
    institution = models.ForeignKey(
        "organisation.Institution",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="closing_days",
        verbose_name=_("institution"),
        help_text=_("Leave it empty if the whole support is closed on the day."),
    )

    objects = OfAllQuerySet.as_manager()

    class Meta:
        verbose_name = _("closing day")
        verbose_name_plural = _("closing days")
        constraints = [
            models.UniqueConstraint(fields=["day"], name="closed_once", condition=models.Q(institution=None)),
            models.UniqueConstraint(
                fields=["institution", "day"],
                name="closed_once_there",
                condition=models.Q(institution__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.name}".strip()


def read_calendars(*, closed_on_1_may: bool) -> dict[int | None, dict[str, Any]]:
    """Plain data for a `Calendar` of the municipality (None) and of each institution that has hours or days of its own.

    Weekdays 8 to 15 where nobody has entered any window yet.
    """
    windows: dict[int | None, dict[int, list[tuple[time, time]]]] = {None: {}}
    rows = OpeningWindow.objects.order_by("weekday", "opens")
    for place, weekday, opens, closes in rows.values_list("institution", "weekday", "opens", "closes"):
        windows.setdefault(place, {}).setdefault(weekday, []).append((opens, closes))
    closed: dict[int | None, set[date]] = {None: set()}
    for place, day in ClosingDay.objects.values_list("institution", "day"):
        closed.setdefault(place, set()).add(day)
    usual = windows[None] or {weekday: [(time(8), time(15))] for weekday in USUAL_DAYS}
    return {
        place: {
            "windows": windows.get(place) or usual,
            "closed": frozenset(closed[None] | closed.get(place, set())),
            "closed_on_1_may": closed_on_1_may,
        }
        for place in {None, *windows, *closed}
    }
