"""`make bench ARGS=triage`: how fast triage is, and what a worker with the model takes, each in a process of its own.

Told in time of the processor, so that figures of a busy machine can be compared; the libraries are held to one core.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

ONE_CORE = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
COUNT = 1_000
MEASURED = 300
LONG = 20
"""How often a text is repeated to be longer than triage reads."""


def main() -> None:
    environment = os.environ | ONE_CORE | {"DJANGO_SETTINGS_MODULE": "helpdesk.settings"}
    with TemporaryDirectory() as folder:
        lines = Path(folder) / "thousand.jsonl"
        lines.write_text("".join(json.dumps(row) + "\n" for row in enquiries(COUNT)), encoding="utf-8")
        command = [sys.executable, "manage.py", "classify", str(lines)]
        start = time.perf_counter()
        subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
        waited = time.perf_counter() - start
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = used.ru_utime + used.ru_stime
    print(
        f"{COUNT} in one command: {COUNT / spent:.0f} a second ({spent:.1f} s; {waited:.1f} s by the clock)", flush=True
    )
    subprocess.run([sys.executable, "-m", "tests.benchmarks.triage", "one"], env=environment, check=True)


def enquiries(count: int) -> list[dict[str, object]]:
    """The first of the examples, each with a number of its own, so that no text comes twice."""
    from triage.classifier.examples import shipped  # noqa: PLC0415  nothing of the project before it is measured

    return [{"id": at, "body": f"{row['body']} {at}", "subject": row["subject"]} for at, row in enumerate(shipped())][
        :count
    ]


def one_by_one() -> None:
    """Milliseconds for one enquiry, and megabytes of a process as a worker has them."""
    import django  # noqa: PLC0415  this process alone needs it

    django.setup()
    bare = megabytes()
    from triage.classifier import Classifier  # noqa: PLC0415  measured
    from triage.classifier.examples import enquiry_of  # noqa: PLC0415  measured

    start = time.process_time()
    classifier = Classifier.load()
    print(f"loading the model: {(time.process_time() - start) * 1000:.0f} ms")
    for what, times in (("one enquiry", 1), ("one of the longest", LONG)):
        spent = []
        for row in enquiries(MEASURED):
            enquiry = enquiry_of(row | {"body": f"{row['body']}\n" * times})
            start = time.process_time()
            classifier.classify(enquiry)
            spent.append((time.process_time() - start) * 1000)
        middle, most = statistics.median(spent), sorted(spent)[int(MEASURED * 0.95)]
        print(f"{what}: p50 {middle:.1f} ms, p95 {most:.1f} ms")
    print(f"memory: {megabytes():.0f} MB with the model, {bare:.0f} MB before it")


def megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    one_by_one() if sys.argv[1:] == ["one"] else main()
