"""The page of where somebody is signed in, with the way out of one place or of all; also for programs with a token."""

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from organisation.people.staff import person
from organisation.security.security_log import note
from organisation.sign_in import sessions


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    user = person(request)
    context = {
        **admin.site.each_context(request),
        "title": _("Where I am signed in"),
        "rows": sessions.of_person(user),
        "own": request.session.session_key,
        "tokens": sessions.tokens_of(user),
    }
    return render(request, "admin/sign_ins.html", context)


@require_POST
def end(request: HttpRequest, number: str) -> HttpResponse:
    user = person(request)
    if sessions.end(user, number):
        note("session_ended", user=user.pk)
        messages.success(request, _("You are signed out there."))
    return redirect("admin:sign_ins")


@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """Everywhere but here."""
    user = person(request)
    sessions.end_all(user, but=request.session.session_key)
    note("sessions_ended", user=user.pk)
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("admin:sign_ins")


@require_POST
def end_token(request: HttpRequest, number: str) -> HttpResponse:
    """The security log hears of it where the row goes (`helpdesk.audit`)."""
    if sessions.end_token(person(request), number):
        messages.success(request, _("The program gets in no longer."))
    return redirect("admin:sign_ins")
