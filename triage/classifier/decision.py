"""From a model's scores and the hints to a route. Needs no model, so other hints are tried on what it said once."""

import math
from collections.abc import Iterable, Mapping
from typing import Final

from triage.classifier.interface import FULL_WEIGHT, Hint
from triage.classifier.text import cleaned, folded

HINT_STRENGTH: Final = 0.8
"""What one point of a hint's weight adds to its route's score."""
DECIDING_GAIN: Final = 50.0
"""More than the scores of any text lie apart: a hint of full weight wins over the model."""
LONGEST_SUBJECT: Final = 300
USUAL_SHARES: Final[Mapping[str, float]] = {
    "usage_question": 0.50,
    "technical_fault": 0.10,
    "widget_vendor": 0.07,
    "change_request": 0.07,
    "out_of_scope": 0.07,
    "unilogin": 0.06,
    "schedule_vendor": 0.05,
    "project_question": 0.04,
    "local_it": 0.04,
}
"""How often each route is met, by count of what people ask in public. Rounded, and no route rarer than one in
twenty-five: a municipality's own balance takes its place as it shows."""


def head_start(routes: Iterable[str], shares: Mapping[str, float] = USUAL_SHARES) -> list[float]:
    """What each route's score is given before the text is read, where the shares are taken at their word; nothing for a
    route that is not known."""
    even = 1 / len(shares)
    return [math.log(shares.get(route, even) / even) for route in routes]


def place_of_hints(subject: str, body: str) -> str:
    """The folded text in which hints are looked for."""
    return folded(f"{subject[:LONGEST_SUBJECT].strip()}\n{cleaned(body)}".strip())


def pushes(hints: Iterable[Hint], whole: str) -> dict[str, float]:
    """What hints add to the scores of the routes, for a folded text.

    One of full weight decides. Several for one route decide no more than one, so that where two routes have one each,
    everything else in the text settles it.
    """
    gains: dict[str, float] = {}
    decided: set[str] = set()
    for hint in hints:
        if not hint.is_in(whole):
            continue
        if hint.weight >= FULL_WEIGHT:
            decided.add(hint.route)
        else:
            gains[hint.route] = gains.get(hint.route, 0.0) + hint.weight * HINT_STRENGTH
    return gains | {route: gains.get(route, 0.0) + DECIDING_GAIN for route in decided}


def decide(scores: Mapping[str, float], gains: Mapping[str, float]) -> tuple[str, float]:
    """The likeliest route and how sure it is, from 0 to 1."""
    total = {route: score + gains.get(route, 0.0) for route, score in scores.items()}
    route = max(total, key=lambda each: total[each])
    return route, round(1 / sum(math.exp(score - total[route]) for score in total.values()), 4)
