"""Morning meetings and cafés: a fixed hour at which parents may ask about Aula at their school or daycare."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final, Self

from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from database.web_address import WebAddressField
from organisation.models.institution import Institution
from organisation.models.municipality import Municipality
from organisation.models.opening import OpeningWindow
from organisation.models.people import User
from organisation.roles import Verb
from organisation.stored_text import MaskedCharField

FOURTH: Final = 4
AHEAD: Final = 60
"""How many weeks ahead somebody may look."""


class MorningMeetingQuerySet(models.QuerySet["MorningMeeting"]):
    def going_on(self) -> Self:
        """Those that are held today or later."""
        return self.filter(models.Q(until=None) | models.Q(until__gte=timezone.localdate()))

    def at(self, institution: Institution) -> Self:
        return self.filter(institution=institution).order_by("weekday", "starts", "id")


class MeetingKind(models.TextChoices):
    MORNING = "morning", _("Morning meeting")
    CAFE = "cafe", _("Aula café")


class Rhythm(models.TextChoices):
    """How often it comes back, counted from the first time."""

    WEEKLY = "weekly", _("Every week")
    FORTNIGHTLY = "fortnightly", _("Every second week")
    MONTHLY = "monthly", _("Once a month, in the same week of the month as the first time")
    ONCE = "once", _("Only the first time")


class MorningMeeting(models.Model):
    """On one weekday, as often as its rhythm says, but not on days on which the support is closed."""

    kind = models.CharField(_("what it is"), max_length=8, choices=MeetingKind, default="morning", db_default="morning")
    institution = models.ForeignKey(
        Institution, models.CASCADE, related_name="meetings", verbose_name=_("school or daycare")
    )
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=OpeningWindow.Weekday)
    rhythm = models.CharField(_("how often"), max_length=12, choices=Rhythm, default="weekly", db_default="weekly")
    starts = models.TimeField(_("begins"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=30)
    place = MaskedCharField(_("where"), max_length=120)
    hosts = MaskedCharField(
        _("who is there"),
        max_length=120,
        blank=True,
        db_default="",
        help_text=_("Such as “the pilot and the office”. Everybody can read it: name only people who agree to it."),
    )
    link = WebAddressField(_("address, where it is online"), max_length=300, blank=True)
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
        if self.rhythm == Rhythm.ONCE:
            self.weekday, self.until = self.begins.weekday(), self.begins
        self.save()

    def end(self, *, by: User) -> None:
        """After today there is none any more; what was noted at earlier ones stays."""
        guard_place(by, self.institution)
        MorningMeeting.objects.filter(pk=self.pk).update(until=timezone.localdate() - timedelta(days=1))

    def days(self, first: date, weeks: int = AHEAD) -> Iterator[date]:
        """The days on which it is held, from `first` on."""
        calendar = Municipality.calendar()
        return (day for day in self.planned_days(first, weeks) if not calendar.is_closed(day))

    def planned_days(self, first: date, weeks: int = AHEAD) -> Iterator[date]:
        """The same, open or closed."""
        day = on_weekday(max(first, self.begins), self.weekday)
        weekly = (day + timedelta(weeks=week) for week in range(weeks))
        return (each for each in weekly if self.falls_on(each) and (self.until is None or each <= self.until))

    def falls_on(self, day: date) -> bool:
        """`day`: one of its weekday, not before the first time."""
        begins = on_weekday(self.begins, self.weekday)
        if self.rhythm == Rhythm.MONTHLY:
            return is_last(day) if week_of_month(begins) > FOURTH else week_of_month(day) == week_of_month(begins)
        weeks = (day - begins).days // 7
        return weeks % 2 == 0 if self.rhythm == Rhythm.FORTNIGHTLY else weeks == 0 or self.rhythm == Rhythm.WEEKLY

    def next_day(self, now: datetime | None = None) -> date | None:
        """The day of the next one; today until it is over."""
        local = timezone.localtime(now)
        today = local.date()
        over = datetime.combine(today, self.starts) + timedelta(minutes=self.minutes)
        first = today if local.replace(tzinfo=None) < over else today + timedelta(days=1)
        return next(self.days(first), None)


def on_weekday(day: date, weekday: int) -> date:
    """The first day of that weekday from `day` on."""
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def week_of_month(day: date) -> int:
    """1 for the first of its weekday in the month; 5 is always the last."""
    return (day.day - 1) // 7 + 1


def is_last(day: date) -> bool:
    """Of its weekday in the month."""
    return (day + timedelta(weeks=1)).month != day.month


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
