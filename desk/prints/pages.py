"""`/admin/tickets/ticket/prints/`: what to print for each place one works for, and all of them in one file; and a text
to paste into a message in Aula."""

from typing import TYPE_CHECKING, Final

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from desk.prints.making import note_printed, outdated
from desk.prints.models import PrintRun
from desk.prints.sheets import PrintKind, pdf, text_for_aula
from organisation.models import Institution, User
from organisation.models.institution import InstitutionQuerySet
from organisation.people.staff import person
from organisation.roles import Verb

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

LANGUAGES: Final = {"da": "Dansk", "en": "English"}
"""By their own names."""
KINDS: "Final[dict[PrintKind, StrPromise]]" = {
    PrintKind.SHEET: gettext_lazy("Sheet"),
    PrintKind.CARD: gettext_lazy("Card"),
    PrintKind.POSTER: gettext_lazy("Poster"),
    PrintKind.GUIDE: gettext_lazy("How to report a fault"),
}
ABOUT: "Final[dict[PrintKind, StrPromise]]" = {
    PrintKind.SHEET: gettext_lazy(
        "A4 for the staff room. Says by name who helps, when we answer, and what happens to an enquiry."
    ),
    PrintKind.CARD: gettext_lazy("A6 for parents and staff, with the code and the address. No names."),
    PrintKind.POSTER: gettext_lazy("A4 for the door or the hall, with the code in large. No names."),
    PrintKind.GUIDE: gettext_lazy("A4 for staff: what to try first, and what we need to know. No names."),
}


def places_of(user: User) -> InstitutionQuerySet:
    places = Institution.objects.active().by_name()
    own = user.institutions_for(Verb.VIEW)
    return places if own is None else places.filter(pk__in=own)


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """`sted`: the place whose prints and text for Aula are shown, else the first."""
    places = list(places_of(person(request)))
    chosen = next((place for place in places if place.code == request.GET.get("sted")), places[0] if places else None)
    texts = [(key, name, text_for_aula(chosen, key)) for key, name in LANGUAGES.items()] if chosen else []
    old = outdated(places)
    context = {
        **admin.site.each_context(request),
        "title": _("Sheets and cards"),
        "kinds": [(kind.value, name, ABOUT[kind]) for kind, name in KINDS.items()],
        "languages": LANGUAGES.items(),
        "places": places,
        "outdated": [(place, old[place.pk]) for place in places if place.pk in old],
        "chosen": chosen,
        "texts": texts,
    }
    return render(request, "desk/prints/prints.html", context)


@require_safe
def one(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """`sprog`: `da` or `en`."""
    place = get_object_or_404(places_of(person(request)), code=code)
    language = request.GET.get("sprog", "da")
    known = known_kind(kind, language)
    file = pdf(known, [place], language)
    note_printed(known, [place])
    return file_of(file, f"{slugify(place.name) or place.code}-{kind}-{language}.pdf")


@require_POST
def every(request: HttpRequest, kind: str) -> HttpResponse:
    """Begins a file with a page for each place the person works for. `sprog`: `da` or `en`. `kun`: `gamle` for those
    alone whose latest sheet says what is no longer so."""
    user, language = person(request), request.POST.get("sprog", "da")
    places = list(places_of(user))
    if request.POST.get("kun") == "gamle":
        old = outdated(places)
        places = [place for place in places if place.pk in old]
    if not places:
        return redirect("admin:prints")
    run = PrintRun.begin(known_kind(kind, language), language, [place.pk for place in places], by=user)
    return redirect("admin:print_run", run.pk)


@require_safe
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is, and the way to the file; only the part that changes where a script asks."""
    made = get_object_or_404(PrintRun.objects.defer("file"), pk=pk, by=person(request))
    context = {"run": made, "kind": KINDS[PrintKind(made.kind)]}
    if "HX-Request" in request.headers:
        return render(request, "desk/prints/_run.html", context)
    return render(
        request,
        "desk/prints/run.html",
        {**admin.site.each_context(request), **context, "title": _("Sheets and cards")},
    )


@require_safe
def run_file(request: HttpRequest, pk: int) -> HttpResponse:
    made = get_object_or_404(PrintRun.objects.exclude(finished_at=None), pk=pk, by=person(request))
    return file_of(bytes(made.file), f"aula-{made.kind}-{made.language}.pdf")


def known_kind(kind: str, language: str) -> PrintKind:
    if kind not in set(PrintKind) or language not in LANGUAGES:
        raise Http404
    return PrintKind(kind)


def file_of(file: bytes, name: str) -> HttpResponse:
    response = HttpResponse(file, content_type="application/pdf")
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response
