"""What is asked most often, so that nobody has to begin with a form full of numbers."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from triage.capacity.organisation import USUAL, Level, Organisation

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

FEWER: Final = 2
LONGER: Final = 1.5
FEW: Final = 4
"""One of so many institutions begins, and never more than pilot schools usually are."""
SOON: Final = 2
"""The week in which something happens, so that the week before shows how it was."""
Pair = tuple[Organisation, Organisation]


@dataclass(frozen=True)
class Scenario:
    """`pair` makes the two organisations of the one that was seen at work."""

    name: str
    label: "StrPromise"
    pair: Callable[[Organisation], Pair]


def from_pilots(seen: Organisation) -> Pair:
    """Some institutions begin, and all the others join them: the start of Aula in a municipality."""
    first = min(USUAL.schools, -(-seen.schools // FEW))
    now = seen.but(schools=first, waiting=(0, 0, 0))
    return now, now.but(joining=seen.schools - first, joins=SOON)


def more(seen: Organisation) -> Pair:
    return seen, seen.but(joining=-(-seen.schools // 2), joins=SOON)


def outage(seen: Organisation) -> Pair:
    return seen, seen.but(outage_week=SOON)


def fewer_pilots(seen: Organisation) -> Pair:
    return seen, seen.but(pilot=replace(seen.pilot, people=max(seen.pilot.people - FEWER, 0)))


def longer(seen: Organisation) -> Pair:
    def slower(level: Level) -> Level:
        return replace(level, minutes_a_case=level.minutes_a_case * LONGER)

    levels = {"first_level": slower(seen.first_level), "pilot": slower(seen.pilot)}
    return seen, seen.but(**levels, support_entitled=slower(seen.support_entitled))


SCENARIOS: Final = (
    Scenario("start", _("From a few institutions to all of them"), from_pilots),
    Scenario("more", _("Half as many institutions more"), more),
    Scenario("outage", _("Aula is down for a day"), outage),
    Scenario("pilots", _("Two pilots fewer"), fewer_pilots),
    Scenario("longer", _("Answers take half as long again"), longer),
)


def pair_of(name: str, seen: Organisation) -> Pair:
    """The two organisations of a scenario; both as it is where there is none of that name."""
    return next((each.pair(seen) for each in SCENARIOS if each.name == name), (seen, seen))
