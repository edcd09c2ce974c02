from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tickets.models import Ticket


def test_who_was_signed_out_while_writing_gets_the_text_back(cast: Cast, ticket: Ticket, client: Client) -> None:
    answer = client.post(reverse("admin:ticket_answer", args=[ticket.pk]), {"answer-text": "Et langt og godt svar."})
    assert answer.status_code == 403
    assert "Et langt og godt svar." in answer.content.decode()
    assert ticket.messages.count() == 1


def test_a_page_of_staff_sends_a_stranger_to_sign_in(ticket: Ticket, client: Client) -> None:
    answer = client.get(reverse("admin:tickets_ticket_change", args=[ticket.pk]))
    assert answer.status_code == 302
    assert "/admin/login/" in answer["Location"]
