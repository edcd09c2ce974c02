"""A script that sends a form is told where the browser goes on to; the page there is for the person."""

from django.test import Client
from django.urls import reverse

from tickets.models import Ticket


def test_a_script_is_told_and_the_message_waits_on_the_page(ticket: Ticket, client: Client) -> None:
    answer = client.post(reverse("case_reply", args=[ticket.token]), {"text": "Se"}, headers={"Sent-By": "script"})
    assert (answer.status_code, answer["Sent-To"], answer.has_header("Location")) == (
        200,
        ticket.get_absolute_url(),
        False,
    )
    assert answer["Cache-Control"] == "no-store"
    assert "Din besked er sendt." in client.get(answer["Sent-To"]).content.decode()


def test_a_browser_is_led_there_as_ever(ticket: Ticket, client: Client) -> None:
    answer = client.post(reverse("case_reply", args=[ticket.token]), {"text": "Se"})
    assert (answer.status_code, answer["Location"]) == (302, ticket.get_absolute_url())


def test_what_goes_wrong_is_answered_as_ever(ticket: Ticket, client: Client) -> None:
    answer = client.post(reverse("case_reply", args=[ticket.token]), {"text": ""}, headers={"Sent-By": "script"})
    assert answer.status_code == 422
    assert not answer.has_header("Sent-To")
