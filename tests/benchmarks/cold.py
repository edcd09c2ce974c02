"""`make bench ARGS=cold`: how long the first page of a fresh process takes, and the memory of every process (PSS).

What several processes share counts once among them: the parts of one process are its own and its share of the rest.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import django

CASES: Final = 1_000
PAGES: Final = {
    "front page": "/",
    "form": "/henvendelse/",
    "search of answers": "/svar/?q=glemt+kode",
    "sign-in page": "/admin/login/",
}
CELERY: Final = [sys.executable, "-m", "celery", "--quiet", "--app", "helpdesk"]
PATIENCE: Final = 60


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "helpdesk.settings"
    django.setup()
    from tests.benchmarks.__main__ import PASSWORD  # noqa: PLC0415  it imports this module
    from tests.benchmarks.ground import grow, prepare  # noqa: PLC0415  needs Django

    prepare(PASSWORD)
    ground = grow(CASES)
    first_pages()
    memory_of_web(ground)
    memory_of_celery()


def first_pages() -> None:
    """Each in a server of its own that has answered nothing yet; and the same page once more."""
    from tests.benchmarks.__main__ import Visitor, serving  # noqa: PLC0415  it imports this module

    print(f"{'the first page of a fresh process':<40}{'first, ms':>12}{'again, ms':>12}")
    for what, path in PAGES.items():
        with serving(1) as port:
            visitor = Visitor(port, path="")
            first, again = timed(visitor, path), timed(visitor, path)
        print(f"{what:<40}{first:>12.0f}{again:>12.0f}", flush=True)


def timed(visitor: Any, path: str) -> float:
    start = time.perf_counter()
    status, _page = visitor.call("GET", path)
    if status != 200:
        sys.exit(f"{path} answered {status}")
    return (time.perf_counter() - start) * 1000


def memory_of_web(ground: Any) -> None:
    """After its start, and after somebody has seen every page that is measured elsewhere."""
    from tests.benchmarks.__main__ import PASSWORD, PEOPLE, Visitor, serving  # noqa: PLC0415  it imports this module

    print(f"{'memory of a process, MB (PSS)':<40}{'parent':>12}{'each worker':>16}")
    with serving(2) as port:
        server = process_at(f"127.0.0.1:{port}")
        show("web, after its start", server)
        visitor = Visitor(port)
        for path in PAGES.values():
            visitor.call("GET", path)
        send = visitor.sender(ground.institution)
        visitor.sign_in(PEOPLE["wide"], PASSWORD)
        for _time in range(10):
            send()
            for _what, path in ground.pages:
                visitor.call("GET", path)
        show("web, after some hundred pages", server)


def memory_of_celery() -> None:
    with TemporaryDirectory() as folder:
        for what, arguments in {
            "worker": ["worker", "--concurrency", "2"],
            "clock": ["beat", "--pidfile", "", "--schedule", f"{folder}/schedule"],
        }.items():
            with running([*CELERY, *arguments]) as process:
                show(what, process.pid)


@contextmanager
def running(command: list[str]) -> Iterator["subprocess.Popen[bytes]"]:
    process = subprocess.Popen(command)
    try:
        time.sleep(15)
        if process.poll() is not None:
            sys.exit(f"{' '.join(command[1:])} ended by itself")
        yield process
    finally:
        process.terminate()
        process.wait(PATIENCE)


def process_at(address: str) -> int:
    """The parent of those that serve there: the first one."""
    listed = subprocess.run(["pgrep", "-o", "-f", address], capture_output=True, text=True, check=True)
    return int(listed.stdout)


def show(what: str, parent: int) -> None:
    children = [pss(child) for child in children_of(parent)]
    print(f"{what:<40}{pss(parent):>12}{', '.join(map(str, children)) or '–':>16}", flush=True)


def children_of(parent: int) -> list[int]:
    listed = subprocess.run(["pgrep", "-P", str(parent)], capture_output=True, text=True, check=False)
    return [int(child) for child in listed.stdout.split()]


def pss(process: int) -> int:
    lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("Pss:"))
