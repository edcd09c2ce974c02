"""Wrong passwords make the next try wait: along four axes, with pauses that grow and never last long.

- An account from one network: five tries, then pauses of 1, 2, 4, 8 and at most 15 minutes.
- An account from everywhere: what each network may try counts here, too; after 25, pauses for all of them.
- A network: 50 tries at whatever accounts. Not where the municipality has said that schools sit there, or one pupil
  would keep a school out; many accounts tried from one network are told to the administrators instead.
- A browser in which the person has signed in before counts for itself alone. So nobody who tries from elsewhere, or
  from the desk beside it, keeps a person out of their own computer.

Tries are counted for what was typed. Nothing here, nor the time it takes, depends on whether there is such an account.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from axes.signals import user_locked_out
from django.conf import settings
from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import salted_hmac

from organisation.models import SignInPause, User
from organisation.security import limits
from organisation.sign_in import sessions
from organisation.sign_in.signing_in import KNOWN_FOR, forget_what_was_sent, known_as, username

Axis = SignInPause.Axis
FREE: Final = {Axis.BOTH: 5, Axis.ACCOUNT: 25, Axis.NETWORK: 50, Axis.BROWSER: 10}
MOST_PEOPLE: Final = 8
"""Who has signed in in one browser; the computer of a staff room has several."""
SALT: Final = "known-browser"


def digest(*parts: str) -> str:
    return salted_hmac("sign-in-pause", "\n".join(parts), algorithm="sha256").hexdigest()


@dataclass(frozen=True)
class Try:
    """One try to sign in: as whom, from where, and whether in a browser that knows them."""

    name: str
    network: str
    browser: str

    @classmethod
    def of(cls, request: HttpRequest, name: str) -> "Try":
        nonce, people = browser_of(request)
        is_known = digest("name", name) in people
        return cls(name, limits.sender(request), nonce if is_known else "")

    @property
    def axes(self) -> dict[str, str]:
        """The key of each axis that it counts on."""
        if self.browser:
            return {Axis.BROWSER: digest(Axis.BROWSER, self.browser, self.name)}
        keys = {
            Axis.BOTH: digest(Axis.BOTH, self.name, self.network),
            Axis.ACCOUNT: digest(Axis.ACCOUNT, self.name),
        }
        if not limits.is_of_school(self.network):
            keys[Axis.NETWORK] = digest(Axis.NETWORK, self.network)
        return {str(axis): key for axis, key in keys.items()}

    @transaction.atomic
    def begin(self) -> datetime | None:
        """Counts it. Until when it must wait, in which case nothing is counted and no password is looked at."""
        now, rows = timezone.now(), self.rows()
        waits = [row.until for row in rows.values() if row.until is not None and row.until > now]
        if waits:
            return max(waits)
        for axis, row in rows.items():
            if axis == Axis.ACCOUNT and rows[Axis.BOTH].tries > FREE[Axis.BOTH]:
                continue
            row.count(FREE[Axis(axis)], now)
        return None

    def rows(self) -> dict[str, SignInPause]:
        """Locked, in one order."""
        about = {"name": digest("name", self.name), "network": digest("network", self.network)}
        for axis, key in self.axes.items():
            SignInPause.objects.get_or_create(key=key, defaults={"axis": axis, **about})
        pauses = SignInPause.objects.select_for_update().filter(key__in=self.axes.values()).order_by("key")
        return {row.axis: row for row in pauses}

    @transaction.atomic
    def succeed(self) -> None:
        """The person has come: what was counted for them goes; of a network this one try."""
        for row in SignInPause.objects.select_for_update().filter(key__in=self.axes.values()).order_by("key"):
            if row.axis != Axis.NETWORK:
                row.delete()
            elif row.tries:
                row.tries -= 1
                row.until = None if row.tries < FREE[Axis.NETWORK] else row.until
                row.save(update_fields=["tries", "until"])


def browser_of(request: HttpRequest) -> tuple[str, list[str]]:
    """The browser's own number, and the digests of those who have signed in in it."""
    try:
        data = signing.loads(request.COOKIES.get(settings.KNOWN_BROWSER_COOKIE_NAME, ""), salt=SALT, max_age=KNOWN_FOR)
        return str(data["browser"]), [str(each) for each in data["people"]]
    except (signing.BadSignature, KeyError, TypeError):
        return "", []


def remember_browser(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """From now on the person's tries in this browser are counted for it alone."""
    nonce, people = browser_of(request)
    own = digest("name", known_as(user.email))
    data = {
        "browser": nonce or secrets.token_urlsafe(12),
        "people": [own, *(each for each in people if each != own)][:MOST_PEOPLE],
    }
    response.set_cookie(
        settings.KNOWN_BROWSER_COOKIE_NAME,
        signing.dumps(data, salt=SALT),
        max_age=KNOWN_FOR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


class Pauses(AxesDatabaseHandler):  # type: ignore[misc]  # the library has no types
    """Puts these axes in the place of the library's own; it goes on noting who tried and who came."""

    def is_locked(self, request: Any, credentials: dict[str, Any] | None = None) -> bool:
        """Asked before any password is looked at. A try is counted once, however often it is asked."""
        name = username(request, credentials)
        if not name or getattr(request, "tried", None) == name:
            return getattr(request, "waits_until", None) is not None
        request.tried, request.waits_until = name, Try.of(request, name).begin()
        return request.waits_until is not None

    def user_login_failed(self, sender: Any, credentials: dict[str, Any], request: Any = None, **more: Any) -> None:
        with transaction.atomic():
            super().user_login_failed(sender, credentials, request, **more)
            forget_what_was_sent(AccessAttempt.objects.filter(username=username(request, credentials)))
        if request is None or request.axes_locked_out or getattr(request, "tried", None) is None:
            return
        if SignInPause.objects.filter(key__in=Try.of(request, request.tried).axes.values(), until__gt=timezone.now()):
            user_locked_out.send("axes", request=request, username=request.tried, ip_address=limits.sender(request))

    def user_logged_in(self, sender: Any, request: Any, user: Any, **more: Any) -> None:
        super().user_logged_in(sender, request, user, **more)
        Try.of(request, known_as(user.email)).succeed()
        sessions.begin(request, user)
        request.known_person = user


def locked_page(request: HttpRequest, _response: HttpResponse, _credentials: Any = None) -> HttpResponse:
    """The same for an account that is there and for one that is not."""
    until = getattr(request, "waits_until", None) or timezone.now()
    wait = limits.seconds_until(until)
    answer = render(request, "429_locked.html", {"minutes": -(-wait // 60)}, status=429)
    answer.headers["Retry-After"] = str(wait)
    return answer
