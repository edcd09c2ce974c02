"""Morning meetings: a fixed hour in the week at which parents may ask about Aula at their school or daycare."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final, Self

from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisation.models.institution import Institution
from organisation.models.municipality import Municipality
from organisation.models.opening import OpeningWindow
from organisation.models.people import User
from organisation.roles import Verb
from organisation.stored_text import MaskedCharField

AHEAD: Final = 60
"""How many weeks ahead somebody may look."""


class MorningMeetingQuerySet(models.QuerySet["MorningMeeting"]):
    def going_on(self) -> Self:
        """Those that are held today or later."""
        return self.filter(models.Q(until=None) | models.Q(until__gte=timezone.localdate()))

    def at(self, institution: Institution) -> Self:
        return self.filter(institution=institution).order_by("weekday", "starts", "id")


class MorningMeeting(models.Model):
    """Every week on one weekday, but not on days on which the support is closed."""

    institution = models.ForeignKey(
        Institution, models.CASCADE, related_name="meetings", verbose_name=_("school or daycare")
    )
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=OpeningWindow.Weekday)
    starts = models.TimeField(_("begins"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=30)
    place = MaskedCharField(_("where"), max_length=120)
    link = models.URLField(_("address, where it is online"), max_length=300, blank=True)
    begins = models.DateField(_("for the first time"), default=timezone.localdate)
    until = models.DateField(_("for the last time"), null=True, blank=True)

    objects = MorningMeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("morning meeting")
        verbose_name_plural = _("morning meetings")
        constraints = [
            models.CheckConstraint(condition=models.Q(minutes__gte=5, minutes__lte=480), name="meeting_has_an_hour")
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.starts:%H.%M}"

    def save_by(self, by: User) -> None:
        guard_place(by, self.institution)
        self.save()

    def end(self, *, by: User) -> None:
        """After today there is none any more; what was noted at earlier ones stays."""
        guard_place(by, self.institution)
        MorningMeeting.objects.filter(pk=self.pk).update(until=timezone.localdate() - timedelta(days=1))

    def days(self, first: date, weeks: int = AHEAD) -> Iterator[date]:
        """The days on which it is held, from `first` on."""
        day = max(first, self.begins)
        day += timedelta(days=(self.weekday - day.weekday()) % 7)
        calendar = Municipality.calendar()
        for week in range(weeks):
            meets_on = day + timedelta(weeks=week)
            if self.until is not None and meets_on > self.until:
                return
            if not calendar.is_closed(meets_on):
                yield meets_on

    def next_day(self, now: datetime | None = None) -> date | None:
        """The day of the next one; today until it is over."""
        local = timezone.localtime(now)
        today = local.date()
        over = datetime.combine(today, self.starts) + timedelta(minutes=self.minutes)
        first = today if local.replace(tzinfo=None) < over else today + timedelta(days=1)
        return next(self.days(first), None)


def guard_place(by: User, institution: Institution) -> None:
    """Raises `PermissionDenied` for who may not speak for the place."""
    places = by.institutions_for(Verb.PUBLISH)
    if places is not None and institution.pk not in places:
        raise PermissionDenied


def coming_at(institution: Institution | None) -> "list[tuple[MorningMeeting, date]]":
    """The meetings of a place with the day of the next of each, soonest first."""
    if institution is None:
        return []
    meetings = MorningMeeting.objects.at(institution).going_on()
    coming = [(meeting, day) for meeting in meetings if (day := meeting.next_day()) is not None]
    return sorted(coming, key=lambda each: (each[1], each[0].starts))
