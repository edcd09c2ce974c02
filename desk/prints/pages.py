"""`/admin/tickets/ticket/prints/`: a sheet and a card for each place one works for, and all of them in one file."""

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from desk.prints.sheets import Kind, pdf
from organisation.models import Institution, User
from organisation.models.institution import InstitutionQuerySet
from organisation.roles import Verb
from organisation.staff import person

LANGUAGES = frozenset({"da", "en"})


def places_of(user: User) -> InstitutionQuerySet:
    places = Institution.objects.active().by_name()
    own = user.institutions_for(Verb.VIEW)
    return places if own is None else places.filter(pk__in=own)


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": _("Sheets and cards"),
        "places": places_of(person(request)),
    }
    return render(request, "desk/prints/prints.html", context)


@require_safe
def one(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    place = get_object_or_404(places_of(person(request)), code=code)
    return file_of(request, kind, [place], slugify(place.name) or place.code)


@require_safe
def every(request: HttpRequest, kind: str) -> HttpResponse:
    """Of all places the person works for, a page each."""
    places = list(places_of(person(request)))
    if not places:
        raise Http404
    return file_of(request, kind, places, "aula")


def file_of(request: HttpRequest, kind: str, places: list[Institution], name: str) -> HttpResponse:
    """`sprog`: `da` or `en`."""
    language = request.GET.get("sprog", "da")
    if kind not in set(Kind) or language not in LANGUAGES:
        raise Http404
    response = HttpResponse(pdf(Kind(kind), places, language), content_type="application/pdf")
    file = f"{name}-{kind}-{language}.pdf"
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=file) or ""
    return response
