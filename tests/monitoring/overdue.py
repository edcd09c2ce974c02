"""A clock that has rested: what it does every minute is due as soon as it starts, and nobody waits a minute for it."""

from datetime import timedelta

from celery.beat import PersistentScheduler
from celery.schedules import crontab

RESTED = timedelta(seconds=90)


class Overdue(PersistentScheduler):
    def setup_schedule(self) -> None:
        super().setup_schedule()
        for entry in self.schedule.values():
            if not isinstance(entry.schedule, crontab):
                entry.last_run_at = self.app.now() - RESTED
