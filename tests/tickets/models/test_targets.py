"""Targets for a first answer, a next answer and a solution: they stand still while a case waits, and go on after it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from organisation.models import Membership
from tests.cast import Cast, kinds, open_ticket, settle
from tests.tickets.clock_times import HERE, change_at, close, local, office_hours
from tickets.models import Notice, Promise, Recount, Target, Ticket, climbing, promise
from tickets.words import Tier
from triage.escalation import watch_targets

BACKEND = "django.contrib.auth.backends.ModelBackend"
FIRST, NEXT, SOLUTION = Target.Kind


@pytest.fixture(autouse=True)
def office(cast: Cast) -> None:
    office_hours()


def want(kind: str, minutes: int, **narrowed: object) -> None:
    Target.objects.create(kind=kind, working_minutes=minutes, **narrowed)
    Target.forget_cached()


@pytest.fixture
def travel(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], datetime]:
    """Sets what the cases take for now."""

    def to(moment: str) -> datetime:
        at = local(moment)
        monkeypatch.setattr(timezone, "now", lambda: at)
        return at

    return to


Travel = Callable[[str], datetime]


def due(ticket: Ticket, kind: str) -> str:
    """When the target is due in local time; `paused`, `met` or `none` otherwise."""
    row = Promise.objects.filter(ticket=ticket, kind=kind).first()
    if row is None:
        return "none"
    if row.ended_at is not None:
        return "met"
    return f"{row.due_at.astimezone(HERE):%d %H:%M}" if row.due_at else "paused"


def test_without_targets_nothing_is_kept(ticket: Ticket) -> None:
    assert not Promise.objects.exists()


def test_the_row_that_says_most_of_a_case_counts(cast: Cast) -> None:
    want(FIRST, 400)
    want(FIRST, 300, audience="parent")
    want(FIRST, 200, priority="urgent")
    want(FIRST, 100, priority="urgent", tier=Tier.PILOT)
    targets = {
        (facts.get("audience", "parent"), facts.get("priority", "normal")): Target.of(FIRST, Ticket(**facts))
        for facts in (
            {"audience": "staff", "priority": "normal"},
            {"audience": "parent", "priority": "normal"},
            {"audience": "parent", "priority": "urgent"},
            {"audience": "parent", "priority": "urgent", "tier": Tier.PILOT},
        )
    }
    assert [row["working_minutes"] for row in targets.values() if row] == [400, 300, 100]
    assert Target.of(SOLUTION, Ticket(audience="staff")) is None


def test_a_first_answer_and_then_the_next(cast: Cast, travel: Travel) -> None:
    want(FIRST, 120)
    want(NEXT, 240)
    travel("2026-11-23 10:00")
    ticket = open_ticket(cast.school)
    assert due(ticket, FIRST) == "23 12:00"
    ticket.note("Ser på det.", by=cast.superuser)
    assert due(ticket, FIRST) == "23 12:00"
    travel("2026-11-23 11:00")
    ticket.answer("Prøv igen.", by=cast.superuser)
    assert (due(ticket, FIRST), due(ticket, NEXT)) == ("met", "none")
    travel("2026-11-23 13:00")
    ticket.reply("Det hjalp ikke.")
    assert due(ticket, NEXT) == "24 10:00"
    travel("2026-11-23 14:00")
    ticket.reply("Hallo?")
    assert due(ticket, NEXT) == "24 10:00"
    ticket.answer("Nu?", by=cast.superuser)
    travel("2026-11-24 08:00")
    ticket.reply("Nej.")
    assert due(ticket, NEXT) == "24 12:00"


WAITS: list[tuple[str, Callable[[Ticket, Cast], object], Callable[[Ticket, Cast], object]]] = [
    ("ask", lambda case, cast: case.ask("Hvilken?", by=cast.superuser), lambda case, cast: case.reply("Den her.")),
    (
        "forward",
        lambda case, cast: case.mark_forwarded(by=cast.superuser, party="IT"),
        lambda case, cast: case.hear_from_party("Rettet.", party="IT"),
    ),
    (
        "snooze",
        lambda case, cast: case.snooze(local("2026-12-10 00:00").date(), by=cast.superuser),
        lambda case, cast: case.unsnooze(by=cast.superuser),
    ),
    ("resolve", lambda case, cast: case.resolve(by=cast.superuser), lambda case, cast: case.reopen(by=cast.superuser)),
]


@pytest.mark.parametrize(("what", "stop", "go"), WAITS, ids=[row[0] for row in WAITS])
def test_a_solution_stands_still_while_the_case_waits_and_goes_on_after_it(
    what: str,
    stop: Callable[[Ticket, Cast], object],
    go: Callable[[Ticket, Cast], object],
    cast: Cast,
    travel: Travel,
) -> None:
    want(SOLUTION, 600)
    travel("2026-11-23 10:00")
    ticket = open_ticket(cast.school)
    assert due(ticket, SOLUTION) == "24 13:00"
    travel("2026-11-23 14:00")
    stop(ticket, cast)
    assert due(ticket, SOLUTION) == ("met" if what == "resolve" else "paused")
    travel("2026-11-25 09:00")
    go(ticket, cast)
    assert due(ticket, SOLUTION) == "25 15:00"


def test_an_answer_is_owed_while_a_case_is_put_aside(cast: Cast, travel: Travel) -> None:
    want(FIRST, 120)
    travel("2026-11-23 10:00")
    ticket = open_ticket(cast.school)
    ticket.snooze(local("2026-12-10 00:00").date(), by=cast.superuser)
    assert due(ticket, FIRST) == "23 12:00"


def test_handing_a_case_up_and_back_goes_on_with_the_target_of_the_tier(cast: Cast, travel: Travel) -> None:
    want(SOLUTION, 600)
    want(SOLUTION, 300, tier=Tier.PILOT)
    travel("2026-11-23 08:00")
    ticket = open_ticket(cast.school)
    assert due(ticket, SOLUTION) == "24 11:00"
    travel("2026-11-23 10:00")
    ticket.escalate(by=cast.superuser, reason="Op.")
    assert due(ticket, SOLUTION) == "23 13:00"
    ticket.hand_back(by=cast.pilot, reason="Ned.")
    assert due(ticket, SOLUTION) == "24 11:00"


def test_the_clocks_change_on_the_way(cast: Cast, travel: Travel) -> None:
    want(SOLUTION, 60)
    travel("2026-10-23 14:30")
    ticket = open_ticket(cast.school)
    assert due(ticket, SOLUTION) == "26 08:30"


def test_a_reminder_comes_before_and_the_case_climbs_after_each_once(cast: Cast, travel: Travel) -> None:
    want(FIRST, 240)
    travel("2026-11-23 10:00")
    ticket = open_ticket(cast.school)
    assert watch_targets(travel("2026-11-23 12:59"), in_hours=True) == 0
    assert [watch_targets(travel("2026-11-23 13:00"), in_hours=True) for _ in range(2)] == [1, 0]
    assert watch_targets(travel("2026-11-23 15:30"), in_hours=True) == 0
    assert [watch_targets(travel("2026-11-24 08:00"), in_hours=True) for _ in range(2)] == [1, 0]
    assert kinds(ticket) == ["opened", "target_soon", "target_missed", "escalated"]
    ticket.refresh_from_db()
    assert ticket.tier == Tier.PILOT
    settle()
    assert Notice.objects.filter(kind="staff_target_soon").exists()


def test_many_that_climb_with_targets_cost_no_statement_more_than_few(cast: Cast, travel: Travel) -> None:
    want(FIRST, 240)
    want(NEXT, 120)
    want(SOLUTION, 600)
    asked = []
    for count in (2, 25):
        travel("2026-11-23 10:00")
        keys = [open_ticket(cast.school).pk for _each in range(count)]
        late = travel("2026-11-23 11:00")
        Ticket.objects.filter(pk__in=keys).update(due_at=late - timedelta(minutes=1), tier=Tier.FIRST_LEVEL)
        with CaptureQueriesContext(connection) as queries:
            assert climbing.climb_all(keys, late, climbing.Ladder()) == count
        asked.append(len(queries))
        assert {due(ticket, SOLUTION) for ticket in Ticket.objects.filter(pk__in=keys)} == {"24 13:00"}
    assert asked[1] <= asked[0]


def test_it_climbs_past_a_tier_at_which_nobody_works(cast: Cast, travel: Travel) -> None:
    Membership.objects.filter(role="pilot").delete()
    want(FIRST, 60)
    travel("2026-11-23 10:00")
    ticket = open_ticket(cast.school)
    watch_targets(travel("2026-11-23 11:00"))
    ticket.refresh_from_db()
    assert ticket.tier == Tier.SUPPORT_ENTITLED


def test_a_closing_day_half_way_moves_it_and_keeps_what_was_spent(cast: Cast, travel: Travel) -> None:
    want(SOLUTION, 600)
    Recount.objects.all().delete()
    Recount.look()
    travel("2026-11-23 10:00")
    ticket = open_ticket(cast.school)
    travel("2026-11-23 12:00")
    close("2026-11-24")
    change_at("2026-11-23 12:00")
    assert due(ticket, SOLUTION) == "25 13:00"


def test_a_target_that_is_new_counts_from_now_for_what_is_open(cast: Cast, travel: Travel) -> None:
    Recount.objects.all().delete()
    Recount.look()
    travel("2026-11-16 10:00")
    ticket = open_ticket(cast.school)
    travel("2026-11-23 12:00")
    want(FIRST, 60)
    change_at("2026-11-23 12:00")
    assert due(ticket, FIRST) == "23 13:00"


def test_following_twice_is_once(cast: Cast, travel: Travel) -> None:
    want(SOLUTION, 600)
    at = travel("2026-11-23 10:00")
    ticket = open_ticket(cast.school)
    before = list(Promise.objects.values())
    promise.follow(ticket, at + timedelta(minutes=5))
    assert list(Promise.objects.values()) == before


def test_the_page_of_the_case_tells_them(cast: Cast, client: Client) -> None:
    want(FIRST, 420)
    ticket = open_ticket(cast.school)
    client.force_login(cast.superuser, backend=BACKEND)
    page = client.get(f"/admin/tickets/ticket/{ticket.pk}/").content.decode()
    assert "Første svar senest" in page
    assert "Hvorfor denne frist?" in page


def test_how_a_due_time_was_counted_is_told_when_it_is_asked_for(cast: Cast, client: Client) -> None:
    case = f"/admin/tickets/ticket/{open_ticket(cast.school).pk}/"
    client.force_login(cast.superuser, backend=BACKEND)
    page, unfolded, part = (client.get(case + more).content.decode() for more in ("", "?open=due", "part/due/"))
    assert "Vis, hvordan den er regnet ud" in page
    assert ["Det giver" in text for text in (page, unfolded, part)] == [False, True, True]
