"""When a meeting is held, as people say it."""

from typing import Final

from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format, time_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from organisation.models.meeting import MorningMeeting, Rhythm, on_weekday, week_of_month

SAID: Final = {"da": str.lower}
"""How a weekday is written inside a sentence."""


def when(meeting: MorningMeeting) -> str:
    """Such as "mandag kl. 8.00" or "den første mandag i måneden kl. 8.00": to stand inside a sentence."""
    at = {"days": which_days(meeting), "times": time_format(meeting.starts, "TIME_FORMAT")}
    return _("%(days)s at %(times)s") % at


def which_days(meeting: MorningMeeting) -> str:
    begins = on_weekday(meeting.begins, meeting.weekday)
    if meeting.rhythm == Rhythm.ONCE:
        return date_format(begins, "DATE_FORMAT")
    day = weekday_said(meeting.weekday)
    if meeting.rhythm == Rhythm.MONTHLY:
        return of_the_month(week_of_month(begins)) % {"day": day}
    return _("every second %(day)s") % {"day": day} if meeting.rhythm == Rhythm.FORTNIGHTLY else day


def weekday_said(weekday: int) -> str:
    name = str(WEEKDAYS[weekday])
    return SAID.get(get_language() or "", str)(name)


def of_the_month(week: int) -> str:
    return [
        _("the first %(day)s of the month"),
        _("the second %(day)s of the month"),
        _("the third %(day)s of the month"),
        _("the fourth %(day)s of the month"),
        _("the last %(day)s of the month"),
    ][week - 1]
