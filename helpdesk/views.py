"""Pages that belong to no app."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tickets.uploads import MAX_BYTES, MAX_FILES, MAX_TOTAL_BYTES
from triage.intake.enquiry import show_again


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:  # noqa: ARG001  Django's signature
    """200 while the database answers, 503 otherwise; for load balancers and containers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"database": "away"}, status=503)
    return JsonResponse({"database": "ok"})


def too_large(request: HttpRequest) -> HttpResponse:
    """What a proxy shows in place of a request that it cut off for its length; it passes nothing of it on."""
    megabyte = 1024 * 1024
    limits = {"files": MAX_FILES, "each": MAX_BYTES // megabyte, "total": MAX_TOTAL_BYTES // megabyte}
    return render(request, "413.html", limits, status=413)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  Django's signature
    """A form whose page was too old or whose cookies are blocked. What was typed for an enquiry comes back."""
    if request.path == reverse("enquiry"):
        return show_again(request)
    return render(request, "403_csrf.html", status=403)
