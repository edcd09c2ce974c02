"""Celery's way in."""

from celery import shared_task

from triage import escalation


@shared_task
def escalate() -> None:
    escalation.sweep()
