"""A worker whose Redis dies in the middle of a task comes back by itself, and works on."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from helpdesk.celery import app
from tests.browser.sites import ROOT
from tests.deploy.sites import Site, site
from tests.services.servers import Redis

PATIENCE = 240.0
MAIL = """
from tickets.models import Delivery
from tickets.tasks import send_delivery
row = Delivery.objects.create(kind="digest", recipient="a@example.org", subject="Hej", body="Hej")
send_delivery.delay(row.pk)
print(row.pk)
"""


def until(true: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, what
        time.sleep(0.2)


class SlowMail:
    """A mail server that takes a call and says nothing until it is told to hang up."""

    def __init__(self) -> None:
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = int(self.server.getsockname()[1])
        self.calls: list[socket.socket] = []
        Thread(target=self.take, daemon=True).start()

    def take(self) -> None:
        while True:
            try:
                self.calls.append(self.server.accept()[0])
            except OSError:
                return

    def hang_up(self) -> None:
        for call in self.calls:
            call.close()


@contextmanager
def worker(made: Site, folder: Path) -> Iterator["subprocess.Popen[bytes]"]:
    with (folder / "worker.log").open("ab") as log:
        command = [sys.executable, "-m", "celery", "--app", "helpdesk", "worker", "--concurrency", "1"]
        process = subprocess.Popen(command, env=made.environment, cwd=ROOT, stdout=log, stderr=log)
        try:
            yield process
        finally:
            process.terminate()
            process.wait(PATIENCE)


def test_a_worker_that_loses_redis_in_the_middle_of_a_task_comes_back(tmp_path: Path) -> None:
    mail = SlowMail()
    with Redis(tmp_path / "redis") as redis:
        folder = tmp_path / "data"
        folder.mkdir()
        own = {"REDIS_URL": redis.url, "EMAIL_URL": f"smtp://127.0.0.1:{mail.port}"}
        with site(folder, **own) as made, worker(made, tmp_path) as process:
            made.ask(MAIL)
            until(lambda: len(mail.calls) == 1, "the worker took no task")
            for _twice in range(2):
                redis.stop(signal.SIGKILL)
                time.sleep(3)
                mail.hang_up()
                time.sleep(3)
                assert process.poll() is None, (tmp_path / "worker.log").read_text()[-3000:]
                redis.start()
                calls = len(mail.calls)
                made.ask(MAIL)
                until(lambda: len(mail.calls) > calls, "the worker works no more")  # noqa: B023
            assert process.poll() is None


def test_a_connection_that_was_put_away_counts_as_lost() -> None:
    """What kombu raises when Redis dies while it listens is what Celery connects again for."""
    with app.connection_for_read() as connection:
        channel: Any = connection.default_channel
        assert type(connection.transport).__module__ == "helpdesk.broker"
        channel.client.connection = None
        with pytest.raises(AttributeError) as error:
            channel._brpop_read()
        assert isinstance(error.value, connection.connection_errors)
