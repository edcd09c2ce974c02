"""Two workers and two beats that are killed with SIGKILL while cases climb: each case is where it should be, each event
and each notice is there once.

Ten rounds, `make faults` plays 200: those who end what the killed ones left are killed in the middle of the next.
"""

import os
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.browser.sites import Site, real
from tests.services.starter import Starter

ROUNDS: Final = int(os.environ.get("CLOCK_ROUNDS", "10"))
CASES: Final = 40
PATIENCE: Final = 120.0

MAKE = f"""
from datetime import timedelta
from django.utils import timezone
from organisation.models import Institution, Membership, User
from tickets.models import Ticket
school = Institution.objects.create(name="A", kind="school", code="111111")
for role, place in (("superuser", school), ("pilot", school), ("support_entitled", None)):
    user = User.objects.create(email=role + "@example.org", name=role)
    Membership.objects.create(user=user, role=role, institution=place)
for number in range({CASES}):
    Ticket.open(subject="Ferie", body="Hvor?", channel="web", audience="parent", institution=school,
                requester_name="Maja", requester_email="", language="da")
print(Ticket.objects.count())
"""
MAKE_DUE = """
from datetime import timedelta
from django.utils import timezone
from tickets.models import Ticket
late = timezone.now() - timedelta(minutes=1)
print(Ticket.objects.update(tier="first_level", due_at=late, clock_since=None, clock_at=None))
"""
LEFT = """
from tickets.models import Ticket
print(Ticket.objects.exclude(tier="pilot").count())
"""
SETTLE = """
from datetime import timedelta
from tickets import tasks
from tickets.models import Event
tasks.PATIENCE = timedelta(0)
while Event.objects.undispatched().exists():
    tasks.sweep_events()
print("settled")
"""
COUNT = """
from collections import Counter
from tickets.models import Delivery, Event, Notice, Ticket
climbs = Counter(Event.objects.filter(kind="escalated").values_list("ticket", flat=True))
versions = Event.objects.filter(kind="escalated").values("ticket", "version").distinct().count()
notices = Counter(Notice.objects.filter(event__kind="escalated").values_list("event", "user"))
mails = Counter(Delivery.objects.filter(event__kind="escalated").values_list("event", "recipient", "kind"))
told = len({event for event, _user in notices})
print(sorted(set(climbs.values())), len(climbs), versions, told, max(notices.values()), max(mails.values()))
"""


@contextmanager
def two_of_each(starter: Starter, folder: Path, number: int) -> Iterator[None]:
    """Two workers and two beats; killed at the end, in the middle of what they do."""
    running = [starter.start("worker", "--pool", "solo", "-n", f"w{each}-{number}@here") for each in range(2)]
    running += [starter.start("beat", "--schedule", str(folder / f"beat-{each}-{number}")) for each in range(2)]
    yield
    for process in running:
        starter.kill(process)


def wait_until(site: Site, question: str, answer: str) -> None:
    end = time.monotonic() + PATIENCE
    while site.ask(question) != answer:
        assert time.monotonic() < end, site.ask(question)
        time.sleep(0.5)


def test_workers_and_beats_that_are_killed_move_each_case_once(tmp_path: Path) -> None:
    dice = random.Random(7)
    with (
        real(tmp_path, demo_data=False) as site,
        Starter("tests.tickets.fast_beat", site.environment, tmp_path / "clock.log") as starter,
    ):
        site.stop_worker()
        assert site.ask(MAKE) == str(CASES)
        site.ask(MAKE_DUE)
        for number in range(ROUNDS):
            with two_of_each(starter, tmp_path, number):
                wait_until(site, LEFT, "0")
                if number < ROUNDS - 1:
                    site.ask(MAKE_DUE)
                    time.sleep(dice.random())
        site.ask(SETTLE)
        climbed = ROUNDS * CASES
        assert site.ask(COUNT) == f"[{ROUNDS}] {CASES} {climbed} {climbed} 1 1"
