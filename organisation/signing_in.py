"""What signing in leaves behind, and for how long: the libraries that write these tables never empty them."""

from datetime import timedelta
from typing import Final

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.sessions.models import Session
from django.utils import timezone
from knox.models import AuthToken

KEPT: Final = timedelta(days=90)
"""Long enough to look into a break-in that is noticed late."""


def forget_old() -> None:
    """Sessions and tokens go when they have run out; who signed in, and who failed, after `KEPT`."""
    now = timezone.now()
    Session.objects.filter(expire_date__lt=now).delete()
    AuthToken.objects.filter(expiry__lt=now).delete()
    for table in (AccessAttempt, AccessFailureLog, AccessLog):
        table.objects.filter(attempt_time__lt=now - KEPT).delete()
