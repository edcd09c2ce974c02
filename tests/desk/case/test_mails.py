"""The mails of a case, whole: for who may see the case, and the reading is noted."""

from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.tickets.inbound.letters import HELPDESK, letter
from tickets.inbound.receiving import receive
from tickets.models import Mailbox, Reading, ReplyAddress, Ticket

SENT = "Tak 010190-1234.\n\nDen 12. nov. 2026 kl. 10.15 skrev Aula <hjaelp@kommune.example>:\n> Prøv igen <script>.\n"


def test_the_whole_mail_is_read_masked_with_its_quotes_and_the_reading_is_noted(
    ticket: Ticket, cast: Cast, client: Client
) -> None:
    Mailbox.objects.create(address=HELPDESK)
    receive(letter(SENT, To=ReplyAddress.of(ticket).email(), Subject="Sv: <b>x"))
    client.force_login(cast.superuser)
    page = client.get(reverse("admin:ticket_mails", args=[ticket.pk])).content.decode()
    assert "Prøv igen &lt;script&gt;" in page
    assert "010190" not in page
    assert "<details" in page
    assert Reading.objects.filter(ticket=ticket, person=cast.superuser).exists()


def test_a_stranger_gets_404_and_no_reading(ticket: Ticket, cast: Cast, client: Client) -> None:
    client.force_login(cast.stranger)
    assert client.get(reverse("admin:ticket_mails", args=[ticket.pk])).status_code == 404
    assert not Reading.objects.filter(person=cast.stranger).exists()
