"""`make bench ARGS=numbers`: how long counting a year takes, and the pages made of it; 1,000,000 cases in three years.

`SIZE=100000` in the environment asks for fewer.
"""

import os
import statistics
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import django

if TYPE_CHECKING:
    from django.test import Client

CASES: Final = 1_000_000
TIMES: Final = 12
PAGES: Final = {
    "13 weeks": "/admin/numbers/",
    "52 weeks": "/admin/numbers/?period=52",
    "52 weeks, one case type": "/admin/numbers/?period=52&only=route:unilogin",
    "52 weeks, as a workbook": "/admin/numbers.xlsx?period=52",
    "13 weeks, as a PDF": "/admin/numbers.pdf",
}
WHOLE: Final = {"load, and what if": "/admin/capacity/", "are we ready": "/admin/ready/"}
"""For who answers for the whole organisation."""

MOVE: Final = """UPDATE tickets_event e SET at = CASE WHEN e.kind = 'opened' THEN t.opened_at
ELSE t.opened_at + (t.last_activity_at - t.opened_at) / 2 END FROM tickets_ticket t WHERE t.id = e.ticket_id"""
ABOUT: Final = """WITH known AS (SELECT array_agg(id ORDER BY id) AS ids FROM knowledgebase_topic)
INSERT INTO triage_casetopic (ticket_id, topic_id, is_said, at)
SELECT t.id, ids[1 + t.id % (cardinality(ids) + 3)], false, t.opened_at FROM tickets_ticket t, known"""
"""Every topic, and none for some."""
FORWARD: Final = """INSERT INTO tickets_event (ticket_id, kind, actor, data, at, dispatched_at)
SELECT id, kind, 'staff', jsonb_build_object('party', 'Modtager ' || id % 12),
opened_at + (last_activity_at - opened_at) * share, opened_at
FROM tickets_ticket, (VALUES ('forwarded', 0.6), ('party_answered', 0.8)) AS acts (kind, share) WHERE id % 8 = 0"""
SOLVE: Final = """INSERT INTO tickets_event (ticket_id, kind, actor, data, at, dispatched_at)
SELECT id, 'resolved', 'staff', '{}', resolved_at, resolved_at FROM tickets_ticket WHERE resolved_at IS NOT NULL"""


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "helpdesk.settings"
    django.setup()
    from django.conf import settings  # noqa: PLC0415  needs Django
    from django.test import Client  # noqa: PLC0415

    from organisation.models import Membership, User  # noqa: PLC0415
    from organisation.roles import Role  # noqa: PLC0415
    from tests.benchmarks.__main__ import PASSWORD, PEOPLE  # noqa: PLC0415
    from tests.benchmarks.ground import grow, prepare  # noqa: PLC0415

    settings.ALLOWED_HOSTS.append("testserver")
    prepare(PASSWORD)
    grow(int(os.environ.get("SIZE", CASES)))
    happen()
    count_a_year()
    for email, role in {"ser@example.org": Role.OBSERVER, "leder@example.org": Role.MUNICIPAL_ADMIN}.items():
        reader, _made = User.objects.get_or_create(email=email)
        Membership.objects.get_or_create(user=reader, role=role)
    print(f"the first, p50 and longest of {TIMES} after it, ms")
    for who, email in {**PEOPLE, "observer": "ser@example.org", "leader": "leder@example.org"}.items():
        staff = Client()
        staff.force_login(User.objects.get(email=email), backend="django.contrib.auth.backends.ModelBackend")
        for what, path in (WHOLE if who == "leader" else PAGES).items():
            first, *times = [timed(staff, path) for _ in range(1 + TIMES)]
            print(f"{what:<26}{who:<10}{first:>9.0f}{statistics.median(times):>9.0f}{max(times):>9.0f}", flush=True)


def happen() -> None:
    """The events of the sample cases happened when the cases say so, each is about something, one of eight was
    forwarded, and those that are done were solved."""
    from django.db import connection  # noqa: PLC0415  needs Django

    from database import dialects  # noqa: PLC0415
    from tickets.models import Event  # noqa: PLC0415

    if Event.objects.filter(kind="resolved").exists():
        return
    with connection.cursor() as cursor:
        for statement in (MOVE, ABOUT, FORWARD, SOLVE):
            cursor.execute(statement)
    dialects.tidy()


def count_a_year() -> None:
    from django.utils import timezone  # noqa: PLC0415  needs Django

    from database import dialects  # noqa: PLC0415
    from reporting import counting  # noqa: PLC0415
    from reporting.models import CountedDay, DailyNumber  # noqa: PLC0415

    today = timezone.localdate()
    begun = time.perf_counter()
    for ago in range(0, 2 * 371, 7):
        counting.count([today - timedelta(days=ago + day) for day in range(7)])
        if ago == 364:
            print(f"counting a year: {time.perf_counter() - begun:.0f} s", flush=True)
    print(f"{CountedDay.objects.count()} days, {DailyNumber.objects.count():,} rows")
    dialects.tidy()


def timed(staff: "Client", path: str) -> float:
    start = time.perf_counter()
    answer = staff.get(path)
    if answer.status_code != 200:
        raise SystemExit(f"{path} answered {answer.status_code}")
    return (time.perf_counter() - start) * 1000
