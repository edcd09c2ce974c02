"""Sees to it that due times follow opening hours, closing days and the times of the tiers."""

import time
from typing import Final

from organisation.calendar import working_time
from tickets.models import Recount, Ticket

PATIENCE: Final = 40.0
"""Seconds after which the rest is left for another run."""


def declare() -> None:
    working_time.ask_to_look(look)


def look() -> int | None:
    """How many open cases are being counted anew because something has changed."""
    return Ticket.objects.needs_us().count() if Recount.look() else None


def go_on(patience: float = PATIENCE) -> bool:
    """Counts for a while; whether something is left."""
    begun = time.monotonic()
    for recount in Recount.objects.unfinished():
        while recount.go_on():
            if time.monotonic() - begun > patience:
                return True
    return False
