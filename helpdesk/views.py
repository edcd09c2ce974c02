"""Pages that belong to no app."""

from datetime import timedelta
from email.utils import parseaddr
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import resolve, reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from helpdesk.limited import refused
from organisation.models import Municipality
from organisation.sign_in.kept_forms import KeptForm, send_again, signed_out
from tickets.attachments import file_limits
from triage.intake.enquiry import show_again

SECURITY_CONTACT_LASTS: Final = timedelta(days=180)


@require_safe
@cache_control(public=True, max_age=86400)
def security_contact(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  Django's signature
    """Whom to tell of a hole in this site (RFC 9116): the municipality that runs it."""
    address = Municipality.current().contact_email or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    expires = (timezone.now() + SECURITY_CONTACT_LASTS).strftime("%Y-%m-%dT00:00:00Z")
    lines = {
        "Contact": f"mailto:{address}",
        "Expires": expires,
        "Preferred-Languages": "da, en",
        "Canonical": settings.SITE_URL + reverse("security_contact"),
    }
    text = "".join(f"{name}: {line}\n" for name, line in lines.items())
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


def too_large(request: HttpRequest) -> HttpResponse:
    """What a proxy shows in place of a request that it cut off for its length; it passes nothing of it on."""
    return render(request, "413.html", file_limits.limits(), status=413)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  Django's signature
    """A form whose page was too old or whose cookies are blocked. What was typed for an enquiry comes back."""
    if is_without_cookies(request):
        return answer(request)
    if request.path == reverse("enquiry"):
        return show_again(request)
    if request.path.startswith(reverse("admin:index")) and is_from_here(request) and not is_secret(request):
        kept = KeptForm.of(request)
        return send_again(request, kept, status=403) if request.user.is_authenticated else signed_out(request)
    return render(request, "403_csrf.html", status=403)


def is_without_cookies(request: HttpRequest) -> bool:
    """A form for everybody, sent from a page of ours by a browser that keeps no cookies: it has no session that another
    site could act with, and would come back for ever."""
    is_open_to_all = request.path == reverse("enquiry") or request.path.startswith(reverse("find_case"))
    return is_open_to_all and not request.COOKIES and is_from_here(request)


def answer(request: HttpRequest) -> HttpResponse:
    """By the page's own view, as if its token had been right; what comes too often is refused as ever."""
    match = resolve(request.path_info)
    if refusal := refused(request, match.kwargs):
        return refusal
    response: HttpResponse = match.func(request, *match.args, **match.kwargs)
    return response


def is_from_here(request: HttpRequest) -> bool:
    """Whether the form stood on a page of ours, as no browser lets another site pretend."""
    return urlsplit(request.headers.get("Origin", "")).netloc == request.get_host()


def is_secret(request: HttpRequest) -> bool:
    return request.path.startswith((reverse("admin:login"), reverse("forgotten_password")))
