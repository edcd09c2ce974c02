"""Who wants to hear of which event. News travels upward by subscription, never by import."""

from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tickets.models import Event

Handler = Callable[["Event"], None]

_handlers: dict[str, list[Handler]] = defaultdict(list)


def subscribe(kind: str, handler: Handler) -> None:
    """Calls `handler` once or more for each event of the kind; it must be idempotent by the event's id."""
    if handler not in _handlers[kind]:
        _handlers[kind].append(handler)


def handlers(kind: str) -> list[Handler]:
    return list(_handlers[kind])
