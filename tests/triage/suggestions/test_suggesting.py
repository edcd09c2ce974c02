"""The suggestion for a new case: made once, and never in the place of what a person chose meanwhile."""

from tests.cast import Cast, kinds, open_ticket, settle
from tickets.models import Ticket
from triage.suggestions.models import Suggestion, TriagePolicy


def sure(cast: Cast) -> Ticket:
    """A case of which triage is sure enough to route it by itself."""
    TriagePolicy.objects.update_or_create(id=1, defaults={"threshold": 0.0})
    body = "Vores datters UNI-Login er spærret efter mange forsøg, og hendes adgangskode kan ikke nulstilles."
    return open_ticket(cast.school, subject="UNI-Login er låst", body=body)


def test_a_sure_one_routes_the_case(cast: Cast) -> None:
    ticket = sure(cast)
    settle()
    suggestion = Suggestion.objects.get(ticket=ticket)
    ticket.refresh_from_db()
    assert (ticket.route, suggestion.outcome) == (suggestion.route, Suggestion.Outcome.AUTOMATIC)
    settle()
    assert kinds(ticket).count("routed") == 1


def test_what_says_too_little_or_too_much_waits_for_a_person_whatever_the_threshold(cast: Cast) -> None:
    TriagePolicy.objects.update_or_create(id=1, defaults={"threshold": 0.0})
    both = "1. Skemaet er tomt for 4.a i næste uge\n2. Meebook-boksen er hvid og beder om login"
    for body, hold in (("UNI-Login er låst", "little"), (both, "several")):
        ticket = open_ticket(cast.school, subject="Hej", body=body)
        settle()
        suggestion = Suggestion.objects.get(ticket=ticket)
        assert suggestion.outcome == Suggestion.Outcome.WAITING
        assert hold in suggestion.holds


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
