"""Cafés and other meetings that do not come every week: when they are, who is there, and what a calendar is told."""

from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format

from organisation.calendar.meeting_words import when
from organisation.models import MorningMeeting, Municipality
from organisation.models.meeting import Rhythm
from tests.cast import Cast
from tests.desk.board.test_clear import staff

CAFE = {"kind": "cafe", "weekday": 2, "starts": time(16), "place": "Kantinen", "hosts": "piloten og kontoret"}
FIRST = date(2026, 12, 2)  # the first Wednesday of a month


def cafe(cast: Cast, **facts: Any) -> MorningMeeting:
    return MorningMeeting.objects.create(institution=cast.school, **{**CAFE, "begins": FIRST, **facts})


@pytest.mark.parametrize(
    ("rhythm", "begins", "days"),
    [
        (Rhythm.WEEKLY, FIRST, ["2026-12-02", "2026-12-09", "2026-12-16"]),
        (Rhythm.FORTNIGHTLY, FIRST, ["2026-12-02", "2026-12-16", "2026-12-30"]),
        (Rhythm.MONTHLY, FIRST, ["2026-12-02", "2027-01-06", "2027-02-03"]),
        (Rhythm.MONTHLY, date(2026, 12, 30), ["2026-12-30", "2027-01-27", "2027-02-24"]),
        (Rhythm.ONCE, FIRST, ["2026-12-02"]),
    ],
    ids=["weekly", "fortnightly", "monthly", "the last of the month", "once"],
)
def test_it_is_held_as_often_as_it_says(rhythm: str, begins: date, days: list[str], cast: Cast) -> None:
    held = cafe(cast, rhythm=rhythm, begins=begins)
    assert [day.isoformat() for day in islice(held.planned_days(date(2026, 11, 1)), 3)] == days


def test_the_rhythm_goes_on_from_the_first_time_whenever_somebody_looks(cast: Cast) -> None:
    held = cafe(cast, rhythm=Rhythm.FORTNIGHTLY)
    looked = datetime(2027, 1, 7, 9, tzinfo=ZoneInfo("Europe/Copenhagen"))
    assert held.next_day(looked) == date(2027, 1, 13)


@pytest.mark.parametrize(
    ("rhythm", "begins", "danish", "english"),
    [
        ("weekly", FIRST, "onsdag kl. 16.00", "Wednesday at 16:00"),
        ("fortnightly", FIRST, "hver anden onsdag kl. 16.00", "every second Wednesday at 16:00"),
        ("monthly", FIRST, "den første onsdag i måneden kl. 16.00", "the first Wednesday of the month at 16:00"),
        (
            "monthly",
            date(2026, 12, 30),
            "den sidste onsdag i måneden kl. 16.00",
            "the last Wednesday of the month at 16:00",
        ),
        ("once", FIRST, "2. december 2026 kl. 16.00", "2 December 2026 at 16:00"),
    ],
)
def test_it_is_said_in_words(rhythm: str, begins: date, danish: str, english: str, cast: Cast) -> None:
    held = cafe(cast, rhythm=rhythm, begins=begins)
    for language, words in (("da", danish), ("en", english)):
        with translation.override(language):
            assert when(held) == words


@pytest.mark.parametrize(
    ("rhythm", "begins", "rule"),
    [
        ("fortnightly", FIRST, "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=WE"),
        ("monthly", FIRST, "RRULE:FREQ=MONTHLY;BYDAY=1WE"),
        ("monthly", date(2026, 12, 30), "RRULE:FREQ=MONTHLY;BYDAY=-1WE"),
        ("once", FIRST, ""),
    ],
)
def test_a_phone_is_told_the_same(rhythm: str, begins: date, rule: str, cast: Cast) -> None:
    cafe(cast, rhythm=rhythm, begins=begins)
    lines = Client().get(f"/kontakt/{cast.school.code}/moeder.ics").content.decode().split("\r\n")
    assert [line for line in lines if line.startswith("RRULE:FREQ=") and "YEARLY" not in line] == [rule] * bool(rule)
    assert f"DTSTART;TZID=Europe/Copenhagen:{begins:%Y%m%d}T160000" in lines


def test_a_host_opens_a_cafe_to_which_everybody_finds(cast: Cast) -> None:
    calendar, day = Municipality.calendar(), timezone.localdate() + timedelta(days=30)
    day = next(day + timedelta(days=days) for days in range(30) if not calendar.is_closed(day + timedelta(days=days)))
    facts = {"kind": "cafe", "institution": cast.school.pk, "rhythm": "once", "starts": "16:00", "minutes": "60"}
    facts |= {"weekday": (day.weekday() + 1) % 7, "begins": day, "place": "Kantinen", "hosts": "piloten og kontoret"}
    assert staff(cast.superuser).post(reverse("admin:meetings"), facts).status_code == 302
    held = MorningMeeting.objects.get()
    assert (held.weekday, held.until) == (day.weekday(), day)
    page = Client().get(f"/kontakt/{cast.school.code}/").content.decode()
    with translation.override("da"):
        said = date_format(day, "DATE_FORMAT")
    assert f"Aula-café: {said} kl. 16.00</strong>, Kantinen, piloten og kontoret" in page
    assert "Næste gang" not in page
