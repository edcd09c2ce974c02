"""The pages of the guided start: all steps at a glance, and a page for each. For the municipal administrator."""

from collections.abc import Callable
from typing import Any, Final

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from desk.setup.guide import house_steps, looks, mail_steps, people_steps
from desk.setup.guide.showing import swatch
from organisation.institutions import front_door
from organisation.models import User
from organisation.people.staff import person
from organisation.roles import Role


def administrator(request: HttpRequest) -> User:
    """The signed-in municipal administrator. Raises `PermissionDenied` for anybody else."""
    user = person(request)
    if Role.MUNICIPAL_ADMIN not in user.roles:
        raise PermissionDenied
    return user


def urls(guarded: Callable[..., Any]) -> list[URLPattern]:
    return [
        path("setup/", guarded(overview), name="setup"),
        path("setup/colour/", guarded(colour), name="setup_colour"),
        path("setup/<slug:step>/", guarded(show), name="setup_step"),
    ]


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    administrator(request)
    context = {"title": _("Get started"), "progress": looks.progress(), "is_open": front_door.is_open()}
    return render(request, "desk/setup/guide/guide.html", admin.site.each_context(request) | context)


@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, step: str) -> HttpResponse:
    """One step. What was typed and is not right comes back with what to do; nothing of it is lost."""
    user = administrator(request)
    if step not in PAGES:
        raise Http404
    return PAGES[step](request, user)


@require_POST
def colour(request: HttpRequest) -> HttpResponse:
    """How a colour looks, and whether white text can be read on it, while it is being picked."""
    administrator(request)
    return render(request, "desk/setup/guide/_swatch.html", {"swatch": swatch(request.POST.get("primary_colour", ""))})


PAGES: Final[dict[str, Callable[[HttpRequest, User], HttpResponse]]] = {
    "municipality": house_steps.municipality,
    "appearance": house_steps.appearance,
    "sending": mail_steps.sending,
    "receiving": mail_steps.receiving,
    "hours": house_steps.hours,
    "institutions": people_steps.institutions,
    "people": people_steps.people,
    "central": people_steps.central,
    "parties": people_steps.parties,
    "sensitive": people_steps.sensitive,
    "starting": people_steps.starting,
    "texts": mail_steps.texts,
    "privacy": house_steps.privacy,
    "trial": people_steps.trial,
}
