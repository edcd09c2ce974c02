"""Before anybody could read an enquiry, the public pages say so instead of taking it in."""

import pytest
from django.test import Client

from organisation.models import Institution, Municipality, User
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


def test_it_opens_by_itself_with_an_institution_and_somebody_who_answers(client: Client) -> None:
    school = Institution.objects.create(name="Grøndal Skole", kind="school", code="731004")
    assert "<textarea" not in client.get("/henvendelse/").content.decode()
    User.objects.invite("sara@skole.example", "Sara", Role.SUPERUSER, school)
    assert "<textarea" in client.get("/henvendelse/").content.decode()


def test_who_only_looks_on_does_not_open_it(cast: Cast, client: Client) -> None:
    User.objects.exclude(memberships__role=Role.OBSERVER).update(is_active=False)
    assert "Du kan ikke skrive til os her endnu" in client.get("/henvendelse/").content.decode()
