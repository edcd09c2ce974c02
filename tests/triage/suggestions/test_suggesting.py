"""The suggestion for a new case: made once, and never in the place of what a person chose meanwhile."""

from tests.cast import Cast, kinds, open_ticket, settle
from tickets.models import Ticket
from triage.suggestions.models import Suggestion, TriagePolicy


def sure(cast: Cast) -> Ticket:
    """A case of which triage is sure enough to route it by itself."""
    TriagePolicy.objects.update_or_create(id=1, defaults={"threshold": 0.0})
    return open_ticket(cast.school, subject="UNI-Login er låst", body="Mit UNI-Login er låst.")


def test_a_sure_one_routes_the_case(cast: Cast) -> None:
    ticket = sure(cast)
    settle()
    suggestion = Suggestion.objects.get(ticket=ticket)
    ticket.refresh_from_db()
    assert (ticket.route, suggestion.outcome) == (suggestion.route, Suggestion.Outcome.AUTOMATIC)
    settle()
    assert kinds(ticket).count("routed") == 1


def test_who_was_quicker_than_the_machine_has_decided(cast: Cast) -> None:
    ticket = sure(cast)
    ticket.set_route("local_it", by=cast.superuser)
    settle()
    suggestion = Suggestion.objects.get(ticket=ticket)
    ticket.refresh_from_db()
    assert ticket.route == "local_it"
    assert kinds(ticket).count("routed") == 1
    assert suggestion.route != "local_it"
    assert (suggestion.outcome, suggestion.decided_route) == (Suggestion.Outcome.CORRECTED, "local_it")
    assert suggestion.decided_by == cast.superuser
    assert not suggestion.was_automatic


def test_who_was_quicker_and_of_the_same_mind_has_agreed(cast: Cast) -> None:
    ticket = sure(cast)
    ticket.set_route("unilogin", by=cast.superuser)
    settle()
    suggestion = Suggestion.objects.get(ticket=ticket)
    assert (suggestion.route, suggestion.outcome) == ("unilogin", Suggestion.Outcome.ACCEPTED)
