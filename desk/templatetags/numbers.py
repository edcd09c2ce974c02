"""Numbers as people read them, and the mark of those that are hidden."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from reporting import words
from reporting.figures import FigureKind

register = template.Library()
HIDDEN = '<span class="hidden-number"><span aria-hidden="true">•</span><span class="visually-hidden">{}</span></span>'


@register.filter
def number(value: Any) -> str | SafeString:
    """12.345, or the mark of a number that is hidden."""
    if value is None:
        return format_html(HIDDEN, _("hidden"))
    return words.number(value)


@register.filter
def worktime(minutes: Any, day: float | None = None) -> str:
    """`day`: the length of a working day, for a table that would ask for it in every line."""
    return words.worktime(minutes, day)


@register.filter
def percentage(share: Any) -> str:
    return words.percentage(share)


@register.filter
def figure(value: Any, kind: str) -> str | SafeString:
    """A value by the kind of its figure."""
    if kind == FigureKind.LENGTH:
        return words.worktime(value)
    return words.percentage(value) if kind == FigureKind.SHARE else number(value)


@register.simple_tag
def leading(shown: Any, address: str, *about: Any) -> str | SafeString:
    """What is shown, as a link to the cases behind it where there is a list of them; `about` says which, for who hears
    the page."""
    if not address or shown in {"0", "–"}:
        return str(shown)
    return format_html('<a href="{}" aria-label="{}: {}">{}</a>', address, shown, ", ".join(map(str, about)), shown)
