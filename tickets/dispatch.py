"""The outbox: hands each event to its subscribers, at least once, and marks it when all have heard."""

from django.utils import timezone

from tickets.events import handlers
from tickets.models import Event


def dispatch(event_id: int) -> bool:
    """False when the event was dispatched before or is held back.

    A subscriber that fails leaves the event for the sweeper, and is raised once all the others have heard.
    """
    waiting = Event.objects.hearable().filter(pk=event_id, dispatched_at=None)
    event = waiting.select_related("ticket__institution", "by").first()
    if event is None:
        return False
    trouble: Exception | None = None
    for handler in handlers(event.kind):
        try:
            handler(event)
        except Exception as error:  # noqa: BLE001  raised below
            trouble = trouble or error
    if trouble is not None:
        raise trouble
    Event.objects.filter(pk=event.pk).update(dispatched_at=timezone.now())
    return True
