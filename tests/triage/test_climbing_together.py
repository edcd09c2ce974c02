"""Many cases climb in batches: each as it would alone, none that is not meant, and a bad one stands in nobody's way."""

from contextlib import closing
from datetime import time, timedelta
from typing import Any

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from psycopg2 import connect

from organisation.models import Institution, Membership, OpeningWindow, SweepFailure
from organisation.sweeps.sweeping import Swept
from tests.cast import Cast, gather, kinds, open_ticket
from tests.tickets.clock_times import case_since, forget, local, office_hours
from tickets.models import EscalationPolicy, Notice, Promise, Target, Ticket, climbing
from tickets.words import Tier
from triage import escalation
from triage.escalation import climb_batch, remind, sweep, watch_targets


def late(place: Institution, minutes: int = 1, **facts: Any) -> Ticket:
    """A case of the day before yesterday that has been due for so long."""
    ticket, before = open_ticket(place), timezone.now() - timedelta(days=2)
    times = {"touched_at": before, "last_activity_at": before, "clock_since": before, "clock_at": before}
    due = timezone.now() - timedelta(minutes=minutes)
    Ticket.objects.filter(pk=ticket.pk).update(due_at=due, clock_spent=77, **times | facts)
    return Ticket.objects.get(pk=ticket.pk)


def tiers(*tickets: Ticket) -> list[str]:
    return [Ticket.objects.get(pk=ticket.pk).tier for ticket in tickets]


