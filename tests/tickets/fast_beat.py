"""The site's Celery with a clock that ticks twice a second, at any hour: for tests of what happens in between."""

from helpdesk.celery import app

app.conf.beat_schedule = {
    "escalate": {"task": "triage.tasks.escalate", "schedule": 0.5, "kwargs": {"in_hours": False}},
    "sweep-events": {"task": "tickets.tasks.sweep_events", "schedule": 2.0},
}
