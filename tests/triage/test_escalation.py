import json
from datetime import time, timedelta
from io import StringIO

from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from desk.queue.filters import QueueFilters
from desk.queue.lists import cases
from organisation.models import Membership, Municipality, OpeningWindow, SweepFailure, User
from tests.cast import Cast, kinds, open_ticket, settle
from tests.tickets.clock_times import case_since, forget, local, office_hours
from tickets.models import EscalationPolicy, Notice, Ticket, climbing
from tickets.words import Tier
from triage.escalation import remind, sweep
from triage.tasks import escalate


def late(institution: object) -> Ticket:
    ticket = open_ticket(institution)  # type: ignore[arg-type]
    Ticket.objects.filter(pk=ticket.pk).update(due_at=timezone.now() - timedelta(minutes=1))
    return ticket


def test_one_sweep_moves_every_late_case_and_tells_the_new_tier(cast: Cast) -> None:
    first, second, fresh = late(cast.school), late(cast.school), open_ticket(cast.school)
    done = sweep()
    assert (done.examined, done.escalated) == (2, 2)
    for ticket in (first, second, fresh):
        ticket.refresh_from_db()
    assert [first.tier, second.tier, fresh.tier] == [Tier.PILOT, Tier.PILOT, Tier.FIRST_LEVEL]
    settle()
    assert len([letter for letter in mail.outbox if letter.to == [cast.pilot.email]]) == 2


def test_the_clock_reminds_the_project_lead_of_a_wish_and_spares_the_tiers(cast: Cast) -> None:
    wish, question = late(cast.school), late(cast.school)
    wish.set_route("change_request", by=cast.superuser)
    settle()
    mail.outbox.clear()
    for _ in range(2):
        sweep(timezone.now() + timedelta(days=30))
        settle()
    subjects = {letter.to[0]: letter.subject for letter in mail.outbox if wish.number in letter.subject}
    assert set(subjects) == {cast.project_lead.email}
    assert "Ændringsønske" in subjects[cast.project_lead.email]
    shown = list(cases(cast.support_entitled, QueueFilters(chosen="support_entitled")))
    assert shown == [question]


def test_sweeping_twice_is_once(cast: Cast) -> None:
    ticket = late(cast.school)
    sweep()
    sweep()
    assert kinds(ticket) == ["opened", "escalated"]


def test_a_case_climbs_to_the_top_and_stays_there(cast: Cast) -> None:
    ticket = late(cast.school)
    for _ in range(4):
        sweep(timezone.now() + timedelta(days=400))
    ticket.refresh_from_db()
    assert ticket.tier == Tier.SUPPORT_ENTITLED


def test_cases_that_wait_for_others_do_not_climb(cast: Cast) -> None:
    ticket = open_ticket(cast.school)
    ticket.ask("Hvilken telefon?", by=cast.superuser)
    assert sweep(timezone.now() + timedelta(days=30)).examined == 0


def test_the_clock_moves_nothing_outside_working_time(cast: Cast) -> None:
    office_hours()
    ticket = case_since(cast.school, "2026-11-19 10:00")
    for closed in ("2026-11-21 12:00", "2026-11-23 07:59", "2026-11-23 15:00", "2026-12-25 12:00"):
        assert sweep(local(closed), in_hours=True).examined == 0
    assert sweep(local("2026-11-23 08:00"), in_hours=True).escalated == 1
    assert kinds(ticket) == ["opened", "escalated"]


def test_an_institution_with_hours_of_its_own_climbs_in_those(cast: Cast) -> None:
    office_hours()
    OpeningWindow.objects.create(weekday=5, opens=time(10), closes=time(12), institution=cast.daycare)
    forget()
    here, there = case_since(cast.school, "2026-11-05 10:00"), case_since(cast.daycare, "2026-11-05 10:00")
    assert sweep(local("2026-11-23 12:00"), in_hours=True).escalated == 1
    assert kinds(here) == ["opened", "escalated"]
    assert sweep(local("2026-11-28 11:00"), in_hours=True).escalated >= 1
    assert kinds(there) == ["opened", "escalated"]


def test_the_task_of_the_clock_keeps_to_working_time(cast: Cast) -> None:
    OpeningWindow.objects.create(weekday=(timezone.localtime().weekday() + 3) % 7, opens=time(8), closes=time(9))
    forget()
    ticket = late(cast.school)
    escalate()
    assert kinds(ticket) == ["opened"]


def test_a_case_climbs_past_a_tier_at_which_nobody_works(cast: Cast) -> None:
    Membership.objects.filter(role="pilot").delete()
    ticket = late(cast.school)
    sweep()
    ticket.refresh_from_db()
    assert ticket.tier == Tier.SUPPORT_ENTITLED


def test_a_sweep_brings_no_case_to_a_tier_whose_only_person_has_left(cast: Cast) -> None:
    User.objects.filter(pk=cast.pilot.pk).update(is_active=False)
    ticket = late(cast.school)
    sweep()
    ticket.refresh_from_db()
    assert ticket.tier == Tier.SUPPORT_ENTITLED


def test_a_tier_that_has_somebody_at_another_school_alone_has_nobody_here(cast: Cast) -> None:
    Membership.objects.filter(user=cast.pilot).update(institution=cast.daycare)
    here, there = late(cast.school), late(cast.daycare)
    sweep()
    for ticket in (here, there):
        ticket.refresh_from_db()
    assert (here.tier, there.tier) == (Tier.SUPPORT_ENTITLED, Tier.PILOT)


