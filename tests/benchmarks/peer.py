"""`make bench ARGS="peer FILE"`: another helpdesk beside ours, in one run and by one client, so that ratios hold.

FILE says where it lives on this machine and what of it answers to what of ours; `tests/benchmarks/peer.example.json` is
for django-helpdesk 2.6.1 at the root of its server, with an open ticket 6. A page of it may be several requests: a
shell, and what the shell then asks for. It is measured as it stands there: give it as many workers (two) and
cases as ours, and the same kind of database.
"""

import argparse
import json
import os
import statistics
import sys
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import django

ROUNDS: Final = 3
"""Ours and theirs by turns: what a machine does beside it then troubles both."""
OURS: Final = {
    "overview": "overview",
    "queue": "queue",
    "search": "search, one common word",
    "case": "case",
}
"""What of ours is set against a page of the peer by this name."""


@dataclass(frozen=True)
class Peer:
    name: str
    port: int
    sign_in: dict[str, Any]
    form: dict[str, Any]
    pages: dict[str, list[str]]

    @classmethod
    def read(cls, file: Path) -> "Peer":
        return cls(**json.loads(file.read_text(encoding="utf-8")))


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog='make bench ARGS="peer FILE"', description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--cases", type=int, default=1_000)
    parser.add_argument("--requests", type=int, default=60)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args(arguments)
    peer = Peer.read(options.file)
    os.environ["DJANGO_SETTINGS_MODULE"] = "helpdesk.settings"
    django.setup()
    from tests.benchmarks.__main__ import CLIENTS, PASSWORD, PEOPLE, Visitor, serving  # noqa: PLC0415  it imports this
    from tests.benchmarks.ground import grow, prepare  # noqa: PLC0415  needs Django

    prepare(PASSWORD)
    ground = grow(options.cases)
    with serving(options.workers) as port:
        ours, theirs = Visitor(port), Visitor(peer.port, path=peer.sign_in["path"])
        print(f"{options.cases:,} cases here; {options.workers} workers")
        print(f"{'what':<34}{'ours, ms':>12}{'theirs, ms':>12}{'ratio':>8}   {peer.name}")
        send = form_of(theirs, peer)
        compare(f"form POST, {CLIENTS} at once", ours.sender(ground.institution), send, options.requests, CLIENTS)
        ours.sign_in(PEOPLE["wide"], PASSWORD)
        enter(theirs, peer)
        paths = dict(ground.pages)
        for name, what in OURS.items():
            if name in peer.pages:
                compare(what, ours.reader(paths[what]), pages_of(theirs, peer.pages[name]), options.requests, 1)


def compare(what: str, ours: Callable[[], None], theirs: Callable[[], None], count: int, clients: int) -> None:
    """Milliseconds of each: the median, or with several clients the time that passes from one answer to the next."""
    spent: dict[str, list[float]] = {"ours": [], "theirs": []}
    for act in (ours, theirs):
        act()
    for _round in range(ROUNDS):
        for whose, act in (("ours", ours), ("theirs", theirs)):
            spent[whose].append(milliseconds(act, max(count // ROUNDS, 1), clients))
    our, their = (statistics.median(spent[whose]) for whose in ("ours", "theirs"))
    print(f"{what:<34}{our:>12.1f}{their:>12.1f}{their / our:>8.2f}", flush=True)


def milliseconds(act: Callable[[], None], count: int, clients: int) -> float:
    def timed(_number: int) -> float:
        start = time.perf_counter()
        act()
        return time.perf_counter() - start

    start = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        times = list(pool.map(timed, range(count)))
    return 1000 * ((time.perf_counter() - start) / count if clients > 1 else statistics.median(times))


def form_of(visitor: Any, peer: Peer) -> Callable[[], None]:
    """Its form is shown and sent, as a person does it; every text is another, as with ours."""

    def send() -> None:
        number = uuid.uuid4().hex[:8]
        filled = {name: str(value).replace("{number}", number) for name, value in peer.form["fields"].items()}
        status, _page = visitor.call("POST", peer.form["path"], filled)
        expect(status, {302}, peer.form["path"])

    visitor.call("GET", peer.form["path"])
    return send


def enter(visitor: Any, peer: Peer) -> None:
    visitor.call("GET", peer.sign_in["path"])
    status, _page = visitor.call("POST", peer.sign_in["path"], peer.sign_in["fields"])
    expect(status, {302}, peer.sign_in["path"])


def pages_of(visitor: Any, paths: list[str]) -> Callable[[], None]:
    def read() -> None:
        for path in paths:
            status, _page = visitor.call("GET", path)
            expect(status, {200}, path)

    return read


def expect(status: int, wanted: set[int], path: str) -> None:
    if status not in wanted:
        sys.exit(f"{path} of the peer answered {status}")
