"""Filters of the documents, which are written as Markdown."""

from django import template

register = template.Library()
TO_FILL_IN = "**[udfyldes]**"


@register.filter
def cell(value: object) -> str:
    """Text that stays within one cell of a table."""
    return " ".join(str(value).split()).replace("|", "\\|")


@register.filter
def or_blank(value: object) -> str:
    """The value, or a mark that somebody must fill it in."""
    return str(value).strip() if value else TO_FILL_IN
