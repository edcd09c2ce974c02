"""When a case is due after what happened to it, in one table; the support is open Monday to Friday, 8 to 15."""

from collections.abc import Callable
from datetime import date, time
from itertools import product

import pytest
from django.utils import timezone

from organisation.models import Membership, OpeningWindow
from organisation.roles import Role
from tests.cast import Cast, open_ticket
from tests.tickets.clock_times import change_at, close, due, forget, local, office_hours
from tickets.models import EscalationPolicy, Recount, Ticket
from tickets.words import Tier
from triage.escalation import sweep

Act = Callable[[Ticket, Cast], object]
MINUTES = {Tier.FIRST_LEVEL: 420, Tier.PILOT: 210, Tier.SUPPORT_ENTITLED: 840}


def ask(ticket: Ticket, cast: Cast) -> None:
    ticket.ask("Hvilken telefon?", by=cast.superuser)


def reply(ticket: Ticket, _cast: Cast) -> None:
    ticket.reply("Den blå.", reopens=True)


def resolve(ticket: Ticket, cast: Cast) -> None:
    ticket.resolve(by=cast.superuser)


def escalate(ticket: Ticket, cast: Cast) -> None:
    ticket.escalate(by=cast.superuser, reason="For svært")


def hand_back(ticket: Ticket, cast: Cast) -> None:
    ticket.hand_back(by=cast.pilot, reason="Det kan I selv")


def put_aside(ticket: Ticket, cast: Cast) -> None:
    ticket.snooze(date(2026, 11, 26), by=cast.superuser)


def climb(_ticket: Ticket, _cast: Cast) -> None:
    assert sweep(timezone.now(), in_hours=True).escalated == 1


def nobody_climbs(_ticket: Ticket, _cast: Cast) -> None:
    assert sweep(timezone.now(), in_hours=True).examined == 0


def no_pilots(_ticket: Ticket, _cast: Cast) -> None:
    Membership.objects.filter(role=Role.PILOT).delete()


def twice_as_long(_ticket: Ticket, _cast: Cast) -> None:
    EscalationPolicy.objects.filter(tier=Tier.FIRST_LEVEL).update(working_minutes=840)
    change_at("2026-11-23 12:00")


def a_day_closed(_ticket: Ticket, _cast: Cast) -> None:
    close("2026-11-24")
    change_at("2026-11-23 12:00")


def a_lunch_break(_ticket: Ticket, _cast: Cast) -> None:
    OpeningWindow.objects.all().delete()
    for weekday, (opens, closes) in product(range(5), ((8, 12), (13, 15))):
        OpeningWindow.objects.create(weekday=weekday, opens=time(opens), closes=time(closes))
    change_at("2026-11-23 11:00")


def hours_of_its_own(_ticket: Ticket, cast: Cast) -> None:
    OpeningWindow.objects.create(weekday=1, opens=time(8), closes=time(10), institution=cast.school)
    change_at("2026-11-23 12:00")


def make_urgent(ticket: Ticket, cast: Cast) -> None:
    ticket.prioritise("urgent", by=cast.superuser)


TABLE: dict[str, tuple[str, list[tuple[str, Act]], str]] = {
    "untouched": ("2026-11-23 10:00", [], "2026-11-24 10:00"),
    "came in the night": ("2026-11-23 23:00", [], "2026-11-24 15:00"),
    "came at the weekend": ("2026-11-21 12:00", [], "2026-11-23 15:00"),
    "over the end of summer time": ("2026-10-23 14:00", [], "2026-10-26 14:00"),
    "over the beginning of summer time": ("2026-03-27 14:00", [], "2026-03-30 14:00"),
    "over a public holiday": ("2026-05-13 14:00", [], "2026-05-15 14:00"),
    "a day is closed on the way": ("2026-11-23 10:00", [("2026-11-23 12:00", a_day_closed)], "2026-11-25 10:00"),
    "the time of the tier is another half-way": (
        "2026-11-23 10:00",
        [("2026-11-23 12:00", twice_as_long)],
        "2026-11-25 10:00",
    ),
    "several windows a day from now on": (
        "2026-11-23 10:00",
        [("2026-11-23 11:00", a_lunch_break)],
        "2026-11-24 11:00",
    ),
    "the school has hours of its own from now on": (
        "2026-11-23 10:00",
        [("2026-11-23 12:00", hours_of_its_own)],
        "2026-12-08 09:00",
    ),
    "made urgent half-way": ("2026-11-23 10:00", [("2026-11-23 11:00", make_urgent)], "2026-11-23 11:45"),
    "waits for the requester": ("2026-11-23 10:00", [("2026-11-23 11:00", ask)], ""),
    "the requester has answered": (
        "2026-11-23 10:00",
        [("2026-11-23 11:00", ask), ("2026-11-25 09:00", reply)],
        "2026-11-26 09:00",
    ),
    "solved": ("2026-11-23 10:00", [("2026-11-23 11:00", resolve)], ""),
    "opened again": (
        "2026-11-23 10:00",
        [("2026-11-23 11:00", resolve), ("2026-11-25 09:00", reply)],
        "2026-11-26 09:00",
    ),
    "handed up": ("2026-11-23 10:00", [("2026-11-23 11:00", escalate)], "2026-11-23 14:30"),
    "handed back": (
        "2026-11-23 10:00",
        [("2026-11-23 11:00", escalate), ("2026-11-24 09:00", hand_back)],
        "2026-11-25 09:00",
    ),
    "handed back over the end of summer time": (
        "2026-10-23 13:00",
        [("2026-10-23 14:00", escalate), ("2026-10-26 09:00", hand_back)],
        "2026-10-27 09:00",
    ),
    "put aside, and the requester writes": (
        "2026-11-23 10:00",
        [("2026-11-23 11:00", put_aside), ("2026-11-24 09:00", reply)],
        "2026-11-25 09:00",
    ),
    "put aside": ("2026-11-23 10:00", [("2026-11-23 11:00", put_aside)], "2026-11-26 15:00"),
    "not climbed before its time": ("2026-11-23 10:00", [("2026-11-24 09:59", nobody_climbs)], "2026-11-24 10:00"),
    "not climbed while nobody works": ("2026-11-23 10:00", [("2026-11-24 15:30", nobody_climbs)], "2026-11-24 10:00"),
    "climbed": ("2026-11-23 10:00", [("2026-11-24 10:00", climb)], "2026-11-24 13:30"),
    "climbed past an empty tier": (
        "2026-11-23 10:00",
        [("2026-11-23 11:00", no_pilots), ("2026-11-24 10:00", climb)],
        "2026-11-26 10:00",
    ),
    "climbed twice": (
        "2026-11-23 10:00",
        [("2026-11-24 10:00", climb), ("2026-11-24 13:30", climb)],
        "2026-11-26 13:30",
    ),
}
"""When the case came, what happened when, and when it is due then; nothing while its clock stands still."""


@pytest.mark.parametrize(("came", "acts", "then"), TABLE.values(), ids=TABLE)
def test_a_case_is_due_when_the_table_says(
    came: str, acts: list[tuple[str, Act]], then: str, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    office_hours()
    for tier, minutes in MINUTES.items():
        EscalationPolicy.objects.filter(tier=tier).update(working_minutes=minutes)
    forget()
    Recount.objects.all().delete()
    assert Recount.look() is None
    now = local(came)
    monkeypatch.setattr(timezone, "now", lambda: now)
    ticket = open_ticket(cast.school)
    for moment, act in acts:
        now = local(moment)
        ticket.refresh_from_db()
        act(ticket, cast)
    assert due(ticket) == then
