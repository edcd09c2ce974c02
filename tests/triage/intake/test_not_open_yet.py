"""Before anybody could read an enquiry, the public pages say so instead of taking it in."""

import pytest
from django.test import Client

from organisation.models import Municipality, User
from organisation.roles import Role
from tests.cast import Cast
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


def test_an_empty_installation_says_that_it_is_not_open(client: Client) -> None:
    page = client.get("/henvendelse/")
    text = page.content.decode()
    assert page.status_code == 200
    assert "Du kan ikke skrive til os her endnu" in text
    assert "<textarea" not in text
    assert "Du kan ikke skrive til os her endnu" in client.get("/").content.decode()


def test_it_shows_the_phone_number_once_there_is_one(client: Client) -> None:
    Municipality.objects.create(id=1, name="Nordsø Kommune", phone="72 00 10 00")
    Municipality.forget_cached()
    assert 'href="tel:72001000"' in client.get("/henvendelse/").content.decode()


def test_what_is_sent_nevertheless_comes_back_and_opens_nothing(client: Client) -> None:
    page = client.post("/henvendelse/", {"body": "Jeg kan ikke se mit barn <b>i dag</b>"})
    assert page.status_code == 409
    assert "Jeg kan ikke se mit barn &lt;b&gt;" in page.content.decode()
    assert not Ticket.objects.exists()


def test_an_administrator_alone_does_not_open_it(cast: Cast, client: Client) -> None:
    assert "<textarea" in client.get("/henvendelse/").content.decode()


def test_when_everybody_has_left_it_closes_again(cast: Cast, client: Client) -> None:
    User.objects.exclude(memberships__role=Role.MUNICIPAL_ADMIN).update(is_active=False)
    assert "Du kan ikke skrive til os her endnu" in client.get("/henvendelse/").content.decode()
