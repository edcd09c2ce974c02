"""Tokens for mail providers, by OAuth 2: an app with a secret, or a person who signs in once with a code.

Three requests that RFC 6749 and RFC 8628 describe. The library of Microsoft would bring two more with it, and an
HTTP client, for no more than these.
"""

import re
from dataclasses import dataclass
from typing import Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from django.conf import settings
from django.core.cache import cache

from organisation import json_of_others
from organisation.security.sealing import Unreadable, seal, unseal
from tickets.mail_servers import encryption
from tickets.mail_servers.mail_troubles import Refused, Throttled
from tickets.models import MailSignIn

TIMEOUT: Final = 20
PURPOSE: Final = "tickets.oauth"
BEFORE_END: Final = 300
"""Seconds before its end that a token is asked for anew."""
OF_APPLICATION: Final = "https://outlook.office365.com/.default"
OF_PERSON: Final = (
    "https://outlook.office365.com/IMAP.AccessAsUser.All https://outlook.office365.com/SMTP.Send offline_access"
)
CODES: Final = {
    "AADSTS7000215": "wrong_secret",
    "AADSTS7000222": "secret_expired",
    "AADSTS700016": "wrong_application",
    "AADSTS90002": "wrong_tenant",
    "AADSTS900023": "wrong_tenant",
    "AADSTS65001": "no_consent",
    "AADSTS650057": "no_consent",
    "AADSTS7000112": "app_disabled",
    "AADSTS500011": "no_consent",
    "AADSTS70008": "sign_in_over",
    "AADSTS700082": "sign_in_over",
    "AADSTS50173": "sign_in_over",
    "AADSTS7000218": "no_public_client",
}
ERRORS: Final = {
    "invalid_client": "wrong_secret",
    "unauthorized_client": "wrong_application",
    "invalid_grant": "sign_in_over",
    "invalid_scope": "no_consent",
    "consent_required": "no_consent",
    "authorization_pending": "pending",
    "slow_down": "pending",
    "expired_token": "code_over",
    "authorization_declined": "declined",
    "access_denied": "declined",
}


@dataclass(frozen=True)
class Code:
    """What a person types, and where."""

    words: str
    page: str


def access_token(sign_in: MailSignIn) -> str:
    """A token that is good for some minutes at least. Raises `Refused`, and the row says why."""
    try:
        return shared_token(sign_in) or new_token(sign_in)
    except Unreadable:
        sign_in.note("lost_key")
        raise Refused("lost_key") from None
    except Refused as refusal:
        sign_in.note(refusal.code)
        raise


def shared_token(sign_in: MailSignIn) -> str:
    """The token that every process shares, sealed; empty where there is none."""
    sealed = cache.get(name_of(sign_in))
    try:
        return unseal(PURPOSE, sealed) if sealed else ""
    except Unreadable:
        return ""


def name_of(sign_in: MailSignIn) -> str:
    return f"mail-token:{sign_in.pk}"


def forget(sign_in: MailSignIn) -> None:
    """The next asks anew: the provider no longer takes this one."""
    cache.delete(name_of(sign_in))


def new_token(sign_in: MailSignIn) -> str:
    if sign_in.rests_until is not None and sign_in.rests:
        raise Throttled(sign_in.rests_until)
    answer = ask(sign_in, "token", grant(sign_in))
    token = str(answer.get("access_token", ""))
    if not token:
        raise Refused("provider")
    if refresh := answer.get("refresh_token"):
        sign_in.keep_refresh(str(refresh))
    cache.set(name_of(sign_in), seal(PURPOSE, token), max(int(answer.get("expires_in", 0)) - BEFORE_END, 1))
    sign_in.note("")
    return token


def grant(sign_in: MailSignIn) -> dict[str, str]:
    """What we ask with: our secret, or what a person's sign-in has left us."""
    if sign_in.flow == MailSignIn.Flow.APPLICATION:
        if not sign_in.secret:
            raise Refused("no_secret")
        return {"grant_type": "client_credentials", "client_secret": sign_in.secret, "scope": scope_of(sign_in)}
    if sign_in.refresh:
        return {"grant_type": "refresh_token", "refresh_token": sign_in.refresh, "scope": scope_of(sign_in)}
    if sign_in.device:
        return {"grant_type": "urn:ietf:params:oauth:grant-type:device_code", "device_code": sign_in.device}
    raise Refused("nobody_signed_in")


def scope_of(sign_in: MailSignIn) -> str:
    """What is asked for: of the app all that it was granted, of a person each by its name."""
    by_itself = sign_in.flow == MailSignIn.Flow.APPLICATION
    if sign_in.scope:
        return sign_in.scope
    if sign_in.service == MailSignIn.Service.GRAPH:
        graph = f"https://{settings.GRAPH_HOST}"
        return f"{graph}/.default" if by_itself else f"{graph}/Mail.ReadWrite {graph}/Mail.Send offline_access"
    return OF_APPLICATION if by_itself else OF_PERSON


def begin(sign_in: MailSignIn) -> Code:
    """A code with which a person signs in. Raises `Refused`."""
    answer = ask(sign_in, "devicecode", {"scope": scope_of(sign_in)})
    sign_in.keep_device(str(answer.get("device_code", "")))
    forget(sign_in)
    return Code(str(answer.get("user_code", "")), str(answer.get("verification_uri", "")))


def ask(sign_in: MailSignIn, page: str, params: dict[str, str]) -> dict[str, Any]:
    address = f"{sign_in.address.rstrip('/')}/{sign_in.tenant}/oauth2/v2.0/{page}"
    form = urlencode({"client_id": sign_in.client, **params}).encode()
    try:
        with urlopen(Request(address, form), timeout=TIMEOUT, context=encryption.context()) as answer:  # noqa: S310  checked
            read = json_of_others.read(answer.read(1_000_000))
    except HTTPError as refusal:
        raise refused(sign_in, refusal) from None
    except (URLError, OSError, ValueError):
        raise Refused("provider_away") from None
    return read if isinstance(read, dict) else {}


def refused(sign_in: MailSignIn, refusal: HTTPError) -> Refused:
    wait = refusal.headers.get("Retry-After", "")
    if refusal.code == 429 or (refusal.code == 503 and wait):  # noqa: PLR2004  RFC 6585 and RFC 9110
        throttled = Throttled.by(wait)
        sign_in.rest_until(throttled.until)
        return throttled
    code = code_of(refusal.read(100_000))
    is_graph = sign_in.service == MailSignIn.Service.GRAPH
    return Refused("graph_no_consent" if code == "no_consent" and is_graph else code)


def code_of(body: bytes) -> str:
    """Which of our sentences fits what the provider said."""
    try:
        answer = json_of_others.read(body)
    except ValueError:
        return "provider"
    if not isinstance(answer, dict):
        return "provider"
    number = re.search(r"AADSTS\d+", str(answer.get("error_description", "")))
    known = CODES.get(number[0]) if number else None
    return known or ERRORS.get(str(answer.get("error", "")), "provider")


def sasl(user: str, token: str) -> str:
    """The words of XOAUTH2."""
    return f"user={user}\x01auth=Bearer {token}\x01\x01"
