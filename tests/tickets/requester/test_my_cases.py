"""Who lost the link gets a new way by mail, and nobody learns whether an address is known."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.signing import dumps
from django.test import Client
from django.utils import timezone

from tests.cast import Cast, open_ticket, settle
from tickets.models import Delivery, Ticket
from tickets.requester.my_cases import SALT

pytestmark = pytest.mark.django_db
FIND = "/sag/"


def ask(client: Client, email: str) -> Any:
    answer = client.post(FIND, {"email": email}, follow=True)
    settle()
    return answer


def page_text(answer: Any) -> str:
    """The page without what differs from one loading to the next."""
    return re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]*"', "", answer.content.decode())


def link() -> str:
    match = re.search(r"https?://[^/]+(/sag/mine/\S+)", str(mail.outbox[-1].body))
    assert match is not None
    return match[1]


def test_a_link_is_mailed_and_leads_to_every_enquiry_of_the_address(client: Client, cast: Cast) -> None:
    mine = [open_ticket(cast.school, requester_email="maja@example.org", subject=f"Nummer {n}") for n in range(2)]
    open_ticket(cast.school, requester_email="anden@example.org", subject="En andens")
    settle()
    mail.outbox.clear()
    ask(client, "MAJA@example.org")
    page = client.get(link()).content.decode()
    assert all(ticket.get_absolute_url() in page for ticket in mine)
    assert "En andens" not in page


def test_the_page_says_the_same_of_an_address_that_nobody_knows(client: Client, cast: Cast) -> None:
    open_ticket(cast.school, requester_email="maja@example.org")
    settle()
    mail.outbox.clear()
    assert page_text(ask(client, "maja@example.org")) == page_text(ask(client, "ukendt@example.org"))
    assert [each.to for each in mail.outbox] == [["maja@example.org"]]


def test_the_link_lasts_an_hour_and_cannot_be_forged(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    signed = dumps("maja@example.org", salt=SALT)
    assert client.get(f"/sag/mine/{signed}/").status_code == 200
    assert client.get(f"/sag/mine/{signed[:-1]}x/").status_code == 410
    assert client.get(f"/sag/mine/{dumps('maja@example.org')}/").status_code == 410
    later = timezone.now() + timedelta(hours=1, seconds=2)
    monkeypatch.setattr("django.core.signing.time.time", later.timestamp)
    assert client.get(f"/sag/mine/{signed}/").status_code == 410


def test_nobody_fills_anothers_mailbox_and_the_link_is_not_kept(client: Client, cast: Cast) -> None:
    open_ticket(cast.school, requester_email="maja@example.org")
    settle()
    mail.outbox.clear()
    for _time in range(5):
        ask(client, "maja@example.org")
    assert len(mail.outbox) == 3
    assert not Delivery.objects.filter(kind="my_cases", body__contains="/sag/mine/").exists()
    assert Ticket.objects.count() == 1
