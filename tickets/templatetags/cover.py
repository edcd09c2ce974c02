"""The fields that cover parts of a picture, for a page that has none of its own."""

from functools import cache

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from tickets.requester.forms import AreaFormSet, BaseAreas

register = template.Library()


@register.simple_tag
def empty_areas() -> BaseAreas:
    return AreaFormSet(prefix="cover")


@register.simple_tag
def cover_editor() -> SafeString:
    """The editor of a page that sends pictures: the same for everybody, so each process writes it once a language."""
    make = written.__wrapped__ if settings.DEBUG else written
    return make(get_language() or "da")


@cache
def written(language: str) -> SafeString:  # noqa: ARG001  what it is remembered by
    return mark_safe(render_to_string("components/cover_editor.html"))  # noqa: S308  a template's own answer
