"""`make bench ARGS=numbers`: how long counting a year takes, the pages made of it and the lists behind their figures;
1,000,000 cases in three years.

`SIZE=100000` in the environment asks for fewer.
"""

import os
import statistics
import time
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import django

if TYPE_CHECKING:
    from django.test import Client

    from organisation.models import User
    from tickets.models import Ticket

CASES: Final = 1_000_000
TIMES: Final = 12
PAGES: Final = {
    "13 weeks": "/admin/numbers/",
    "52 weeks": "/admin/numbers/?period=52",
    "52 weeks, one case type": "/admin/numbers/?period=52&only=route:unilogin",
    "52 weeks, one institution": "/admin/numbers/?period=52&place=1",
    "52 weeks, one kind": "/admin/numbers/?period=52&place=kind:school",
    "a month": "/admin/numbers/?period=2026-09",
    "13 weeks, as CSV": "/admin/numbers.csv",
    "52 weeks, as a workbook": "/admin/numbers.xlsx?period=52",
    "13 weeks, as a PDF": "/admin/numbers.pdf",
}
WHOLE: Final = {"load, and what if": "/admin/capacity/", "are we ready": "/admin/ready/"}
"""For who answers for the whole organisation."""

SAMPLE: Final = 5_000
"""Cases that are written one by one; the others are copies of them, each with the events of its own."""
YEAR: Final = 365
STEP: Final = timedelta(days=1095) / CASES
"""From one case to the next."""
MOMENTS: Final = frozenset({"opened_at", "touched_at", "last_activity_at", "resolved_at", "clock_at"})
ABOUT: Final = """WITH known AS (SELECT array_agg(id ORDER BY id) AS ids FROM knowledgebase_topic)
INSERT INTO triage_casetopic (ticket_id, topic_id, is_said, at)
SELECT t.id, ids[1 + t.id % (cardinality(ids) + 3)], false, t.opened_at FROM tickets_ticket t, known
ON CONFLICT DO NOTHING"""
"""Every topic, and none for some."""
HAPPEN: Final = """INSERT INTO tickets_event (ticket_id, kind, actor, data, at, dispatched_at)
SELECT id, kind, actor, CASE WHEN changed <> '{}' THEN data || jsonb_build_object('changed', changed) ELSE data END,
opened_at + (last_activity_at - opened_at) * share AS at, opened_at FROM (
SELECT *, 'opened' AS kind, 'requester' AS actor, '{}'::jsonb AS data, '{}'::jsonb AS changed, 0 AS share
FROM tickets_ticket
UNION ALL SELECT *, 'answered', 'staff', '{}', '{"status": ["new", "waiting_requester"]}', 0.3
FROM tickets_ticket WHERE status <> 'new'
UNION ALL SELECT *, 'escalated', 'staff', jsonb_build_object('tier', tier),
jsonb_build_object('tier', jsonb_build_array('first_level', tier)), 0.4 FROM tickets_ticket WHERE tier <> 'first_level'
UNION ALL SELECT *, 'forwarded', 'staff', jsonb_build_object('party', 'Modtager ' || id % 12),
'{"status": ["waiting_requester", "forwarded"]}', 0.6 FROM tickets_ticket WHERE id % 8 = 0
UNION ALL SELECT *, 'party_answered', 'party', '{}', '{"status": ["forwarded", "in_progress"]}', 0.8
FROM tickets_ticket WHERE id % 8 = 0
UNION ALL SELECT *, 'resolved', 'staff', '{}', jsonb_build_object('status', jsonb_build_array(
CASE WHEN id % 8 = 0 THEN 'in_progress' ELSE 'waiting_requester' END, status)), 1
FROM tickets_ticket WHERE resolved_at IS NOT NULL
) AS happened ORDER BY at, share"""
"""In the order in which it happened, as ids and times rise together in a real database."""


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "helpdesk.settings"
    django.setup()
    from tests.benchmarks.__main__ import PASSWORD  # noqa: PLC0415  needs Django
    from tests.benchmarks.ground import grow, prepare  # noqa: PLC0415

    prepare(PASSWORD)
    grow(SAMPLE)
    multiply(int(os.environ.get("SIZE", CASES)))
    count_two_years()
    measure()


def measure() -> None:
    """Each page for each reader, and a bare view before and after, to set them against."""
    from django.conf import settings  # noqa: PLC0415  needs Django
    from django.test import Client  # noqa: PLC0415

    settings.ALLOWED_HOSTS.append("testserver")
    knock()
    print(
        f"the first, p50 and longest of {TIMES} after it; p50 of the processor, of this process and of the database, ms"
    )
    for who, reader in readers().items():
        staff = Client()
        staff.force_login(reader, backend="django.contrib.auth.backends.ModelBackend")
        for what, path in pages_of(who).items():
            first, *times = [timed(staff, path) for _ in range(1 + TIMES)]
            wall, *spent = [sorted(each) for each in zip(*times, strict=True)]
            figures = first[0], statistics.median(wall), wall[-1], *(statistics.median(each) for each in spent)
            print(f"{what:<34}{who:<10}" + "".join(f"{each:>9.0f}" for each in figures), flush=True)
    knock()


