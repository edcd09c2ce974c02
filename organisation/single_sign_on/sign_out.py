"""The provider ends somebody's sign-in: from server to server (OpenID Connect Back-Channel Logout 1.0), or by a frame
in a page of its own (Front-Channel Logout 1.0).

No cookie comes along with either: the session knows by which provider it began, and what that calls it.
What is refused is told to the provider's server by a code, which is no sentence for people.
"""

import hashlib
import time
from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

from django.core.cache import cache
from joserfc.jwt import Token

from organisation.models import Identity, IdentityProvider, Session
from organisation.security.security_log import note
from organisation.sign_in.sessions import CAME_BY, sign_in_digest
from organisation.single_sign_on import openid
from organisation.single_sign_on.troubles import Refused

EVENT: Final = "http://schemas.openid.net/event/backchannel-logout"
KINDS: Final = frozenset({"jwt", "logout+jwt", "application/logout+jwt"})
"""What the head of a token may call it; an access token calls itself something else."""
LASTS: Final = 10 * 60
"""Seconds after it was made for which a token counts, whatever it says itself. So long we know it again."""
LONGEST_TOKEN: Final = 16 * 1024
LONGEST_NAME: Final = 255
LEAST_NAME: Final = 16
"""Characters of the name of a sign-in by which alone, without a signature, it is ended: nobody guesses so many."""


@dataclass(frozen=True)
class SignOut:
    """Whom the provider signs out: a person by its name for them, one sign-in by its name for that, or both."""

    subject: str
    session: str


def read_token(provider: IdentityProvider, token: str) -> SignOut:
    """What a token wants that is signed, for us, of now, a logout and new. Raises `Refused`."""
    if not token or len(token) > LONGEST_TOKEN:
        raise Refused("no_token")
    signed = openid.signed(provider, token, from_anybody=True)
    claims = signed.claims
    openid.check_for_us(provider, claims)
    check_time(claims)
    check_kind(signed)
    wanted = SignOut(name_in(claims, "sub"), name_in(claims, "sid"))
    if not wanted.subject and not wanted.session:
        raise Refused("nobody_named")
    check_first(provider, name_in(claims, "jti"))
    return wanted


def check_time(claims: dict[str, Any]) -> None:
    """One that would count for a year could be kept and sent again when we have forgotten it."""
    openid.check_times(claims)
    if float(claims.get("iat", 0)) + LASTS + openid.CLOCKS < time.time():
        raise Refused("expired")


def check_kind(signed: Token) -> None:
    """No other token of the provider is a logout, least of all one that signs somebody in."""
    events = signed.claims.get("events")
    if not isinstance(events, dict) or not isinstance(events.get(EVENT), dict):
        raise Refused("no_logout")
    if "nonce" in signed.claims or str(signed.header.get("typ", "JWT")).lower() not in KINDS:
        raise Refused("no_logout")


def name_in(claims: dict[str, Any], claim: str) -> str:
    """Empty where it is not there."""
    name = claims.get(claim, "")
    if not isinstance(name, str) or len(name) > LONGEST_NAME:
        raise Refused("nobody_named")
    return name


def check_first(provider: IdentityProvider, name: str) -> None:
    """The last of all checks: what is refused for something else uses up no name."""
    if not name:
        raise Refused("no_name")
    digest = hashlib.sha256(name.encode()).hexdigest()
    if not cache.add(provider.key(f"signed-out:{digest}"), 1, LASTS + 2 * openid.CLOCKS):
        raise Refused("replayed")


def end_sign_in(provider: IdentityProvider, issuer: str | None, name: str) -> None:
    """The one of the name, asked by the person's browser. Keycloak says who asks; Entra ID does not, and need not at an
    address that is that provider's alone. Raises `Refused`."""
    if issuer not in {None, provider.issuer}:
        raise Refused("wrong_issuer")
    if not LEAST_NAME <= len(name) <= LONGEST_NAME:
        raise Refused("nobody_named")
    end_sessions(provider, SignOut("", name))


def end_sessions(provider: IdentityProvider, wanted: SignOut) -> None:
    """At once; none is left to end where the person has signed out already. Raises `Refused`."""
    rows = meant(provider, wanted)
    Session.objects.filter(pk__in=[row.pk for row in rows]).delete()
    for user, count in Counter(row.user_id for row in rows).items():
        note("signed_out_by_provider", user=user, provider=provider.pk, sessions=count)


def meant(provider: IdentityProvider, wanted: SignOut) -> list[Session]:
    """Of somebody's sessions the one that is named, and those that began without a name, which may be it; all that
    began at this provider where none is named. Raises `Refused` where the one that is named is somebody else's."""
    named = of_sign_in(provider, wanted.session)
    if not wanted.subject:
        return named
    identity = Identity.objects.filter(provider=provider, subject=wanted.subject).first()
    if any(identity is None or row.user_id != identity.user_id for row in named):
        raise Refused("other_person")
    own = [row for row in Session.objects.filter(user=identity.user_id) if began_at(row, provider)] if identity else []
    return [*named, *(row for row in own if not row.sign_in_digest)] if wanted.session else own


def of_sign_in(provider: IdentityProvider, name: str) -> list[Session]:
    return list(Session.objects.filter(sign_in_digest=sign_in_digest(provider.pk, name))) if name else []


def began_at(row: Session, provider: IdentityProvider) -> bool:
    return (row.get_decoded().get(CAME_BY) or {}).get("provider") == provider.pk
