"""Public pages about who to contact, and the municipality's colours."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from organisation.calendar import calendar_feed
from organisation.institutions import who_helps
from organisation.models import HelpPage, Institution, Logo, MorningMeeting, Municipality, Portrait
from organisation.models.meeting import coming_at
from organisation.pages.colours import stylesheet


@require_safe
@cache_control(public=True, max_age=300)
def colours(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  Django's signature
    return HttpResponse(stylesheet(Municipality.current().primary_colour), content_type="text/css")


@require_safe
@cache_control(public=True, max_age=31_536_000, immutable=True)
def logo(request: HttpRequest, digest: str) -> HttpResponse:  # noqa: ARG001  Django's signature
    """The municipality's logo. Another picture has another address."""
    if not digest or digest != Municipality.current().logo_digest:
        raise Http404
    return HttpResponse(bytes(get_object_or_404(Logo, pk=1).data), content_type="image/png")


@require_safe
@cache_control(public=True, max_age=300)
def portrait(request: HttpRequest, digest: str) -> HttpResponse:  # noqa: ARG001  Django's signature
    """The picture of somebody who helps, as long as they agree to it."""
    shown = get_object_or_404(Portrait.objects.agreed_to(), digest=digest)
    return HttpResponse(bytes(shown.data), content_type="image/jpeg")


@require_safe
def contacts(request: HttpRequest) -> HttpResponse:
    """All institutions, searchable: who helps where."""
    query = request.GET.get("q", "").strip()[:80]
    institutions = Institution.objects.active().by_name()
    if query:
        institutions = institutions.filter(name__icontains=query)
    return render(request, "organisation/pages/contacts.html", {"institutions": institutions, "words": query})


@require_safe
def contact(request: HttpRequest, slug: str) -> HttpResponse:
    """Who helps at one institution."""
    institution = get_object_or_404(Institution.objects.active(), code=slug)
    helpers = who_helps.helpers_at(institution)
    context = {
        "institution": institution,
        "meetings": coming_at(institution),
        "helpers": helpers,
        "has_own_helpers": who_helps.has_own(helpers),
        "hours": who_helps.hours_at(institution),
        "way": who_helps.way_of_an_enquiry(),
    }
    return render(request, "organisation/pages/contact.html", context)


@require_safe
def help_pages(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  Django's signature
    """`/hjaelp/`: the page in the language of the site where there is one, else the first."""
    shown = HelpPage.objects.shown().in_order()
    page = shown.filter(language=get_language() or "da").first() or shown.first()
    if page is None:
        raise Http404
    return redirect("help_page", page.language)


@require_safe
def help_page(request: HttpRequest, language: str) -> HttpResponse:
    """`/hjaelp/<language>/`: how to get help, in one of the languages that the municipality has chosen."""
    shown = list(HelpPage.objects.shown().in_order())
    page = next((each for each in shown if each.language == language), None)
    if page is None:
        raise Http404
    return render(request, "organisation/pages/help_page.html", {"help_page": page, "help_pages": shown})


@require_safe
@cache_control(public=True, max_age=3600)
def meetings_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """The morning meetings of one institution, for a phone to follow. 404 where there are none."""
    institution = get_object_or_404(Institution.objects.active(), code=slug)
    meetings = list(MorningMeeting.objects.at(institution).going_on())
    if not meetings:
        raise Http404
    calendar = calendar_feed.feed(institution, meetings, request.get_host())
    name = {"Content-Disposition": f'inline; filename="aula-{institution.code}.ics"'}
    return HttpResponse(calendar, content_type="text/calendar; charset=utf-8", headers=name)
