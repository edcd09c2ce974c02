"""Signing in at a real provider over TLS; everything that is forged, old, replayed or meant for others is refused."""

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from organisation.models import Identity, IdentityProvider, User
from organisation.single_sign_on.troubles import SENTENCES
from tests.cast import Cast
from tests.organisation.single_sign_on.conftest import SignIn, location, ours
from tests.services.identity_provider import IdentityProviderServer
from tests.services.servers import certificate


def is_in(client: Client) -> bool:
    return client.get(reverse("admin:index")).status_code == 200


def says(answer: object, code: str, **facts: object) -> bool:
    """Whether the page refuses with this sentence."""
    with override("da"):
        sentence = str(SENTENCES[code])
    text = re.sub(r"\s+", " ", answer.content.decode())  # type: ignore[attr-defined]
    pattern = re.sub(r"%\\\(minutes\\\)s", r"\\d+", re.escape(sentence))
    return answer.status_code == 403 and re.search(pattern, text) is not None  # type: ignore[attr-defined]


def test_somebody_signs_in_and_lands_where_they_were_going(sign_in: SignIn, client: Client) -> None:
    wanted = reverse("admin:tickets_ticket_changelist")
    answer = sign_in(client, wanted)
    assert (answer.status_code, answer.headers["Location"]) == (302, wanted)
    assert is_in(client)
    assert User.objects.get(email="anna@example.org").name == "Anna Andersen"


def test_the_way_leads_to_no_other_site(sign_in: SignIn, client: Client) -> None:
    assert sign_in(client, "https://ondt.example/").headers["Location"] == reverse("start")


def test_the_question_has_pkce_state_and_nonce_of_its_own_each_time(provider: IdentityProvider, client: Client) -> None:
    asked = []
    for _turn in range(2):
        address = client.get(reverse("single_sign_on", args=[provider.pk])).headers["Location"]
        asked.append({name: values[0] for name, values in parse_qs(urlsplit(address).query).items()})
    assert {each["code_challenge_method"] for each in asked} == {"S256"}
    for name in ("state", "nonce", "code_challenge"):
        assert len({each[name] for each in asked}) == 2
        assert len(asked[0][name]) >= 43


@pytest.mark.parametrize(
    ("lie", "code"),
    [
        ("audience", "audience"),
        ("two audiences", "audience"),
        ("nonce", "nonce"),
        ("no nonce", "nonce"),
        ("issuer", "wrong_issuer"),
        ("subject", "no_subject"),
        ("unsigned", "signature"),
        ("secret", "signature"),
        ("public key", "signature"),
        ("stranger", "signature"),
        ("altered", "signature"),
    ],
)
def test_a_forged_answer_signs_nobody_in_and_says_why(
    lie: str, code: str, sign_in: SignIn, server: IdentityProviderServer, client: Client
) -> None:
    server.tell(lie=lie)
    assert says(sign_in(client), code)
    assert not is_in(client)
    assert not Identity.objects.exists()


@pytest.mark.parametrize("spoken_of", ["bo-2", None])
def test_userinfo_of_somebody_else_signs_nobody_in(
    spoken_of: str | None, sign_in: SignIn, server: IdentityProviderServer, client: Client
) -> None:
    named = {"sub": "anna-1", "email": "anna@example.org"}
    metadata = {"userinfo_endpoint": f"{server.address}/userinfo"}
    server.tell(person=named, metadata=metadata, userinfo={"sub": spoken_of, "groups": ["admin"]})
    assert says(sign_in(client), "other_subject")
    assert not is_in(client)


@pytest.mark.parametrize(("clock", "code"), [(-600, "expired"), (-100, ""), (100, ""), (600, "early")])
def test_a_clock_that_is_off_is_named_beyond_two_minutes(
    clock: int, code: str, sign_in: SignIn, server: IdentityProviderServer, client: Client
) -> None:
    server.tell(clock=clock)
    answer = sign_in(client)
    assert says(answer, code) if code else answer.status_code == 302
    assert is_in(client) == (not code)
    if code:
        assert "10 min" in answer.content.decode()


def test_keys_may_be_rotated_under_a_new_name_or_the_old_one(sign_in: SignIn, server: IdentityProviderServer) -> None:
    for name in ("1", "nr. 2", "nr. 2"):
        server.tell(new_key=name)
        client = Client()
        sign_in(client)
        assert is_in(client), name


def test_keys_are_asked_for_once_an_hour_while_they_are_good(sign_in: SignIn, server: IdentityProviderServer) -> None:
    for _turn in range(3):
        sign_in(Client())
    asked = server.get(f"{server.address}/asked")["asked"]
    assert asked.count("/keys") == asked.count("/.well-known/openid-configuration") == 1


def test_an_answer_counts_once_and_only_where_it_began(
    provider: IdentityProvider, server: IdentityProviderServer, client: Client
) -> None:
    begun = client.get(reverse("single_sign_on", args=[provider.pk])).headers["Location"]
    back = ours(location(server, begun))
    assert says(Client().get(back), "state")
    assert client.get(back).status_code == 302
    client.logout()
    assert says(client.get(back), "state")
    assert not is_in(client)


