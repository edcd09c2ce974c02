"""A case that is flagged after it was collected takes its words back from the wish; the wish still counts."""

import pytest

from tests.cast import Cast, settle
from tickets.models import Ticket
from tickets.words import FlagKind
from triage.wishes.models import ChangeRequest
from triage.wishes.models.change_request import quote_of

KEPT = "Fra en anden skole: en samlet kalender, tak."


@pytest.fixture
def request_of(ticket: Ticket, cast: Cast) -> ChangeRequest:
    ticket.set_route("change_request", by=cast.superuser)
    request = ChangeRequest.collect(ticket, by=cast.project_lead)
    request.quote(ticket, by=cast.project_lead)
    request.quotes += f"\n\n{KEPT}"
    request.is_public = True
    request.save(update_fields=["quotes", "is_public"])
    return request


def flagged(ticket: Ticket, kind: str) -> ChangeRequest:
    ticket.flag(kind)
    settle()
    return ChangeRequest.objects.get()


def test_its_quote_goes_and_that_of_others_stays(request_of: ChangeRequest, ticket: Ticket) -> None:
    assert quote_of(ticket) in request_of.quoted
    request = flagged(ticket, FlagKind.VIOLENCE)
    assert request.quoted == [KEPT]
    assert request.wishes.count() == 1


def test_what_is_called_after_its_subject_is_not_public_any_more(request_of: ChangeRequest, ticket: Ticket) -> None:
    assert not flagged(ticket, FlagKind.VIOLENCE).is_public


def test_what_the_lead_put_in_words_of_their_own_stays_public(request_of: ChangeRequest, ticket: Ticket) -> None:
    ChangeRequest.objects.update(title="Fælles kalender", summary="Alle børn på en side")
    assert flagged(ticket, FlagKind.VIOLENCE).is_public


def test_what_is_urgent_alone_takes_nothing_back(request_of: ChangeRequest, ticket: Ticket) -> None:
    request = flagged(ticket, FlagKind.URGENT)
    assert request.quoted == request_of.quoted
    assert request.is_public
