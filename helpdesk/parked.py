"""A sign-in that has its password and waits for the rest. Nobody is signed in before all of it is there."""

import time
from dataclasses import dataclass
from typing import Final

from django.contrib.auth import login
from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from organisation.models import SignInNews, User
from organisation.security.security_log import note

KEY: Final = "parked_sign_in"
LASTS: Final = 10 * 60
PROVED_AT: Final = "proved_at"
FRESH: Final = 15 * 60
"""Seconds in which somebody need not type their password again before they change how they sign in."""
BACKEND: Final = f"{ModelBackend.__module__}.{ModelBackend.__qualname__}"


@dataclass(frozen=True)
class Parked:
    user: User
    after: str
    """The address they were on the way to."""


def park(request: HttpRequest, user: User, after: str) -> None:
    request.session.cycle_key()
    request.session[KEY] = {
        "user": user.pk,
        "after": after,
        "at": time.time(),
        "password": user.get_session_auth_hash(),
    }


def parked(request: HttpRequest) -> Parked | None:
    """None when nobody waits here, when it took too long, and when the password has been changed since, or opens the
    site no longer."""
    waiting = request.session.get(KEY)
    if waiting is None or time.time() - waiting["at"] > LASTS:
        return None
    user = User.objects.filter(pk=waiting["user"], is_active=True).first()
    if user is None or not constant_time_compare(waiting["password"], user.get_session_auth_hash()):
        return None
    return Parked(user, waiting["after"]) if user.may_use_password() else None


def sign_in(request: HttpRequest, user: User, *, by_password: bool = True) -> None:
    """The whole proof is there. The session gets a new name, and what was parked is gone."""
    request.session.pop(KEY, None)
    login(request, user, backend=BACKEND)
    request.session[PROVED_AT] = time.time()
    if user.break_glass and by_password:
        note("break_glass", user=user.pk)
        User.objects.filter(pk=user.pk).update(emergency_tried_at=timezone.now())
        SignInNews.tell_administrators(SignInNews.What.BREAK_GLASS, about=user)


def is_fresh(request: HttpRequest) -> bool:
    return time.time() - float(request.session.get(PROVED_AT, 0)) < FRESH
