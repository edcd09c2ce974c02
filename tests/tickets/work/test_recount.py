"""Due times follow opening hours, closing days and the times of the tiers; what was spent is kept."""

from collections.abc import Callable
from datetime import time, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from organisation.models import Municipality, OpeningWindow
from tests.cast import Cast, open_ticket
from tests.tickets.clock_times import case_since, change_at, close, due, local, office_hours
from tickets.models import EscalationPolicy, Recount, Ticket
from tickets.words import Tier
from tickets.work.recounting import go_on

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture(autouse=True)
def office(cast: Cast) -> None:
    office_hours()
    EscalationPolicy.objects.filter(tier=Tier.FIRST_LEVEL).update(working_minutes=420)
    Recount.objects.all().delete()
    assert Recount.look() is None


def lasts(minutes: int) -> None:
    EscalationPolicy.objects.filter(tier=Tier.FIRST_LEVEL).update(working_minutes=minutes)


def opens_saturdays() -> None:
    OpeningWindow.objects.create(weekday=5, opens=time(8), closes=time(15))


def opens_late() -> None:
    OpeningWindow.objects.update(opens=time(10))


TABLE: list[tuple[str, Callable[[], None], str, str]] = [
    ("2026-11-23 10:00", lambda: close("2026-11-24"), "2026-11-23 12:00", "2026-11-25 10:00"),
    ("2026-11-23 10:00", lambda: close("2026-11-23"), "2026-11-23 12:00", "2026-11-24 13:00"),
    ("2026-11-23 10:00", lambda: lasts(840), "2026-11-23 12:00", "2026-11-25 10:00"),
    ("2026-11-23 10:00", lambda: lasts(180), "2026-11-23 12:00", "2026-11-23 13:00"),
    ("2026-11-23 10:00", lambda: lasts(60), "2026-11-23 12:00", "2026-11-23 11:00"),
    ("2026-11-27 10:00", opens_saturdays, "2026-11-27 12:00", "2026-11-28 10:00"),
    ("2026-11-21 10:00", opens_saturdays, "2026-11-23 08:00", "2026-11-23 15:00"),
    ("2026-11-23 10:00", opens_late, "2026-11-23 12:00", "2026-11-24 12:00"),
    ("2026-03-27 14:00", lambda: close("2026-03-30"), "2026-03-27 14:30", "2026-03-31 14:00"),
    ("2026-10-23 14:00", lambda: close("2026-10-26"), "2026-10-24 12:00", "2026-10-27 14:00"),
]
"""Since when the case counts (420 minutes), what changes, when, and when it is due then."""


@pytest.mark.parametrize(("began", "change", "at", "then"), TABLE, ids=range(len(TABLE)))
def test_a_due_time_moves_and_keeps_the_time_spent(
    began: str, change: Callable[[], None], at: str, then: str, cast: Cast
) -> None:
    ticket = case_since(cast.school, began)
    change()
    change_at(at)
    assert due(ticket) == then


def test_a_second_change_keeps_what_was_spent_before_the_first(cast: Cast) -> None:
    ticket = case_since(cast.school, "2026-11-23 10:00")
    close("2026-11-24")
    change_at("2026-11-23 12:00")
    lasts(240)
    change_at("2026-11-23 13:00")
    assert due(ticket) == "2026-11-23 14:00"


def test_a_case_that_was_late_is_late_by_the_same_time_still(cast: Cast) -> None:
    ticket = case_since(cast.school, "2026-11-16 10:00")
    before = due(ticket)
    close("2026-11-25")
    change_at("2026-11-23 12:00")
    assert due(ticket) == before


def test_hours_of_one_institution_move_its_cases_alone(cast: Cast) -> None:
    here, there = case_since(cast.school, "2026-11-23 10:00"), case_since(cast.daycare, "2026-11-23 10:00")
    close("2026-11-24", cast.school)
    change_at("2026-11-23 12:00")
    assert (due(here), due(there)) == ("2026-11-25 10:00", "2026-11-24 10:00")


def test_hours_of_an_institution_are_not_those_of_the_support_entitled(cast: Cast) -> None:
    ticket = case_since(cast.school, "2026-11-23 10:00")
    Ticket.objects.filter(pk=ticket.pk).update(tier=Tier.SUPPORT_ENTITLED)
    close("2026-11-25", cast.school)
    change_at("2026-11-23 12:00")
    assert due(ticket) == "2026-11-25 10:00"


def test_many_cases_are_counted_in_batches_and_a_run_that_is_broken_off_goes_on(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tickets.models.recount.BATCH", 2)
    cases = [case_since(cast.school, "2026-11-23 10:00") for _ in range(5)]
    close("2026-11-24")
    recount = Recount.look()
    assert recount is not None
    Recount.objects.filter(pk=recount.pk).update(at=local("2026-11-23 12:00"))
    assert go_on(patience=0)
    assert Recount.objects.unfinished().count() == 1
    assert not go_on()
    recount.refresh_from_db()
    assert recount.moved == len(cases) == 5
    assert Recount.objects.unfinished().count() == 0


def test_nothing_changed_is_no_recount_and_the_first_look_only_remembers(cast: Cast) -> None:
    assert Recount.look() is None
    assert Recount.objects.count() == 1


def test_an_administrator_reads_how_many_cases_a_closing_day_moves(
    cast: Cast, client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    ticket = open_ticket(cast.school)
    open_ticket(cast.school).resolve(by=cast.superuser)
    next_days = [timezone.localdate() + timedelta(days=each) for each in range(30)]
    open_days = [day for day in next_days if not Municipality.calendar().is_closed(day) and day.weekday() < 5]
    before = due(ticket)
    client.force_login(cast.municipal_admin, backend=BACKEND)
    day = next(day for day in open_days if str(day) >= before[:10])
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/admin/organisation/closingday/add/", {"day": str(day), "name": "Planlægning"})
    assert answer.status_code == 302
    assert not go_on()
    assert due(ticket) > before
    page = client.get("/admin/organisation/closingday/").content.decode()
    assert "1 åben sag" in page


def test_a_case_made_urgent_keeps_the_time_it_has_spent(cast: Cast) -> None:
    ticket = case_since(cast.school, "2026-11-23 10:00")
    ticket.prioritise("urgent", by=cast.superuser)
    assert due(ticket) == "2026-11-23 11:45"
    ticket.prioritise("normal", by=cast.superuser)
    assert due(ticket) == "2026-11-24 10:00"
