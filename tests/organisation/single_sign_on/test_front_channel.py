"""A page of the provider signs somebody out by a frame: without our cookie, by the name of the sign-in alone."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from organisation.models import IdentityProvider
from organisation.security import limits
from tests.organisation.single_sign_on.conftest import SignIn
from tests.organisation.single_sign_on.test_back_channel import BO, signed_in
from tests.organisation.single_sign_on.test_openid import is_in
from tests.services.identity_provider import IdentityProviderServer


def call(provider: IdentityProvider, **told: str) -> Any:
    """As the frame does it: no cookie."""
    return Client().get(reverse("front_channel_sign_out", args=[provider.pk]), told)


@pytest.mark.parametrize("says_who", [True, False])
def test_the_sign_in_that_is_named_ends_and_no_other(
    says_who: bool, sign_in: SignIn, provider: IdentityProvider, server: IdentityProviderServer
) -> None:
    """Keycloak says who it is, Entra ID does not."""
    first, name = signed_in(sign_in, server)
    second, _name = signed_in(sign_in, server)
    bo, _name = signed_in(sign_in, server, BO)
    answer = call(provider, sid=name, **({"iss": server.address} if says_who else {}))
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["Cache-Control"] == "no-store"
    assert [is_in(each) for each in (first, second, bo)] == [False, True, True]


def test_its_answer_stands_in_a_frame_of_the_provider_alone(
    provider: IdentityProvider, server: IdentityProviderServer, client: Client
) -> None:
    answer = call(provider, sid="x" * 32)
    assert "X-Frame-Options" not in answer.headers
    assert answer.headers["Content-Security-Policy"] == f"default-src 'none'; frame-ancestors {server.address}"
    assert not answer.cookies
    other = client.get(reverse("admin:login"))
    assert other.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in other.headers["Content-Security-Policy"]


@pytest.mark.parametrize("lie", ["issuer", "no name", "short name", "another name"])
def test_nobody_is_signed_out_by_less(
    lie: str, sign_in: SignIn, provider: IdentityProvider, server: IdentityProviderServer
) -> None:
    """Not with a cookie either, which a provider on the same domain brings along. A name we do not know is no fault."""
    client, name = signed_in(sign_in, server, {"sub": "3", "email": "a@example.org", "groups": ["skole"]})
    told = {
        "issuer": {"iss": "https://en-anden.example", "sid": name},
        "no name": {"iss": server.address},
        "short name": {"iss": server.address, "sid": name[:15]},
        "another name": {"iss": server.address, "sid": name[::-1] + "x"},
    }[lie]
    for browser in (Client(), client):
        answer = browser.get(reverse("front_channel_sign_out", args=[provider.pk]), told)
        assert answer.status_code == (200 if lie == "another name" else 400)
    assert is_in(client)


def test_a_name_that_could_be_guessed_ends_nothing(
    sign_in: SignIn, provider: IdentityProvider, server: IdentityProviderServer
) -> None:
    person = {"sub": "3", "email": "a@example.org", "groups": ["skole"], "sid": "12"}
    server.tell(person=person)
    client = Client()
    sign_in(client)
    assert call(provider, sid="12").status_code == 400
    assert is_in(client)


def test_the_same_name_at_another_provider_is_another_sign_in(
    sign_in: SignIn, provider: IdentityProvider, server: IdentityProviderServer
) -> None:
    client, name = signed_in(sign_in, server)
    other = IdentityProvider.objects.create(name="En anden", issuer="https://en-anden.example", client="x")
    assert call(other, sid=name).status_code == 200
    assert is_in(client)


def test_only_a_call_counts_and_not_a_look(
    sign_in: SignIn, provider: IdentityProvider, server: IdentityProviderServer
) -> None:
    client, name = signed_in(sign_in, server)
    address = f"{reverse('front_channel_sign_out', args=[provider.pk])}?sid={name}"
    assert Client().head(address).status_code == 405
    assert Client(enforce_csrf_checks=True).post(address).status_code in {403, 405}
    assert is_in(client)


def test_there_is_an_end_to_guessing(provider: IdentityProvider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PER_HOUR", {**limits.PER_HOUR, "front_channel_sign_out": 2})
    assert [call(provider, sid="x" * 32).status_code for _turn in range(3)] == [200, 200, 429]


def test_the_page_of_the_provider_frames_our_address(
    sign_in: SignIn, provider: IdentityProvider, server: IdentityProviderServer
) -> None:
    """The address in the frame of the provider's own page, called as it stands there."""
    client, name = signed_in(sign_in, server)
    ours = f"https://vores.example{reverse('front_channel_sign_out', args=[provider.pk])}"
    page = server.page(f"{server.address}/signed-out?to={ours}&iss=1")
    address = page.partition('src="')[2].partition('"')[0].replace("&amp;", "&")
    parts = urlsplit(address)
    assert name in parts.query
    assert Client().get(f"{parts.path}?{parts.query}").status_code == 200
    assert not is_in(client)
