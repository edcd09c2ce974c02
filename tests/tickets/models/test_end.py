"""resolve, reopen, close and a new private link."""

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from tests.cast import Cast, kinds, settle
from tickets.models import Ticket
from tickets.words import Actor, Status


def test_solving_stops_the_clock_and_tells_the_requester_once(ticket: Ticket, cast: Cast) -> None:
    ticket.resolve(by=cast.superuser)
    ticket.resolve(by=cast.superuser)
    assert ticket.status == Status.RESOLVED
    assert ticket.due_at is None
    assert ticket.resolved_at is not None
    assert kinds(ticket) == ["opened", "resolved"]
    settle()
    assert sum("løst" in letter.subject for letter in mail.outbox) == 1


def test_a_requester_who_solves_it_gets_no_mail_about_it(ticket: Ticket) -> None:
    ticket.resolve(by=Actor.REQUESTER)
    settle()
    assert not any("løst" in letter.subject for letter in mail.outbox)


def test_reopening_starts_the_clock_again(ticket: Ticket, cast: Cast) -> None:
    ticket.resolve(by=cast.superuser)
    ticket.reopen(by=Actor.REQUESTER)
    ticket.reopen(by=Actor.REQUESTER)
    assert ticket.status == Status.IN_PROGRESS
    assert ticket.due_at is not None
    assert kinds(ticket) == ["opened", "resolved", "reopened"]


def test_a_new_private_link_ends_the_old_one(ticket: Ticket, cast: Cast) -> None:
    old = ticket.token
    ticket.renew_token(by=cast.superuser)
    assert Ticket.objects.by_token(ticket.token) == ticket
    with pytest.raises(Ticket.DoesNotExist):
        Ticket.objects.by_token(old)


@pytest.mark.parametrize(
    "broken",
    [{"status": "resolved"}, {"due_at": None}, {"status": "closed", "due_at": None}, {"status": "forwarded"}],
)
def test_the_database_itself_refuses_a_state_that_cannot_be(broken: dict[str, object], ticket: Ticket) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.filter(pk=ticket.pk).update(**broken)
