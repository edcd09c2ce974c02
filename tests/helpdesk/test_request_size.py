"""Nobody who is not signed in makes the site read more than a form of theirs can hold."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from helpdesk.request_size import MAIL, TAKES_FILES
from organisation.models import Municipality
from tests.cast import Cast
from tests.helpdesk.test_null_bytes import ROUTES, filled

FORM = "application/x-www-form-urlencoded"
HUGE = "body=" + "x" * 1_900_000


@pytest.mark.parametrize(
    "address",
    [
        "/henvendelse/fejl/",
        "/svar/forslag/",
        "/sag/a/oplysninger/",
        "/sag/a/loest/",
        "/oensker/1/",
        "/svar/a/hjalp/",
        "/sprog/",
        "/admin/login/",
        "/admin/adgangskode/",
        "/admin/tickets/ticket/",
        "/findes-ikke/",
    ],
)
def test_a_body_that_no_form_has_is_refused_with_a_sentence(address: str, client: Client, cast: Cast) -> None:
    answer = client.post(address, HUGE, FORM)
    assert answer.status_code == 413
    assert "Filerne er for store" in answer.content.decode()


def test_the_page_in_place_of_what_was_too_large_says_how_else_to_reach_us(client: Client, cast: Cast) -> None:
    Municipality.objects.update(name="Havrby Kommune", phone="12 34 56 78")
    Municipality.forget_cached()
    page = client.get(reverse("too_large")).content.decode()
    assert "Havrby Kommune" in page
    assert "12 34 56 78" in page


def test_no_address_takes_more_from_a_stranger_than_it_says(client: Client, cast: Cast) -> None:
    client.raise_request_exception = False
    addresses = [filled(route, "a") for route in ROUTES if "logout" not in route]
    closed = [address for address in addresses if not TAKES_FILES.fullmatch(address) and address != MAIL]
    assert len(closed) > 300
    taken = [address for address in closed if client.post(address, HUGE * 2, FORM).status_code != 413]
    assert taken == []


def test_the_api_refuses_in_its_own_words(client: Client, cast: Cast) -> None:
    answer = client.post("/api/v1/tickets/", '{"body": "' + "x" * 2_200_000 + '"}', "application/json")
    assert (answer.status_code, answer.json()["detail"][:3]) == (413, "Det")


def test_nothing_is_read_as_a_form_before_the_size_is_known(client: Client, cast: Cast) -> None:
    answer: Any = client.post("/henvendelse/fejl/", HUGE, FORM)
    assert not hasattr(answer.wsgi_request, "_post")


def test_what_a_form_takes_is_taken(client: Client, cast: Cast) -> None:
    text = "æ" * 19_000
    assert client.post("/henvendelse/fejl/", {"subject": "Hej", "body": text}).status_code == 200
    assert client.post("/svar/forslag/", {"subject": "Hej", "body": text}).status_code == 200
    assert client.post("/henvendelse/", {"body": "x" * 300_000}).status_code == 422


def test_whoever_is_signed_in_may_send_large_tables(client: Client, cast: Cast) -> None:
    client.force_login(cast.municipal_admin)
    assert client.post("/admin/tickets/ticket/", {"file": "x" * 1_000_000}).status_code != 413
