"""Signing out of the provider too, by OpenID Connect; and what somebody was writing when they had to sign in again."""

import html
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from organisation.models import IdentityProvider, Session
from tests.cast import Cast
from tests.organisation.single_sign_on.conftest import ANNA, SignIn, location, ours
from tests.organisation.single_sign_on.test_openid import is_in
from tests.services.identity_provider import CLIENT, IdentityProviderServer
from tickets.models import Ticket

TEXT = "En lang & god tekst,\nsom ingen vil skrive <to> gange, med æ, ø og å."


def way_on(page: Any) -> str:
    match = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', page.content.decode())
    assert match
    return html.unescape(match[1])


def test_signing_out_goes_on_to_the_provider_and_comes_back(
    sign_in: SignIn, server: IdentityProviderServer, client: Client
) -> None:
    sign_in(client)
    page = client.post(reverse("admin:logout"))
    assert not is_in(client)
    address = way_on(page)
    assert address.startswith(f"{server.address}/logout?")
    params = parse_qs(urlsplit(address).query)
    assert params["client_id"] == [CLIENT]
    assert "id_token_hint" not in params
    back = location(server, address)
    answer = client.get(ours(back))
    assert (urlsplit(back).path, answer.status_code) == (reverse("signed_off"), 200)


def test_a_provider_without_such_a_page_is_not_gone_to(
    sign_in: SignIn, server: IdentityProviderServer, client: Client
) -> None:
    server.tell(metadata={"end_session_endpoint": None})
    sign_in(client)
    page = client.post(reverse("admin:logout"))
    assert "http-equiv" not in page.content.decode()
    assert not is_in(client)


@pytest.mark.parametrize("address", ["http://localhost/logout", "javascript:alert(1)"])
def test_an_address_that_is_not_encrypted_is_not_gone_to(
    address: str, sign_in: SignIn, server: IdentityProviderServer, client: Client
) -> None:
    server.tell(metadata={"end_session_endpoint": address})
    sign_in(client)
    assert address not in client.post(reverse("admin:logout")).content.decode()


def test_where_it_is_not_wanted_a_link_offers_it(
    sign_in: SignIn, server: IdentityProviderServer, client: Client
) -> None:
    sign_in(client)
    IdentityProvider.objects.update(signs_out=False)
    page = client.post(reverse("admin:logout")).content.decode()
    assert "http-equiv" not in page
    assert f'href="{server.address}/logout' in page


def hidden(page: str) -> dict[str, str]:
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return {html.unescape(name): html.unescape(value) for name, value in fields}


@pytest.fixture
def written(sign_in: SignIn, server: IdentityProviderServer, ticket: Ticket, client: Client) -> Any:
    """The session has ended while somebody wrote an answer."""
    server.tell(person={**ANNA, "groups": ["kommune"]})
    sign_in(client)
    Session.objects.all().delete()
    return client.post(reverse("admin:ticket_answer", args=[ticket.pk]), {"answer-text": TEXT})


def go_on(client: Client, page: Any, provider: IdentityProvider) -> Any:
    posted = {name: value for name, value in hidden(page.content.decode()).items() if name in {"next", "kept_form"}}
    return client.post(reverse("single_sign_on", args=[provider.pk]), posted)


def test_what_somebody_wrote_goes_with_them_through_the_provider(
    written: Any, provider: IdentityProvider, server: IdentityProviderServer, ticket: Ticket, client: Client
) -> None:
    assert written.status_code == 403
    onward = go_on(client, written, provider)
    assert onward.status_code == 200
    assert TEXT.split(",", maxsplit=1)[0] not in way_on(onward)
    page = client.get(ours(location(server, way_on(onward))))
    assert is_in(client)
    assert "som ingen vil skrive" in page.content.decode()
    text = page.content.decode()
    target = re.search(r'<form method="post" action="([^"]+)"', text[text.index("<h1") :])
    assert target
    answer = client.post(html.unescape(target[1]), hidden(text[text.index("<h1") :]))
    assert answer.status_code == 302
    assert TEXT in [body.replace("\r\n", "\n") for body in ticket.messages.values_list("body", flat=True)]


def test_it_comes_back_once_and_lies_nowhere_after(
    written: Any, provider: IdentityProvider, server: IdentityProviderServer, client: Client
) -> None:
    onward = go_on(client, written, provider)
    assert any("carried" in row.get_decoded() for row in Session.objects.all())
    client.get(ours(location(server, way_on(onward))))
    assert not any("carried" in row.get_decoded() for row in Session.objects.all())


def test_what_this_site_has_not_packed_is_not_carried(provider: IdentityProvider, client: Client) -> None:
    client.post(reverse("single_sign_on", args=[provider.pk]), {"kept_form": "noget andet"})
    assert not any("carried" in row.get_decoded() for row in Session.objects.all())


def test_the_sign_in_page_takes_it_along_after_a_wrong_password(
    written: Any, provider: IdentityProvider, cast: Cast, client: Client
) -> None:
    posted = {**hidden(written.content.decode()), "username": cast.pilot.email, "password": "forkert"}
    page = client.post(reverse("admin:login"), posted).content.decode()
    assert f'action="{reverse("single_sign_on", args=[provider.pk])}"' in page
    assert hidden(page)["kept_form"] == hidden(written.content.decode())["kept_form"]
