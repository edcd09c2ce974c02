"""The provider's server says that somebody has signed out there: their sign-ins end here, by nobody else's word.

The tokens are made by the provider that runs beside the tests.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from organisation.models import IdentityProvider, Session, User
from tests.cast import Cast
from tests.organisation.single_sign_on.conftest import ANNA, SignIn
from tests.organisation.single_sign_on.test_openid import is_in
from tests.services.identity_provider import IdentityProviderServer
from tests.services.servers import certificate

BO = {"sub": "bo-2", "email": "bo@example.org", "name": "Bo Bo", "groups": ["skole"]}


@pytest.fixture(scope="session")
def other_running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[IdentityProviderServer]:
    folder = tmp_path_factory.mktemp("anden-udbyder")
    with IdentityProviderServer(folder / "server", certificate(folder / "tls")) as server:
        yield server


def signed_in(sign_in: SignIn, server: IdentityProviderServer, person: dict[str, Any] = ANNA) -> tuple[Client, str]:
    """Somebody's browser, and what the provider calls the sign-in."""
    server.tell(person=person)
    client = Client()
    sign_in(client)
    assert is_in(client)
    return client, server.get(f"{server.address}/asked")["session"]


def token(server: IdentityProviderServer, **about: Any) -> str:
    return str(server.post("/sign-out-token", **about)["token"])


def send(provider: IdentityProvider, sent: str) -> Any:
    """As a server does it: no cookie, no form of ours."""
    address = reverse("back_channel_sign_out", args=[provider.pk])
    return Client(enforce_csrf_checks=True).post(address, {"logout_token": sent})


def refused(answer: Any) -> str:
    """The code of the refusal; empty where there was none."""
    assert answer.status_code in {200, 400}
    assert answer.headers["Cache-Control"] == "no-store"
    assert not answer.cookies
    return str(answer.json()["error_description"]) if answer.status_code == 400 else ""


def test_only_the_sign_in_that_is_named_ends_and_at_once(
    sign_in: SignIn, provider: IdentityProvider, server: IdentityProviderServer
) -> None:
    first, name = signed_in(sign_in, server)
    second, _name = signed_in(sign_in, server)
    assert refused(send(provider, token(server, sub=ANNA["sub"], sid=name))) == ""
    assert not is_in(first)
    assert is_in(second)


def test_a_sign_in_is_enough_without_the_person(
    sign_in: SignIn, provider: IdentityProvider, server: IdentityProviderServer
) -> None:
    first, name = signed_in(sign_in, server)
    second, _name = signed_in(sign_in, server)
    assert refused(send(provider, token(server, sid=name))) == ""
    assert [is_in(first), is_in(second)] == [False, True]


def test_without_a_name_all_of_the_person_end_that_began_there_and_no_other(
    sign_in: SignIn, provider: IdentityProvider, server: IdentityProviderServer
) -> None:
    first, _name = signed_in(sign_in, server)
    second, _name = signed_in(sign_in, server)
    bo, _name = signed_in(sign_in, server, BO)
    anna = User.objects.get(email="anna@example.org")
    by_password = Client()
    by_password.force_login(anna, backend="django.contrib.auth.backends.ModelBackend")
    assert refused(send(provider, token(server, sub=ANNA["sub"]))) == ""
    assert [is_in(each) for each in (first, second, bo, by_password)] == [False, False, True, True]


def test_one_that_began_without_a_name_is_not_left_over(
    sign_in: SignIn, provider: IdentityProvider, server: IdentityProviderServer
) -> None:
    """The provider had not been told to send names yet."""
    nameless, _name = signed_in(sign_in, server, {**ANNA, "sid": None})
    named, _name = signed_in(sign_in, server)
    _other, name = signed_in(sign_in, server)
    assert refused(send(provider, token(server, sub=ANNA["sub"], sid=name))) == ""
    assert [is_in(nameless), is_in(named)] == [False, True]


