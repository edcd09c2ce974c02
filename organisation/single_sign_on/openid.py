"""Signing in at a provider: the authorization code flow of OpenID Connect Core 1.0, with PKCE, state and nonce.

What is remembered between the two halves is the session's alone, and good for one answer.
"""

import base64
import hashlib
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from joserfc import jwt
from joserfc.errors import JoseError

from organisation.json_of_others import storable
from organisation.models import IdentityProvider
from organisation.single_sign_on import provider as published
from organisation.single_sign_on.troubles import Refused

ALGORITHMS: Final = (
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
    "EdDSA",
    "Ed25519",
)
"""Those of key pairs alone: what is signed with a shared secret, or not at all, proves nothing."""
CLOCKS: Final = 120
"""Seconds that the provider's clock and ours may be apart."""
ANSWERED_WITHIN: Final = 10 * 60


@dataclass(frozen=True)
class Begun:
    """One sign-in on its way. `kept` is where a form lies that somebody began (`organisation.sign_in.carried`)."""

    provider: int
    after: str
    at: float
    nonce: str = ""
    verifier: str = ""
    kept: str = ""
    is_trial: bool = False

    def check_time(self) -> None:
        """Raises `Refused` where it took too long."""
        if time.time() - self.at > ANSWERED_WITHIN:
            raise Refused("state")


def answer_address() -> str:
    """Where the provider sends people back to; entered there letter by letter."""
    return str(settings.SITE_URL) + reverse("single_sign_on_answer")


