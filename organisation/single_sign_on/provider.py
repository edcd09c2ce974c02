"""What a provider publishes of itself: where it signs people in, and with which keys.

All of it is asked for over TLS, is kept for an hour, and the keys are asked for again when a token is signed by one
that we do not know: that is how keys are changed.
"""

import ssl
from http.client import HTTPException
from typing import Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, HTTPSHandler, OpenerDirector, Request, build_opener

from django.core.cache import cache
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from organisation import json_of_others
from organisation.models import IdentityProvider
from organisation.single_sign_on.troubles import Refused

KEPT: Final = 3600
SOON: Final = 60
"""Seconds before which what anybody can send makes us ask the provider for its keys again."""
PATIENCE: Final = 10
MOST_BYTES: Final = 1_000_000
NEEDED: Final = ("authorization_endpoint", "token_endpoint", "jwks_uri")
REFUSALS: Final = {"invalid_client": "client", "unauthorized_client": "client", "invalid_grant": "code"}


class NoRedirects(HTTPRedirectHandler):
    """What is moved somewhere else is not followed there."""

    def redirect_request(self, *_all: Any, **_more: Any) -> None:
        return None


def opener(provider: IdentityProvider) -> OpenerDirector:
    """Certificate and name are verified, by the authorities of the machine and the provider's own."""
    verified = ssl.create_default_context()
    if provider.authority:
        try:
            verified.load_verify_locations(cadata=provider.authority)
        except ssl.SSLError:
            raise Refused("certificate") from None
    return build_opener(HTTPSHandler(context=verified), NoRedirects())


def fetch(
    provider: IdentityProvider, address: str, form: dict[str, str] | None = None, **headers: str
) -> dict[str, Any]:
    """The JSON object at the address. Raises `Refused`."""
    try:
        data = json_of_others.read(read(provider, address, form, Accept="application/json", **headers))
    except ValueError:
        raise Refused("not_json") from None
    if not isinstance(data, dict):
        raise Refused("not_json")
    return data


def userinfo(provider: IdentityProvider, address: str, access_token: str) -> dict[str, Any]:
    """What the provider says of whom the token is for. Raises `Refused`."""
    try:
        return fetch(provider, address, Authorization=f"Bearer {access_token}")
    except Refused as refusal:
        raise Refused("provider" if refusal.code == "not_found" else refusal.code) from None


def read(provider: IdentityProvider, address: str, form: dict[str, str] | None = None, **headers: str) -> bytes:
    """What lies at the address. Raises `Refused`."""
    if urlsplit(address).scheme != "https":
        raise Refused("plain")
    request = Request(address, urlencode(form).encode() if form else None, headers)  # noqa: S310  checked
    try:
        with opener(provider).open(request, timeout=PATIENCE) as answer:
            return bytes(answer.read(MOST_BYTES))
    except HTTPError as refusal:
        raise refused(refusal, is_asked=form is not None) from None
    except URLError as trouble:
        raise Refused("certificate" if isinstance(trouble.reason, ssl.SSLError) else "away") from None
    except (OSError, HTTPException):
        raise Refused("away") from None


def refused(refusal: HTTPError, *, is_asked: bool) -> Refused:
    """Which of our sentences fits: to a page that is not there, or to an answer of the token endpoint."""
    if not is_asked:
        return Refused("away" if refusal.code >= 500 else "not_found")  # noqa: PLR2004  the server's own errors
    try:
        error = str(json_of_others.read(refusal.read(MOST_BYTES)).get("error", ""))
    except (ValueError, AttributeError):
        error = ""
    return Refused(REFUSALS.get(error, "provider"))


def metadata(provider: IdentityProvider) -> dict[str, Any]:
    """OpenID Connect Discovery 1.0, checked. Raises `Refused`."""
    configuration = cache.get(provider.key("metadata"))
    if configuration is None:
        configuration = fetch(provider, f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration")
        check(provider, configuration)
        cache.set(provider.key("metadata"), configuration, KEPT)
    assert isinstance(configuration, dict)
    return configuration


def check(provider: IdentityProvider, configuration: dict[str, Any]) -> None:
    if configuration.get("issuer") != provider.issuer:
        raise Refused("issuer", named=str(configuration.get("issuer", "–"))[:200])
    if not all(isinstance(configuration.get(name), str) for name in NEEDED):
        raise Refused("incomplete")
    if any(urlsplit(configuration[name]).scheme != "https" for name in NEEDED):
        raise Refused("plain")
    if "S256" not in configuration.get("code_challenge_methods_supported", ["S256"]):
        raise Refused("no_pkce")


def keys(provider: IdentityProvider, *, anew: bool = False, from_anybody: bool = False) -> KeySet:
    """The public keys with which it signs. `from_anybody`: nobody has to sign in to make us ask. Raises `Refused`."""
    key_set = None if anew else cache.get(provider.key("keys"))
    if key_set is None:
        if from_anybody and not cache.add(provider.key("asked"), 1, SOON):
            raise Refused("signature" if anew else "away")
        key_set = fetch(provider, metadata(provider)["jwks_uri"])
        cache.set(provider.key("keys"), key_set, KEPT)
    try:
        return KeySet.import_key_set({"keys": [key for key in key_set["keys"] if key.get("use", "sig") == "sig"]})
    except (JoseError, KeyError, TypeError, ValueError, AttributeError):
        raise Refused("signature") from None
