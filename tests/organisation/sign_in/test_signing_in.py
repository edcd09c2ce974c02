"""What signing in leaves behind goes when its time is over, and not before."""

from datetime import timedelta
from importlib import import_module
from typing import Any

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.utils import timezone
from knox.models import AuthToken

from organisation.models import Session
from organisation.sign_in.signing_in import KEPT
from tests.cast import Cast
from tickets.tasks import forget_old

MINUTE = timedelta(minutes=1)


def test_sessions_and_tokens_that_have_run_out_are_deleted(cast: Cast) -> None:
    store = import_module(settings.SESSION_ENGINE).SessionStore
    for seconds in (-60, 60):
        session: Any = store()
        session.set_expiry(timezone.now() + timedelta(seconds=seconds))
        session["seconds"] = seconds
        session.create()
        AuthToken.objects.create(cast.superuser, expiry=timedelta(seconds=seconds))
    forget_old()
    assert [row.get_decoded()["seconds"] for row in Session.objects.all()] == [60]
    assert [token.expiry > timezone.now() for token in AuthToken.objects.all()] == [True]


def test_sign_ins_and_failures_are_kept_for_their_time(cast: Cast) -> None:
    for kind in (AccessAttempt, AccessFailureLog, AccessLog):
        for name, age in (("old", KEPT + MINUTE), ("new", KEPT - MINUTE)):
            more = {"failures_since_start": 1} if kind is AccessAttempt else {}
            row = kind.objects.create(username=name, ip_address="10.0.0.7", **more)
            kind.objects.filter(pk=row.pk).update(attempt_time=timezone.now() - age)
    forget_old()
    for kind in (AccessAttempt, AccessFailureLog, AccessLog):
        assert list(kind.objects.values_list("username", flat=True)) == ["new"]
