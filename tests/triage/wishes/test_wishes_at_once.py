"""The project lead in two windows, or two who may collect: the board's acts wait for each other, never for ever."""

from contextlib import suppress

import pytest

from tests.at_once import all_at_once
from tests.cast import Cast, open_ticket, settle
from tickets.models import Ticket
from tickets.models.refusals import UnableTo
from triage.wishes.models import ChangeRequest, Wish

MANY = 8


def collected(cast: Cast, subject: str) -> ChangeRequest:
    ticket = open_ticket(cast.school, subject=subject)
    ticket.set_route("change_request", by=cast.superuser)
    return ChangeRequest.collect(ticket, by=cast.project_lead)


@pytest.mark.django_db(transaction=True)
def test_requests_joined_both_ways_and_split_at_once_end_as_one_or_two(cast: Cast) -> None:
    pair = [collected(cast, "Kalender for hele familien"), collected(cast, "Én kalender for søskende")]
    settle()

    def act(number: int) -> None:
        one, other = (ChangeRequest.objects.get(pk=request.pk) for request in pair[:: 1 if number % 2 else -1])
        for _again in range(5):
            with suppress(UnableTo):
                one.join([other], by=cast.project_lead)
            with suppress(UnableTo):
                other.split(by=cast.project_lead)

    all_at_once(act, MANY)
    assert Wish.objects.count() == len(pair)
    for request in ChangeRequest.objects.all():
        assert request.status == ChangeRequest.Status.WAITING
        assert request.wishes.count() == 1


@pytest.mark.django_db(transaction=True)
def test_cases_collected_while_their_request_is_joined_stand_in_the_one_that_remains(cast: Cast) -> None:
    first, second = collected(cast, "Kalender for hele familien"), collected(cast, "Én kalender for søskende")
    tickets = [open_ticket(cast.school, subject=f"Ønske {number}") for number in range(MANY)]
    for ticket in tickets:
        ticket.set_route("change_request", by=cast.superuser)
    settle()

    def act(number: int) -> None:
        if number == 0:
            first.join([second], by=cast.project_lead)
            return
        some = [Ticket.objects.get(pk=ticket.pk) for ticket in tickets[:: 1 if number % 2 else -1]]
        with suppress(UnableTo):
            ChangeRequest.collect_all(some, by=cast.project_lead, into=ChangeRequest.objects.get(pk=second.pk))

    all_at_once(act, MANY)
    second.refresh_from_db()
    assert (second.status, second.wishes.count()) == (ChangeRequest.Status.JOINED, 0)
    assert first.wishes.count() in {2, 2 + MANY}
