"""The site says that it lives within two seconds, also while PostgreSQL or Redis hang."""

import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from tests.deploy.sites import site
from tests.services.migrated import carry_template
from tests.services.servers import Postgres, Redis, Server


def ask(port: int, path: str, host: str = "127.0.0.1") -> tuple[int, dict[str, Any], float]:
    begun = time.monotonic()
    line = HTTPConnection("127.0.0.1", port, timeout=60)
    line.request("GET", path, headers={"Host": host})
    answer = line.getresponse()
    body = answer.read()
    line.close()
    return answer.status, json.loads(body or b"{}"), time.monotonic() - begun


def parent_of(server: Server) -> int:
    if isinstance(server, Postgres):
        return int((server.data / "postmaster.pid").read_text().splitlines()[0])
    assert server.process is not None
    return server.process.pid


@contextmanager
def stopped(server: Server) -> Iterator[None]:
    """It takes connections and says nothing."""
    parent = parent_of(server)
    held = stop_all(parent)
    try:
        yield
    finally:
        assert server.process is not None
        for process in [*held, server.process.pid]:  # `runuser` stops with its child
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGCONT)


def stop_all(parent: int) -> set[int]:
    """The server's processes, which were stopped. The kernel's list leaves some out while one of them ends, so that it
    is read until it says nothing new."""
    held: set[int] = set()
    found = {parent}
    while found:
        for process in found:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGSTOP)
        held |= found
        found = {*map(int, Path(f"/proc/{parent}/task/{parent}/children").read_text().split())} - held
    return held


@pytest.fixture
def servers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Postgres, Redis]]:
    tmp_path.chmod(0o755)
    for parent in tmp_path.parents[:3]:
        parent.chmod(0o755)
    with Postgres(tmp_path / "postgres") as postgres, Redis(tmp_path / "redis") as redis:
        carry_template(postgres.url)
        monkeypatch.setenv("DATABASE_URL", postgres.url)
        monkeypatch.setattr("tests.services.migrated.SERVER", postgres.url)
        monkeypatch.setenv("REDIS_URL", redis.url)
        yield postgres, redis


def test_the_process_lives_while_its_servers_hang(servers: tuple[Postgres, Redis], tmp_path: Path) -> None:
    postgres, redis = servers
    own = {"REDIS_URL": redis.url, "WEB_CONCURRENCY": "1", "SITE_URL": "http://127.0.0.1:8000"}
    folder = tmp_path / "data"
    folder.mkdir()
    with site(folder, **own) as made, made.running():
        assert ask(made.port, "/readyz")[:1] == (200,)
        with stopped(postgres):
            status, checks, _seconds = ask(made.port, "/healthz", host="10.0.0.7")
            assert (status, checks["alive"]) == (200, True)
            assert quickest(made.port) < 2
            status, checks, _seconds = ask(made.port, "/readyz")
            assert (status, checks["database"]) == (503, "hangs")
            people = [Thread(target=hang, args=(made.port,), daemon=True) for _ in range(20)]
            for person in people:
                person.start()
            time.sleep(6)
            assert quickest(made.port) < 2
        until_ready(made.port, database="ok")
        with stopped(redis):
            assert quickest(made.port) < 2
            until_ready(made.port, broker="away")
        until_ready(made.port, broker="ok")


def quickest(port: int) -> float:
    """Seconds of the shortest of some answers: a busy machine is late once, and a site that waits is so each time."""
    return min(ask(port, "/healthz")[2] for _try in range(5))


def hang(port: int) -> None:
    try:
        ask(port, "/svar/")
    except (OSError, ValueError):
        return


def until_ready(port: int, **says: str) -> None:
    for _try in range(100):
        status, checks, _seconds = ask(port, "/readyz")
        if status == 200 and checks.items() >= says.items():
            return
        time.sleep(0.3)
    raise AssertionError(checks)
