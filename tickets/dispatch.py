"""The outbox: hands each event to its subscribers, at least once, and marks it when all have heard."""

import logging

from django.utils import timezone

from tickets.events import handlers
from tickets.models import Event

log = logging.getLogger(__name__)


def dispatch(event_id: int) -> bool:
    """False when the event was dispatched before or is held back. A failing subscriber leaves it for the sweeper."""
    waiting = Event.objects.hearable().filter(pk=event_id, dispatched_at=None)
    event = waiting.select_related("ticket__institution", "by").first()
    if event is None:
        return False
    failed = False
    for handler in handlers(event.kind):
        try:
            handler(event)
        except Exception:
            failed = True
            log.exception("event %s: %s failed", event.pk, handler.__name__)
    if not failed:
        Event.objects.filter(pk=event.pk).update(dispatched_at=timezone.now())
    return not failed