def test_who_has_signed_out_here_already_is_no_fault(
    sign_in: SignIn, provider: IdentityProvider, server: IdentityProviderServer
) -> None:
    client, name = signed_in(sign_in, server)
    client.post(reverse("admin:logout"))
    assert refused(send(provider, token(server, sub=ANNA["sub"], sid=name))) == ""
    assert refused(send(provider, token(server, sub="ingen-vi-kender"))) == ""


@pytest.mark.parametrize(
    ("lie", "code"),
    [
        ("stranger", "signature"),
        ("altered", "signature"),
        ("unsigned", "signature"),
        ("secret", "signature"),
        ("public key", "signature"),
        ("audience", "audience"),
        ("two audiences", "audience"),
        ("issuer", "wrong_issuer"),
        ("with a nonce", "no_logout"),
        ("no event", "no_logout"),
        ("other event", "no_logout"),
        ("event as a list", "no_logout"),
        ("event as a word", "no_logout"),
        ("an access token", "no_logout"),
        ("a token that signs in", "no_logout"),
        ("of nobody", "nobody_named"),
        ("sub as a list", "nobody_named"),
        ("without a name", "no_name"),
        ("without a time", "expired"),
        ("without an end", "expired"),
        ("old but lasting", "expired"),
    ],
)
def test_what_is_forged_or_no_logout_ends_nothing(
    lie: str, code: str, sign_in: SignIn, provider: IdentityProvider, server: IdentityProviderServer
) -> None:
    client, name = signed_in(sign_in, server)
    server.tell(lie=lie)
    assert refused(send(provider, token(server, sub=ANNA["sub"], sid=name))) == code
    assert is_in(client)
    server.tell(lie="")
    assert refused(send(provider, token(server, sub=ANNA["sub"], sid=name))) == ""
    assert not is_in(client)


@pytest.mark.parametrize(("clock", "code"), [(-600, "expired"), (-100, ""), (100, ""), (600, "early")])
def test_a_clock_that_is_off_is_borne_for_two_minutes(
    clock: int, code: str, sign_in: SignIn, provider: IdentityProvider, server: IdentityProviderServer
) -> None:
    client, name = signed_in(sign_in, server)
    server.tell(clock=clock)
    assert refused(send(provider, token(server, sid=name))) == code
    assert is_in(client) == bool(code)


def test_a_token_counts_once_and_ends_no_later_sign_in(
    sign_in: SignIn, provider: IdentityProvider, server: IdentityProviderServer
) -> None:
    signed_in(sign_in, server)
    sent = token(server, sub=ANNA["sub"])
    assert refused(send(provider, sent)) == ""
    client, _name = signed_in(sign_in, server)
    assert refused(send(provider, sent)) == "replayed"
    assert is_in(client)


def test_the_sign_in_of_another_person_is_not_ended(
    sign_in: SignIn, provider: IdentityProvider, server: IdentityProviderServer
) -> None:
    anna, _name = signed_in(sign_in, server)
    bo, name = signed_in(sign_in, server, BO)
    for subject in (ANNA["sub"], "ingen-vi-kender"):
        assert refused(send(provider, token(server, sub=subject, sid=name))) == "other_person"
    assert is_in(anna)
    assert is_in(bo)


def test_another_provider_signs_nobody_out(
    sign_in: SignIn,
    provider: IdentityProvider,
    server: IdentityProviderServer,
    other_running: IdentityProviderServer,
) -> None:
    """By its own name or by ours, at our address or, connected here too, at its own."""
    client, name = signed_in(sign_in, server)
    other = IdentityProvider.objects.create(
        name="En anden",
        issuer=other_running.address,
        client=provider.client,
        authority=other_running.certificate.authority,
    )
    about = {"sub": ANNA["sub"], "sid": name}
    assert refused(send(provider, token(other_running, **about))) == "signature"
    assert refused(send(provider, token(other_running, iss=server.address, **about))) == "signature"
    assert refused(send(other, token(other_running, iss=server.address, **about))) == "wrong_issuer"
    assert refused(send(other, token(server, **about))) == "signature"
    assert refused(send(other, token(other_running, **about))) == ""
    assert is_in(client)


