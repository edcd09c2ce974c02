"""The numbers that Prometheus reads, and who may read them."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from monitoring import numbers, runs, views
from monitoring.models import PeriodicRun, Standstill, Trouble
from monitoring.patience import Hangs
from organisation.models import SweepFailure
from tests.cast import Cast, settle
from tickets.models import Delivery, Ticket
from triage.suggestions.models import Suggestion

TOKEN = "a secret of more than thirty-two characters"


def counted() -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    """By the name without `helpdesk_`, and the labels."""
    families = text_string_to_metric_families(numbers.text())
    samples = [sample for family in families for sample in family.samples]
    return {(one.name.removeprefix("helpdesk_"), tuple(sorted(one.labels.items()))): one.value for one in samples}


def test_the_numbers_that_matter_are_counted(cast: Cast, ticket: Ticket) -> None:
    settle()
    Ticket.objects.filter(pk=ticket.pk).update(due_at=timezone.now() - timedelta(hours=1))
    Suggestion.objects.update(was_automatic=True)
    Delivery.objects.all().delete()
    late = timezone.now() - timedelta(minutes=20)
    Delivery.objects.create(kind="digest", recipient="a@example.org", subject="Hej", body="Hej", next_attempt_at=late)
    SweepFailure.note("escalate", 1, error="ValueError", place="")
    Standstill.begin(Trouble.MAIL, late)
    runs.expect_all()
    task = "tickets.tasks.sweep_events"
    PeriodicRun.note(task, error="ValueError")
    ticket.refresh_from_db()
    found = counted()
    assert found["open_cases", (("status", ticket.status), ("tier", ticket.tier))] == 1
    assert found["overdue_cases", (("tier", ticket.tier),)] == 1
    assert found["oldest_open_case_seconds", (("tier", ticket.tier),)] >= 0
    assert found["mails", (("state", "queued"),)] == 1
    assert found["oldest_unsent_mail_seconds", ()] == pytest.approx(1200, abs=600)
    assert found["triage_suggestions_week", ()] == Suggestion.objects.count() > 0
    assert found["triage_share_alone_week", ()] == 1
    assert found["sweep_failing_rows", (("sweep", "escalate"),)] == 1
    assert found["task_failures_in_a_row", (("task", task),)] == 1
    assert found["task_last_run_timestamp_seconds", (("task", task),)] > late.timestamp()
    assert found["standstill", (("trouble", "mail"),)] == 1
    assert found["standstill", (("trouble", "broker"),)] == 0
    assert found["unheard_events", ()] == 0
    assert found["broker_up", ()] == 1


def test_no_number_names_anybody(cast: Cast, ticket: Ticket) -> None:
    settle()
    text = numbers.text()
    assert not [word for word in ("@", "Maja", "Holm", "Grøndal", ticket.number, ticket.token) if word in text]


def asked(client: Client, token: str) -> Any:
    return client.get("/metrics", headers={"authorization": f"Bearer {token}"} if token else {})


def test_they_are_shown_to_whoever_holds_the_token_and_to_nobody_else(
    client: Client, db: None, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views.counting, "ask", lambda _seconds: "helpdesk_broker_up 1.0\n")
    assert asked(client, "").status_code == 404
    settings.METRICS_TOKEN = TOKEN
    assert (asked(client, "").status_code, asked(client, f"{TOKEN}x").status_code) == (401, 401)
    shown = asked(client, TOKEN)
    assert (shown.status_code, shown.content) == (200, b"helpdesk_broker_up 1.0\n")
    assert shown.headers["Content-Type"].startswith("text/plain; version=")


def test_a_database_that_hangs_is_said(
    client: Client, db: None, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.METRICS_TOKEN = TOKEN

    def hangs(_seconds: float) -> str:
        raise Hangs

    monkeypatch.setattr(views.counting, "ask", hangs)
    assert asked(client, TOKEN).status_code == 503
