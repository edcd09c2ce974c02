"""`{% icon "check" %}`: one of the drawings of `components/icons`, read once."""

from functools import cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
@cache
def icon(name: str, style: str = "") -> SafeString:
    """The drawing as SVG, with a further class where one is given. Raises `TemplateDoesNotExist` for no such icon."""
    return render_to_string(f"components/icons/{name}.html", {"class": style})
