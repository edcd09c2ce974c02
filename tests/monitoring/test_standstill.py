"""What stands still is told once, to administrators, by a mail that needs no worker; and once when it runs again."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.core import mail
from django.test import Client
from django.utils import timezone

from monitoring import looking, runs, watching
from monitoring.models import PeriodicRun, Standstill, Trouble
from organisation.models import SweepFailure
from tests.browser.sites import ROOT
from tests.cast import Cast
from tests.deploy.sites import Site, site
from tests.monitoring.test_lost_broker import until
from tests.services.servers import free_port
from tickets.models import Delivery, Event, Mailbox, Ticket
from tickets.tasks import sweep_events

NOW = timezone.now


def ago(**time: float) -> Any:
    return NOW() - timedelta(**time)


def queued(**more: Any) -> Delivery:
    defaults: dict[str, Any] = {"kind": "digest", "recipient": "a@example.org", "subject": "Hej", "body": "Hej"}
    return Delivery.objects.create(**defaults | more)


@pytest.fixture
def all_well(cast: Cast) -> Cast:
    runs.expect_all()
    return cast


def mails() -> list[tuple[str, list[str]]]:
    return [(str(message.subject), message.to) for message in mail.outbox]


def test_nothing_is_told_while_all_is_well(all_well: Cast) -> None:
    watching.look()
    assert not Standstill.objects.exists()
    assert mails() == []


def test_silent_tasks_are_told_once_and_their_return_once(all_well: Cast) -> None:
    PeriodicRun.objects.filter(task="tickets.tasks.sweep_deliveries").update(last_at=ago(minutes=20))
    watching.look()
    watching.look()
    standing = Standstill.objects.get()
    assert (standing.trouble, standing.since < ago(minutes=19)) == (Trouble.TASKS, True)
    assert [to for _subject, to in mails()] == [[all_well.municipal_admin.email]]
    PeriodicRun.note("tickets.tasks.sweep_deliveries")
    watching.look()
    watching.look()
    assert "kører igen" in mails()[1][0]
    assert len(mails()) == 2
    assert not Standstill.objects.standing().exists()


def test_two_who_notice_at_once_tell_once(all_well: Cast) -> None:
    Standstill.begin(Trouble.MAIL, ago(hours=1))
    Standstill.begin(Trouble.MAIL, ago(hours=2))
    assert Standstill.objects.count() == 1


def test_a_task_that_never_ran_is_missed_from_the_start(all_well: Cast) -> None:
    PeriodicRun.objects.update(last_at=ago(hours=75), steady_since=ago(hours=75))
    assert set(runs.late(NOW())) == set(runs.patience())


def test_a_task_that_runs_seldom_is_given_time_when_the_clock_runs_again(all_well: Cast) -> None:
    PeriodicRun.objects.update(last_at=ago(hours=80), steady_since=ago(hours=90))
    often = [task for task, allowed in runs.patience().items() if allowed <= timedelta(minutes=5)]
    for task in often:
        PeriodicRun.note(task)
    assert runs.late(NOW()) == {}
    PeriodicRun.objects.filter(task__in=often).update(steady_since=ago(hours=75))
    assert set(runs.late(NOW())) == set(runs.patience()) - set(often)


def last_due(schedule: Any, now: datetime) -> datetime:
    """When a task of the clock last had its turn."""
    if isinstance(schedule, float):
        return now
    at = now.replace(hour=min(schedule.hour), minute=min(schedule.minute))
    turns = (at - timedelta(days=days) for days in range(8))
    return next(turn for turn in turns if turn <= now and turn.isoweekday() % 7 in schedule.day_of_week)


def test_what_rests_at_the_weekend_is_missed_on_no_day_of_the_week(all_well: Cast, settings: Any) -> None:
    """A bar in red each Saturday would be looked at by nobody."""
    monday = datetime(2026, 11, 23, 7, 15, tzinfo=timezone.get_default_timezone())
    for day in range(7):
        now = monday + timedelta(days=day)
        PeriodicRun.objects.update(last_at=now, steady_since=now - timedelta(days=30))
        for entry in settings.CELERY_BEAT_SCHEDULE.values():
            due = last_due(entry["schedule"], now)
            if due != now:
                PeriodicRun.objects.filter(task=entry["task"]).update(last_at=due)
        assert runs.late(now) == {}, now


def test_every_end_of_a_task_is_noted_and_failures_are_counted(db: None) -> None:
    sweep_events.apply()
    assert PeriodicRun.objects.get(task="tickets.tasks.sweep_events").failures == 0
    for count in (1, 2):
        PeriodicRun.note("tickets.tasks.sweep_events", error="ValueError")
        assert PeriodicRun.objects.get().failures == count
    sweep_events.apply()
    assert (PeriodicRun.objects.get().failures, PeriodicRun.objects.get().error) == (0, "")


@pytest.mark.parametrize(
    ("attempts", "waited", "counts"), [(0, 16, True), (0, 14, False), (3, 8, True), (3, 0, False), (1, -1, False)]
)
def test_how_long_a_mail_waits_is_counted_from_its_first_attempt(
    attempts: int, waited: int, counts: bool, all_well: Cast
) -> None:
    queued(attempts=attempts, next_attempt_at=ago(minutes=waited), last_error="x" if attempts else "")
    assert (Trouble.MAIL in looking.troubles(NOW())) is counts


def test_an_event_that_nobody_hears_is_noticed(all_well: Cast, ticket: Ticket) -> None:
    assert Trouble.EVENTS not in looking.troubles(NOW())
    Event.objects.update(at=ago(minutes=11))
    assert Trouble.EVENTS in looking.troubles(NOW())


def test_a_mailbox_and_rows_that_fail_are_noticed(all_well: Cast) -> None:
    Mailbox.objects.create(address="h@example.org", host="x", last_error="silent", failing_since=ago(hours=1))
    SweepFailure.note("escalate", 1, error="ValueError", place="")
    SweepFailure.objects.update(first_at=ago(hours=2))
    assert set(looking.troubles(NOW())) == {Trouble.MAILBOX, Trouble.ROWS}


def test_the_red_bar_stands_for_administrators_alone(client: Client, all_well: Cast) -> None:
    Standstill.begin(Trouble.TASKS, ago(minutes=20))
    client.force_login(all_well.municipal_admin)
    assert "Noget står stille" in client.get("/admin/").content.decode()
    client.force_login(all_well.superuser)
    assert "Noget står stille" not in client.get("/admin/").content.decode()


def test_what_could_not_be_told_while_the_mail_server_was_dead_is_told_afterwards(
    all_well: Cast, settings: Any
) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", "127.0.0.1"
    settings.EMAIL_PORT = free_port()
    waiting = queued(attempts=4, next_attempt_at=ago(minutes=10), last_error="ConnectionRefusedError")
    watching.look()
    assert Standstill.objects.get().told_at is None
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    waiting.succeed()
    watching.look()
    assert ["kører igen" in subject for subject, _to in mails()] == [True]


class Inbox:
    def __init__(self) -> None:
        self.subjects: list[str] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.subjects.append(str(message_from_bytes(envelope.content, policy=policy.default)["Subject"]))
        return "250 OK"


PEOPLE = """
from organisation.models import Membership, Municipality, User
Municipality.objects.update_or_create(id=1, defaults={"name": "Prøvekommune"})
user = User.objects.create(email="admin@example.org", name="Ada")
Membership.objects.create(user=user, role="municipal_admin")
print(user.pk)
"""
SILENT = """
from datetime import timedelta
from django.utils import timezone
from monitoring.models import PeriodicRun
print(PeriodicRun.objects.update(last_at=timezone.now() - timedelta(hours=3)))
"""
RUNS = """
from django.utils import timezone
from datetime import timedelta
from monitoring.models import PeriodicRun
print(PeriodicRun.objects.filter(last_at__gt=timezone.now() - timedelta(minutes=5)).count() > 3)
"""


@contextmanager
def celery(made: Site, folder: Path, *arguments: str) -> Iterator["subprocess.Popen[bytes]"]:
    with (folder / f"{arguments[0]}.log").open("ab") as log:
        command = [sys.executable, "-m", "celery", "--app", "helpdesk", *arguments]
        process = subprocess.Popen(
            command, env=made.environment, cwd=ROOT, stdout=log, stderr=log, start_new_session=True
        )
        try:
            yield process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(30)


def alive(made: Site, kind: str) -> bool:
    command = [sys.executable, "-m", "helpdesk.alive", kind]
    return not subprocess.run(command, env=made.environment, cwd=ROOT, check=False, capture_output=True).returncode


def test_web_notices_that_worker_and_clock_were_killed_and_that_they_are_back(tmp_path: Path) -> None:
    inbox = Inbox()
    server = Controller(inbox, hostname="127.0.0.1", port=free_port(), ready_timeout=30)
    server.start()
    own = {"EMAIL_URL": f"smtp://127.0.0.1:{server.port}", "WEB_CONCURRENCY": "1", "SITE_URL": "http://127.0.0.1:8000"}
    overdue = ("--scheduler", "tests.monitoring.overdue:Overdue", "--schedule", str(tmp_path / "beat"))
    beat = ("beat", "--pidfile=", *overdue)
    try:
        with site(tmp_path, **own) as made:
            made.ask(PEOPLE)
            with celery(made, tmp_path, "worker", "--concurrency", "1"), celery(made, tmp_path, *beat):
                until(lambda: alive(made, "worker") and alive(made, "beat"), "no sign of life")
                until(lambda: made.ask(RUNS) == "True", "no task has run")
            made.ask(SILENT)
            with made.running():
                until(lambda: len(inbox.subjects) == 1, "nobody was told")
                with celery(made, tmp_path, "worker", "--concurrency", "1"), celery(made, tmp_path, *beat):
                    os.utime(tmp_path / "worker.alive")
                    until(lambda: len(inbox.subjects) == 2, "nobody was told that it runs again")
        assert ["står stille" in subject for subject in inbox.subjects] == [True, False]
        os.utime(tmp_path / "worker.alive", (time.time() - 100, time.time() - 100))
        assert not alive(made, "worker")
    finally:
        server.stop()
