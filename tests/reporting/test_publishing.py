"""The numbers for other programs: a table of its own, without persons, in which small numbers are hidden."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.core.management import call_command
from django.db import connection

from reporting.models import PublishedNumber
from tests.cast import Cast, open_ticket
from tickets.models import Event

OCTOBER = datetime(2026, 10, 14, 9, 20, tzinfo=ZoneInfo("Europe/Copenhagen"))


def fill(cast: Cast) -> None:
    for place, audience, number in (
        (cast.school, "parent", 12),
        (cast.school, "pupil", 2),
        (cast.school, "staff", 6),
        (cast.daycare, "parent", 7),
        (cast.daycare, "staff", 9),
    ):
        for _case in range(number):
            open_ticket(place, audience=audience)
    Event.objects.update(at=OCTOBER)
    call_command("count_days", verbosity=0)


def by(place: str) -> dict[str, int | None]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT value, opened FROM numbers_by_month WHERE institution = %s AND dimension = 'audience'", [place]
        )
        return dict(cursor.fetchall())


def test_a_month_is_published_with_its_small_numbers_hidden(cast: Cast) -> None:
    fill(cast)
    assert set(PublishedNumber.objects.values_list("month", flat=True)) == {date(2026, 10, 1)}
    school, daycare = by("Grøndal Skole"), by("Havlunden")
    assert school["pupil"] is None
    assert list(school.values()).count(None) >= 2
    whole = PublishedNumber.objects.get(is_whole=True, dimension="")
    assert whole.opened == 36
    known = sum(number or 0 for number in [*school.values(), *daycare.values()])
    assert known < 34, "what is left is not the two pupils alone"


def test_published_again_it_is_the_same(cast: Cast) -> None:
    fill(cast)
    before = list(PublishedNumber.objects.order_by("code", "dimension", "value").values_list("code", "value", "opened"))
    call_command("count_days", "--from", "2026-10-01", "--to", "2026-10-31", verbosity=0)
    after = list(PublishedNumber.objects.order_by("code", "dimension", "value").values_list("code", "value", "opened"))
    assert after == before


def test_it_stands_by_itself_and_holds_no_person(cast: Cast) -> None:
    fill(cast)
    relations = [field for field in PublishedNumber._meta.get_fields() if field.is_relation]
    assert relations == []
    rows = str(list(PublishedNumber.objects.values()))
    assert "Maja" not in rows
    assert "@" not in rows
