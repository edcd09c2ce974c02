"""Hours as people say them."""

from django import template
from django.utils.formats import localize
from django.utils.translation import ngettext

register = template.Library()
DAY = 24
LONG = 48


@register.filter
def hours(value: object) -> str:
    """30 minutes, 5 hours, 3 days; a dash where there is no number."""
    if not isinstance(value, int | float):
        return "–"
    if value < 1:
        minutes = round(value * 60)
        return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
    if value < LONG:
        whole = round(value)
        return ngettext("%(count)s hour", "%(count)s hours", whole) % {"count": whole}
    days = round(value / DAY, 1)
    return ngettext("%(count)s day", "%(count)s days", int(days)) % {"count": localize(days)}


@register.filter
def times(value: object) -> str:
    """1.3 as people write it; a dash where there is no number."""
    return str(localize(round(value, 1))) if isinstance(value, int | float) else "–"
