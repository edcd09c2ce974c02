"""When the support works, as the rows say it: for the municipality, and for institutions with hours of their own."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from organisation.models import ClosingDay, Municipality, OpeningWindow
from tests.cast import Cast

HERE = ZoneInfo("Europe/Copenhagen")


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HERE)


def opens(weekday: int, first: int, last: int, institution: int | None = None) -> OpeningWindow:
    window = OpeningWindow(weekday=weekday, opens=time(first), closes=time(last), institution_id=institution)
    window.full_clean()
    window.save()
    Municipality.forget_cached()
    return window


def closes(day: date, institution: int | None = None) -> None:
    ClosingDay.objects.create(day=day, institution_id=institution)
    Municipality.forget_cached()


def test_an_institution_with_hours_of_its_own_has_those_alone(cast: Cast) -> None:
    opens(1, 8, 15)
    opens(1, 9, 11, cast.daycare.pk)
    tuesday_noon = local("2026-11-24 12:00")
    assert Municipality.calendar().is_open(tuesday_noon)
    assert Municipality.calendar(cast.school.pk).is_open(tuesday_noon)
    assert not Municipality.calendar(cast.daycare.pk).is_open(tuesday_noon)


def test_an_institutions_closing_day_comes_beside_those_of_the_municipality(cast: Cast) -> None:
    closes(date(2026, 11, 24))
    closes(date(2026, 11, 25), cast.school.pk)
    tuesday, wednesday = local("2026-11-24 12:00"), local("2026-11-25 12:00")
    assert [Municipality.calendar(cast.school.pk).is_open(day) for day in (tuesday, wednesday)] == [False, False]
    assert [Municipality.calendar(cast.daycare.pk).is_open(day) for day in (tuesday, wednesday)] == [False, True]


def test_overlapping_windows_are_refused_within_one_place_and_accepted_of_two(cast: Cast) -> None:
    opens(1, 8, 12)
    opens(1, 12, 15)
    opens(1, 9, 11, cast.school.pk)
    with pytest.raises(ValidationError, match="8"):
        opens(1, 11, 13)
    with pytest.raises(ValidationError):
        opens(1, 8, 10, cast.school.pk)


def test_a_day_is_closed_once(cast: Cast) -> None:
    closes(date(2026, 11, 24))
    closes(date(2026, 11, 24), cast.school.pk)
    for place in (None, cast.school.pk):
        with transaction.atomic(), pytest.raises(IntegrityError):
            closes(date(2026, 11, 24), place)
