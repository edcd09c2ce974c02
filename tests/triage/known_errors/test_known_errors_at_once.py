"""News that are told while people attach and detach cases: nobody waits for ever, and no case is forgotten."""

import pytest

from tests.at_once import all_at_once
from tests.cast import Cast, kinds, open_ticket, settle
from tickets.models import Ticket
from tickets.words import Status
from triage.known_errors import news
from triage.known_errors.models import KnownError, KnownErrorCase

MANY = 8


@pytest.fixture
def error(cast: Cast) -> KnownError:
    return KnownError.objects.create(title="Galleriet er hvidt", description="Der kommer en fejl.")


@pytest.fixture
def tickets(cast: Cast) -> list[Ticket]:
    return [open_ticket(cast.school, subject=f"Sag {number}") for number in range(MANY)]


@pytest.mark.django_db(transaction=True)
def test_cases_are_detached_while_they_are_told(error: KnownError, tickets: list[Ticket], cast: Cast) -> None:
    for ticket in tickets:
        error.attach(ticket, by=cast.superuser)
    update = error.update("Vi har fundet årsagen.", by=cast.support_entitled, status="identified")
    settle()
    KnownErrorCase.objects.update(heard=0)

    def act(number: int) -> None:
        if number % 2:
            news.tell_update(update.pk)
        else:
            for ticket in tickets:
                KnownError.objects.get(pk=error.pk).detach(Ticket.objects.get(pk=ticket.pk), by=cast.superuser)

    all_at_once(act, MANY)
    assert not KnownErrorCase.objects.exists()
    assert all(kinds(ticket).count("detached") == 1 for ticket in tickets)


@pytest.mark.django_db(transaction=True)
def test_a_case_that_comes_as_the_error_is_solved_is_resolved_too(
    error: KnownError, tickets: list[Ticket], cast: Cast
) -> None:
    error.attach(tickets[0], by=cast.superuser)
    early = [KnownError.objects.get(pk=error.pk) for _each in tickets]

    def act(number: int) -> None:
        if number == 0:
            early[0].solve("Det virker igen.", by=cast.support_entitled)
        else:
            early[number].attach(Ticket.objects.get(pk=tickets[number].pk), by=cast.superuser)

    all_at_once(act, MANY)
    for update in news.unfinished_updates():
        while news.tell_update(update):
            pass
    assert set(Ticket.objects.values_list("status", flat=True)) == {Status.RESOLVED}
