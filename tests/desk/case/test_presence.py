"""Who else has the case open, and what has happened since the page was made."""

from typing import Any

from django.test import Client

from desk.case import presence
from organisation.models import User
from tests.cast import Cast
from tickets.models import Ticket

BEAT = "/admin/tickets/ticket/{}/presence/"


def beat(user: User, ticket: Ticket, **fields: Any) -> Any:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client.post(BEAT.format(ticket.pk), {"state": "looking", "version": ticket.version, **fields})


def test_a_colleague_who_looks_or_writes_is_seen_by_the_others_alone(ticket: Ticket, cast: Cast) -> None:
    assert cast.superuser.name not in beat(cast.superuser, ticket).content.decode()
    assert f"{cast.superuser.name} ser på sagen" in beat(cast.pilot, ticket, state="writing").content.decode()
    assert f"{cast.pilot.name} skriver" in beat(cast.superuser, ticket).content.decode()


def test_who_leaves_or_falls_silent_is_not_seen_any_more(ticket: Ticket, cast: Cast, monkeypatch: Any) -> None:
    beat(cast.superuser, ticket)
    beat(cast.superuser, ticket, state="gone")
    assert cast.superuser.name not in beat(cast.pilot, ticket).content.decode()
    beat(cast.superuser, ticket)
    monkeypatch.setattr(presence, "SEEN_FOR", 0.0)
    assert cast.superuser.name not in beat(cast.pilot, ticket).content.decode()


def test_a_page_is_told_what_happened_since_it_was_made(ticket: Ticket, cast: Cast) -> None:
    seen = ticket.version
    assert "skrev" not in beat(cast.superuser, ticket).content.decode()
    ticket.reply("Hallo?")
    assert "Afsenderen skrev" in beat(cast.superuser, ticket, version=seen).content.decode()
    assert beat(cast.superuser, ticket, version="x").status_code == 200


def test_a_stranger_is_told_nothing(ticket: Ticket, cast: Cast, client: Client) -> None:
    assert beat(cast.stranger, ticket).status_code == 404
    client.force_login(cast.superuser, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(BEAT.format(ticket.pk)).status_code == 405


def test_a_sign_of_life_is_cheap(
    ticket: Ticket, cast: Cast, client: Client, django_assert_max_num_queries: Any
) -> None:
    client.force_login(cast.superuser, backend="django.contrib.auth.backends.ModelBackend")
    with django_assert_max_num_queries(5):
        client.post(BEAT.format(ticket.pk), {"state": "looking", "version": ticket.version})
