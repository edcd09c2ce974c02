"""`/admin/tickets/ticket/prints/`: what to print for each place one works for, and all of them in one file; and a text
to paste into a message in Aula."""

from typing import TYPE_CHECKING, Final

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from desk.prints.sheets import Kind, pdf, text_for_aula
from organisation.models import Institution, User
from organisation.models.institution import InstitutionQuerySet
from organisation.people.staff import person
from organisation.roles import Verb

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

LANGUAGES = frozenset({"da", "en"})
KINDS: "Final[dict[Kind, StrPromise]]" = {
    Kind.SHEET: gettext_lazy("Sheet"),
    Kind.CARD: gettext_lazy("Card"),
    Kind.POSTER: gettext_lazy("Poster"),
    Kind.GUIDE: gettext_lazy("How to report a fault"),
}


def places_of(user: User) -> InstitutionQuerySet:
    places = Institution.objects.active().by_name()
    own = user.institutions_for(Verb.VIEW)
    return places if own is None else places.filter(pk__in=own)


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """`sted`: the place whose text for Aula is shown, else the first."""
    places = list(places_of(person(request)))
    chosen = next((place for place in places if place.code == request.GET.get("sted")), places[0] if places else None)
    texts = [(language, text_for_aula(chosen, language)) for language in ("da", "en")] if chosen else []
    context = {
        **admin.site.each_context(request),
        "title": _("Sheets and cards"),
        "kinds": [(kind.value, name) for kind, name in KINDS.items()],
        "places": places,
        "chosen": chosen,
        "texts": texts,
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
