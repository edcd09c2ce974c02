"""`make bench ARGS=numbers`: how long counting a year takes, and the page of numbers; 1,000,000 cases in three years.

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
    "13 weeks": "",
    "52 weeks": "?period=52",
    "52 weeks, one case type": "?period=52&only=route:unilogin",
    "52 weeks, as a workbook": ".xlsx?period=52",
}


MOVE: Final = """UPDATE tickets_event e SET at = CASE WHEN e.kind = 'opened' THEN t.opened_at
ELSE t.opened_at + (t.last_activity_at - t.opened_at) / 2 END FROM tickets_ticket t WHERE t.id = e.ticket_id"""
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
    watcher, _made = User.objects.get_or_create(email="ser@example.org")
    Membership.objects.get_or_create(user=watcher, role=Role.OBSERVER)
    print(f"p50 and longest of {TIMES}, ms")
    for who, email in {**PEOPLE, "observer": "ser@example.org"}.items():
        staff = Client()
        staff.force_login(User.objects.get(email=email), backend="django.contrib.auth.backends.ModelBackend")
        for what, query in PAGES.items():
            times = [
                timed(staff, f"/admin/numbers{query if query.startswith('.') else '/' + query}") for _ in range(TIMES)
            ]
            print(f"{what:<26}{who:<10}{statistics.median(times):>9.0f}{max(times):>9.0f}", flush=True)


def happen() -> None:
    """The events of the sample cases happened when the cases say so, and those that are done were solved."""
    from django.db import connection  # noqa: PLC0415  needs Django

    from database import dialects  # noqa: PLC0415
    from tickets.models import Event  # noqa: PLC0415

    if Event.objects.filter(kind="resolved").exists():
        return
    with connection.cursor() as cursor:
        cursor.execute(MOVE)
        cursor.execute(SOLVE)
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
