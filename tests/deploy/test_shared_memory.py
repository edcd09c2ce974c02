"""The processes that answer share what the program takes, since it is loaded once."""

import subprocess
import time
from pathlib import Path

from tests.deploy.sites import site
from tests.deploy.test_slow_senders import healthy

MUCH = 50
"""MB."""


def test_what_is_loaded_once_is_shared(tmp_path: Path) -> None:
    with site(tmp_path, WEB_CONCURRENCY="2", SITE_URL="http://127.0.0.1:8000") as made, made.running():
        for _ in range(6):
            healthy(made.port)
        parent = pids("-f", f"helpdesk.wsgi --bind 127.0.0.1:{made.port}", "-o")[0]
        workers = two(parent)
        assert all(shared(worker) > MUCH for worker in workers)
        assert len(sockets(parent)) == 1, "only where it listens: a line to a server must not be in two processes"


def two(parent: int) -> list[int]:
    """The workers, which are begun one after the other."""
    end = time.monotonic() + 30
    while len(workers := pids("-P", str(parent))) < 2 and time.monotonic() < end:
        time.sleep(0.2)
    assert len(workers) == 2
    return workers


def pids(*how: str) -> list[int]:
    found = subprocess.run(["pgrep", *how], capture_output=True, text=True, check=True)
    return [int(pid) for pid in found.stdout.split()]


def shared(pid: int) -> int:
    """MB of memory of its own kind that the process has in common with another."""
    rows = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8").splitlines()
    return next(int(row.split()[1]) // 1024 for row in rows if row.startswith("Shared_Dirty:"))


def sockets(pid: int) -> list[str]:
    opened = [str(each.readlink()) for each in Path(f"/proc/{pid}/fd").iterdir()]
    return [each for each in opened if each.startswith("socket:")]
