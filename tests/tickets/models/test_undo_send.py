"""An answer that is being sent can be taken back, and leaves by itself when nobody does."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from organisation.models import Municipality
from tests.cast import Cast, kinds, settle
from tickets import dispatch, tasks
from tickets.models import Delivery, Draft, Event, HeldFile, Message, Ticket, sending
from tickets.models.draft import files_key
from tickets.words import Status

HOLD = timedelta(seconds=15)


def let_time_pass(ticket: Ticket) -> None:
    """The seconds are over."""
    past = timezone.now() - timedelta(seconds=1)
    Message.objects.filter(ticket=ticket, held_until__isnull=False).update(held_until=past)
    Event.objects.filter(ticket=ticket, held_until__isnull=False).update(held_until=past)


def mails(ticket: Ticket, kind: str) -> int:
    return Delivery.objects.filter(event__ticket=ticket, kind=kind).count()


def public_page(ticket: Ticket, client: Client) -> str:
    return client.get(ticket.get_absolute_url()).content.decode()


def test_neither_mail_nor_the_requesters_page_tells_of_it_before_its_time(
    ticket: Ticket, cast: Cast, client: Client
) -> None:
    ticket.answer("Prøv igen i morgen.", by=cast.superuser, hold=HOLD)
    settle()
    assert not dispatch.dispatch(ticket.events.get(kind="answered").pk)
    assert mails(ticket, "requester_answered") == 0
    assert "Prøv igen i morgen." not in public_page(ticket, client)
    let_time_pass(ticket)
    assert "Prøv igen i morgen." in public_page(ticket, client)
    tasks.release_held()
    tasks.release_held()
    assert mails(ticket, "requester_answered") == 1


def test_taking_it_back_leaves_a_draft_and_the_case_as_it_was(ticket: Ticket, cast: Cast) -> None:
    ticket.answer("Prøv igen i morgen.", by=cast.superuser, hold=HOLD)
    ticket.resolve(by=cast.superuser)
    assert (ticket.status, ticket.assignee) == (Status.RESOLVED, cast.superuser)
    draft = ticket.take_back_answer(by=cast.superuser)
    fresh = Ticket.objects.get(pk=ticket.pk)
    assert draft is not None
    assert (draft.kind, draft.text, draft.person) == ("answer", "Prøv igen i morgen.", cast.superuser)
    assert (fresh.status, fresh.assignee, fresh.resolved_at) == (Status.NEW, None, None)
    assert fresh.due_at is not None
    assert not ticket.messages.filter(kind=Message.Kind.ANSWER).exists()
    assert kinds(ticket) == ["opened", "answered", "resolved", "send_undone"]
    let_time_pass(ticket)
    settle()
    assert mails(ticket, "requester_answered") == mails(ticket, "requester_resolved") == 0


def test_taking_it_back_twice_or_too_late_does_nothing(ticket: Ticket, cast: Cast) -> None:
    ticket.answer("Hej", by=cast.superuser, hold=HOLD)
    assert ticket.take_back_answer(by=cast.superuser) is not None
    assert ticket.take_back_answer(by=cast.superuser) is None
    ticket.answer("Hej igen", by=cast.superuser, hold=HOLD)
    let_time_pass(ticket)
    assert ticket.take_back_answer(by=cast.superuser) is None
    assert kinds(ticket) == ["opened", "answered", "send_undone", "answered"]


def test_what_others_changed_meanwhile_stays(ticket: Ticket, cast: Cast) -> None:
    ticket.answer("Hej", by=cast.superuser, hold=HOLD)
    other = Ticket.objects.get(pk=ticket.pk)
    other.assign(cast.pilot, by=cast.support_entitled)
    ticket.take_back_answer(by=cast.superuser)
    assert Ticket.objects.get(pk=ticket.pk).assignee == cast.pilot


def test_the_files_of_the_answer_wait_with_the_draft(ticket: Ticket, cast: Cast, client: Client) -> None:
    Municipality.objects.update(undo_seconds=15)
    Municipality.forget_cached()
    client.force_login(cast.superuser, backend="django.contrib.auth.backends.ModelBackend")
    address = f"/admin/tickets/ticket/{ticket.pk}/"
    with Path(__file__).open("rb") as file:
        client.post(f"{address}answer/", {"answer-text": "Se filen.", "answer-attachments": file})
    assert "Svaret fra" in client.get(address).content.decode()
    assert client.post(f"{address}undo_send/").status_code == 302
    waiting = HeldFile.objects.get(submission=files_key(ticket, cast.superuser, "answer"))
    assert waiting.name == "test_undo_send.txt"
    page = client.get(address).content.decode()
    assert "Se filen." in page
    assert "test_undo_send.txt" in page
    client.post(f"{address}answer/", {"answer-text": "Se filen."})
    assert ticket.messages.held().get().attachments.get().name == "test_undo_send.txt"
    assert not HeldFile.objects.exists()
    assert not Draft.objects.exists()
    assert client.post(f"{address}undo_send/").status_code == 302
    assert client.post(f"{address}undo_send/").status_code == 409


def test_a_question_can_be_taken_back_with_what_it_asked_for(ticket: Ticket, cast: Cast) -> None:
    ticket.ask("Hvilken telefon?", by=cast.superuser, missing=["device"], hold=HOLD)
    draft = ticket.take_back_answer(by=cast.pilot)
    assert draft is not None
    assert (draft.kind, draft.chosen, draft.person) == ("ask", ["device"], cast.superuser)


def test_who_may_not_answer_may_not_take_back(ticket: Ticket, cast: Cast) -> None:
    ticket.answer("Hej", by=cast.superuser, hold=HOLD)
    with pytest.raises(PermissionDenied):
        ticket.take_back_answer(by=cast.stranger)


def test_a_municipality_may_send_at_once(ticket: Ticket, cast: Cast, settings: Any) -> None:
    assert sending.patience() == timedelta()
    ticket.answer("Hej", by=cast.superuser, hold=sending.patience())
    settle()
    assert mails(ticket, "requester_answered") == 1
