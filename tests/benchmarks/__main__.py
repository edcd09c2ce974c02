"""`make bench`: requests a second, p50 and p95 of form, overview, queue, search, counter and case page, at two sizes.

Runs gunicorn with two workers on the PostgreSQL and Redis that `tests.services` started, beginning with a bare view
of Django's, so that figures of different days can be compared.
`make bench ARGS="--sizes 1000 100000 1000000 --workers 1"` chooses other sizes and workers; `ARGS=triage` runs
`tests.benchmarks.triage` instead, and so do `ARGS=answers`, `ARGS=wishes`, `ARGS=quality`, `ARGS=numbers`,
`ARGS=clock`, `ARGS=mails`, `ARGS=cold` (first pages, memory) and `ARGS="peer FILE"` (another helpdesk beside ours).
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from urllib.parse import urlencode

import django

from tests.benchmarks import answers, clock, cold, mails, numbers, peer, quality, triage, wishes
from tests.services.servers import free_port, wait_for

PASSWORD = "en lang adgangskode 42"
CLIENTS = 8
OURS = "helpdesk.wsgi"
AS_OURS = ["--worker-class", "gthread", "--threads", "8", "--keep-alive", "15"]
"""How another application is served, which has none of the tables that our own workers look at."""
PEOPLE = {"wide": "bench@example.org", "narrow": "skole@example.org"}
"""Somebody who sees the whole municipality, and somebody who sees two institutions."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 100_000])
    parser.add_argument("--requests", type=int, default=400)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "helpdesk.settings"
    django.setup()
    from tests.benchmarks.ground import grow, prepare  # noqa: PLC0415  needs Django

    prepare(PASSWORD)
    print(f"{options.workers} workers")
    print(f"{'cases':>9}  {'what':<40}{'a second':>9}{'p50 ms':>9}{'p95 ms':>9}")
    with serving(options.workers, "tests.benchmarks.bare") as port:
        measure(0, f"a bare view with one INSERT, {CLIENTS} at once", knocker(port), options.requests * 3, CLIENTS)
    for size in options.sizes:
        ground = grow(size)
        with serving(options.workers) as port:
            form = Visitor(port)
            measure(size, f"form POST, {CLIENTS} at once", form.sender(ground.institution), options.requests, CLIENTS)
            for who, email in PEOPLE.items():
                staff = Visitor(port)
                staff.sign_in(email, PASSWORD)
                for what, path in ground.pages:
                    measure(size, f"{what}, {who}", staff.reader(path), max(options.requests // 4, 40), 1)


def measure(size: int, what: str, act: Callable[[], None], count: int, clients: int) -> None:
    for _ in range(5):
        act()

    def timed(_number: int) -> float:
        start = time.perf_counter()
        act()
        return time.perf_counter() - start

    start = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        times = sorted(pool.map(timed, range(count)))
    spent = time.perf_counter() - start
    p95 = times[int(len(times) * 0.95)]
    print(
        f"{size:>9}  {what:<40}{count / spent:>9.0f}{statistics.median(times) * 1000:>9.1f}{p95 * 1000:>9.1f}",
        flush=True,
    )


@contextmanager
def serving(workers: int, application: str = OURS) -> Iterator[int]:
    port = free_port()
    how = ["--config", "python:helpdesk.gunicorn"] if application == OURS else AS_OURS
    command = [sys.executable, "-m", "gunicorn", *how, application]
    command += ["--bind", f"127.0.0.1:{port}", "--max-requests", "0"]
    process = subprocess.Popen([*command, "--workers", str(workers), "--log-level", "error"])
    try:
        wait_for(port, process)
        time.sleep(2)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def knocker(port: int) -> Callable[[], None]:
    """Asks a server's first page. How fast the machine is now; set the other figures against it."""

    def knock() -> None:
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("GET", "/")
        if connection.getresponse().status != 204:
            raise SystemExit("the bare view failed")
        connection.close()

    return knock


class Visitor:
    """A browser in few lines: keeps cookies, sends forms."""

    def __init__(self, port: int, *, path: str = "/henvendelse/") -> None:
        self.port, self.cookies = port, dict[str, str]()
        if path:
            self.call("GET", path)

    def call(self, method: str, path: str, form: dict[str, object] | None = None) -> tuple[int, bytes]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode(form | {"csrfmiddlewaretoken": self.cookies.get("csrftoken", "")})
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        content = answer.read()
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _equals, rest = line.partition("=")
            if name != "messages":
                self.cookies[name] = rest.split(";")[0]
        connection.close()
        return answer.status, content

    def sign_in(self, email: str, password: str) -> None:
        self.call("GET", "/admin/login/")
        status, _page = self.call("POST", "/admin/login/?next=/admin/", {"username": email, "password": password})
        if status != 302:
            raise SystemExit("signing in failed")

    def sender(self, institution: int) -> Callable[[], None]:
        def send() -> None:
            posted = {
                "audience": "parent",
                "institution": institution,
                "name": "Maja Holm",
                "email": "maja@example.org",
                "subject": "Ferie i Aula",
                "body": f"Hvor skriver jeg, at vi holder ferie i uge 7? {uuid.uuid4()}",
                "submission": str(uuid.uuid4()),
                "answers_seen": "1",
            }
            status, _page = self.call("POST", "/henvendelse/", posted)
            if status != 302:
                raise SystemExit(f"the form answered {status}")

        return send

    def reader(self, path: str) -> Callable[[], None]:
        def read() -> None:
            status, _page = self.call("GET", path)
            if status not in {200, 204}:
                raise SystemExit(f"{path} answered {status}")

        return read


if __name__ == "__main__":
    others = {
        "answers": answers.main,
        "cold": cold.main,
        "numbers": numbers.main,
        "quality": quality.main,
        "triage": triage.main,
        "wishes": wishes.main,
    }
    with_arguments = {"clock": clock.main, "mails": mails.main, "peer": peer.main}
    if chosen := with_arguments.get("".join(sys.argv[1:2])):
        chosen(sys.argv[2:])
    else:
        others.get(" ".join(sys.argv[1:]), main)()
