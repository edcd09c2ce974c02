"""Celery's way in."""

from celery import shared_task

from triage import escalation, silence


@shared_task
def escalate() -> None:
    escalation.sweep()


@shared_task
def sweep_silence() -> None:
    silence.sweep()
