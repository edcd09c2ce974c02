"""What the load suggests: give cases over, add people or minutes, move the time of a tier; and when a queue is full."""

from dataclasses import dataclass
from math import ceil
from typing import Final

from django.urls import reverse
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tickets.words import Tier
from tickets.work import staffing
from triage.capacity.forecast import Forecast, done_in_a_week, forecast
from triage.capacity.load import Flow, Load
from triage.capacity.organisation import DAYS_A_WEEK, Level
from triage.capacity.outcomes import FULL
from triage.capacity.people import InHand, who_should_give

MANY_CLIMB: Final = 0.2
ENOUGH: Final = 10
"""Cases below which nothing is said."""


@dataclass(frozen=True)
class Advice:
    sentence: str
    act: str = ""
    address: str = ""


def advice_of(load: Load, people: list[InHand]) -> list[Advice]:
    advice: list[Advice] = []
    for tier, level in zip(Tier, load.organisation.levels, strict=True):
        flow = load.tiers[tier]
        advice += [*of_time_and_people(tier, level, flow, load), *of_sharing(tier, people)]
    return advice


def of_time_and_people(tier: Tier, level: Level, flow: Flow, load: Load) -> list[Advice]:
    name = {"tier": tier.label}
    if not flow.people and (flow.came or flow.waiting):
        sentence = _("%(tier)s: nobody has the role. Give it to somebody, or cases only pass through.") % name
        return [Advice(sentence, _("Give somebody the role"), reverse("admin:colleagues"))]
    if flow.came < ENOUGH or not level.people:
        return []
    comes, able = flow.came / load.weeks, done_in_a_week(level, places_of(tier, load))
    if comes > FULL * able:
        return [too_little(tier, level, comes, places_of(tier, load))]
    if level.patience is not None and flow.climbed > MANY_CLIMB * flow.came:
        numbers = {"percent": round(flow.climbed / flow.came * 100), "minutes": localize(round(level.patience))}
        sentence = _(
            "%(tier)s: there are people enough, but %(percent)s %% of the cases go up before anybody has taken them. "
            "%(minutes)s working minutes may be too few."
        )
        address = reverse("admin:tickets_escalationpolicy_changelist")
        return [Advice(sentence % (name | numbers), _("Move the time of the tier"), address)]
    return []


def too_little(tier: Tier, level: Level, comes: float, places: int) -> Advice:
    """How many people more, or how many minutes more a day, bring the work down to what can be borne."""
    needed = comes * level.minutes_a_case / (DAYS_A_WEEK * FULL * places)
    """Minutes a day at each place."""
    more = max(ceil(needed / max(level.minutes_a_day, 1)) - level.people, 1)
    minutes = {"minutes": max(ceil(needed / level.people - level.minutes_a_day), 1), "tier": tier.label}
    sentence = ngettext(
        "%(tier)s: more comes than there is time for. %(count)s person more, or %(minutes)s minutes more a day for "
        "each, is enough.",
        "%(tier)s: more comes than there is time for. %(count)s people more, or %(minutes)s minutes more a day for "
        "each, are enough.",
        more,
    )
    return Advice(sentence % ({"count": more} | minutes), _("Add people"), reverse("admin:colleagues"))


def of_sharing(tier: Tier, people: list[InHand]) -> list[Advice]:
    pair = who_should_give(people, staffing.ROLES_OF_TIER[tier])
    if pair is None:
        return []
    busy, free = pair
    names = {"tier": tier.label, "busy": busy.name, "free": free.name}
    days = {"days": localize(round(busy.days, 1)), "fewer": localize(round(free.days, 1))}
    sentence = _("%(tier)s: %(busy)s has work for %(days)s days in hand, %(free)s for %(fewer)s. Give some over.")
    address = reverse("admin:tickets_ticket_changelist") + f"?list=needs_us&assignee={busy.pk}"
    return [Advice(sentence % (names | days), _("See the cases"), address)]


def places_of(tier: Tier, load: Load) -> int:
    """First level sits at each institution; the others work for all of them."""
    return load.organisation.schools if tier == Tier.FIRST_LEVEL else 1


def forecast_of(tier: Tier, load: Load) -> Forecast | None:
    """None where nobody has the role, or too little came to say anything."""
    level = load.organisation.levels[list(Tier).index(tier)]
    flow = load.tiers[tier]
    if not flow.people or not (flow.came or flow.waiting):
        return None
    return forecast(level, places=places_of(tier, load), waiting=flow.waiting, came=flow.came, weeks=load.weeks)


def forecast_words(known: Forecast | None) -> str:
    if known is None:
        return "–"
    if not known.is_possible:
        return _("Not within half a year")
    if not known.is_likely:
        return _("Hardly: %(percent)s %% within half a year") % {"percent": round(known.chance * 100)}
    if not known.middle:
        return _("Now")
    weeks = {"weeks": round(known.middle), "soonest": round(known.soonest)}
    if not known.has_end:
        return _("In about %(weeks)s weeks (at the soonest %(soonest)s)") % weeks
    return _("In about %(weeks)s weeks (%(soonest)s to %(latest)s)") % (weeks | {"latest": round(known.latest)})
