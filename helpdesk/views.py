"""Pages that belong to no app."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

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


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  Django's signature
    """A form whose page was too old or whose cookies are blocked. What was typed for an enquiry comes back."""
    if request.path == reverse("enquiry"):
        return show_again(request)
    return render(request, "403_csrf.html", status=403)
