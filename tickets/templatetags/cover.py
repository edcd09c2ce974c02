"""The fields that cover parts of a picture, for a page that has none of its own."""

from django import template

from tickets.requester.forms import AreaFormSet, BaseAreas

register = template.Library()


@register.simple_tag
def empty_areas() -> BaseAreas:
    return AreaFormSet(prefix="cover")