def knock() -> None:
    from tests.benchmarks.__main__ import CLIENTS, knocker, serving  # noqa: PLC0415  needs Django
    from tests.benchmarks.__main__ import measure as measure_beside  # noqa: PLC0415

    with serving(1, "tests.benchmarks.bare") as port:
        measure_beside(0, f"a bare view with one INSERT, {CLIENTS} at once", knocker(port), 1_200, CLIENTS)


def pages_of(who: str) -> dict[str, str]:
    """Path by name. An observer sees no case, and so no list."""
    if who == "leader":
        return WHOLE
    return PAGES if who == "observer" else PAGES | lists()


def lists() -> dict[str, str]:
    """The list behind each figure of a year, and the narrowest behind the busiest."""
    from django.urls import reverse  # noqa: PLC0415  needs Django
    from django.utils import timezone  # noqa: PLC0415

    from desk.numbers.leads import beginning  # noqa: PLC0415
    from reporting.behind import BEHIND  # noqa: PLC0415
    from reporting.periods import weeks_until  # noqa: PLC0415

    year = weeks_until(timezone.localdate(), 52)
    queue = reverse("admin:tickets_ticket_changelist")
    known = {f"list: {figure}": queue + beginning(figure, year) for figure in ["opened", "still_open", *BEHIND]}
    narrowed = {"route": "unilogin", "tier": "pilot", "weekday": "2"}
    rare = "".join(f"&{name}={value}" for name, value in narrowed.items())
    return known | {f"list: {figure}, narrowed": known[f"list: {figure}"] + rare for figure in ["opened", "solved"]}


def readers() -> "dict[str, User]":
    """Those of every benchmark, somebody who sees no case, and who answers for the whole organisation."""
    from organisation.models import Membership, User  # noqa: PLC0415  needs Django
    from organisation.roles import Role  # noqa: PLC0415
    from tests.benchmarks.__main__ import PEOPLE  # noqa: PLC0415

    for email, role in {"ser@example.org": Role.OBSERVER, "leder@example.org": Role.MUNICIPAL_ADMIN}.items():
        reader, _made = User.objects.get_or_create(email=email)
        Membership.objects.get_or_create(user=reader, role=role)
    known = {**PEOPLE, "observer": "ser@example.org", "leader": "leder@example.org"}
    return {who: User.objects.get(email=email) for who, email in known.items()}


def multiply(cases: int) -> None:
    """Copies of the sample between its cases, what each is about, and the events that tell what happened to it."""
    from django.db import connection  # noqa: PLC0415  needs Django

    from database import dialects  # noqa: PLC0415
    from tickets.models import Ticket  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute(copying(Ticket), [STEP.total_seconds(), cases // SAMPLE - 1])
        cursor.execute("DELETE FROM tickets_event")
        cursor.execute(ABOUT)
        cursor.execute(HAPPEN)
    dialects.tidy()


def copying(tickets: "type[Ticket]") -> str:
    """A statement with the time from one case to the next and how many copies of each there are to be."""
    columns = [str(field.column) for field in tickets._meta.concrete_fields if not field.primary_key]
    values = {name: f"t.{name} - n * step" for name in MOMENTS} | {"token_digest": "md5(t.id || '-' || n)"}
    copied = [values.get(column, f"t.{column}") for column in columns]
    return (
        f"INSERT INTO tickets_ticket ({', '.join(columns)}) SELECT {', '.join(copied)} "  # noqa: S608  our own columns
        "FROM tickets_ticket t, (SELECT %s * interval '1 second' AS step) AS a_step, generate_series(1, %s) AS n "
        "ORDER BY t.opened_at - n * step"
    )


def count_two_years() -> None:
    """The year that is shown and the one it is compared with, newest first as after an upgrade."""
    from database import dialects  # noqa: PLC0415  needs Django
    from reporting import counting  # noqa: PLC0415
    from reporting.models import CountedDay, DailyNumber  # noqa: PLC0415

    counting.find_changes()
    begun = time.perf_counter()
    for steps, (counted, _waiting) in enumerate(counting.count_stale(), start=1):
        if counted - YEAR in range(counting.TOGETHER):
            print(f"counting a year: {time.perf_counter() - begun:.0f} s, told in {steps} steps", flush=True)
        if counted > 2 * YEAR + counting.TOGETHER:
            break
    CountedDay.objects.stale().delete()
    print(f"{CountedDay.objects.count()} days, {DailyNumber.objects.count():,} rows")
    dialects.tidy()


def timed(staff: "Client", path: str) -> tuple[float, float, float]:
    """Milliseconds by the clock on the wall, of this process's processor, and of the database's for us."""
    start, own, theirs = time.perf_counter(), time.process_time(), spent_by_database()
    answer = staff.get(path)
    if answer.status_code != 200:
        raise SystemExit(f"{path} answered {answer.status_code}")
    wall, spent = time.perf_counter() - start, time.process_time() - own
    return wall * 1000, spent * 1000, (spent_by_database() - theirs) * 1000


def spent_by_database() -> float:
    """Seconds of the processor of the process that serves our connection, where it runs on this machine."""
    from django.db import connection  # noqa: PLC0415  needs Django

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (process,) = cursor.fetchone()
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")
