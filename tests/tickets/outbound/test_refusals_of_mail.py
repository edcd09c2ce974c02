"""A mail that its recipient's server will not have is seen at once, tied to its delivery, and warned of."""

from collections.abc import Iterator
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.conf import settings as configured
from django.test import Client
from django.urls import reverse

from tests.browser.sites import Postbox
from tests.cast import Cast, open_ticket, settle
from tests.services.servers import free_port
from tests.tickets.inbound.letters import HELPDESK, letter
from tickets.inbound.receiving import receive
from tickets.models import Delivery, Mailbox, Ticket
from tickets.outbound import envelope


class Picky(Postbox):
    """Refuses recipients, or senders on the envelope, in given words."""

    def __init__(self) -> None:
        super().__init__()
        self.recipients: dict[str, str] = {}
        self.sender_refused, self.data_refused = "", ""
        self.senders: list[str] = []
        self.raw: list[str] = []

    async def handle_MAIL(self, _s: Any, _t: Any, sent: Any, address: str, options: Any) -> str:  # noqa: N802
        if self.sender_refused and "+" in address:
            return self.sender_refused
        sent.mail_from, sent.mail_options = address, options
        self.senders.append(address)
        return "250 OK"

    async def handle_RCPT(self, _s: Any, _t: Any, sent: Any, address: str, _options: Any) -> str:  # noqa: N802
        if address in self.recipients:
            return self.recipients[address]
        sent.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: object, session: object, sent: Any) -> str:  # noqa: N802
        return self.data_refused or await super().handle_DATA(server, session, sent)


@pytest.fixture
def server(settings: Any, cast: Cast) -> Iterator[Picky]:
    settings.EMAIL_BACKEND = "tickets.outbound.mail_server.MailServer"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", free_port(), 30
    settings.DEFAULT_FROM_EMAIL = HELPDESK
    Mailbox.objects.create(address=HELPDESK, institution=cast.school)
    picky = Picky()
    running = Controller(picky, hostname="127.0.0.1", port=settings.EMAIL_PORT, ready_timeout=30)
    running.start()
    yield picky
    running.stop()


def to_requester(ticket: Ticket) -> Delivery:
    return Delivery.objects.get(event__ticket=ticket, recipient="maja@example.org", kind="requester_opened")


def page(ticket: Ticket, cast: Cast) -> str:
    client = Client()
    client.force_login(cast.superuser)
    return client.get(reverse("admin:tickets_ticket_change", args=[ticket.pk])).content.decode()


@pytest.mark.parametrize(
    ("answer", "status", "error"),
    [
        ("550 5.1.1 User unknown", "failed", "bounced 5.1.1"),
        ("550 No such user", "failed", "bounced 5.0.0"),
        ("450 4.2.0 Greylisted", "queued", "450 4.2.0"),
    ],
)
def test_a_recipient_who_is_refused_for_good_is_tried_once_and_shown(
    answer: str, status: str, error: str, server: Picky, cast: Cast
) -> None:
    server.recipients["maja@example.org"] = answer
    ticket = open_ticket(cast.school)
    settle()
    delivery = to_requester(ticket)
    assert (delivery.status, delivery.last_error, delivery.attempts) == (status, error, 1)
    shown = page(ticket, cast)
    assert ("Adressen virker ikke: En mail til maja@example.org" in shown) is (status == "failed")
    settle()
    recipients = Delivery.objects.filter(kind="staff_mail_bounced").values_list("recipient", flat=True)
    assert (cast.superuser.email in recipients) is (status == "failed")


def test_a_mail_that_is_refused_after_its_text_is_final_too(server: Picky, cast: Cast) -> None:
    server.data_refused = "552 5.3.4 Message too big"
    ticket = open_ticket(cast.school)
    settle()
    assert to_requester(ticket).last_error == "bounced 5.3.4"


def test_a_colleague_whose_address_does_not_work_is_not_told_so_by_mail_for_ever(server: Picky, cast: Cast) -> None:
    server.recipients[cast.superuser.email] = "550 5.1.1 User unknown"
    server.recipients[cast.institution_admin.email] = "550 5.1.1 User unknown"
    open_ticket(cast.school)
    for _round in range(4):
        settle()
    assert not Delivery.objects.filter(kind="staff_mail_bounced").exists()


def test_each_mail_has_a_sender_on_the_envelope_of_its_own(server: Picky, cast: Cast) -> None:
    ticket = open_ticket(cast.school)
    settle()
    delivery = to_requester(ticket)
    assert envelope.return_address(delivery) in server.senders
    assert len(set(server.senders)) == len(server.senders) == 3
    mail = next(text for to, text in server.mails if to == ["maja@example.org"])
    assert 'From: "Aula-support, =?' in mail or "From: =?utf-8?" in mail
    assert f"<{HELPDESK}>" in mail


def test_the_plain_sender_is_used_where_the_server_allows_no_other(server: Picky, cast: Cast) -> None:
    server.sender_refused = "553 5.7.60 SendAs denied"
    ticket = open_ticket(cast.school)
    settle()
    assert to_requester(ticket).status == "sent"
    assert set(server.senders) == {HELPDESK}


EXCHANGE = """From: "Microsoft Outlook" <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@kommune.example>
To: {to}
Subject: Kan ikke leveres: Vi har modtaget din henvendelse
Message-ID: <ndr-{number}@kommune.example>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

Meddelelsen kunne ikke leveres til maja@example.org.
Den mailadresse, du har angivet, blev ikke fundet.
"""


def test_a_danish_report_without_a_report_part_is_tied_to_its_delivery(server: Picky, cast: Cast) -> None:
    ticket = open_ticket(cast.school)
    settle()
    delivery = to_requester(ticket)
    report = EXCHANGE.format(to=envelope.return_address(delivery), number=1)
    result = receive(report.encode())
    delivery.refresh_from_db()
    assert (result.reason, result.case) == ("bounce", ticket.number)
    assert (delivery.status, delivery.last_error) == ("failed", "bounced 5.0.0")
    assert "Adressen virker ikke" in page(ticket, cast)


def test_a_return_address_that_was_made_up_changes_nothing(server: Picky, cast: Cast) -> None:
    ticket = open_ticket(cast.school)
    settle()
    delivery = to_requester(ticket)
    made_up = envelope.return_address(delivery).replace("+retur-", "+retur-9")
    receive(EXCHANGE.format(to=made_up, number=2).encode())
    delivery.refresh_from_db()
    assert delivery.status == "sent"


def test_a_delay_and_an_absence_at_the_return_address_change_nothing(server: Picky, cast: Cast) -> None:
    ticket = open_ticket(cast.school)
    settle()
    delivery = to_requester(ticket)
    to = envelope.return_address(delivery)
    late = EXCHANGE.replace("Kan ikke leveres:", "Kan ikke leveres endnu, forsinket:")
    receive(late.format(to=to, number=3).encode())
    receive(letter("Jeg er på ferie.", To=to, Auto_Submitted="auto-replied"))
    delivery.refresh_from_db()
    assert delivery.status == "sent"


def test_without_a_mailbox_of_ours_the_sender_is_the_plain_one(cast: Cast) -> None:
    delivery = Delivery.objects.create(kind="digest", recipient="a@example.org", subject="Hej", body="Hej")
    assert envelope.return_address(delivery) == configured.DEFAULT_FROM_EMAIL
    assert Client().get("/readyz").json()["mail_from_is_read"] is False
