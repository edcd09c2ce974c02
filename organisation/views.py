"""Public pages about who to contact, and the municipality's colours."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from organisation import calendar_feed
from organisation.colours import stylesheet
from organisation.models import Institution, MorningMeeting, Municipality
from organisation.models.meeting import coming_at


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
    context = {"institution": institution, "meetings": coming_at(institution)}
    return render(request, "organisation/contact.html", context)


@require_safe
@cache_control(public=True, max_age=3600)
def meetings_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """The morning meetings of one institution, for a phone to follow. 404 where there are none."""
    institution = get_object_or_404(Institution.objects.active(), code=slug)
    meetings = list(MorningMeeting.objects.at(institution).going_on())
    if not meetings:
        raise Http404
    told = calendar_feed.feed(institution, meetings, request.get_host())
    name = {"Content-Disposition": f'inline; filename="aula-{institution.code}.ics"'}
    return HttpResponse(told, content_type="text/calendar; charset=utf-8", headers=name)
