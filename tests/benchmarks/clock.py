"""`make bench ARGS=clock`: what the clock costs, with 1,000,000 open cases of which 50,000 are due.

`make bench ARGS="clock --open 100000 --due 5000"` chooses other sizes. Beside the sweep, somebody keeps taking the lock
of cases that are due, as who works on one would: the longest wait is printed.
"""

import argparse
import os
import random
import threading
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import django
import psycopg2

NOON = datetime(2026, 11, 25, 12, tzinfo=ZoneInfo("Europe/Copenhagen"))
"""A Wednesday, when somebody is there for what climbs."""
A_MOMENT = 0.002
"""Seconds between two locks: people do not take them all the time."""


@dataclass
class Prober:
    """Takes the lock of one due case after another."""

    keys: list[int]
    longest: float = 0.0
    over: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        dice = random.Random(1)
        connection = psycopg2.connect(os.environ["DATABASE_URL"])
        with connection.cursor() as cursor:
            while not self.over.is_set():
                start = time.perf_counter()
                cursor.execute("SELECT 1 FROM tickets_ticket WHERE id = %s FOR UPDATE", [dice.choice(self.keys)])
                self.longest = max(self.longest, time.perf_counter() - start)
                connection.rollback()
                time.sleep(A_MOMENT)
        connection.close()


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="make bench ARGS=clock", description=__doc__)
    parser.add_argument("--open", type=int, default=1_000_000)
    parser.add_argument("--due", type=int, default=50_000)
    options = parser.parse_args(arguments)
    os.environ["DJANGO_SETTINGS_MODULE"] = "helpdesk.settings"
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415  needs Django

    from tickets.models import Recount, Ticket  # noqa: PLC0415  needs Django
    from triage.escalation import sweep  # noqa: PLC0415  needs Django

    call_command("migrate", verbosity=0)
    grow(options.open)
    keys = list(Ticket.objects.order_by("?").values_list("pk", flat=True)[: options.due])
    print(f"{options.open} open, {options.due} due")
    show("a sweep with nothing due", lambda: sweep(NOON, in_hours=True).examined)
    Ticket.objects.filter(pk__in=keys).update(due_at=NOON - timedelta(hours=1))
    prober = Prober(keys)
    thread = threading.Thread(target=prober.run)
    thread.start()
    show("a sweep of what is due", lambda: sweep(NOON, in_hours=True).escalated)
    prober.over.set()
    thread.join()
    print(f"{'the longest wait for the lock of a case':<45}{prober.longest * 1000:>9.0f} ms")
    show("a second sweep", lambda: sweep(NOON, in_hours=True).examined)
    Recount.look()
    show("due times counted anew after a closing day", recounted)


def recounted() -> int:
    from organisation.models import ClosingDay  # noqa: PLC0415  needs Django
    from tickets.models import Recount  # noqa: PLC0415  needs Django
    from tickets.work import recounting  # noqa: PLC0415  needs Django

    ClosingDay.objects.create(day=NOON.date() + timedelta(days=1))
    Recount.look()
    while recounting.go_on():
        pass
    newest = Recount.objects.newest()
    return newest.moved if newest else 0


def show(what: str, act: Any) -> None:
    """Beside the clock on the wall what it cost the processor, here and in the database: what a machine that others
    share would do alone."""
    start, busy = time.perf_counter(), processor_seconds()
    count = act()
    spent, busy = time.perf_counter() - start, processor_seconds() - busy
    print(
        f"{what:<45}{spent * 1000:>9.0f} ms{count:>9} cases{count / spent:>9.0f} a second"
        f"{busy * 1000:>9.0f} ms of the processor{count / max(busy, 0.001):>9.0f} a second of it",
        flush=True,
    )


def processor_seconds() -> float:
    """Of this process and of the database's process that works for it."""
    from django.db import connection  # noqa: PLC0415  needs Django

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone() or (0,)
    used = Path(f"/proc/{backend}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return time.process_time() + (int(used[11]) + int(used[12])) / os.sysconf("SC_CLK_TCK")


def grow(size: int) -> None:
    """Open cases that are copies of one, each due at a time of its own in the days after."""
    from django.db import connection  # noqa: PLC0415  needs Django
    from django.utils import timezone  # noqa: PLC0415  needs Django

    from demo.sample import institutions  # noqa: PLC0415  needs Django
    from tickets.models import Ticket  # noqa: PLC0415  needs Django

    place = institutions()[0]
    now = timezone.now()
    first = Ticket(channel="web", audience="parent", institution_id=place, requester_name="Maja", subject="Ferie")
    first.token, first.status, first.due_at, first.touched_at = "x" * 32, "in_progress", now, NOON
    first.save(force_insert=True)
    own = {"id", "token_digest", "due_at", "institution_id"}
    columns = [each.column for each in Ticket._meta.concrete_fields if each.column not in own]
    listed = ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO tickets_ticket ({listed}, token_digest, due_at, institution_id) "  # noqa: S608  no input
            f"SELECT {listed}, md5(row::text), %s + row * interval '0.1 second', %s + row %% 60 "
            "FROM tickets_ticket, generate_series(1, %s) AS row WHERE id = %s",
            [NOON + timedelta(hours=1), place, size - 1, first.pk],
        )
        Ticket.objects.filter(pk=first.pk).update(due_at=NOON + timedelta(hours=1))
        cursor.execute("ANALYZE")
