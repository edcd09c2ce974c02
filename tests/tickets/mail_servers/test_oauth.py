"""Signing in at a provider that takes no passwords: a real Dovecot asks a token endpoint whose token it was shown."""

import base64
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from tests.browser.sites import Postbox
from tests.cast import Cast
from tests.services.servers import Imap, free_port
from tests.services.token_endpoint import CLIENT, SECRET, TENANT, TokenEndpoint
from tests.tickets.inbound.letters import HELPDESK
from tickets.inbound import fetching
from tickets.mail_servers import oauth
from tickets.mail_servers.mail_troubles import Refused, sentence
from tickets.models import Delivery, Mailbox, MailSignIn
from tickets.outbound import outgoing


@pytest.fixture(scope="module")
def running() -> Iterator[tuple[TokenEndpoint, Imap]]:
    with TokenEndpoint() as endpoint, TemporaryDirectory(prefix="helpdesk-imap-") as folder:
        Path(folder).chmod(0o755)
        with Imap(Path(folder) / "dovecot", tokens=endpoint.address) as imap:
            yield endpoint, imap


@pytest.fixture
def endpoint(running: tuple[TokenEndpoint, Imap]) -> TokenEndpoint:
    cache.clear()
    server = running[0]
    server.refusal, server.pending, server.lasts, server.mailbox = None, False, 3600, HELPDESK
    server.asked.clear()
    server.good.clear()
    return server


@pytest.fixture
def sign_in(endpoint: TokenEndpoint, db: None) -> MailSignIn:
    made = MailSignIn(name="Entra", address=endpoint.address, tenant=TENANT, client=CLIENT)
    made.set_secret(SECRET)
    made.save()
    return made


@pytest.fixture
def box(running: tuple[TokenEndpoint, Imap], sign_in: MailSignIn, cast: Cast) -> Mailbox:
    return Mailbox.objects.create(
        address=HELPDESK, host="127.0.0.1", port=running[1].port, security="none", sign_in=sign_in
    )


def trouble_of(sign_in: MailSignIn) -> str:
    with pytest.raises(Refused) as refusal:
        oauth.access_token(sign_in)
    sign_in.refresh_from_db()
    assert sign_in.last_error == refusal.value.code
    return refusal.value.code


def test_a_mailbox_is_fetched_with_a_token_and_the_token_is_kept(endpoint: TokenEndpoint, box: Mailbox) -> None:
    for _again in range(2):
        fetching.fetch(box.pk)
        box.refresh_from_db()
        assert box.last_error == ""
    assert len(endpoint.asked) == 1


def test_a_token_that_was_revoked_is_asked_for_anew(endpoint: TokenEndpoint, box: Mailbox) -> None:
    fetching.fetch(box.pk)
    endpoint.good.clear()
    assert fetching.try_connection(box) == "token_refused"
    assert fetching.try_connection(box) == ""
    assert len(endpoint.asked) == 2


def test_a_token_is_renewed_before_it_ends(endpoint: TokenEndpoint, sign_in: MailSignIn) -> None:
    endpoint.lasts = oauth.BEFORE_END + 1
    oauth.access_token(sign_in)
    assert 0 < (cache.ttl(oauth.name_of(sign_in)) if hasattr(cache, "ttl") else 1) <= 1


@pytest.mark.parametrize(
    ("wrong", "code", "named"),
    [
        ({"tenant": "andre.example"}, "wrong_tenant", "Overview"),
        ({"client": "en-anden"}, "wrong_application", "App registrations"),
        ({"secret": "forkert"}, "wrong_secret", "New client secret"),
    ],
)
def test_what_is_wrong_says_what_to_press(wrong: dict[str, str], code: str, named: str, sign_in: MailSignIn) -> None:
    for name, value in wrong.items():
        if name == "secret":
            sign_in.set_secret(value)
        else:
            setattr(sign_in, name, value)
    sign_in.save()
    assert trouble_of(sign_in) == code
    with translation.override("en"):
        assert named in str(sentence(code))


@pytest.mark.parametrize(
    ("error", "words", "code"),
    [
        ("invalid_client", "AADSTS7000222: The provided client secret keys are expired.", "secret_expired"),
        ("invalid_grant", "AADSTS65001: The user or administrator has not consented.", "no_consent"),
        ("invalid_client", "AADSTS7000218: The request body must contain: client_secret", "no_public_client"),
        ("temporarily_unavailable", "", "provider"),
    ],
)
def test_the_refusals_that_are_documented_are_understood(
    error: str, words: str, code: str, endpoint: TokenEndpoint, sign_in: MailSignIn
) -> None:
    endpoint.refusal = (400, error, words, {})
    assert trouble_of(sign_in) == code


def test_who_is_asked_to_wait_waits_and_then_goes_on(endpoint: TokenEndpoint, sign_in: MailSignIn) -> None:
    endpoint.refusal = (429, "", "", {"Retry-After": "120"})
    assert trouble_of(sign_in) == "throttled"
    endpoint.refusal = None
    assert trouble_of(sign_in) == "throttled"
    assert len(endpoint.asked) == 1
    MailSignIn.objects.update(rests_until=timezone.now() - timedelta(seconds=1))
    sign_in.refresh_from_db()
    assert oauth.access_token(sign_in).startswith("token-")
    sign_in.refresh_from_db()
    assert sign_in.last_error == ""


