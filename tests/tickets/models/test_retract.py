"""An answer that has gone out can be taken back: hidden from the requester, kept for colleagues, with a correction."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client

from tests.cast import Cast, kinds, open_ticket, settle
from tickets.models import Attachment, Delivery, Merge, Message, Ticket
from tickets.models.retraction import UnableToRetract
from tickets.outbound import outgoing
from tickets.words import Status
from triage.ready_answers.similar import last_answers

WRONG = "Idas adresse er Skovvej 7."


def corrections() -> list[str]:
    return [letter.to[0] for letter in mail.outbox if "Se bort fra vores svar" in letter.subject]


def test_the_requester_sees_it_no_longer_and_a_colleague_sees_it_struck(
    ticket: Ticket, cast: Cast, client: Client
) -> None:
    message = ticket.answer(WRONG, by=cast.superuser)
    ticket.retract(message, by=cast.pilot, reason="Forkert familie.")
    assert WRONG not in client.get(ticket.get_absolute_url()).content.decode()
    assert last_answers({ticket.pk: ticket}) == {}
    client.force_login(cast.superuser, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/admin/tickets/ticket/{ticket.pk}/").content.decode()
    assert "<del>" in page
    assert WRONG in page
    assert f"Trukket tilbage af {cast.pilot.name}" in page
    retracted = client.get(f"/api/v1/tickets/{ticket.pk}/").json()["messages"][-1]
    assert retracted["retracted_at"]
    event = ticket.events.get(kind="retracted")
    assert (event.by, event.data["message"]) == (cast.pilot, message.pk)


def test_its_files_are_hidden_with_it(ticket: Ticket, cast: Cast, client: Client) -> None:
    client.force_login(cast.superuser, backend="django.contrib.auth.backends.ModelBackend")
    with open(__file__, "rb") as file:  # noqa: PTH123  any text file
        client.post(
            f"/admin/tickets/ticket/{ticket.pk}/answer/", {"answer-text": "Se filen.", "answer-attachments": file}
        )
    settle()
    address = f"{ticket.get_absolute_url()}fil/{Attachment.objects.get().key}/"
    assert client.get(address).status_code == 200
    ticket.retract(Message.objects.get(kind="answer"), by=cast.superuser)
    assert client.get(address).status_code == 404


def test_who_had_it_by_mail_is_told_once_and_without_the_words(ticket: Ticket, cast: Cast) -> None:
    message = ticket.answer(WRONG, by=cast.superuser)
    settle()
    ticket.retract(message, by=cast.superuser)
    ticket.retract(message, by=cast.superuser)
    settle()
    assert kinds(ticket).count("retracted") == 1
    assert corrections() == ["maja@example.org"]
    assert WRONG not in mail.outbox[-1].body


def test_what_has_not_been_sent_never_is(ticket: Ticket, cast: Cast) -> None:
    early = ticket.answer(WRONG, by=cast.superuser)
    ticket.retract(early, by=cast.superuser)
    settle()
    late = ticket.answer(WRONG, by=cast.superuser)
    delivery = Delivery.objects.create(
        event=ticket.events.get(kind="answered", data__message=late.pk),
        kind="requester_answered",
        recipient="maja@example.org",
        subject="Svar",
        body=WRONG,
    )
    Message.objects.filter(pk=late.pk).update(retracted_at=late.created_at)
    assert not outgoing.send(delivery.pk)
    delivery.refresh_from_db()
    assert delivery.status == Delivery.Status.DROPPED
    delivery.requeue()
    settle()
    assert WRONG not in "".join(str(letter.body) for letter in mail.outbox)
    assert corrections() == []


def test_a_mail_that_waits_for_the_mail_server_is_dropped(ticket: Ticket, cast: Cast) -> None:
    message = ticket.answer(WRONG, by=cast.superuser)
    delivery = Delivery.objects.create(
        event=ticket.events.get(kind="answered"),
        kind="requester_answered",
        recipient="maja@example.org",
        subject="Svar",
        body=WRONG,
        attempts=1,
        last_error="ConnectionRefusedError",
    )
    ticket.retract(message, by=cast.superuser)
    settle()
    delivery.refresh_from_db()
    assert delivery.status == Delivery.Status.DROPPED
    assert corrections() == []


def test_merged_requesters_who_had_it_are_told_too(ticket: Ticket, cast: Cast, client: Client) -> None:
    other = open_ticket(cast.school, requester_name="Maja Holm", requester_email="maja2@example.org")
    Merge.begin(other, ticket, by=cast.superuser, confirmed=True)
    message = ticket.answer(WRONG, by=cast.superuser)
    settle()
    ticket.retract(message, by=cast.superuser)
    settle()
    assert sorted(corrections()) == ["maja2@example.org", "maja@example.org"]
    assert WRONG not in client.get(other.get_absolute_url()).content.decode()


def test_a_retracted_question_is_waited_for_no_longer(ticket: Ticket, cast: Cast) -> None:
    message = ticket.ask("Hvilken telefon?", by=cast.superuser)
    ticket.retract(message, by=cast.superuser)
    assert Ticket.objects.get(pk=ticket.pk).status == Status.IN_PROGRESS


def test_only_an_answer_that_was_sent_can_be_retracted(ticket: Ticket, cast: Cast) -> None:
    held = ticket.answer("Hej", by=cast.superuser, hold=timedelta(minutes=1))
    foreign = open_ticket(cast.school).answer("Hej", by=cast.superuser)
    for message in (ticket.messages.oldest_first()[0], held, foreign):
        with pytest.raises(UnableToRetract):
            ticket.retract(message, by=cast.superuser)
    with pytest.raises(PermissionDenied):
        ticket.retract(held, by=cast.stranger)
