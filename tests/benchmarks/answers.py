"""`make bench ARGS=answers`: search and suggestions among 100,000 shared answers, one and ten at a time, on one worker;
then the pages of readers, editors and the room, with 10,000 threads.

To embed so many would take hours, so the meanings are those of some real titles, each moved a little at random: as many
numbers, compared in the same way. "New" texts have their meaning read in the request; "known" ones are remembered.
Beside the time that passes stands what the worker's processor was busy, which other work on the machine hardly changes,
and how many requests were sent away because nobody inside had moved for a second (`helpdesk.crowd`).
"""

import json
import os
import random
import statistics
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from urllib.parse import quote, urlencode

import django

ANSWERS, THREADS, REQUESTS, AT_ONCE = 100_000, 10_000, 200, 10
REFUSED = 503
TEXTS = Path(__file__).resolve().parents[1] / "knowledgebase" / "enquiries.jsonl"


def main() -> None:
    from tests.benchmarks.__main__ import serving  # noqa: PLC0415  it imports this module

    os.environ["DJANGO_SETTINGS_MODULE"] = "helpdesk.settings"
    django.setup()
    from tests.benchmarks.answer_pages import measure_pages  # noqa: PLC0415  needs Django
    from tests.benchmarks.answers_ground import fill, live_in  # noqa: PLC0415

    start = time.perf_counter()
    fill(ANSWERS)
    print(f"{ANSWERS:,} answers after {time.perf_counter() - start:.0f} s; {AT_ONCE} at once are {AT_ONCE} clients")
    print(f"{'what':<44}{'a second':>9}{'p50 ms':>9}{'p95 ms':>9}{'busy ms':>9}{'refused':>9}")
    with serving(1) as port:
        ask(port, search("kode"))
        for clients in (1, AT_ONCE):
            for what, requests in (
                ("search, new texts", (search(text) for text in queries())),
                ("search, known texts", (search("glemt kode") for _ in count())),
                ("suggestions, new texts", (suggestions(text) for text in enquiries())),
                ("suggestions, known texts", (suggestions("Kode\nMit barn har glemt sin kode") for _ in count())),
            ):
                measure(f"{what}, {clients} at once", port, requests, clients)
        print(f"memory of the worker: {memory(port)} MB (PSS)")
    print(f"and with {THREADS:,} threads")
    measure_pages(live_in(THREADS))


Request = tuple[str, str, str]


def queries() -> Iterator[str]:
    """Three words each, never the same twice."""
    dice, words = random.Random(1), sorted({word for text in bodies() for word in text.split() if len(word) > 3})
    return (" ".join(dice.sample(words, 3)) for _ in count())


def enquiries() -> Iterator[str]:
    dice, texts = random.Random(2), list(bodies())
    return (f"{dice.choice(texts)[:20]}\n{dice.choice(texts)} {number}" for number in count())


def bodies() -> Iterator[str]:
    rows = (json.loads(line) for line in TEXTS.read_text(encoding="utf-8").splitlines())
    return (row["body"] for row in rows if row["body"])


def search(text: str) -> Request:
    return "GET", f"/svar/?q={quote(text)}", ""


def suggestions(text: str) -> Request:
    subject, _line, body = text.partition("\n")
    return "GET", "/svar/forslag/?" + urlencode({"subject": subject, "body": body}), ""


def ask(port: int, request: Request) -> bool:
    """Whether it was answered; a full house sends people away."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request(*request[:2])
    answer = connection.getresponse()
    answer.read()
    connection.close()
    if answer.status not in (200, REFUSED):
        raise SystemExit(f"{request[1]}: {answer.status}")
    return answer.status != REFUSED


def measure(what: str, port: int, requests: Iterator[Request], clients: int) -> None:
    wanted = [next(requests) for _ in range(REQUESTS)]

    def timed(request: Request) -> tuple[float, bool]:
        start = time.perf_counter()
        answered = ask(port, request)
        return (time.perf_counter() - start) * 1000, answered

    start, before = time.perf_counter(), busy(port)
    with ThreadPoolExecutor(clients) as pool:
        asked = list(pool.map(timed, wanted))
    spent, worked = time.perf_counter() - start, busy(port) - before
    times = sorted(took for took, answered in asked if answered) or [0.0]
    median, p95 = statistics.median(times), times[int(len(times) * 0.95)]
    refused = sum(not answered for _took, answered in asked)
    figures = f"{len(asked) / spent:>9.0f}{median:>9.1f}{p95:>9.1f}{worked / len(asked):>9.1f}{refused:>9}"
    print(f"{what:<44}{figures}", flush=True)


def memory(port: int) -> int:
    """Of the largest process that serves."""
    return max(map(pss, serving_on(port)), default=0)


def busy(port: int) -> float:
    """Milliseconds that processors have worked for those that serve, so far."""
    return sum(map(worked_for, serving_on(port)))


def serving_on(port: int) -> list[str]:
    processes = subprocess.run(["pgrep", "-f", f"127.0.0.1:{port}"], capture_output=True, text=True, check=False)
    return processes.stdout.split()


def worked_for(pid: str) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def pss(pid: str) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("Pss:"))
