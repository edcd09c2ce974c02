"""The same figures by a second, obvious way: every event of every case, looked at one by one for each figure."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from organisation.calendar.business_time import Calendar
from reporting.lengths import rounded
from tickets.models import Event, Ticket
from triage.topics.models import CaseTopic

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


@dataclass
class Slow:
    """`facts`: (day, figure, hour) of everything that counts; `lengths`: (day, figure, minutes)."""

    ticket: Ticket
    topic: str
    facts: list[tuple[date, str, int]] = field(default_factory=list)
    lengths: list[tuple[date, str, int]] = field(default_factory=list)
    turns: list[tuple[str, date, date | None, int, bool]] = field(default_factory=list)
    """At an outside party: whom, the days on which it was forwarded and they were heard from, minutes, returned."""


def minutes_slowly(calendar: Calendar, begin: datetime, end: datetime) -> float:
    """Minute by minute of what is open would take too long; stretch by stretch says the same."""
    spent = timedelta()
    for stretch in calendar.stretches(begin):
        opens, closes = stretch.opens.astimezone(UTC), stretch.closes.astimezone(UTC)
        if opens >= end:
            break
        spent += min(closes, end) - opens
    return spent / timedelta(minutes=1)


def slow_count(calendar: Calendar) -> list[Slow]:
    return [count_one(ticket, calendar) for ticket in Ticket.objects.order_by("id")]


def count_one(ticket: Ticket, calendar: Calendar) -> Slow:  # noqa: C901, PLR0912  the obvious way is the long one
    said = CaseTopic.objects.filter(ticket=ticket).first()
    counted = Slow(ticket, said.topic.slug if said and said.topic else "none")
    events = without_undone(list(Event.objects.filter(ticket=ticket).order_by("id")))
    opened = next(event for event in events if event.kind == "opened")
    states = states_after(events)

    def note(event: Event, figure: str) -> None:
        local = event.at.astimezone(COPENHAGEN)
        counted.facts.append((local.date(), figure, local.hour))

    def measure(event: Event, figure: str, minutes: float) -> None:
        counted.lengths.append((event.at.astimezone(COPENHAGEN).date(), figure, rounded(minutes)))

    note(opened, "opened")
    if states[-1] not in {"resolved", "closed"}:
        note(opened, "still_open")
    answers = [
        event for event in events if event.kind in {"answered", "asked", "attached", "updated", "repaired", "decided"}
    ]
    if answers:
        note(answers[0], "answered")
        measure(answers[0], "first_answer", minutes_slowly(calendar, opened.at, answers[0].at))
    ratings = [event for event in events if event.kind in {"helped", "not_helped"}]
    if ratings:
        note(ratings[-1], "rated")
        if ratings[-1].kind == "helped":
            note(ratings[-1], "helped")
    for place, event in enumerate(events):
        before, after = states[place - 1] if place else "new", states[place]
        was_done, is_done = before in {"resolved", "closed"}, after in {"resolved", "closed"}
        so_far = events[: place + 1]
        for kind, figure in (
            ("escalated", "handed_up"),
            ("forwarded", "forwarded"),
            ("rejected", "returned"),
            ("attached", "attached"),
        ):
            if event.kind == kind:
                note(event, figure)
        if is_done and not was_done and event.kind in {"merged", "ended"}:
            note(event, "ended_otherwise")
        elif is_done and not was_done:
            note(event, "solved")
            measure(event, "solution", minutes_slowly(calendar, opened.at, event.at))
            if not any(each.kind in {"escalated", "forwarded", "collected"} for each in so_far):
                note(event, "solved_first_level")
            others = ["waiting_requester", "forwarded"]
            pairs = [(so_far[at], so_far[at + 1]) for at in range(place) if states[at] in others]
            if pairs:
                spent = sum(minutes_slowly(calendar, first.at, second.at) for first, second in pairs)
                measure(event, "waiting", spent)
        if was_done and not is_done:
            note(event, "parted" if event.kind == "unmerged" else "reopened")
        if event.kind == "forwarded":
            counted.turns.append(turn(events[place:], calendar))
    return counted


def without_undone(events: list[Event]) -> list[Event]:
    """What was undone is taken out, from the oldest undoing to the newest."""
    events = [event for event in events if not event.data.get("undone")]
    while undoing := next((place for place, event in enumerate(events) if event.kind == "undone"), None):
        held = [event.held_until for event in events[:undoing] if event.held_until]
        earlier = [event for event in events[:undoing] if not held or event.held_until != held[-1]]
        events = earlier + events[undoing + 1 :]
    return events


def turn(events: list[Event], calendar: Calendar) -> tuple[str, date, date | None, int, bool]:
    """What became of the first event, by which the case was forwarded."""
    sent, party = events[0], events[0].data["party"]
    for event in events[1:]:
        if event.kind == "forwarded":
            break
        if event.kind in {"party_answered", "settled", "rejected"}:
            days = sent.at.astimezone(COPENHAGEN).date(), event.at.astimezone(COPENHAGEN).date()
            return party, *days, rounded(minutes_slowly(calendar, sent.at, event.at)), event.kind == "rejected"
    return party, sent.at.astimezone(COPENHAGEN).date(), None, 0, False


def states_after(events: list[Event]) -> list[str]:
    """The state of the case after each of its events."""
    states: list[str] = []
    for event in events:
        change = event.data.get("changed", {}).get("status")
        if change:
            states.append(change[1])
        elif event.kind == "merged":
            states.append("closed")
        elif event.kind == "unmerged":
            merged = max(place for place, each in enumerate(events[: len(states)]) if each.kind == "merged")
            states.append(states[merged - 1])
        else:
            states.append(states[-1] if states else "new")
    return states


def counts(slow: list[Slow], first: date, last: date) -> Counter[str]:
    return Counter(figure for case in slow for day, figure, _hour in case.facts if first <= day <= last)


def lengths(slow: list[Slow], figure: str, first: date, last: date) -> list[int]:
    return sorted(
        minutes for case in slow for day, name, minutes in case.lengths if name == figure and first <= day <= last
    )


def nearest_rank(values: list[int], share: float) -> int | None:
    """The smallest value that at least this share of the values do not exceed."""
    return next((value for value in values if sum(each <= value for each in values) >= share * len(values)), None)
