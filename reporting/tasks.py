"""Celery's way in: one call each."""

from celery import shared_task

from reporting import counting, monthly, publishing, report

PATIENCE = 30.0
"""Seconds in which days are counted; the rest waits for the next run, and what takes long to add up comes after."""


@shared_task
def count_days() -> None:
    counting.find_changes()
    for _counted in counting.count_stale(seconds=PATIENCE):
        pass
    publishing.publish()
    report.keep_ahead()


@shared_task
def send_reports() -> None:
    monthly.send_due()
