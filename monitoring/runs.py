"""Notes the end of every task of the clock."""

import logging
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, Final

from celery.signals import task_postrun
from django.conf import settings
from django.db import DatabaseError

from monitoring.models import GAP, PeriodicRun

log = logging.getLogger(__name__)
A_BIT: Final = timedelta(hours=2)


def patience() -> dict[str, timedelta]:
    """How long each task of the clock may be silent: three of its periods and never less than five minutes; of one that
    has its hour, as long as it rests, over the weekend too."""
    schedule: dict[str, dict[str, Any]] = settings.CELERY_BEAT_SCHEDULE
    return {str(entry["task"]): patience_with(entry["schedule"]) for entry in schedule.values()}


def patience_with(schedule: Any) -> timedelta:
    """A `crontab` of ours is once a day, on the days of the week that it names."""
    if not isinstance(schedule, float):
        return timedelta(days=longest_pause(schedule.day_of_week)) + A_BIT
    return max(3 * timedelta(seconds=schedule), GAP)


def longest_pause(days_of_week: set[int]) -> int:
    """Days from one to the next, over the end of the week too."""
    days = sorted(days_of_week)
    return max(later - earlier for earlier, later in pairwise([*days, days[0] + 7]))


@task_postrun.connect
def note_end(task: Any = None, state: str = "", retval: object = None, **_about: object) -> None:
    """Never raises: a task that was done must not count as failed because nobody could write it down."""
    if task is None or task.name not in patience():
        return
    try:
        PeriodicRun.note(task.name, error="" if state == "SUCCESS" else type(retval).__name__)
    except DatabaseError as error:
        log.warning("%s: its end is not noted: %s", task.name, type(error).__name__)


def expect_all() -> None:
    for task in patience():
        PeriodicRun.expect(task)


def late(now: datetime) -> dict[str, datetime]:
    """The tasks that have been silent for too long, and since when.

    A task that runs seldom is given its time anew when the clock itself begins to run again.
    """
    allowed = patience()
    runs = list(PeriodicRun.objects.filter(task__in=allowed))
    steady = max((run.steady_since for run in runs if allowed[run.task] == GAP), default=now)
    since = {run.task: run.last_at if allowed[run.task] == GAP else max(run.last_at, steady) for run in runs}
    return {task: at for task, at in since.items() if at < now - allowed[task]}