def test_a_bad_case_stands_in_the_way_of_no_other(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(escalation, "BATCH", 2)
    cases = [late(cast.school, minutes) for minutes in (5, 4, 3, 2, 1)]
    Ticket.objects.filter(pk=cases[2].pk).update(tier="nowhere")
    swept = escalation.climb(Ticket.objects.climbing(timezone.now()), timezone.now(), in_hours=False)
    assert (swept.examined, swept.done, swept.failed) == (5, 4, 1)
    assert tiers(*cases) == [Tier.PILOT, Tier.PILOT, "nowhere", Tier.PILOT, Tier.PILOT]
    assert list(SweepFailure.objects.values_list("sweep", "key")) == [("escalate", cases[2].pk)]


def test_the_failure_of_another_sweep_holds_no_case_back_and_is_not_forgotten(cast: Cast) -> None:
    """Nor is the failure of another case."""
    ticket, other = late(cast.school), late(cast.school)
    Ticket.objects.filter(pk=other.pk).update(tier="nowhere")
    SweepFailure.note("remind", ticket.pk, error="ValueError", place="")
    SweepFailure.note("escalate", other.pk, error="ValueError", place="")
    assert sweep().escalated == 1
    assert tiers(ticket) == [Tier.PILOT]
    assert set(SweepFailure.objects.values_list("sweep", "key")) == {("remind", ticket.pk), ("escalate", other.pk)}


def test_who_has_waited_longest_climbs_first(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(escalation, "MOST", 1)
    sooner, longer = late(cast.school, 1), late(cast.school, 60)
    assert sweep().escalated == 1
    assert tiers(sooner, longer) == [Tier.FIRST_LEVEL, Tier.PILOT]


def test_what_is_not_of_the_batch_stays_where_it_is(cast: Cast) -> None:
    ticket, other = late(cast.school), late(cast.school)
    assert climbing.climb_all([ticket.pk], timezone.now(), climbing.Ladder()) == 1
    Ticket.objects.filter(pk=ticket.pk).update(tier="nowhere", due_at=timezone.now() - timedelta(minutes=1))
    swept = Swept()
    climb_batch([ticket.pk], timezone.now(), swept, climbing.Ladder())
    assert (swept.done, swept.failed) == (0, 1)
    assert tiers(other) == [Tier.FIRST_LEVEL]


def test_time_that_is_up_ends_the_sweep_and_is_nobodys_failure(cast: Cast) -> None:
    class Endless(climbing.Ladder):
        def above(self, ticket: Ticket) -> Tier:
            raise SoftTimeLimitExceeded

    ticket = late(cast.school)
    with pytest.raises(SoftTimeLimitExceeded):
        climb_batch([ticket.pk], timezone.now(), Swept(), Endless())
    assert tiers(ticket) == [Tier.FIRST_LEVEL]
    assert not SweepFailure.objects.exists()


def test_nothing_that_is_due_is_nothing_done(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    fresh = open_ticket(cast.school)
    with django_capture_on_commit_callbacks() as after:
        assert climbing.climb_all([fresh.pk], timezone.now(), climbing.Ladder()) == 0
    assert after == []


@pytest.mark.usefixtures("at_once")
def test_the_new_tier_hears_at_once_and_not_when_somebody_sweeps_up(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    late(cast.school)
    with django_capture_on_commit_callbacks(execute=True):
        sweep()
    assert [notice.user for notice in Notice.objects.filter(kind="tier_escalated")] == [cast.pilot]


def test_ten_cost_no_more_statements_than_two(cast: Cast) -> None:
    counts = []
    for many in (2, 10):
        for _each in range(many):
            late(cast.school)
        with CaptureQueriesContext(
            connection,
        ) as statements:
            assert sweep().escalated == many
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_everything_of_the_clock_begins_anew(cast: Cast) -> None:
    alone, together = (late(cast.school, snoozed_until=timezone.now() - timedelta(hours=1)) for _each in range(2))
    assert alone.climb()
    assert sweep().escalated == 1
    for name in ("clock_since", "touched_at", "last_activity_at", "due_at", "clock_at"):
        one, other = (getattr(Ticket.objects.get(pk=case.pk), name) for case in (alone, together))
        assert (one is None and other is None) or abs(one - other) < timedelta(seconds=30), name
    for name in ("clock_spent", "snoozed_until", "version", "assignee"):
        one, other = (getattr(Ticket.objects.get(pk=case.pk), name) for case in (alone, together))
        assert one == other, name
    assert [set(case.events.order_by("-id")[0].data["changed"]) for case in (alone, together)] == [{"tier"}, {"tier"}]


def test_the_reminder_before_the_next_tiers_time_is_counted_too(cast: Cast) -> None:
    EscalationPolicy.objects.filter(tier=Tier.PILOT).update(working_minutes=400, remind_percent=50)
    forget()
    alone, together = late(cast.school), late(cast.school)
    assert alone.climb()
    assert sweep().escalated == 1
    one, other = (Ticket.objects.get(pk=case.pk).clock_at for case in (alone, together))
    assert one is not None
    assert other is not None
    assert abs(one - other) < timedelta(seconds=30)


def test_each_place_keeps_its_own_hours_in_one_batch(cast: Cast) -> None:
    office_hours()
    places = [cast.school, cast.daycare, Institution.objects.create(name="Natklubben", kind="club", code="G1")]
    for place, hours in zip(places[1:], ((time(0), time(23, 59)), (time(20), time(21))), strict=True):
        for weekday in range(7):
            OpeningWindow.objects.create(weekday=weekday, opens=hours[0], closes=hours[1], institution=place)
    forget()
    for place in places[1:]:
        Membership.objects.create(user=cast.pilot, role="pilot", institution=place)
    together, alone = ([late(place) for place in places] for _each in range(2))
    for case in alone:
        assert case.climb()
    assert sweep().escalated == 3
    for one, other in zip(together, alone, strict=True):
        due_together, due_alone = (Ticket.objects.get(pk=case.pk).due_at for case in (one, other))
        assert due_together is not None
        assert due_alone is not None
        assert abs(due_together - due_alone) < timedelta(seconds=30)


def test_a_place_that_is_closed_while_the_others_work_is_left_in_peace(cast: Cast) -> None:
    office_hours()
    OpeningWindow.objects.create(weekday=5, opens=time(10), closes=time(12), institution=cast.daycare)
    forget()
    cases = [case_since(place, "2026-11-19 10:00") for place in (cast.school, cast.daycare)]
    Ticket.objects.update(due_at=local("2026-11-24 10:00"))
    assert sweep(local("2026-11-25 10:00"), in_hours=True).examined == 1
    assert [kinds(case)[-1] for case in cases] == ["escalated", "opened"]


def test_a_target_that_changes_with_the_tier_is_followed(cast: Cast) -> None:
    Target.objects.create(kind="first_answer", working_minutes=60, tier=Tier.FIRST_LEVEL)
    Target.forget_cached()
    alone, together = late(cast.school), late(cast.school)
    assert Promise.objects.filter(ended_at=None).count() == 2
    alone.climb()
    sweep()
    assert not Promise.objects.filter(ended_at=None).exists()
    assert together.promises.count() == 1


def test_who_asks_at_any_hour_is_reminded_at_any_hour(cast: Cast) -> None:
    """The command of the administrator, unlike the clock's own task; and what is not due is looked at by neither."""
    office_hours()
    Target.objects.create(kind="solution", working_minutes=60)
    Target.forget_cached()
    ticket, other = (case_since(cast.school, "2026-11-19 10:00") for _each in range(2))
    night = local("2026-11-22 03:00")
    Ticket.objects.exclude(pk=ticket.pk).update(clock_at=None)
    Ticket.objects.filter(pk=ticket.pk).update(clock_at=night, due_at=local("2026-11-24 10:00"))
    Promise.objects.filter(ticket=other).update(next_at=None)
    Promise.objects.filter(ticket=ticket).update(next_at=night, due_at=local("2026-11-24 10:00"))
    for act, expected in ((remind, "due_soon"), (watch_targets, "target_soon")):
        assert act(night - timedelta(minutes=1)) == 0
        with CaptureQueriesContext(connection) as statements:
            assert act(night) == 1
        assert sum("FOR NO KEY UPDATE" in each["sql"] or "FOR UPDATE" in each["sql"] for each in statements) == 1
        assert expected in kinds(ticket)


def test_where_nobody_works_above_it_comes_to_the_next_tier(cast: Cast) -> None:
    Membership.objects.exclude(role="superuser").delete()
    ticket = late(cast.school)
    sweep()
    assert tiers(ticket) == [Tier.PILOT]


@pytest.mark.django_db(transaction=True)
def test_a_case_that_somebody_works_on_just_now_is_left_for_the_next_sweep() -> None:
    cast = gather()
    held, free = late(cast.school), late(cast.school)
    with closing(connect(**connection.get_connection_params())) as colleague, connection.cursor() as cursor:
        with colleague.cursor() as at_work:
            at_work.execute("SELECT 1 FROM tickets_ticket WHERE id = %s FOR UPDATE", [held.pk])
        cursor.execute("SET lock_timeout = '2s'")
        assert sweep().escalated == 1
        cursor.execute("RESET lock_timeout")
    assert tiers(held, free) == [Tier.FIRST_LEVEL, Tier.PILOT]
    assert not SweepFailure.objects.exists()
