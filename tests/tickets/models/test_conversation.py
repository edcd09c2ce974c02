"""answer, note, ask, reply and what a party writes."""

import pytest
from django.core import mail

from tests.cast import Cast, kinds, settle
from tickets.models import Message, Ticket
from tickets.models.refusals import UnableToAnswer
from tickets.words import Actor, Status


def to_requester() -> list[str]:
    return [str(letter.body) for letter in mail.outbox if letter.to == ["maja@example.org"]]


def test_an_answer_takes_an_unassigned_case_and_restarts_its_clock(ticket: Ticket, cast: Cast) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(due_at=ticket.opened_at)
    ticket.answer("Prøv at logge ud og ind.", by=cast.superuser)
    ticket.refresh_from_db()
    assert ticket.status == Status.IN_PROGRESS
    assert ticket.assignee == cast.superuser
    assert ticket.due_at is not None
    assert ticket.due_at > ticket.opened_at
    assert kinds(ticket) == ["opened", "answered"]


def test_the_requester_gets_the_answer_by_mail(ticket: Ticket, cast: Cast) -> None:
    ticket.answer("Prøv at logge ud og ind.", by=cast.superuser)
    settle()
    assert any("Prøv at logge ud og ind." in body for body in to_requester())


def test_a_second_answer_leaves_the_case_with_who_has_it(ticket: Ticket, cast: Cast) -> None:
    ticket.answer("Et.", by=cast.superuser)
    ticket.answer("To.", by=cast.pilot)
    assert ticket.assignee == cast.superuser


def test_an_internal_note_never_reaches_the_requester(ticket: Ticket, cast: Cast) -> None:
    ticket.note("Moderen lyder træt.", by=cast.superuser)
    settle()
    assert not any("træt" in body for body in to_requester())
    assert not ticket.messages.public().filter(kind=Message.Kind.NOTE).exists()


def test_asking_for_more_waits_and_stops_the_clock(ticket: Ticket, cast: Cast) -> None:
    ticket.ask("Hvilken telefon?", by=cast.superuser, missing=["device"])
    assert ticket.status == Status.WAITING_REQUESTER
    assert ticket.due_at is None
    assert ticket.events.oldest_first().last().data["missing"] == ["device"]  # type: ignore[union-attr]
    settle()
    assert any("Hvilken telefon?" in body for body in to_requester())


def test_a_reply_makes_a_waiting_case_ours_again_and_tells_who_has_it(ticket: Ticket, cast: Cast) -> None:
    ticket.ask("Hvilken telefon?", by=cast.superuser)
    ticket.reply("En iPhone.")
    assert ticket.status == Status.IN_PROGRESS
    assert ticket.due_at is not None
    settle()
    assert any("Der er en ny besked" in letter.body for letter in mail.outbox if letter.to == [cast.superuser.email])


def test_a_reply_does_not_restart_a_running_clock(ticket: Ticket) -> None:
    due = ticket.due_at
    ticket.reply("Er der nyt?")
    ticket.refresh_from_db()
    assert ticket.due_at == due


def test_a_reply_to_a_solved_case_opens_it_again(ticket: Ticket, cast: Cast) -> None:
    ticket.resolve(by=cast.superuser)
    ticket.reply("Det virker stadig ikke.")
    assert ticket.status == Status.IN_PROGRESS
    assert ticket.resolved_at is None
    assert kinds(ticket) == ["opened", "resolved", "replied"]


def test_a_closed_case_is_answered_only_after_it_is_reopened(ticket: Ticket, cast: Cast) -> None:
    ticket.close(by=Actor.SYSTEM)
    with pytest.raises(UnableToAnswer):
        ticket.answer("Hov.", by=cast.superuser)
    assert kinds(ticket) == ["opened", "closed"]
    ticket.reopen(by=cast.superuser)
    ticket.answer("Hov.", by=cast.superuser)


def test_a_party_that_answers_gives_the_case_back_to_us(ticket: Ticket, cast: Cast) -> None:
    ticket.mark_forwarded(by=cast.superuser, party="Skemahuset")
    ticket.hear_from_party("Rettet i nat.", party="Skemahuset")
    assert ticket.status == Status.IN_PROGRESS
    assert ticket.messages.get(kind=Message.Kind.PARTY).author_name == "Skemahuset"


@pytest.mark.parametrize("verb", ["answer", "note", "ask"])
def test_what_staff_write_is_masked_too(verb: str, ticket: Ticket, cast: Cast) -> None:
    message = getattr(ticket, verb)("CPR 010115-1234", by=cast.superuser)
    assert "1234" not in message.body
    assert message.masked == 1
