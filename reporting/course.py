"""The course of one case, read off its events alone: when it was answered, ended, came back, and who it waited for."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, NamedTuple

from tickets.words import DONE, Status

ANSWERS: Final = frozenset({"answered", "asked", "attached", "updated", "repaired", "decided"})
"""Kinds by which the requester gets words of ours."""
WITH_OTHERS: Final = frozenset({Status.WAITING_REQUESTER, Status.FORWARDED})
LEADS_TO: Final = {
    "resolved": Status.RESOLVED,
    "closed": Status.CLOSED,
    "ended": Status.CLOSED,
    "merged": Status.CLOSED,
    "reopened": Status.IN_PROGRESS,
    "forwarded": Status.FORWARDED,
}
"""What a kind leads to where the event does not tell it, as those of earlier versions."""
NOT_SOLVED: Final = frozenset({"merged", "ended", "forgotten"})
"""Ends that solve nothing: it goes on in another case, nobody came back to it, its person had it erased."""
PARTY_ANSWERS: Final = frozenset({"party_answered", "settled", "rejected"})
"""Kinds by which a party is heard from: their words, or what somebody noted of them."""
Span = tuple[datetime, datetime]


class Happening(NamedTuple):
    kind: str
    at: datetime
    data: dict[str, Any]
    held_until: datetime | None


@dataclass(frozen=True)
class Ending:
    """`waited`: the spans in which the case lay with others before it ended."""

    at: datetime
    solved: bool
    at_first_level: bool
    waited: tuple[Span, ...]


@dataclass
class PartyTurn:
    """A case at an outside party: since when, and when they were first heard from."""

    party: str
    sent_at: datetime
    answered_at: datetime | None = None
    is_returned: bool = False


@dataclass
class Course:
    opened_at: datetime | None = None
    first_answer_at: datetime | None = None
    is_open: bool = False
    endings: list[Ending] = field(default_factory=list)
    reopened: list[datetime] = field(default_factory=list)
    parted: list[datetime] = field(default_factory=list)
    """When it was parted again from the case into which it had been merged."""
    handed_up: list[datetime] = field(default_factory=list)
    forwarded: list[datetime] = field(default_factory=list)
    returned: list[datetime] = field(default_factory=list)
    party_turns: list[PartyTurn] = field(default_factory=list)
    attached: list[datetime] = field(default_factory=list)
    """When it got a known error as its cause."""
    rated: tuple[datetime, bool] | None = None
    """When the requester said last whether it helped, and what."""


def course(happenings: Iterable[Happening]) -> Course:
    """Of the events of one case, oldest first. What was taken back has not been."""
    walk = Walk()
    for happening in standing(happenings):
        walk.take(happening)
    return walk.course


def standing(happenings: Iterable[Happening]) -> list[Happening]:
    """Without what was undone: an answer before it left, or an act on many cases, which holds its events together."""
    remaining: list[Happening] = []
    for happening in happenings:
        if happening.data.get("undone") is True:
            continue
        if happening.kind != "undone":
            remaining.append(happening)
            continue
        act = next((each.held_until for each in reversed(remaining) if each.held_until), None)
        remaining = [each for each in remaining if act is None or each.held_until != act]
    return remaining


@dataclass
class Walk:
    """A case on its way through its events."""

    course: Course = field(default_factory=Course)
    status: str = Status.NEW
    before_merge: str = Status.IN_PROGRESS
    left_first_level: bool = False
    waits_since: datetime | None = None
    waited: tuple[Span, ...] = ()

    def take(self, happening: Happening) -> None:
        kind, at, case_course = happening.kind, happening.at, self.course
        if kind == "opened" and case_course.opened_at is None:
            case_course.opened_at, case_course.is_open = at, True
        if kind in ANSWERS and case_course.first_answer_at is None:
            case_course.first_answer_at = at
        self.note_way(kind, at)
        self.note_party(happening)
        self.become(self.after(happening), kind, at)

    def note_way(self, kind: str, at: datetime) -> None:
        if kind == "escalated":
            self.course.handed_up.append(at)
        elif kind == "forwarded":
            self.course.forwarded.append(at)
        elif kind == "rejected":
            self.course.returned.append(at)
        elif kind == "attached":
            self.course.attached.append(at)
        elif kind in {"helped", "not_helped"}:
            self.course.rated = at, kind == "helped"
        self.left_first_level |= kind in {"escalated", "forwarded", "collected"}

    def note_party(self, happening: Happening) -> None:
        turns = self.course.party_turns
        if happening.kind == "forwarded":
            turns.append(PartyTurn(str(happening.data.get("party", "")), happening.at))
        elif happening.kind in PARTY_ANSWERS and turns and turns[-1].answered_at is None:
            turns[-1].answered_at, turns[-1].is_returned = happening.at, happening.kind == "rejected"

    def after(self, happening: Happening) -> str:
        """The state of the case after the event."""
        if change := happening.data.get("changed", {}).get("status"):
            return str(change[1])
        if happening.kind == "unmerged":
            return self.before_merge
        return LEADS_TO.get(happening.kind, self.status)

    def become(self, status: str, kind: str, at: datetime) -> None:
        before, self.status = self.status, status
        if kind == "merged":
            self.before_merge = before
        if before in WITH_OTHERS and status not in WITH_OTHERS and self.waits_since is not None:
            self.waited, self.waits_since = (*self.waited, (self.waits_since, at)), None
        if status in WITH_OTHERS and before not in WITH_OTHERS:
            self.waits_since = at
        if (status in DONE) == (before in DONE):
            return
        self.course.is_open = status not in DONE
        if status in DONE:
            solved = kind not in NOT_SOLVED
            self.course.endings.append(Ending(at, solved, solved and not self.left_first_level, self.waited))
        else:
            (self.course.parted if kind == "unmerged" else self.course.reopened).append(at)