def test_the_code_of_another_sign_in_is_refused(
    provider: IdentityProvider, server: IdentityProviderServer, client: Client
) -> None:
    """Somebody makes the victim's browser answer with a code of their own: PKCE and nonce hold it."""
    own = location(server, Client().get(reverse("single_sign_on", args=[provider.pk])).headers["Location"])
    begun = client.get(reverse("single_sign_on", args=[provider.pk])).headers["Location"]
    state = parse_qs(urlsplit(begun).query)["state"][0]
    code = parse_qs(urlsplit(own).query)["code"][0]
    assert says(client.get(reverse("single_sign_on_answer"), {"state": state, "code": code}), "code")
    assert not is_in(client)


def test_a_refusal_of_the_provider_is_told_in_our_words(
    provider: IdentityProvider, server: IdentityProviderServer, client: Client
) -> None:
    for error, code in (("access_denied", "declined"), ("<script>", "provider")):
        begun = client.get(reverse("single_sign_on", args=[provider.pk])).headers["Location"]
        params = {"state": parse_qs(urlsplit(begun).query)["state"][0], "error": error}
        answer = client.get(reverse("single_sign_on_answer"), params)
        assert says(answer, code)
        assert "<script>" not in answer.content.decode()


def test_an_answer_that_names_another_provider_is_refused(
    provider: IdentityProvider, server: IdentityProviderServer, client: Client
) -> None:
    begun = client.get(reverse("single_sign_on", args=[provider.pk])).headers["Location"]
    state = parse_qs(urlsplit(begun).query)["state"][0]
    params = {"state": state, "code": "x", "iss": "https://en-anden.example"}
    assert says(client.get(reverse("single_sign_on_answer"), params), "wrong_issuer")


@pytest.mark.parametrize(
    ("metadata", "code"),
    [
        ({"issuer": "https://en-anden.example"}, "issuer"),
        ({"token_endpoint": None}, "incomplete"),
        ({"jwks_uri": "http://localhost/keys"}, "plain"),
        ({"code_challenge_methods_supported": ["plain"]}, "no_pkce"),
    ],
)
def test_a_provider_that_publishes_something_wrong_is_not_gone_to(
    metadata: dict, code: str, provider: IdentityProvider, server: IdentityProviderServer, client: Client
) -> None:
    server.tell(metadata=metadata)
    answer = client.get(reverse("single_sign_on", args=[provider.pk]))
    assert answer.status_code == 403
    assert code == "issuer" or says(answer, code)


def test_a_certificate_of_somebody_else_and_a_server_that_is_away_are_told_apart(
    provider: IdentityProvider, client: Client, tmp_path: object
) -> None:
    stranger = certificate(tmp_path / "andre").authority  # type: ignore[operator]
    for changed, code in (({"authority": stranger}, "certificate"), ({"issuer": "https://localhost:1"}, "away")):
        IdentityProvider.objects.update(**changed)
        assert says(client.get(reverse("single_sign_on", args=[provider.pk])), code)


def test_a_wrong_secret_says_what_to_do(sign_in: SignIn, provider: IdentityProvider, client: Client) -> None:
    provider.set_secret("forkert")
    provider.save()
    assert says(sign_in(client), "client")


def test_the_secret_is_shown_in_the_other_way_where_the_first_is_not_taken(
    sign_in: SignIn, provider: IdentityProvider, server: IdentityProviderServer, client: Client
) -> None:
    server.tell(metadata={"token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"]})
    sign_in(client)
    assert is_in(client)
    provider.set_secret("forkert")
    provider.save()
    assert says(sign_in(Client()), "client")


def test_a_userinfo_that_fails_takes_nobodys_roles(
    sign_in: SignIn, server: IdentityProviderServer, client: Client
) -> None:
    sign_in(client)
    server.tell(
        person={"sub": "anna-1", "email": "anna@example.org"},
        metadata={"userinfo_endpoint": f"{server.address}/no-such-page"},
    )
    cache.clear()
    assert says(sign_in(Client()), "provider")
    assert User.objects.get(email="anna@example.org").memberships.exists()


def test_a_provider_that_is_switched_off_signs_nobody_in(
    provider: IdentityProvider, server: IdentityProviderServer, client: Client
) -> None:
    begun = client.get(reverse("single_sign_on", args=[provider.pk])).headers["Location"]
    IdentityProvider.objects.update(is_active=False)
    assert says(client.get(ours(location(server, begun))), "off")
    assert client.get(reverse("single_sign_on", args=[provider.pk])).status_code == 404


def test_the_secret_lies_sealed_and_is_shown_to_nobody(provider: IdentityProvider, cast: Cast, client: Client) -> None:
    row = IdentityProvider.objects.values().get()
    assert provider.secret not in str(row)
    client.force_login(cast.municipal_admin, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("admin:organisation_identityprovider_change", args=[provider.pk])).content.decode()
    assert provider.secret not in page
    assert provider.sealed_secret not in page
    assert "http://127.0.0.1:8000/admin/arbejdskonto/svar/" in page


def test_the_sign_in_page_shows_the_button_only_where_there_is_one(provider: IdentityProvider, client: Client) -> None:
    assert reverse("single_sign_on", args=[provider.pk]) in client.get(reverse("admin:login")).content.decode()
    IdentityProvider.objects.update(is_active=False)
    assert reverse("single_sign_on", args=[provider.pk]) not in client.get(reverse("admin:login")).content.decode()


def test_the_guides_name_the_address_that_the_provider_must_know() -> None:
    for guide in ("docs/da/driftsansvarlig.md", "docs/en/administrator.md"):
        text = Path(settings.BASE_DIR, guide).read_text(encoding="utf-8")
        assert f"https://hjaelp.kommune.example{reverse('single_sign_on_answer')}" in text
        assert "https://login.microsoftonline.com/" in text
