"""Single logout: signing out here goes on to the provider, and who signs out there is signed out here."""

import html
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from organisation.models import IdentityProvider
from tests.cast import PASSWORD, Cast
from tests.organisation.single_sign_on.conftest import location, ours
from tests.organisation.single_sign_on.saml.conftest import SignIn
from tests.organisation.single_sign_on.test_openid import is_in, says
from tests.services.saml_provider import SamlProviderServer


def way_on(page: Any) -> str:
    match = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', page.content.decode())
    assert match
    return html.unescape(match[1])


def test_signing_out_goes_on_to_the_provider_and_comes_back(
    sign_in: SignIn, server: SamlProviderServer, client: Client
) -> None:
    sign_in(client)
    page = client.post(reverse("admin:logout"))
    assert page.status_code == 200
    assert not is_in(client)
    back = location(server, way_on(page))
    asked = server.get(f"{server.address}/asked")["asked"][-1]
    assert "LogoutRequest" in asked
    assert "Serial=77" in asked
    assert "SessionIndex" in asked
    answer = client.get(ours(back), follow=True)
    assert answer.redirect_chain[-1][0] == reverse("signed_off")
    assert answer.status_code == 200


def test_where_it_is_not_wanted_a_link_offers_it(
    sign_in: SignIn, server: SamlProviderServer, provider: IdentityProvider, client: Client
) -> None:
    sign_in(client)
    IdentityProvider.objects.update(signs_out=False)
    page = client.post(reverse("admin:logout")).content.decode()
    assert "http-equiv" not in page
    assert f"{server.address}/slo?SAMLRequest=" in page


def test_who_came_with_a_password_is_signed_out_here_alone(
    provider: IdentityProvider, cast: Cast, client: Client
) -> None:
    client.post(reverse("admin:login"), {"username": cast.pilot.email, "password": PASSWORD})
    assert client.post(reverse("admin:logout")).status_code == 302 or "SAMLRequest" not in str(
        client.post(reverse("admin:logout")).content
    )


def test_who_signs_out_there_is_signed_out_here_without_a_cookie(
    sign_in: SignIn, server: SamlProviderServer, client: Client
) -> None:
    sign_in(client)
    stranger = Client()
    answer = stranger.get(ours(location(server, f"{server.address}/begin-slo")))
    assert answer.status_code == 302
    assert "SAMLResponse=" in answer.headers["Location"]
    assert "RelayState=hvor+de+kom+fra" in answer.headers["Location"]
    assert location(server, answer.headers["Location"]) == f"{server.address}/ude"
    assert not is_in(client)


def test_only_the_session_that_is_named_ends(sign_in: SignIn, server: SamlProviderServer) -> None:
    first, second = Client(), Client()
    sign_in(first)
    name = server.get(f"{server.address}/asked")["session"]
    sign_in(second)
    Client().get(ours(location(server, f"{server.address}/begin-slo?session={name}")))
    assert not is_in(first)
    assert is_in(second)


@pytest.mark.parametrize(
    ("lie", "clock", "code"),
    [("unsigned", 0, "unsigned"), ("stranger", 0, "signature"), ("issuer", 0, "wrong_issuer"), ("", -1000, "expired")],
)
def test_nobody_else_signs_anybody_out(
    lie: str, clock: int, code: str, sign_in: SignIn, server: SamlProviderServer, client: Client
) -> None:
    sign_in(client)
    server.tell(lie=lie, clock=clock)
    assert says(Client().get(ours(location(server, f"{server.address}/begin-slo"))), code)
    assert is_in(client)


def test_what_stands_in_the_address_may_not_be_altered(
    sign_in: SignIn, server: SamlProviderServer, client: Client
) -> None:
    sign_in(client)
    address = ours(location(server, f"{server.address}/begin-slo")).replace("hvor", "hvad")
    assert says(Client().get(address), "signature")
    assert is_in(client)


def test_signing_out_here_works_while_the_provider_is_away(
    sign_in: SignIn, provider: IdentityProvider, client: Client
) -> None:
    sign_in(client)
    IdentityProvider.objects.update(metadata="", metadata_address="https://localhost:1/")
    client.post(reverse("admin:logout"))
    assert not is_in(client)
