"""Shares as people read them."""

from django import template
from django.utils.formats import localize

register = template.Library()


@register.filter
def percent(share: object) -> str:
    """0.934 as 93 %; a dash where there is no number."""
    return f"{localize(round(share * 100))} %" if isinstance(share, int | float) else "–"


@register.filter
def points(change: float) -> str:
    """How much a share moves, in points of a hundred: +1.2."""
    return f"{'+' if change > 0 else '−' if change < 0 else '±'}{localize(abs(round(change * 100, 1)))}"
