"""From a model's scores and the hints to a route. Needs no model, so other hints are tried on what it said once."""

import math
from collections.abc import Iterable, Mapping
from typing import Final

from triage.classifier.shapes import Hint
from triage.classifier.text import cleaned, folded

HINT_STRENGTH: Final = 0.8
"""What one point of a hint's weight adds to its route's score."""
LONGEST_SUBJECT: Final = 300


def place_of_hints(subject: str, body: str) -> str:
    """The folded text in which hints are looked for."""
    return folded(f"{subject[:LONGEST_SUBJECT].strip()}\n{cleaned(body)}".strip())


def pushes(hints: Iterable[Hint], whole: str) -> dict[str, float]:
    """What hints add to the scores of the routes, for a folded text."""
    gains: dict[str, float] = {}
    for hint in hints:
        if hint.is_in(whole):
            gains[hint.route] = gains.get(hint.route, 0.0) + hint.weight * HINT_STRENGTH
    return gains


def decide(scores: Mapping[str, float], gains: Mapping[str, float]) -> tuple[str, float]:
    """The likeliest route and how sure it is, from 0 to 1."""
    total = {route: score + gains.get(route, 0.0) for route, score in scores.items()}
    route = max(total, key=lambda each: total[each])
    return route, round(1 / sum(math.exp(score - total[route]) for score in total.values()), 4)
