"""Celery's way in."""

from celery import shared_task

from desk.readiness import asking


@shared_task
def note_readiness() -> None:
    asking.note_day()
