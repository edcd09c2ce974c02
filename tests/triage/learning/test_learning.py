"""What people decide is learned, without persons, and goes with the decision or the case."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.cast import Cast, open_ticket, settle
from tickets.models import Ticket
from triage.flags.models import Flag
from triage.learning.models import Example
from triage.suggestions.models import Suggestion, TriagePolicy

TEXT = {
    "subject": "Maja kan ikke logge ind",
    "body": "Hej Bo Friis\nMin datter Alma i 3.b på Grøndal Skole kan ikke logge ind på UNI-Login. "
    "Ring på 12 34 56 78. Adgangskode: hemmelig42\n\nVenlig hilsen\nMaja Holm",
}


@pytest.fixture
def case(cast: Cast) -> Ticket:
    TriagePolicy.objects.update_or_create(id=1, defaults={"threshold": 1.01})
    ticket = open_ticket(cast.school, **TEXT)
    settle()
    return ticket


def decide(ticket: Ticket, route: str, cast: Cast) -> Suggestion:
    suggestion = Suggestion.objects.select_related("ticket").get(ticket=ticket)
    suggestion.decide(route, by=cast.superuser)
    settle()
    return suggestion


def routes() -> list[tuple[str, str]]:
    return list(Example.objects.in_order().values_list("suggested", "route"))


def test_a_case_that_nobody_has_decided_teaches_nothing(case: Ticket) -> None:
    settle()
    assert routes() == []


def test_what_the_helpdesk_set_by_itself_teaches_nothing(cast: Cast) -> None:
    TriagePolicy.objects.update_or_create(id=1, defaults={"threshold": 0.0})
    body = "Vores datters UNI-Login er spærret efter mange forsøg, og hendes adgangskode kan ikke nulstilles."
    open_ticket(cast.school, subject="UNI-Login er låst", body=body)
    settle()
    settle()
    assert Suggestion.objects.get().outcome == "automatic"
    assert routes() == []


def test_an_accepted_suggestion_is_learned_once_and_without_persons(case: Ticket, cast: Cast) -> None:
    decide(case, "unilogin", cast)
    decide(case, "unilogin", cast)
    example = Example.objects.get()
    assert (example.ticket, example.route, example.audience) == (case, "unilogin", "parent")
    learned = f"{example.subject}\n{example.body}"
    assert "UNI-Login" in learned
    for personal in ("Maja", "Holm", "Alma", "Bo Friis", "Grøndal", "3.b", "12 34", "hemmelig42"):
        assert personal not in learned


def test_the_last_decision_is_what_is_learned(case: Ticket, cast: Cast) -> None:
    suggested = decide(case, "local_it", cast).route
    assert routes() == [(suggested, "local_it")]
    decide(case, "usage_question", cast)
    assert routes() == [(suggested, "usage_question")]


def test_a_decision_that_no_longer_holds_is_forgotten(case: Ticket, cast: Cast) -> None:
    decide(case, "local_it", cast)
    Ticket.objects.get(pk=case.pk).retriage(by=cast.superuser)
    settle()
    assert routes() == []


def test_another_route_past_the_suggestion_takes_the_example_back(case: Ticket, cast: Cast) -> None:
    decide(case, "local_it", cast)
    Ticket.objects.get(pk=case.pk).set_route("unilogin", by=cast.superuser)
    settle()
    assert routes() == []


def test_what_sounds_sensitive_is_not_learned_even_when_it_shows_later(case: Ticket, cast: Cast) -> None:
    decide(case, "local_it", cast)
    Flag.raise_on(case, ["breach"])
    settle()
    assert routes() == []
    Flag.objects.get().clear(by=cast.superuser)
    decide(case, "unilogin", cast)
    assert routes() == []


@pytest.mark.parametrize("keeps", [False, True])
def test_the_policy_says_what_becomes_of_it_when_the_case_is_forgotten(case: Ticket, cast: Cast, keeps: bool) -> None:
    TriagePolicy.objects.update(keeps_examples=keeps)
    decide(case, "local_it", cast)
    ticket = Ticket.objects.get(pk=case.pk)
    ticket.resolve(by=cast.superuser)
    Ticket.objects.update(resolved_at=timezone.now() - timedelta(days=900))
    ticket.forget()
    settle()
    assert list(Example.objects.values_list("ticket", flat=True)) == ([None] if keeps else [])
    Ticket.objects.get(pk=case.pk).events.filter(kind="corrected").update(dispatched_at=None)
    settle()
    assert Example.objects.count() == int(keeps)