def begin(provider: IdentityProvider, *, after: str, kept: str = "", is_trial: bool = False) -> tuple[str, str, Begun]:
    """(address at the provider, state, what to remember under it). Raises `Refused`."""
    state, nonce, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48)
    begun = Begun(provider.pk, after, time.time(), nonce, verifier, kept, is_trial)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(begun.verifier.encode()).digest()).rstrip(b"=").decode()
    query = {
        "client_id": provider.client,
        "response_type": "code",
        "scope": " ".join(["openid", "email", "profile", *provider.scope.split()]),
        "redirect_uri": answer_address(),
        "state": state,
        "nonce": begun.nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    address = published.metadata(provider)["authorization_endpoint"]
    return f"{address}{'&' if '?' in address else '?'}{urlencode(query)}", state, begun


def finish(provider: IdentityProvider, begun: Begun, answer: Mapping[str, str]) -> dict[str, Any]:
    """The claims of who has signed in. Raises `Refused`."""
    if answer.get("iss") not in {None, provider.issuer}:
        raise Refused("wrong_issuer")
    if answer.get("error"):
        raise Refused("declined" if answer["error"] == "access_denied" else "provider")
    if not answer.get("code"):
        raise Refused("provider")
    given = ask_for_tokens(provider, begun, answer["code"])
    return with_userinfo(provider, read(provider, given["id_token"], begun.nonce), given.get("access_token"))


def with_userinfo(provider: IdentityProvider, claims: dict[str, Any], access_token: object) -> dict[str, Any]:
    """What the signed token says, and where address or groups are not in it, what the provider's userinfo says of the
    same person besides (OpenID Connect Core 1.0, 5.3 and 5.4). Raises `Refused`: groups that cannot be had are no
    groups that somebody has lost."""
    address = published.metadata(provider).get("userinfo_endpoint")
    if is_whole(provider, claims) or not isinstance(address, str) or not isinstance(access_token, str):
        return claims
    more = published.userinfo(provider, address, access_token)
    if more.get("sub") != claims["sub"]:
        raise Refused("other_subject")
    return {**more, **claims}


def is_whole(provider: IdentityProvider, claims: dict[str, Any]) -> bool:
    """Entra ID says by a mark that groups are left out; its userinfo has none either."""
    has_address = bool(claims.get(provider.email_claim) or claims.get("email"))
    named = claims.get("_claim_names")
    is_left_out = bool(claims.get("hasgroups")) or (isinstance(named, dict) and provider.groups_claim in named)
    return has_address and (is_left_out or provider.groups_claim in claims)


def ask_for_tokens(provider: IdentityProvider, begun: Begun, code: str) -> dict[str, Any]:
    """What the provider gives for the code. Raises `Refused`."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": answer_address(),
        "client_id": provider.client,
        "code_verifier": begun.verifier,
    }
    tokens = fetch_with_secret(provider, published.metadata(provider), form)
    if not isinstance(tokens.get("id_token"), str):
        raise Refused("provider")
    return tokens


def fetch_with_secret(provider: IdentityProvider, metadata: dict[str, Any], form: dict[str, str]) -> dict[str, Any]:
    """Shows the secret in the form or in the header: a provider may offer both, and take one of them from this program.

    It knows who asks before it uses up the code (RFC 6749, section 4.1.3). Raises `Refused`.
    """
    named = f"{quote(provider.client, safe='')}:{quote(provider.secret, safe='')}"
    header = {"Authorization": f"Basic {base64.b64encode(named.encode()).decode()}"}
    offered = metadata.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    if "client_secret_post" in offered:
        try:
            return published.fetch(provider, metadata["token_endpoint"], {**form, "client_secret": provider.secret})
        except Refused as refusal:
            if refusal.code != "client" or "client_secret_basic" not in offered:
                raise
    return published.fetch(provider, metadata["token_endpoint"], form, **header)


def read(provider: IdentityProvider, token: str, nonce: str) -> dict[str, Any]:
    """The claims of a token that is signed, for us, of now, and for this sign-in. Raises `Refused`."""
    claims = signed(provider, token).claims
    check_for_us(provider, claims)
    check_times(claims)
    if not constant_time_compare(str(claims.get("nonce", "")), nonce):
        raise Refused("nonce")
    if not isinstance(claims.get("sub"), str) or not claims["sub"]:
        raise Refused("no_subject")
    return claims


def signed(provider: IdentityProvider, token: str, *, from_anybody: bool = False) -> jwt.Token:
    """With the keys we know, else with those that the provider has now. Raises `Refused`."""
    for anew in (False, True):
        try:
            known = published.keys(provider, anew=anew, from_anybody=from_anybody)
            read = jwt.decode(token, known, algorithms=ALGORITHMS)
        except (JoseError, ValueError, TypeError, RecursionError):
            continue
        read.claims = storable(read.claims)
        return read
    raise Refused("signature")


def check_for_us(provider: IdentityProvider, claims: dict[str, Any]) -> None:
    audience = claims.get("aud")
    named = audience if isinstance(audience, list) else [audience]
    if claims.get("iss") != provider.issuer:
        raise Refused("wrong_issuer")
    if provider.client not in named or claims.get("azp", provider.client) != provider.client:
        raise Refused("audience")


def check_times(claims: dict[str, Any]) -> None:
    now = time.time()
    try:
        ends, made, begins = (float(claims.get(name, usual)) for name, usual in (("exp", 0), ("iat", 0), ("nbf", 0)))
    except (TypeError, ValueError):
        raise Refused("signature") from None
    if ends + CLOCKS < now:
        raise Refused("expired", minutes=minutes(now - made))
    if max(made, begins) - CLOCKS > now:
        raise Refused("early", minutes=minutes(max(made, begins) - now))


def minutes(seconds: float) -> int:
    return round(seconds / 60)


def sign_out_address(provider: IdentityProvider, back: str) -> str:
    """Where the person's session at the provider is ended (RP-Initiated Logout 1.0); empty where it has no such page.

    Nothing of the person is sent: the token that could say who they are is not kept here. Raises `Refused`.
    """
    address = published.metadata(provider).get("end_session_endpoint")
    if not isinstance(address, str) or urlsplit(address).scheme != "https":
        return ""
    query = urlencode({"client_id": provider.client, "post_logout_redirect_uri": back})
    return f"{address}{'&' if '?' in address else '?'}{query}"