def test_a_provider_that_is_away_is_no_crash(sign_in: MailSignIn) -> None:
    MailSignIn.objects.update(address=f"http://127.0.0.1:{free_port()}")
    sign_in.refresh_from_db()
    assert trouble_of(sign_in) == "provider_away"


def test_a_token_for_another_mailbox_does_not_open_this_one(endpoint: TokenEndpoint, box: Mailbox) -> None:
    endpoint.mailbox = "en-anden@kommune.example"
    assert fetching.try_connection(box) == "token_refused"


def test_a_person_signs_in_once_with_a_code(endpoint: TokenEndpoint, sign_in: MailSignIn) -> None:
    sign_in.flow = MailSignIn.Flow.PERSON
    sign_in.save()
    assert trouble_of(sign_in) == "nobody_signed_in"
    assert oauth.begin(sign_in).words == "AB12"
    endpoint.pending = True
    assert trouble_of(sign_in) == "pending"
    endpoint.pending = False
    oauth.access_token(sign_in)
    oauth.forget(sign_in)
    sign_in.refresh_from_db()
    oauth.access_token(sign_in)
    assert endpoint.asked[-1]["grant_type"] == "refresh_token"
    endpoint.refusal = (400, "invalid_grant", "AADSTS50173: The refresh token was revoked.", {})
    oauth.forget(sign_in)
    assert trouble_of(sign_in) == "sign_in_over"


def test_no_secret_lies_readable_in_the_database_or_the_cache(sign_in: MailSignIn) -> None:
    token = oauth.access_token(sign_in)
    stored = str(MailSignIn.objects.values().get()) + str(cache.get(oauth.name_of(sign_in)))
    assert SECRET not in stored
    assert base64.b64encode(SECRET.encode()).decode() not in stored
    assert token not in stored


def test_a_secret_outlives_a_change_of_the_secret_key_and_no_other(sign_in: MailSignIn, settings: Any) -> None:
    old, settings.SECRET_KEY = settings.SECRET_KEY, "en helt ny nøgle"
    settings.SECRET_KEY_FALLBACKS = [old]
    assert sign_in.secret == SECRET
    settings.SECRET_KEY_FALLBACKS = []
    assert trouble_of(sign_in) == "lost_key"


def test_an_administrator_enters_a_secret_tries_it_and_never_sees_it_again(
    sign_in: MailSignIn, cast: Cast, client: Client
) -> None:
    client.force_login(cast.municipal_admin)
    page = reverse("admin:tickets_mailsignin_change", args=[sign_in.pk])
    typed = {
        "name": "Entra",
        "flow": "application",
        "address": sign_in.address,
        "tenant": TENANT,
        "client": CLIENT,
        "secret": "forkert-værdi",
    }
    assert client.post(page, typed).status_code == 302
    assert "forkert-værdi" not in client.get(page).content.decode()
    listed = reverse("admin:tickets_mailsignin_changelist")
    tried = client.post(listed, {"action": "try_connection", "_selected_action": sign_in.pk}, follow=True)
    assert "Certifikater og hemmeligheder" in tried.content.decode()
    client.post(page, typed | {"secret": SECRET})
    client.post(page, typed | {"secret": ""})
    tried = client.post(listed, {"action": "try_connection", "_selected_action": sign_in.pk}, follow=True)
    assert "har lukket os ind" in tried.content.decode()


class Provider:
    """Takes XOAUTH2 with one of the good tokens."""

    def __init__(self, endpoint: TokenEndpoint) -> None:
        self.endpoint = endpoint

    async def auth_XOAUTH2(self, server: Any, arguments: list[str]) -> AuthResult:  # noqa: N802
        user, said, *_rest = base64.b64decode(arguments[1]).decode().split("\x01")
        if user == f"user={HELPDESK}" and said.removeprefix("auth=Bearer ") in self.endpoint.good:
            return AuthResult(success=True, handled=False)
        await server.challenge_auth("e30=", encode_to_b64=False)
        return AuthResult(success=False, handled=False)


class Tokens(Postbox, Provider):
    def __init__(self, endpoint: TokenEndpoint) -> None:
        Postbox.__init__(self)
        Provider.__init__(self, endpoint)


def test_mail_is_sent_with_a_token(endpoint: TokenEndpoint, sign_in: MailSignIn, settings: Any) -> None:
    MailSignIn.objects.update(sends=True)
    settings.EMAIL_BACKEND = "tickets.outbound.mail_server.MailServer"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", free_port(), 30
    settings.EMAIL_HOST_USER = HELPDESK
    tokens = Tokens(endpoint)
    server = Controller(
        tokens,
        hostname="127.0.0.1",
        port=settings.EMAIL_PORT,
        ready_timeout=30,
        auth_required=True,
        auth_require_tls=False,
    )
    server.start()
    try:
        delivery = Delivery.objects.create(kind="digest", recipient="a@example.org", subject="Hej", body="Hej")
        assert outgoing.send(delivery.pk)
        endpoint.good.clear()
        again = Delivery.objects.create(kind="digest", recipient="b@example.org", subject="Hej", body="Hej")
        assert not outgoing.send(again.pk)
        again.refresh_from_db()
        assert again.last_error == "send_refused"
    finally:
        server.stop()
    assert [to for to, _text in tokens.mails] == [["a@example.org"]]
