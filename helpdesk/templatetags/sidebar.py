"""The menu of the staff side, drawn once a minute for each set of roles rather than on every page."""

from typing import Any, Final

from django import template
from django.core.cache import cache
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from organisation.people.staff import is_of_staff

register = template.Library()
KEPT_SECONDS: Final = 60
PARTS_OF_MODEL: Final = 4
"""`/admin/<app>/<model>/`, the part of an address by which the menu marks where one is."""


@register.simple_tag(takes_context=True)
def sidebar(context: dict[str, Any]) -> SafeString:
    """What the person may open follows from their roles alone, so people of the same roles share the menu."""
    request: HttpRequest = context["request"]
    roles = sorted(request.user.roles) if is_of_staff(request) else []
    place = "/".join(request.path.split("/")[:PARTS_OF_MODEL])
    key = ":".join(["menu", get_language() or "", *roles, place])
    kept: str | None = cache.get(key)
    if kept is None:
        known = {"available_apps": context["available_apps"], "request": request}
        kept = str(render_to_string("admin/nav_sidebar.html", known))
        cache.set(key, kept, KEPT_SECONDS)
    return mark_safe(kept)  # noqa: S308  the template escaped it before it was kept
