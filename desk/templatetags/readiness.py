"""Geometry of the readiness chart."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from django import template

from desk.readiness.models import ReadinessDay

register = template.Library()
WIDTH, HEIGHT, GAP = 600, 120, 2
WIDEST: Final = 24.0


class Bar(NamedTuple):
    level: str
    x: float
    y: float
    width: float
    height: float


@register.filter
def bars(days: Sequence[ReadinessDay]) -> list[Bar]:
    """Stacked from the ground: in place, nearly, missing. Each day has the same height."""
    step = min(WIDTH / max(len(days), 1), WIDEST)
    columns = []
    for at, day in enumerate(days):
        ground = float(HEIGHT)
        for level in ("green", "amber", "red"):
            height = HEIGHT * getattr(day, level) / max(day.total, 1)
            ground -= height
            columns.append(Bar(level, round(at * step, 1), round(ground, 1), round(step - GAP, 1), round(height, 1)))
    return columns
