"""How long somebody stays signed in, where, and how all of it ends.

A session ends when nobody has used it for a while, and at the latest some hours after it began; sooner for those who
see the whole municipality. It also ends with the password and the roles under which it began
(`User.get_session_auth_hash`).
"""

import hashlib
from collections import Counter
from datetime import datetime, timedelta
from typing import Any, Final

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from knox.models import AuthToken

from database.prepared import WORD, Prepared
from organisation.models import Municipality, User
from organisation.models.session import Session
from organisation.pages.browser import describe
from organisation.roles import WHOLE_MUNICIPALITY
from organisation.security.security_log import note

ABOUT: Final = "about"
CAME_BY: Final = "came_by"
"""In the session of whoever came by a provider of sign-ins: which, and what ends their sign-in there and here."""
NOTED_EVERY: Final = timedelta(minutes=1)
BY_ITSELF: Final = frozenset(
    {
        "admin:answer_here",
        "admin:bundle_where",
        "admin:person_files",
        "admin:print_run",
        "admin:queue_news",
        "admin:queue_progress",
        "admin:rollover_outcome",
        "admin:ticket_presence",
        "admin:what_if",
    }
)
"""What a page that lies open asks again and again, while nobody may be at it: it keeps nobody signed in."""


BY_KEY: Final = Prepared(lambda: Session.objects.filter(session_key=WORD))


class SessionStore(DatabaseStore):
    """Keeps with the session whose it is, and until when."""

    row: Session | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Session | None:
        """As Django's, by a query that is put together once: every page begins with it."""
        row = BY_KEY.first({WORD: self.session_key})
        self.row = row if row and row.expire_date > timezone.now() else None
        if self.row is None:
            self._session_key = None
        return self.row

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row: Session = super().create_model_instance(data)  # type: ignore[assignment]
        about, came_by = data.get(ABOUT), data.get(CAME_BY) or {}
        row.sign_in_digest = sign_in_digest(came_by["provider"], came_by.get("session", "")) if came_by else ""
        row.user_id = int(data["_auth_user_id"]) if "_auth_user_id" in data else None
        if about:
            row.browser, row.began_at = about["browser"], datetime.fromisoformat(about["began_at"])
            row.expire_date = expires_at(about, timezone.now())
        return row


def sign_in_digest(provider: int, name: str) -> str:
    """Of the name that a provider (its id) has for a sign-in; empty where it gave none."""
    return hashlib.sha256(f"{provider}|{name}".encode()).hexdigest() if name else ""


def expires_at(about: dict[str, Any], now: datetime) -> datetime:
    began, hours = datetime.fromisoformat(about["began_at"]), timedelta(hours=about["hours"])
    return min(now + timedelta(minutes=about["idle_minutes"]), began + hours)


def begin(request: HttpRequest, user: User) -> None:
    """Right after signing in: by the strictest of the person's roles."""
    municipality, is_wide = Municipality.current(), bool(user.roles & WHOLE_MUNICIPALITY)
    browser = describe(request.META.get("HTTP_USER_AGENT", ""))
    request.session[ABOUT] = {
        "browser": ", ".join(filter(None, [browser.client, browser.device]))[:120],
        "began_at": timezone.now().isoformat(),
        "idle_minutes": municipality.session_idle_minutes_wide if is_wide else municipality.session_idle_minutes,
        "hours": municipality.session_hours_wide if is_wide else municipality.session_hours,
    }


def note_use(request: HttpRequest) -> None:
    """Somebody is at it: the time until it ends by itself begins again. Written down once a minute."""
    store: Any = request.session
    row: Session | None = getattr(store, "row", None)
    match = request.resolver_match
    if row is None or row.user_id is None or (match and match.view_name in BY_ITSELF):
        return
    now, about = timezone.now(), store.get(ABOUT)
    if about and now - row.seen_at > NOTED_EVERY:
        row.touch(now, expires_at(about, now))


def of_person(user: User) -> list[Session]:
    """Where somebody is signed in, last used first; what their password or roles have ended is cleared away."""
    alive: list[Session] = []
    ended: list[Session] = []
    for row in user.sessions.filter(expire_date__gt=timezone.now()).order_by("-seen_at", "session_key"):
        is_alive = row.get_decoded().get("_auth_user_hash") == user.get_session_auth_hash()
        (alive if is_alive else ended).append(row)
    Session.objects.filter(pk__in=[row.pk for row in ended]).delete()
    return alive


def end(user: User, number: str) -> bool:
    """Signs the person out in one browser."""
    keys = [row.pk for row in user.sessions.all() if row.number == number]
    return bool(Session.objects.filter(pk__in=keys).delete()[0])


def end_all(user: User, *, but: str | None = None) -> int:
    """Signs the person out everywhere, and their tokens with it; `but` is the key of a session that stays, and then the
    tokens do, too."""
    if but is None:
        end_tokens(user)
    return user.sessions.exclude(pk=but or "").delete()[0]


def end_by_lost_passwords() -> None:
    """Out is who came by a password that opens the site to them no longer, since single sign-on alone does."""
    rows = Session.objects.filter(user__isnull=False).select_related("user").order_by("pk")
    ended = [row for row in rows.iterator() if is_by_password(row) and row.user and not row.user.may_use_password()]
    Session.objects.filter(pk__in=[row.pk for row in ended]).delete()
    for user, count in Counter(row.user_id for row in ended).items():
        note("sessions_by_password_ended", user=user, count=count)


def is_by_password(row: Session) -> bool:
    return not row.get_decoded().get(CAME_BY)


def tokens_of(user: User) -> QuerySet[AuthToken]:
    """With which programs come in as this person, the newest first."""
    tokens: QuerySet[AuthToken] = AuthToken.objects.filter(user=user).exclude(expiry__lte=timezone.now())
    return tokens.order_by("-created", "pk")


def end_token(user: User, number: str) -> bool:
    """By the letters that it begins with, which alone open nothing."""
    return bool(AuthToken.objects.filter(user=user, token_key=number).delete()[0])


def end_tokens(user: User) -> None:
    AuthToken.objects.filter(user=user).delete()
