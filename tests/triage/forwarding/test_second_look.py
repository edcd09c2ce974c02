"""The suggestion for a case that was led back."""

import pytest

from tests.cast import Cast, open_ticket, settle
from tickets.models import Ticket
from triage.forwarding.models import Forwarding
from triage.suggestions import suggesting
from triage.suggestions.models import Suggestion


@pytest.fixture
def tablet(cast: Cast) -> Ticket:
    """A case that the classifier gives to local IT, and after that to somebody else."""
    ticket = open_ticket(
        cast.school,
        subject="Skolens iPads kommer ikke på nettet",
        body="Wifi på skolen virker ikke på vores tablets. Computeren kan heller ikke komme på netværket.",
    )
    settle()
    return ticket


def likeliest(ticket: Ticket) -> list[str]:
    shares = suggesting.classify(ticket)[0].probabilities
    return sorted(shares, key=lambda route: -shares[route])


def rejected_by(route: str, ticket: Ticket, cast: Cast) -> str:
    """Sends the case there, has it turned down, and returns what is suggested then."""
    ticket.set_route(route, by=cast.support_entitled)
    forwarding = Forwarding.forward(ticket, by=cast.support_entitled)
    forwarding.reject(by=cast.support_entitled, reason="wrong_party")
    settle()
    ticket.refresh_from_db()
    suggestion = Suggestion.latest_of(ticket)
    assert suggestion is not None
    assert suggestion.reasons == [{"code": "not_there", "params": {}}]
    assert ticket.route is None
    return suggestion.route


def test_the_route_that_a_case_comes_from_is_not_suggested_again(tablet: Ticket, cast: Cast) -> None:
    first, second = likeliest(tablet)[:2]
    assert first == "local_it"
    assert rejected_by("local_it", tablet, cast) == second


def test_a_route_that_people_took_the_case_back_from_is_not_suggested_again(tablet: Ticket, cast: Cast) -> None:
    second = likeliest(tablet)[1]
    tablet.set_route("local_it", by=cast.superuser)
    tablet.retriage(by=cast.superuser)
    settle()
    suggestion = Suggestion.latest_of(tablet)
    assert suggestion is not None
    assert suggestion.route == second


def test_a_route_that_turned_the_case_down_earlier_is_not_suggested_again(tablet: Ticket, cast: Cast) -> None:
    rejected_by("local_it", tablet, cast)
    expected = next(route for route in likeliest(tablet) if route not in {"local_it", "schedule_vendor"})
    assert rejected_by("schedule_vendor", tablet, cast) == expected


def test_what_turned_down_another_case_says_nothing_about_this_one(tablet: Ticket, cast: Cast) -> None:
    rejected_by("local_it", open_ticket(cast.school), cast)
    assert rejected_by("schedule_vendor", tablet, cast) == "local_it"
