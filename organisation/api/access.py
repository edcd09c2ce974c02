"""Who comes in through the API, and how often.

A program shows the token of its service account (`Authorization: Bearer …`). A token of a person (`Authorization:
Token …`) has that person's rights, for as long as a password opens the site to them: who comes by single sign-on alone
loses a right at the next sign-in, and a token never signs in. The emergency account has none, since nobody would hear
of its use. The pages' own scripts come with the person's session.
"""

import time
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from knox.auth import TokenAuthentication
from knox.models import AuthToken
from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from organisation.models import ApiClient, User
from organisation.security import limits

if TYPE_CHECKING:
    from rest_framework.views import APIView

OF_A_PERSON: Final = 120
"""How often in a minute a person's own token may ask."""
MINUTE: Final = 60


class ServiceAccount(BaseAuthentication):
    """Lends the account of an API client its rights, for this request alone."""

    def authenticate(self, request: Request) -> tuple[User, ApiClient] | None:
        parts = get_authorization_header(request).split()
        if not parts or parts[0].lower() != b"bearer":
            return None
        client = ApiClient.objects.of_token(parts[1].decode("ascii", "replace")) if len(parts) == 2 else None  # noqa: PLR2004
        if client is None:
            raise wrong_token(request)
        client.note_use()
        return client.signed_in(), client

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


class PersonalToken(TokenAuthentication):  # type: ignore[misc]  # the library has no types
    """As the library reads it; what is wrong with it is said, and counted, as for a service account."""

    def authenticate(self, request: Request) -> tuple[User, AuthToken] | None:
        try:
            person_and_token: tuple[User, AuthToken] | None = super().authenticate(request)
        except (exceptions.AuthenticationFailed, UnicodeDecodeError):
            raise wrong_token(request) from None
        if person_and_token is not None and not may_have_token(person_and_token[0]):
            raise wrong_token(request)
        return person_and_token


def may_have_token(user: User) -> bool:
    return not user.break_glass and user.may_use_password()


def wrong_token(request: Request) -> exceptions.APIException:
    """What to raise: for a network that goes on guessing, that it must wait."""
    counted = limits.count(request, "wrong_token")
    if counted.is_over:
        return exceptions.Throttled(limits.seconds_until(counted.opens_at()))
    sentence = _("The token is not known, or has been ended or has run out.")
    return exceptions.AuthenticationFailed(sentence, code="invalid_token")


class PerMinute(BaseThrottle):
    """So many requests a minute: of a client as its row says, of a person's token always the same."""

    def allow_request(self, request: Request, view: "APIView") -> bool:
        if isinstance(request.auth, ApiClient):
            who, limit = f"client-{request.auth.pk}", request.auth.per_minute
        elif isinstance(request.auth, AuthToken):
            who, limit = f"person-{request.auth.user_id}", OF_A_PERSON
        else:
            return True
        return limits.add_one(f"limit:api:{who}:{int(time.time()) // MINUTE}", 2 * MINUTE) <= limit

    def wait(self) -> float:
        return float(MINUTE - int(time.time()) % MINUTE)
