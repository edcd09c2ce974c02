"""snooze and unsnooze: a case that is put aside until a day."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from desk.queue.models import BulkAct
from tests.cast import Cast, kinds, open_ticket, settle
from tests.tickets.clock_times import HERE, office_hours
from tickets.models import Notice, Ticket
from tickets.models.clock import UnableToSnooze
from triage.escalation import remind, sweep

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture(autouse=True)
def office(cast: Cast) -> None:
    office_hours()


def day(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def test_a_case_put_aside_is_due_after_the_day_and_climbs_no_sooner(ticket: Ticket, cast: Cast) -> None:
    ticket.snooze(day(20), by=cast.superuser)
    assert ticket.snoozed_until is not None
    assert ticket.due_at is not None
    assert ticket.due_at > ticket.snoozed_until
    assert ticket.snoozed_until.astimezone(HERE).hour == 8
    assert ticket.snoozed_until.astimezone(HERE).date() >= day(20)
    assert sweep(timezone.now() + timedelta(days=19)).examined == 0
    assert kinds(ticket) == ["opened", "snoozed"]


def test_the_same_day_again_changes_nothing(ticket: Ticket, cast: Cast) -> None:
    for _ in range(2):
        ticket.snooze(day(20), by=cast.superuser)
    assert kinds(ticket) == ["opened", "snoozed"]


def test_on_the_day_it_is_there_again_once_and_whoever_has_it_hears(ticket: Ticket, cast: Cast) -> None:
    ticket.assign(cast.pilot, by=cast.superuser)
    ticket.snooze(day(20), by=cast.superuser)
    assert ticket.snoozed_until is not None
    assert remind(ticket.snoozed_until - timedelta(minutes=1)) == 0
    assert [remind(ticket.snoozed_until + timedelta(minutes=1)) for _ in range(2)] == [1, 0]
    settle()
    assert kinds(ticket)[-1] == "woke"
    assert Notice.objects.filter(user=cast.pilot, kind="staff_woke").count() == 1
    assert not Ticket.objects.snoozed().exists()


def test_what_the_requester_writes_ends_it_at_once(ticket: Ticket, cast: Cast) -> None:
    ticket.snooze(day(20), by=cast.superuser)
    late = ticket.due_at
    ticket.reply("Er der nyt?")
    ticket.refresh_from_db()
    assert ticket.snoozed_until is None
    assert ticket.due_at is not None
    assert late is not None
    assert ticket.due_at < late


def test_a_note_or_a_new_owner_leaves_it_put_aside(ticket: Ticket, cast: Cast) -> None:
    ticket.snooze(day(20), by=cast.superuser)
    moment = ticket.snoozed_until
    ticket.note("Skolen vender tilbage.", by=cast.superuser)
    ticket.assign(cast.pilot, by=cast.superuser)
    assert (ticket.snoozed_until, ticket.clock_since) == (moment, moment)


@pytest.mark.parametrize("act", ["resolve", "escalate", "ask", "unsnooze"])
def test_what_takes_it_elsewhere_ends_it(act: str, ticket: Ticket, cast: Cast) -> None:
    ticket.snooze(day(20), by=cast.superuser)
    arguments = {"escalate": {"reason": "Op."}, "ask": {"text": "Hvilken?"}}.get(act, {})
    getattr(ticket, act)(by=cast.superuser, **arguments)
    ticket.refresh_from_db()
    assert ticket.snoozed_until is None


def test_a_case_that_waits_for_others_and_a_day_that_is_over_are_refused(ticket: Ticket, cast: Cast) -> None:
    for wrong in (0, -1, 500):
        with pytest.raises(UnableToSnooze):
            ticket.snooze(day(wrong), by=cast.superuser)
    ticket.ask("Hvilken telefon?", by=cast.superuser)
    with pytest.raises(UnableToSnooze):
        ticket.snooze(day(20), by=cast.superuser)


def test_who_may_not_see_the_case_may_not_put_it_aside(ticket: Ticket, cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        ticket.snooze(day(20), by=cast.stranger)


def test_page_and_api_put_it_aside_and_the_list_shows_it(ticket: Ticket, cast: Cast, client: Client) -> None:
    other = open_ticket(cast.school, requester_email="ann@example.org")
    client.force_login(cast.superuser, backend=BACKEND)
    client.post(reverse("admin:ticket_snooze", args=[ticket.pk]), {"snooze-until": str(day(20))})
    client.post(f"/api/v1/tickets/{other.pk}/snooze/", {"until": str(day(20))}, content_type="application/json")
    page = client.get("/admin/tickets/ticket/?list=snoozed").content.decode()
    assert ticket.number in page
    assert other.number in page
    assert "Sat til side til" in client.get(f"/admin/tickets/ticket/{ticket.pk}/").content.decode()


def test_a_refused_day_comes_back_with_a_sentence(ticket: Ticket, cast: Cast, client: Client) -> None:
    client.force_login(cast.superuser, backend=BACKEND)
    answer = client.post(reverse("admin:ticket_snooze", args=[ticket.pk]), {"snooze-until": str(day(0))})
    assert answer.status_code == 409
    assert "Vælg en dag, der ikke er gået endnu." in answer.content.decode()


def test_many_are_put_aside_at_once_and_the_act_can_be_undone(ticket: Ticket, cast: Cast, client: Client) -> None:
    client.force_login(cast.superuser, backend=BACKEND)
    posted = {"verb": "snooze", "case": [ticket.pk], "go": "1", "until": str(day(20)), "here": ""}
    client.post(reverse("admin:queue_act"), posted)
    ticket.refresh_from_db()
    assert ticket.snoozed_until is not None
    client.post(reverse("admin:queue_undo", args=[BulkAct.objects.get().pk]), {"here": ""})
    assert not Ticket.objects.snoozed().exists()
