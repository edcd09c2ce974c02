"""Signing in at a provider that is not ours: `oidc-provider`, certified, in a process of its own over TLS."""

import base64
import hashlib
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.conf import settings
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse

from organisation.models import GroupRole, IdentityProvider, Membership
from organisation.single_sign_on import openid
from organisation.single_sign_on.troubles import Refused
from tests.cast import Cast
from tests.organisation.single_sign_on.conftest import ANNA, ours
from tests.organisation.single_sign_on.test_back_channel import refused, send
from tests.organisation.single_sign_on.test_openid import is_in, says
from tests.organisation.single_sign_on.test_sign_out import way_on
from tests.services.real_provider import CLIENT, OTHER, OTHER_SECRET, SECRET, Browser, RealProviderServer, new_key
from tests.services.servers import certificate

VERIFIER = "v" * 50


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealProviderServer]:
    folder = tmp_path_factory.mktemp("rigtig-udbyder")
    back = f"{settings.SITE_URL}{reverse('signed_off')}"
    made = RealProviderServer(
        folder / "server", certificate(folder / "tls"), answer=openid.answer_address(), signed_off=back
    )
    with made as server:
        yield server


@pytest.fixture
def real(running: RealProviderServer) -> RealProviderServer:
    running.tell(person={**ANNA, "email_verified": True})
    running.kept()
    return running


@pytest.fixture
def provider(real: RealProviderServer, cast: Cast) -> IdentityProvider:
    made = IdentityProvider(
        name="Rigtig", issuer=real.address, client=CLIENT, authority=real.certificate.authority, scope="groups"
    )
    made.is_active = True
    made.set_secret(SECRET)
    made.save()
    GroupRole.objects.create(provider=made, group="skole", role="superuser", institution=cast.school)
    GroupRole.objects.create(provider=made, group="dagtilbud", role="pilot", institution=cast.daycare)
    return made


def of_anna() -> QuerySet[Membership]:
    return Membership.objects.filter(user__email="anna@example.org")


def begun(client: Client, provider: IdentityProvider) -> str:
    return str(client.get(reverse("single_sign_on", args=[provider.pk])).headers["Location"])


def sign_in(client: Client, provider: IdentityProvider, browser: Browser) -> Any:
    return client.get(ours(browser.follow(begun(client, provider))))


def question_of_another(nonce: str = "n") -> str:
    """What the other program asks."""
    challenge = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
    asked = {"client_id": OTHER, "response_type": "code", "scope": "openid", "redirect_uri": openid.answer_address()}
    return urlencode({**asked, "nonce": nonce, "code_challenge": challenge, "code_challenge_method": "S256"})


def code_for_another(real: RealProviderServer, browser: Browser) -> str:
    address = browser.follow(f"{real.address}/auth?{question_of_another()}")
    return parse_qs(urlsplit(address).query)["code"][0]


def token_for_another(real: RealProviderServer, browser: Browser) -> str:
    code = code_for_another(real, browser)
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": openid.answer_address()}
    named = base64.b64encode(f"{OTHER}:{urlencode({'': OTHER_SECRET})[1:]}".encode()).decode()
    page = browser.open(f"{real.address}/token", {**form, "code_verifier": VERIFIER}, Authorization=f"Basic {named}")
    return str(json.loads(page[1])["id_token"])


@pytest.mark.parametrize("in_userinfo_alone", [True, False])
def test_groups_give_and_take_roles_wherever_the_provider_says_them(
    in_userinfo_alone: bool, real: RealProviderServer, provider: IdentityProvider, cast: Cast
) -> None:
    real.restart(conformIdTokenClaims=in_userinfo_alone)
    for groups, held in (
        (["skole"], {("superuser", cast.school.pk)}),
        (["skole", "dagtilbud"], {("superuser", cast.school.pk), ("pilot", cast.daycare.pk)}),
        (["dagtilbud"], {("pilot", cast.daycare.pk)}),
    ):
        real.tell(person={**ANNA, "groups": groups})
        client = Client()
        sign_in(client, provider, Browser(real))
        assert is_in(client)
        assert set(of_anna().values_list("role", "institution_id")) == held
    real.tell(person={**ANNA, "groups": []})
    assert says(sign_in(Client(), provider, Browser(real)), "no_role")
    assert not of_anna().exists()


def test_keys_are_rotated_at_once_or_with_both_published(real: RealProviderServer, provider: IdentityProvider) -> None:
    new, newer = new_key("2"), new_key("3")
    for keys in (real.told["keys"], [new], [newer, new], [newer]):
        real.restart(keys=keys)
        client = Client()
        sign_in(client, provider, Browser(real))
        assert is_in(client)


@pytest.mark.parametrize(("clock", "code"), [(-600, "expired"), (-60, ""), (60, ""), (600, "early")])
def test_the_clock_of_the_provider_is_off(
    clock: int, code: str, real: RealProviderServer, provider: IdentityProvider, client: Client
) -> None:
    real.restart(clock=clock)
    try:
        answer = sign_in(client, provider, Browser(real))
    finally:
        real.restart(clock=0)
    assert says(answer, code) if code else answer.status_code == 302
    assert is_in(client) == (not code)


def test_what_was_made_for_another_program_signs_nobody_in(
    real: RealProviderServer, provider: IdentityProvider, client: Client
) -> None:
    browser = Browser(real)
    state = parse_qs(urlsplit(begun(client, provider)).query)["state"][0]
    handed = {"state": state, "code": code_for_another(real, browser), "iss": real.address}
    assert says(client.get(reverse("single_sign_on_answer"), handed), "code")
    assert not is_in(client)
    with pytest.raises(Refused, match="audience"):
        openid.read(provider, token_for_another(real, browser), "n")


def test_a_code_counts_once(real: RealProviderServer, provider: IdentityProvider, client: Client) -> None:
    answer = Browser(real).follow(begun(client, provider))
    assert client.get(ours(answer)).status_code == 302
    thief = Client()
    state = parse_qs(urlsplit(begun(thief, provider)).query)["state"][0]
    code = parse_qs(urlsplit(answer).query)["code"][0]
    assert says(thief.get(reverse("single_sign_on_answer"), {"state": state, "code": code}), "code")
    assert not is_in(thief)


def test_signing_out_here_signs_out_there_and_its_own_token_ends_the_other_window(
    real: RealProviderServer, provider: IdentityProvider
) -> None:
    browser, first, second, stranger = Browser(real), Client(), Client(), Client()
    for client in (first, second):
        sign_in(client, provider, browser)
    sign_in(stranger, provider, Browser(real))
    token_for_another(real, browser)
    back = browser.follow(way_on(first.post(reverse("admin:logout"))))
    assert urlsplit(back).path == reverse("signed_off")
    answers = sorted(refused(send(provider, token)) for token in real.kept())
    assert answers == ["", "audience"]
    assert [is_in(each) for each in (first, second, stranger)] == [False, False, True]