def test_a_case_that_was_touched_after_the_sweep_had_looked_stays_where_it_is(cast: Cast) -> None:
    touched, climbs = late(cast.school), late(cast.school)
    touched.note("Ser på det.", by=cast.superuser)
    answered = late(cast.school)
    answered.ask("Hvilken telefon?", by=cast.superuser)
    keys = [touched.pk, answered.pk, climbs.pk]
    assert climbing.climb_all(keys, timezone.now(), climbing.Ladder()) == 1
    for ticket in (touched, answered, climbs):
        ticket.refresh_from_db()
    assert [touched.tier, answered.tier, climbs.tier] == [Tier.FIRST_LEVEL, Tier.FIRST_LEVEL, Tier.PILOT]


def test_a_case_that_could_not_climb_rests_and_is_no_failure_once_it_has_climbed(cast: Cast) -> None:
    ticket = late(cast.school)
    Ticket.objects.filter(pk=ticket.pk).update(tier="nowhere")
    assert (sweep().escalated, sweep().examined) == (0, 0)
    Ticket.objects.filter(pk=ticket.pk).update(tier=Tier.FIRST_LEVEL)
    SweepFailure.objects.update(again_at=timezone.now() - timedelta(minutes=1))
    assert sweep().escalated == 1
    assert not SweepFailure.objects.exists()


def test_nobody_is_reminded_while_nobody_works(cast: Cast) -> None:
    office_hours()
    ticket = case_since(cast.school, "2026-11-19 10:00")
    Ticket.objects.filter(pk=ticket.pk).update(clock_at=local("2026-11-20 15:00"), due_at=local("2026-11-24 10:00"))
    for closed in ("2026-11-20 15:00", "2026-11-21 12:00", "2026-11-23 07:59"):
        assert remind(local(closed), in_hours=True) == 0
    assert remind(local("2026-11-23 08:00"), in_hours=True) == 1
    assert kinds(ticket) == ["opened", "due_soon"]


def test_many_cases_that_climb_at_once_are_what_one_would_be(cast: Cast) -> None:
    """The batch and the verb do the same, to the case and to what is recorded of it."""
    office_hours()
    alone, together = late(cast.school), late(cast.school)
    for case in (alone, together):
        case.assign(cast.superuser, by=cast.superuser)
        Ticket.objects.filter(pk=case.pk).update(due_at=timezone.now() - timedelta(minutes=1))
    alone.refresh_from_db()
    assert alone.climb()
    assert sweep().escalated == 1
    for case in (alone, together):
        case.refresh_from_db()
    same = ("tier", "assignee_id", "status", "version", "clock_spent", "snoozed_until", "priority")
    assert [getattr(alone, name) for name in same] == [getattr(together, name) for name in same]
    for name in ("due_at", "clock_since", "touched_at", "clock_at", "last_activity_at"):
        assert abs(getattr(alone, name) - getattr(together, name)) < timedelta(seconds=30), name
    ends = [case.events.order_by("-id")[0] for case in (alone, together)]
    assert [(end.kind, end.actor, end.data, end.version) for end in ends[:1]] == [
        (end.kind, end.actor, end.data, end.version) for end in ends[1:]
    ]


def test_whoever_has_a_case_is_reminded_once_before_it_climbs(cast: Cast) -> None:
    office_hours()
    ticket = case_since(cast.school, "2026-11-23 08:00")
    Ticket.objects.filter(pk=ticket.pk).update(clock_at=local("2026-11-23 13:15"), assignee=cast.superuser)
    assert remind(local("2026-11-23 13:14"), in_hours=True) == 0
    assert [remind(local("2026-11-23 13:15"), in_hours=True) for _ in range(2)] == [1, 0]
    settle()
    assert kinds(ticket) == ["opened", "due_soon"]
    assert Notice.objects.filter(user=cast.superuser, kind="staff_due_soon").count() == 1


def test_a_reminder_comes_at_the_share_of_the_time_that_the_policy_says(cast: Cast) -> None:
    EscalationPolicy.objects.filter(tier=Tier.FIRST_LEVEL).update(working_minutes=400, remind_percent=50)
    forget()
    ticket = open_ticket(cast.school)
    assert ticket.clock_at == Municipality.calendar().add_minutes(ticket.touched_at, 200)
    EscalationPolicy.objects.update(remind_percent=0)
    forget()
    assert open_ticket(cast.school).clock_at is None


def test_the_command_moves_cases_at_any_time_unless_it_is_told_to_keep_hours(cast: Cast) -> None:
    OpeningWindow.objects.create(weekday=(timezone.localtime().weekday() + 3) % 7, opens=time(8), closes=time(9))
    forget()
    late(cast.school)
    out = StringIO()
    call_command("escalate", "--in-hours", stdout=out)
    call_command("escalate", stdout=out)
    assert [json.loads(line)["escalated"] for line in out.getvalue().splitlines()] == [0, 1]


def test_the_command_prints_one_json_line(cast: Cast) -> None:
    late(cast.school)
    out = StringIO()
    call_command("escalate", stdout=out)
    line = json.loads(out.getvalue())
    assert line["examined"] == line["escalated"] == 1
    assert line["seconds"] >= 0
