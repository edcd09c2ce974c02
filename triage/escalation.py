"""The clock: cases that nobody touches climb a tier; before that, whoever has them is reminded.

What a sweep costs follows from what is due: it reads the ends of two partial indexes (`ticket_climbing`,
`ticket_clock`), however many cases are open.
"""

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final, TypeVar

from celery.exceptions import SoftTimeLimitExceeded
from django.db.models import QuerySet
from django.utils import timezone

from organisation.models import SweepFailure
from organisation.sweeps.sweeping import Swept, sweep_rows
from tickets.models import Promise, Ticket, climbing
from tickets.models.ticket_list import TicketQuerySet
from tickets.models.working_times import WorkingTimes

BATCH: Final = 200
"""Cases that climb in one transaction: far below a second, so that nobody who works on one of them waits."""
MOST: Final = 100_000
"""Cases of one sweep; the next comes within the minute."""
Rows = TypeVar("Rows", bound="QuerySet[Any, Any]")


@dataclass
class EscalationSweep:
    """What one sweep did; `seconds` is wall time."""

    examined: int = 0
    escalated: int = 0
    seconds: float = 0.0

    def as_dict(self) -> dict[str, float]:
        return asdict(self)


def sweep(now: datetime | None = None, *, in_hours: bool = False) -> EscalationSweep:
    """Moves every case that is past its due time up a tier; `in_hours`: only where somebody works now.

    Cases climb in batches. Each is looked at again under its lock, and one that is locked is left for the next sweep,
    so two sweeps at once, or one that died halfway, move no case twice.
    """
    started, at = time.perf_counter(), now or timezone.now()
    swept = climb(Ticket.objects.climbing(at), at, in_hours=in_hours)
    return EscalationSweep(swept.examined, swept.done, round(time.perf_counter() - started, 3))


def remind(now: datetime | None = None, *, in_hours: bool = False) -> int:
    """Tells of cases whose time runs out, and of those that are no longer put aside; how many."""
    at = now or timezone.now()
    rows = Ticket.objects.alarm_due(at)
    rows = workable(rows, at) if in_hours else rows
    return sweep_rows("remind", rows, lambda ticket: ticket.sound_alarm(at)).done


def watch_targets(now: datetime | None = None, *, in_hours: bool = False) -> int:
    """Tells of targets whose time runs out or is up, which lets a case climb; how many."""
    at = now or timezone.now()
    rows = Promise.objects.alarm_due(at).select_related("ticket__institution")
    rows = workable(rows, at, place="ticket__institution") if in_hours else rows
    return sweep_rows("watch_targets", rows, lambda row: row.sound_alarm(at)).done


def climb(rows: TicketQuerySet, at: datetime, *, in_hours: bool) -> Swept:
    rows = workable(rows, at) if in_hours else rows
    failing = SweepFailure.objects.of("escalate").resting()
    if failing.exists():
        rows = rows.exclude(pk__in=list(failing.values_list("key", flat=True)))
    keys = list(rows.order_by("due_at", "id").values_list("pk", flat=True)[:MOST])
    swept = Swept(examined=len(keys))
    if keys:
        ladder = climbing.Ladder()
        for first in range(0, len(keys), BATCH):
            climb_batch(keys[first : first + BATCH], at, swept, ladder)
    return swept


def climb_batch(keys: Sequence[int], at: datetime, swept: Swept, ladder: climbing.Ladder) -> None:
    """All of them at once or, where one stands in the way, each by itself."""
    try:
        swept.done += climbing.climb_all(keys, at, ladder)
        forget_failures(keys)
    except SoftTimeLimitExceeded:
        raise
    except Exception:  # noqa: BLE001  found again below, row by row, where it is noted
        alone = sweep_rows("escalate", Ticket.objects.filter(pk__in=keys), lambda ticket: ticket.climb(at))
        swept.done += alone.done
        swept.failed += alone.failed


def forget_failures(keys: Sequence[int]) -> None:
    failing = SweepFailure.objects.of("escalate")
    if failing.exists():
        failing.filter(key__in=keys).delete()


def workable(rows: Rows, at: datetime, *, place: str = "institution") -> Rows:
    """Those of places where somebody works at the moment."""
    usual, otherwise = WorkingTimes.current().places_open(at)
    return rows.exclude(**{f"{place}__in": otherwise}) if usual else rows.filter(**{f"{place}__in": otherwise})
