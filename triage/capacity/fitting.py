"""What an organisation is like, from what was seen of it: how much comes, how long it takes, what is solved where."""

from collections.abc import Sequence
from dataclasses import replace
from math import sqrt
from typing import Final

from triage.capacity.organisation import MINUTES_A_DAY, Level, Organisation
from triage.capacity.simulation import WEEK, Visit, mean

FEWEST: Final = 20
"""Visits below which a number says nothing: what was supposed before is kept."""
ENDED: Final = frozenset({"solved", "passed_on"})
"""How a case leaves the support: solved, or with an outside party."""


def fit(visits: Sequence[Visit], supposed: Organisation, *, since: float, until: float) -> Organisation:
    """`supposed`, with everything that the visits of the time tell: what comes in, and the work at each tier.

    How many people there are and how much of the day they have is known, not seen.
    """
    came = sum(1 for visit in visits if visit.tier == 0 and since <= visit.came < until)
    weeks = (until - since) / WEEK
    first, pilot, entitled = (
        fit_level([each for each in visits if each.tier == tier and since <= each.left < until], level)
        for tier, level in enumerate(supposed.levels)
    )
    fitted = supposed.but(first_level=first, pilot=pilot, support_entitled=entitled)
    if came < FEWEST:
        return fitted
    return fitted.but(cases_a_week=came / weeks / supposed.schools, spread=1 / sqrt(came))


def fit_level(visits: Sequence[Visit], supposed: Level) -> Level:
    worked = [visit.worked for visit in visits if visit.worked > 0]
    done = [visit for visit in visits if visit.how != "climbed"]
    level = supposed
    if len(worked) >= FEWEST:
        share = max(supposed.minutes_a_day, 1) / MINUTES_A_DAY
        level = replace(level, minutes_a_case=mean(worked) * share)
    if len(done) >= FEWEST and supposed.patience is not None:
        level = replace(level, solved=sum(visit.how in ENDED for visit in done) / len(done))
    return level
