"""Flags: what sounds sensitive or urgent waits for a person, and the named ones hear of it."""

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client

from tests.cast import Cast, kinds, open_ticket, settle
from tickets.models import Event, Ticket
from tickets.words import Actor
from triage.flags import flagging
from triage.flags.models import Flag, NamedPerson
from triage.suggestions import suggesting
from triage.suggestions.models import Suggestion, TriagePolicy

SENSITIVE = {
    "subject": "Hvordan skjuler jeg adressen",
    "body": "Vi har beskyttet adresse. Hvordan skjuler jeg den i Aula?",
}


@pytest.fixture
def flagged(cast: Cast) -> Ticket:
    TriagePolicy.objects.update_or_create(id=1, defaults={"threshold": 0.0})
    NamedPerson.objects.create(user=cast.pilot, kind="protected_address")
    ticket = open_ticket(cast.school, **SENSITIVE)
    settle()
    settle()
    ticket.refresh_from_db()
    return ticket


def test_a_sensitive_case_gets_a_flag_and_no_route(flagged: Ticket) -> None:
    assert list(Flag.objects.standing().values_list("ticket", "kind")) == [(flagged.pk, "protected_address")]
    assert flagged.route is None
    assert kinds(flagged).count("flagged") == 1
    assert Suggestion.objects.get(ticket=flagged).outcome == "waiting"


def test_the_helpdesk_decides_nothing_while_a_flag_stands(flagged: Ticket) -> None:
    Suggestion.objects.get(ticket=flagged).decide("unilogin", by=Actor.SYSTEM)
    flagged.refresh_from_db()
    assert flagged.route is None


def test_the_named_person_hears_of_it_once_and_reads_nothing_of_the_text(flagged: Ticket, cast: Cast) -> None:
    flagging.tell_named(Event.objects.get(ticket=flagged, kind="flagged"))
    settle()
    letters = [letter for letter in mail.outbox if letter.to == [cast.pilot.email] and "/admin/" in str(letter.body)]
    assert len(letters) == 1
    assert flagged.number in str(letters[0].body)
    for word in ("adresse", "Maja", "Grøndal", "sensitiv"):
        assert word not in str(letters[0].body) + str(letters[0].subject)


def test_who_may_not_see_the_case_is_not_told(cast: Cast) -> None:
    NamedPerson.objects.create(user=cast.stranger, kind="breach")
    NamedPerson.objects.create(user=cast.observer, kind="breach")
    ticket = open_ticket(cast.school)
    assert NamedPerson.objects.people_for(ticket, "breach") == [cast.support_entitled]
    assert NamedPerson.objects.people_for(ticket, "urgent") == [cast.superuser, cast.institution_admin]


def test_a_reply_can_be_the_sensitive_part(cast: Cast) -> None:
    ticket = open_ticket(cast.school)
    ticket.reply("Jeg kan se andre børns beskeder, det er et databrud.")
    settle()
    assert Flag.objects.filter(ticket=ticket, kind="breach").exists()


def test_a_person_clears_it_once(flagged: Ticket, cast: Cast) -> None:
    for _again in range(2):
        Flag.objects.get(ticket=flagged).clear(by=cast.superuser)
    assert kinds(flagged).count("flag_cleared") == 1
    assert not Flag.objects.standing().exists()
    Flag.raise_on(flagged, ["protected_address"])
    assert not Flag.objects.standing().exists()


def test_a_stranger_clears_nothing(flagged: Ticket, cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        Flag.objects.get(ticket=flagged).clear(by=cast.stranger)


def test_the_workspace_shows_it_and_says_who_has_seen_to_it(flagged: Ticket, cast: Cast, client: Client) -> None:
    client.force_login(cast.superuser, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/admin/tickets/ticket/{flagged.pk}/").content.decode()
    assert "flag--sensitive" in page
    client.post(f"/admin/tickets/ticket/{flagged.pk}/clear_flag/", {"clear_flag-flag": "protected_address"})
    page = client.get(f"/admin/tickets/ticket/{flagged.pk}/").content.decode()
    assert "flag--sensitive" not in page
    assert cast.superuser.name in page


def test_what_was_set_without_a_person_stays_so_when_a_person_corrects_it(cast: Cast) -> None:
    TriagePolicy.objects.update_or_create(id=1, defaults={"threshold": 0.0})
    ticket = open_ticket(cast.school, subject="Ferie", body="Hvor skriver jeg, at vi holder ferie i uge 42?")
    suggesting.suggest(Event.objects.get(ticket=ticket, kind="opened"))
    suggestion = Suggestion.objects.get(ticket=ticket)
    assert (suggestion.outcome, suggestion.was_automatic) == ("automatic", True)
    other = "unilogin" if suggestion.route != "unilogin" else "local_it"
    suggestion.decide(other, by=cast.superuser)
    suggestion.refresh_from_db()
    assert (suggestion.outcome, suggestion.was_automatic) == ("corrected", True)
    assert set(suggestion.scores or {}) >= {"unilogin", "technical_fault"}
    assert suggestion.institution == cast.school
