"""The clock: cases that nobody touches climb a tier."""

import time
from dataclasses import asdict, dataclass
from datetime import datetime

from django.utils import timezone

from organisation.sweeping import each
from tickets.models import Ticket


@dataclass
class Sweep:
    """What one sweep did; `seconds` is wall time."""

    examined: int = 0
    escalated: int = 0
    seconds: float = 0.0

    def as_dict(self) -> dict[str, float]:
        return asdict(self)


def sweep(now: datetime | None = None) -> Sweep:
    """Moves every case that is past its due time up a tier.

    Each case has its own short transaction and is looked at again under its lock, so two sweeps at once, or one
    that died halfway, move no case twice.
    """
    started, at = time.perf_counter(), now or timezone.now()
    swept = each("escalate", Ticket.objects.climbing(at), lambda ticket: ticket.climb(at))
    return Sweep(swept.examined, swept.done, round(time.perf_counter() - started, 3))
