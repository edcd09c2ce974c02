"""Whoever has no mail address is rung: nothing is said to be sent, and nobody is forgotten."""

from typing import Any

import pytest
from django.test import Client

from tests.cast import Cast, kinds, open_ticket, settle
from tickets.models import Delivery, Ticket
from tickets.models.refusals import UnableToHandBack
from tickets.on_behalf import open_for


@pytest.fixture
def by_phone(cast: Cast) -> Ticket:
    return open_ticket(cast.school, requester_email="", requester_phone="12 34 56 78")


def press(client: Client, verb: str, ticket: Ticket, **fields: Any) -> str:
    address = f"/admin/tickets/ticket/{ticket.pk}/{verb}/"
    return client.post(
        address, {f"{verb}-{name}": value for name, value in fields.items()}, follow=True
    ).content.decode()


@pytest.mark.parametrize(("verb", "lie"), [("answer", "Svaret er sendt"), ("ask", "Spørgsmålet er sendt")])
def test_nothing_is_said_to_be_sent_where_nothing_was(
    verb: str, lie: str, by_phone: Ticket, cast: Cast, client: Client
) -> None:
    client.force_login(cast.superuser, backend="django.contrib.auth.backends.ModelBackend")
    page = press(client, verb, by_phone, text="Hvilken telefon bruger du?")
    assert lie not in page
    assert "12 34 56 78" in page
    assert list(Ticket.objects.to_ring()) == [by_phone]
    assert "Markér som oplyst" in page
    page = press(client, "told", by_phone)
    assert "Markér som oplyst" not in page
    assert not Ticket.objects.to_ring().exists()


def test_a_question_that_nobody_was_told_stops_no_clock(by_phone: Ticket, cast: Cast) -> None:
    by_phone.ask("Hvilken telefon?", by=cast.superuser)
    assert (by_phone.status, by_phone.clock_runs) == ("in_progress", True)
    settle()
    assert not Delivery.objects.filter(kind__startswith="requester_").exists()


def test_telling_twice_is_once(by_phone: Ticket, cast: Cast) -> None:
    by_phone.answer("Prøv igen.", by=cast.superuser)
    for _time in range(2):
        by_phone.mark_told(by=cast.superuser)
    assert kinds(by_phone).count("told") == 1


def test_what_was_answered_on_the_phone_at_once_is_told_already(cast: Cast) -> None:
    facts = {"subject": "S", "body": "B", "audience": "parent", "channel": "on_behalf", "requester_name": "Bo"}
    open_for(by=cast.superuser, institution=cast.school, answer="Gør sådan.", **facts)
    assert not Ticket.objects.to_ring().exists()


def test_who_gets_mail_is_not_on_the_list(ticket: Ticket, cast: Cast) -> None:
    ticket.answer("Prøv igen.", by=cast.superuser)
    assert not Ticket.objects.to_ring().exists()


def test_a_solved_case_cannot_be_handed_back(ticket: Ticket, cast: Cast) -> None:
    ticket.escalate(by=cast.superuser, reason="Op.")
    ticket.resolve(by=cast.pilot)
    with pytest.raises(UnableToHandBack):
        ticket.hand_back(by=cast.pilot, reason="Tilbage")
    assert (ticket.tier, ticket.is_done) == ("pilot", True)


@pytest.mark.parametrize(
    ("text", "reached", "lost"),
    [
        ("Se her, @Bent", False, "@Bent"),
        ("Se her, @Ole", True, ""),
        ("Se her, @Ole Jensen", True, ""),
        ("Se her, @ole@example.org.", True, ""),
        ("Skriv til maja@example.org", False, ""),
        ("@Person kan du?", False, "@Person"),
    ],
)
def test_a_mention_that_reaches_nobody_says_so(
    text: str, reached: bool, lost: str, ticket: Ticket, cast: Cast, client: Client
) -> None:
    cast.pilot.name, cast.pilot.email = "Ole Jensen", "ole@example.org"
    cast.pilot.save()
    client.force_login(cast.superuser, backend="django.contrib.auth.backends.ModelBackend")
    page = press(client, "note", ticket, text=text)
    assert ("nåede ingen" in page) == bool(lost)
    assert ticket.events.get(kind="noted").data["mentioned"] == ([cast.pilot.pk] if reached else [])
    if lost:
        assert f"{lost} nåede ingen" in page
