"""A case's answer for everybody: what may point to a person is found, and each piece is looked at by itself."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from desk.case.buttons import BUTTONS
from knowledgebase.models import Article
from knowledgebase.models.barriers import UnableToPublish
from tests.cast import Cast, open_ticket
from tickets.models import Ticket

TYPED = {
    "title": "Kan ikke se beskeder",
    "question": "Hvorfor kan jeg ikke se beskeder?",
    "answer": "Ring til kontoret på 20 30 40 50, eller skriv til kontor@example.org.",
    "checked": "on",
    "place": "own",
}


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    opened = open_ticket(cast.school, body="Min søn Viggo Storm kan ikke se beskeder. Hilsen Maja Holm")
    opened.answer("Kære Maja Holm. Bed kontoret om at rette det.", by=cast.superuser)
    return opened


def posted(client: Client, ticket: Ticket, **changes: Any) -> Any:
    address = reverse("admin:ticket_publish", args=[ticket.pk])
    return client.post(address, {f"publish-{name}": value for name, value in (TYPED | changes).items()})


def test_each_piece_is_ticked_by_itself_and_one_tick_for_all_is_not_enough(
    ticket: Ticket, cast: Cast, client: Client
) -> None:
    client.force_login(cast.superuser, backend="django.contrib.auth.backends.ModelBackend")
    refused = posted(client, ticket)
    assert refused.status_code == 422
    pieces = {piece.text: piece.key for piece in refused.context["forms"]["publish"].pieces}
    assert set(pieces) == {"20 30 40 50", "kontor@example.org"}
    html = refused.content.decode()
    assert all(f'value="{key}"' in html for key in pieces.values())
    one = posted(client, ticket, confirmed=[pieces["20 30 40 50"]])
    assert one.status_code == 422
    assert f'value="{pieces["20 30 40 50"]}" checked' in one.content.decode()
    assert not Article.objects.exists()
    assert posted(client, ticket, confirmed=list(pieces.values())).status_code == 302
    assert Article.objects.get().is_published
    assert set(Article.objects.get().confirmed) == set(pieces.values())


def test_the_names_in_the_case_are_found_wherever_they_stand(ticket: Ticket, cast: Cast, client: Client) -> None:
    client.force_login(cast.superuser, backend="django.contrib.auth.backends.ModelBackend")
    refused = posted(client, ticket, answer="Maja fik det rettet på Grøndal.")
    texts = {piece.text for piece in refused.context["forms"]["publish"].pieces}
    assert "Maja" in texts
    assert refused.status_code == 422


def test_what_was_left_out_of_the_case_is_shown(ticket: Ticket, cast: Cast, client: Client) -> None:
    client.force_login(cast.superuser, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("admin:tickets_ticket_change", args=[ticket.pk])
    html = client.get(address, {"open": "publish"}).content.decode().split('id="publish"')[1]
    assert "<mark>Viggo Storm</mark>" in html


def test_a_program_confirms_each_piece_in_its_words(ticket: Ticket, cast: Cast, client: Client) -> None:
    client.force_login(cast.superuser, backend="django.contrib.auth.backends.ModelBackend")
    address = f"/api/v1/tickets/{ticket.pk}/publish/"
    refused = client.post(address, TYPED, content_type="application/json")
    assert refused.status_code == 422
    assert "20 30 40 50" in refused.content.decode()
    told = TYPED | {"confirmed": ["20 30 40 50", "kontor@example.org"]}
    assert client.post(address, told, content_type="application/json").status_code == 200
    assert Article.objects.get().is_published


def test_keys_that_belong_to_nothing_in_the_text_confirm_nothing(ticket: Ticket, cast: Cast) -> None:
    with pytest.raises(UnableToPublish):
        BUTTONS["publish"].press(ticket, cast.superuser, TYPED | {"confirmed": ["x" * 20, ""]})
    assert not Article.objects.exists()
