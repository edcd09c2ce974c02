"""Morning meetings and cafés as a calendar that a phone follows (RFC 5545)."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from organisation.calendar.icalendar import escaped, file_of, stamp
from organisation.models import Institution, MorningMeeting, Municipality
from organisation.models.meeting import FOURTH, Rhythm, on_weekday, week_of_month

WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
YEAR: Final = timedelta(days=365)
ZONE: Final = (
    "BEGIN:VTIMEZONE",
    "TZID:Europe/Copenhagen",
    "BEGIN:DAYLIGHT",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0200",
    "TZNAME:CEST",
    "DTSTART:19700329T020000",
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    "END:DAYLIGHT",
    "BEGIN:STANDARD",
    "TZOFFSETFROM:+0200",
    "TZOFFSETTO:+0100",
    "TZNAME:CET",
    "DTSTART:19701025T030000",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    "END:STANDARD",
    "END:VTIMEZONE",
)


def feed(institution: Institution, meetings: Iterable[MorningMeeting], host: str) -> str:
    """The whole file."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Aula helpdesk//DA", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    lines += [f"X-WR-CALNAME:{escaped(_('Aula at %(place)s') % {'place': institution.name})}", *ZONE]
    for meeting in meetings:
        lines += event(institution, meeting, host)
    return file_of([*lines, "END:VCALENDAR"])


def event(institution: Institution, meeting: MorningMeeting, host: str) -> Iterator[str]:
    """One that comes back by its rhythm, but for the days on which it does not."""
    first = next(meeting.days(meeting.begins), None)
    if first is None:
        return
    begins = datetime.combine(first, meeting.starts)
    yield "BEGIN:VEVENT"
    yield f"UID:meeting-{meeting.pk}@{host}"
    yield f"DTSTAMP:{stamp(timezone.now())}"
    yield f"DTSTART;TZID=Europe/Copenhagen:{begins:%Y%m%dT%H%M%S}"
    yield f"DURATION:PT{meeting.minutes}M"
    yield from repetition(meeting)
    for day in left_out(meeting, first):
        yield f"EXDATE;TZID=Europe/Copenhagen:{datetime.combine(day, meeting.starts):%Y%m%dT%H%M%S}"
    yield f"SUMMARY:{escaped(_('Ask about Aula'))}"
    if meeting.hosts:
        yield f"DESCRIPTION:{escaped(meeting.hosts)}"
    yield f"LOCATION:{escaped(f'{meeting.place}, {institution.name}')}"
    if meeting.link:
        yield f"URL:{meeting.link}"
    yield "END:VEVENT"


def repetition(meeting: MorningMeeting) -> Iterator[str]:
    """Nothing for one that is held once."""
    if meeting.rhythm == Rhythm.ONCE:
        return
    until = f";UNTIL={stamp(in_our_time(meeting.until, meeting.starts))}" if meeting.until else ""
    day, week = WEEKDAYS[meeting.weekday], week_of_month(on_weekday(meeting.begins, meeting.weekday))
    rules = {
        Rhythm.WEEKLY: f"FREQ=WEEKLY;BYDAY={day}",
        Rhythm.FORTNIGHTLY: f"FREQ=WEEKLY;INTERVAL=2;BYDAY={day}",
        Rhythm.MONTHLY: f"FREQ=MONTHLY;BYDAY={week if week <= FOURTH else -1}{day}",
    }
    yield f"RRULE:{rules[Rhythm(meeting.rhythm)]}{until}"


def left_out(meeting: MorningMeeting, first: date) -> Iterator[date]:
    """The days from the first to a year from now on which it would be held, had the support not been closed."""
    calendar, last = Municipality.calendar(), timezone.localdate() + YEAR
    for day in meeting.planned_days(first, weeks=(last - first).days // 7 + 1):
        if calendar.is_closed(day):
            yield day


def in_our_time(day: date, at: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, at))
