"""Public pages about who to contact, and the municipality's colours."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from organisation.colours import stylesheet
from organisation.models import Institution, Municipality


@require_safe
@cache_control(public=True, max_age=300)
def colours(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  Django's signature
    return HttpResponse(stylesheet(Municipality.current().primary_colour), content_type="text/css")


@require_safe
def contacts(request: HttpRequest) -> HttpResponse:
    """All institutions, searchable: who helps where."""
    words = request.GET.get("q", "").strip()[:80]
    institutions = Institution.objects.active().by_name()
    if words:
        institutions = institutions.filter(name__icontains=words)
    return render(request, "organisation/contacts.html", {"institutions": institutions, "words": words})


@require_safe
def contact(request: HttpRequest, slug: str) -> HttpResponse:
    """Who helps at one institution."""
    institution = get_object_or_404(Institution.objects.active(), code=slug)
    return render(request, "organisation/contact.html", {"institution": institution})
