"""`make bench ARGS=quality`: how long the pages of quality take at 100,000 suggestions and 25,000 faults passed on."""

import os
import statistics
import time
from typing import TYPE_CHECKING, Final

import django

if TYPE_CHECKING:
    from django.test import Client

CASES: Final = 100_000
FAULT_EVERY: Final = 4
TIMES: Final = 12
PERIODS: Final = {"a year": "", "two years": "?months=24"}


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "helpdesk.settings"
    django.setup()
    from django.conf import settings  # noqa: PLC0415  needs Django
    from django.test import Client  # noqa: PLC0415

    from organisation.models import User  # noqa: PLC0415
    from tests.benchmarks.__main__ import PASSWORD, PEOPLE  # noqa: PLC0415
    from tests.benchmarks.ground import grow, prepare  # noqa: PLC0415
    from tests.benchmarks.quality_ground import judge  # noqa: PLC0415

    settings.ALLOWED_HOSTS.append("testserver")
    prepare(PASSWORD)
    grow(CASES)
    print(f"{judge(FAULT_EVERY)} (p50 and longest of {TIMES}, ms)")
    for who, email in PEOPLE.items():
        staff = Client()
        staff.force_login(User.objects.get(email=email))
        for page in ("triage", "fejl"):
            for period, query in PERIODS.items():
                times = [timed(staff, f"/admin/quality/{page}/{query}") for _ in range(TIMES + 1)][1:]
                print(f"{page}, {period}, {who:<12}{statistics.median(times):>9.0f}{max(times):>9.0f}")


def timed(staff: "Client", path: str) -> float:
    start = time.perf_counter()
    answer = staff.get(path)
    if answer.status_code != 200:
        raise SystemExit(f"{path} answered {answer.status_code}")
    return (time.perf_counter() - start) * 1000
