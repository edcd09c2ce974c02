"""The one word for all sweeps: each row by itself, so that one that fails stops no other.

What fails is counted and kept as a `SweepFailure`, with the id of the row and the kind of error alone: what the error
says may quote what people wrote.
"""

import logging
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db.models import QuerySet

from organisation.models import SweepFailure

log = logging.getLogger(__name__)
BATCH: Final = 500


@dataclass
class Swept:
    """What one sweep did. `done` are the rows where there was something to do."""

    examined: int = 0
    done: int = 0
    failed: int = 0


def sweep_rows(
    sweep: str, rows: QuerySet[Any, Any], act: Callable[[Any], object], *, at_most: int | None = None
) -> Swept:
    """Calls `act` for every row, or every key where `rows` are keys, in the order of their keys.

    `act` is a verb: its own short transaction, which says whether there was something to do. Rows that failed of late
    are left out until their pause is over. Raises only when the time of the task is up, or the database is away.
    """
    failing = set(SweepFailure.objects.of(sweep).values_list("key", flat=True))
    if failing:
        rows = rows.exclude(pk__in=list(SweepFailure.objects.of(sweep).resting().values_list("key", flat=True)))
    swept = Swept()
    for row in walked(rows, at_most):
        key = row if isinstance(row, int) else row.pk
        swept.examined += 1
        with guarded(sweep, key) as outcome:
            swept.done += bool(act(row))
        swept.failed += outcome.failed
        if key in failing and not outcome.failed:
            SweepFailure.objects.of(sweep).filter(key=key).delete()
    return swept


def walked(rows: QuerySet[Any, Any], at_most: int | None) -> Iterator[Any]:
    """The rows by their keys, a batch at a time, so that none is held in memory or in a cursor for long."""
    rows, last, left = rows.order_by("pk"), 0, at_most
    while batch := list(rows.filter(pk__gt=last)[: BATCH if left is None else min(left, BATCH)]):
        last = batch[-1] if isinstance(batch[-1], int) else batch[-1].pk  # before a verb deletes the row
        yield from batch
        left = None if left is None else left - len(batch)


@dataclass
class RowOutcome:
    failed: bool = False


@contextmanager
def guarded(sweep: str, key: int) -> Iterator[RowOutcome]:
    """What goes wrong in here is noted and goes no further; but when the time of the task is up, it ends."""
    outcome = RowOutcome()
    try:
        yield outcome
    except Exception as error:
        outcome.failed = True
        kind, place = type(error).__name__, place_of(error)
        log.error("%s: row %s failed: %s at %s", sweep, key, kind, place)  # noqa: TRY400  the message may be personal
        SweepFailure.note(sweep, key, error=kind, place=place)
        if isinstance(error, SoftTimeLimitExceeded):
            raise


def place_of(error: BaseException) -> str:
    """The file and line of our own code where it went wrong, as deep down as that goes."""
    places = [(Path(frame.f_code.co_filename), line) for frame, line in traceback.walk_tb(error.__traceback__)]
    ours = [
        f"{file.relative_to(settings.BASE_DIR)}:{line}"
        for file, line in places
        if file.is_relative_to(settings.BASE_DIR) and "site-packages" not in file.parts
    ]
    return ours[-1] if ours else ""
