"""What was written in the wrong case goes out of sight there, and stands where it belongs."""

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client

from tests.cast import Cast, kinds, open_ticket, settle
from tickets.models import Draft, Link, Message, Safeguarding, Ticket
from tickets.models.misplacing import UnableToPutElsewhere, put_elsewhere
from tickets.words import Sensitivity, Status
from triage.forwarding.package import described

WORDS = "Idas adresse er Skovvej 7."


@pytest.fixture
def right(cast: Cast) -> Ticket:
    return open_ticket(cast.school, subject="Den rigtige sag", requester_email="ole@example.org")


def test_an_answer_is_retracted_here_and_lies_as_a_draft_there(ticket: Ticket, right: Ticket, cast: Cast) -> None:
    message = ticket.answer(WORDS, by=cast.superuser)
    settle()
    put_elsewhere(ticket, message, to=right, by=cast.pilot, reason="Forkert familie.")
    put_elsewhere(ticket, message, to=right, by=cast.pilot)
    settle()
    draft = Draft.objects.get()
    assert (draft.ticket, draft.person, draft.text) == (right, cast.pilot, WORDS)
    assert not right.messages.filter(kind=Message.Kind.ANSWER).exists()
    assert kinds(ticket).count("retracted") == 1
    assert [letter.to for letter in mail.outbox if "Se bort fra vores svar" in letter.subject] == [["maja@example.org"]]
    assert Link.objects.count() == 1


def test_what_is_being_written_there_already_is_kept(ticket: Ticket, right: Ticket, cast: Cast) -> None:
    Draft.keep(right, cast.pilot, "answer", "Hej Ole")
    put_elsewhere(ticket, ticket.answer(WORDS, by=cast.superuser), to=right, by=cast.pilot)
    assert Draft.objects.get().text == f"Hej Ole\n\n{WORDS}"


def test_what_a_requester_wrote_is_hidden_here_and_stands_there(
    ticket: Ticket, right: Ticket, cast: Cast, client: Client
) -> None:
    right.resolve(by=cast.superuser)
    message = ticket.reply(WORDS, name="Ole Berg")
    assert WORDS in client.get(ticket.get_absolute_url()).content.decode()
    put_elsewhere(ticket, message, to=right, by=cast.superuser)
    right.refresh_from_db()
    assert WORDS not in client.get(ticket.get_absolute_url()).content.decode()
    assert WORDS in client.get(right.get_absolute_url()).content.decode()
    assert right.messages.filter(author_name="Ole Berg").count() == 1
    assert right.status == Status.IN_PROGRESS
    assert "put_here" in kinds(right)
    assert "put_elsewhere" in kinds(ticket)
    assert WORDS not in described(ticket)


def test_the_first_message_and_the_case_itself_are_refused(ticket: Ticket, right: Ticket, cast: Cast) -> None:
    first = ticket.first_message()
    assert first is not None
    with pytest.raises(UnableToPutElsewhere, match="selve sagen"):
        put_elsewhere(ticket, first, to=right, by=cast.superuser)
    with pytest.raises(UnableToPutElsewhere, match="anden sag"):
        put_elsewhere(ticket, ticket.reply(WORDS), to=ticket, by=cast.superuser)


def test_nothing_goes_into_a_case_that_one_may_not_see(ticket: Ticket, cast: Cast) -> None:
    message = ticket.reply(WORDS)
    foreign = open_ticket(cast.daycare, subject="Et andet sted")
    with pytest.raises(PermissionDenied):
        put_elsewhere(ticket, message, to=foreign, by=cast.superuser)
    message.refresh_from_db()
    assert not message.is_retracted


def test_nothing_goes_into_a_case_whose_persons_are_forgotten(ticket: Ticket, right: Ticket, cast: Cast) -> None:
    right.resolve(by=cast.superuser)
    right.forget()
    with pytest.raises(UnableToPutElsewhere, match="slettet"):
        put_elsewhere(ticket, ticket.reply(WORDS), to=right, by=cast.superuser)


def test_nothing_goes_into_a_case_of_which_only_others_need_to_know(ticket: Ticket, right: Ticket, cast: Cast) -> None:
    Safeguarding.objects.update_or_create(id=1, defaults={"need_to_know": True})
    Safeguarding.forget_cached()
    Ticket.objects.filter(pk=right.pk).update(sensitivity=Sensitivity.CONFIRMED)
    with pytest.raises(PermissionDenied):
        put_elsewhere(ticket, ticket.reply(WORDS), to=right, by=cast.superuser)


def test_the_button_stands_at_every_message_but_the_first(
    ticket: Ticket, right: Ticket, cast: Cast, client: Client
) -> None:
    message = ticket.reply(WORDS)
    client.force_login(cast.superuser, backend="django.contrib.auth.backends.ModelBackend")
    address = f"/admin/tickets/ticket/{ticket.pk}/"
    assert client.get(address).content.decode().count("Det var den forkerte sag") == 1
    posted = {"wrong_case-message": message.pk, "wrong_case-other": right.number}
    client.post(f"{address}wrong_case/", posted)
    page = client.get(address).content.decode()
    assert "Det var den forkerte sag" not in page
    assert "<del>" in page
