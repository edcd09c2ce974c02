"""Where we answer: shown on the page of a new case, put right by its requester."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast, open_ticket, settle
from tickets.models import Ticket
from tickets.requester.own_address import half_hidden, likely_meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("maja@gmial.com", "maja@gmail.com"),
        ("maja@gmail.con", "maja@gmail.com"),
        ("maja@hotmai.com", "maja@hotmail.com"),
        ("maja@Gmail.com", ""),
        ("maja@gmail.com", ""),
        ("maja@mail.dk", ""),
        ("maja@kommune.example", ""),
        ("", ""),
        ("maja", ""),
    ],
)
def test_a_slip_in_the_host_is_asked_about(written: str, meant: str) -> None:
    assert likely_meant(written) == meant


def test_the_address_is_shown_half() -> None:
    assert half_hidden("maja@gmail.com") == "m…@gmail.com"
    assert half_hidden("") == ""


def correct(client: Client, ticket: Ticket, **fields: str) -> int:
    return client.post(reverse("case_address", args=[ticket.token]), fields).status_code


def test_the_page_says_where_we_answer_and_asks_about_a_slip(cast: Cast, client: Client) -> None:
    ticket = open_ticket(cast.school, requester_email="maja@gmial.com")
    text = client.get(ticket.get_absolute_url()).content.decode()
    assert "m…@gmial.com" in text
    assert "Mente du maja@gmail.com?" in text


def test_a_corrected_address_gets_a_new_link_and_the_old_one_stops(ticket: Ticket, client: Client) -> None:
    before = ticket.get_absolute_url()
    assert correct(client, ticket, email="maja.holm@example.org") == 302
    assert client.get(before).status_code == 404
    corrected = Ticket.objects.get(pk=ticket.pk)
    assert corrected.requester_email == "maja.holm@example.org"
    assert client.get(corrected.get_absolute_url()).status_code == 200
    assert corrected.events.filter(kind="amended").count() == 1
    settle()


def test_the_same_address_again_changes_nothing(ticket: Ticket, client: Client) -> None:
    before = ticket.get_absolute_url()
    assert correct(client, ticket, email=ticket.requester_email) == 302
    assert client.get(before).status_code == 200
    assert not ticket.events.filter(kind="amended").exists()


@pytest.mark.parametrize("told", [{}, {"email": "maja"}, {"phone": "1" * 41}])
def test_nonsense_is_refused_with_a_sentence(told: dict[str, str], ticket: Ticket, client: Client) -> None:
    assert correct(client, ticket, **told) == 422


def test_who_was_answered_already_cannot_be_led_away_from_the_case(ticket: Ticket, cast: Cast, client: Client) -> None:
    ticket.answer("Prøv i morgen.", by=cast.superuser)
    assert correct(client, ticket, email="en.anden@example.org") == 409
    assert Ticket.objects.get(pk=ticket.pk).requester_email == "maja@example.org"


def test_a_new_case_says_by_when_it_is_looked_at(ticket: Ticket, client: Client) -> None:
    text = client.get(ticket.get_absolute_url()).content.decode()
    assert "Vi ser på den senest" in text
    assert " kl. " in text
