"""Who somebody says they are when they sign in, what that leaves behind, and for how long.

The libraries that write these tables never empty them.
"""

from datetime import timedelta
from typing import Any, Final

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from knox.models import AuthToken

from organisation.models.people import as_stored
from organisation.models.session import Session
from organisation.models.sign_in_pause import SignInPause
from organisation.sign_in import sessions
from privacy.cpr import mask

KEPT: Final = timedelta(days=90)
"""Long enough to look into a break-in that is noticed late."""

KNOWN_FOR: Final = timedelta(days=180)
"""How long a browser is known again in which somebody has signed in."""


def username(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> str:
    """The person whom wrong passwords are counted for: one person, however the address is spelled."""
    given: Any = credentials if credentials is not None else getattr(request, "POST", {})
    return known_as(str(given.get("username") or ""))


def known_as(typed: str) -> str:
    """As the tables of this module keep it: a CPR number is no name of anybody here."""
    return mask(as_stored(typed)).text


def forget_what_was_sent(tries: "QuerySet[AccessAttempt]") -> None:
    """The library keeps every field of a failed try beside who it was: where somebody came from, and what they were
    writing when their session ended."""
    tries.exclude(get_data="", post_data="").update(get_data="", post_data="")


def forget_old() -> None:
    """Sessions and tokens go when they have run out, or hang on a password that opens nothing any more; who signed in,
    and who failed, after `KEPT`."""
    now = timezone.now()
    Session.objects.filter(expire_date__lt=now).delete()
    sessions.end_by_lost_passwords()
    forget_what_was_sent(AccessAttempt.objects.all())
    AuthToken.objects.filter(expiry__lt=now).delete()
    SignInPause.drop_old()
    for table in (AccessAttempt, AccessFailureLog, AccessLog):
        table.objects.filter(attempt_time__lt=now - KEPT).delete()
