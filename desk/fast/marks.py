"""The small marks of a case (status, route, time left). Each is drawn by its template once for all it can say."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tickets.words import Route, Status

SOON: Final = timedelta(hours=2)
NO_TIME: Final = datetime(2024, 1, 1, tzinfo=UTC)
"""Where a length of time is measured from; any day would do."""
MOST_KEPT: Final = 4096


def pill(status: str) -> SafeString:
    """Where a case stands. Raises `ValueError` for no such status."""
    return drawn("components/pill.html", get_language(), status=status, label=str(Status(status).label))


def route(chosen: str | None) -> SafeString:
    """The route of a case, or that it has none yet. Raises `ValueError` for no such route."""
    return drawn(
        "components/route.html", get_language(), route=chosen, label=str(Route(chosen).label) if chosen else ""
    )


def due(due_at: datetime) -> SafeString:
    """How much time a case has left, or how late it is."""
    left = due_at - timezone.now()
    if left <= timedelta():
        return drawn("components/due.html", get_language(), state="late", label=length(-left))
    state = "soon" if left < SOON else "ok"
    return drawn("components/due.html", get_language(), state=state, label=_("in %(time)s") % {"time": length(left)})


def length(time: timedelta) -> str:
    """In words, by its largest unit."""
    return length_of_minutes(int(time.total_seconds()) // 60, get_language())


@lru_cache(MOST_KEPT)
def length_of_minutes(minutes: int, _language: str | None) -> str:
    return timesince(NO_TIME, NO_TIME + timedelta(minutes=minutes), depth=1)


@lru_cache(MOST_KEPT)
def drawn(template: str, _language: str | None, **values: str | None) -> SafeString:
    return render_to_string(template, values)