def test_keys_may_be_rotated_between_signing_in_and_out(
    sign_in: SignIn, provider: IdentityProvider, server: IdentityProviderServer
) -> None:
    client, name = signed_in(sign_in, server)
    server.tell(new_key="nr. 2")
    assert refused(send(provider, token(server, sid=name))) == ""
    assert not is_in(client)


def test_what_anybody_can_send_makes_us_ask_the_provider_once_a_minute(
    sign_in: SignIn, provider: IdentityProvider, server: IdentityProviderServer
) -> None:
    signed_in(sign_in, server)
    server.tell(lie="stranger", asked=[])
    for _turn in range(5):
        assert refused(send(provider, token(server, sub=ANNA["sub"]))) == "signature"
    assert server.get(f"{server.address}/asked")["asked"].count("/keys") == 1


@pytest.mark.parametrize("sent", ["", "x", "a.b.c", "ey" * 9_000])
def test_what_is_no_token_is_refused(sent: str, provider: IdentityProvider) -> None:
    assert refused(send(provider, sent)) in {"no_token", "signature"}


def test_more_than_a_token_is_not_read(provider: IdentityProvider) -> None:
    assert send(provider, "x" * 70_000).status_code == 413


def test_only_what_is_posted_is_heard_and_only_for_such_a_provider(provider: IdentityProvider, client: Client) -> None:
    address = reverse("back_channel_sign_out", args=[provider.pk])
    assert client.get(address, {"logout_token": "x"}).status_code == 405
    IdentityProvider.objects.update(kind="saml")
    assert client.post(address, {"logout_token": "x"}).status_code == 404


def test_one_that_is_out_of_use_still_signs_out_whom_it_signed_in(
    sign_in: SignIn, provider: IdentityProvider, server: IdentityProviderServer
) -> None:
    client, name = signed_in(sign_in, server)
    IdentityProvider.objects.update(is_active=False)
    assert refused(send(provider, token(server, sid=name))) == ""
    assert not is_in(client)


def test_the_log_names_nobody(
    sign_in: SignIn, provider: IdentityProvider, server: IdentityProviderServer, caplog: pytest.LogCaptureFixture
) -> None:
    _client, name = signed_in(sign_in, server)
    caplog.set_level("INFO", "security")
    send(provider, token(server, sub=ANNA["sub"], sid=name))
    send(provider, "x")
    assert "signed_out_by_provider" in caplog.text
    assert "sign_out_refused" in caplog.text
    assert name not in caplog.text
    assert str(ANNA["sub"]) not in caplog.text
    assert not Session.objects.exclude(sign_in_digest="").exists()


def test_the_page_of_the_provider_shows_the_address_to_enter_there(
    provider: IdentityProvider, cast: Cast, client: Client
) -> None:
    client.force_login(cast.municipal_admin, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("admin:organisation_identityprovider_change", args=[provider.pk])).content.decode()
    assert settings.SITE_URL + reverse("back_channel_sign_out", args=[provider.pk]) in page
    assert "backchannel_logout_session_required" in page
    client.post(reverse("admin:single_sign_on_test", args=[provider.pk]))
    page = client.get(reverse("admin:organisation_identityprovider_change", args=[provider.pk])).content.decode()
    assert "back-channel logout" in page


def test_the_providers_own_server_reaches_ours(
    live_server: Any, sign_in: SignIn, provider: IdentityProvider, server: IdentityProviderServer
) -> None:
    client, name = signed_in(sign_in, server)
    address = live_server.url + reverse("back_channel_sign_out", args=[provider.pk])
    server.tell(lie="stranger")
    about = {"to": address, "sub": ANNA["sub"], "sid": name}
    assert server.post("/sign-out", **about) == {"status": 400, "kept": "no-store"}
    assert is_in(client)
    server.tell(lie="")
    assert server.post("/sign-out", **about) == {"status": 200, "kept": "no-store"}
    assert not is_in(client)
