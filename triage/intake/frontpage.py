"""The front page and the page of disturbances."""

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from knowledgebase.suggestions import popular
from organisation import front_door
from organisation.models import Party
from triage.known_errors.models import KnownError, KnownErrorUpdate


@require_safe
def frontpage(request: HttpRequest) -> HttpResponse:
    known_errors = KnownError.objects.public().current().newest_first()[:5]
    articles = popular(get_language() or "da", limit=6)
    context = {"known_errors": known_errors, "articles": articles, "is_open": front_door.is_open()}
    return render(request, "frontpage.html", context)


@require_safe
def disturbances(request: HttpRequest) -> HttpResponse:
    """`/drift/`: what does not work right now, what was repaired lately, and the parties' own status pages."""
    news = Prefetch("updates", KnownErrorUpdate.objects.order_by("-id"), to_attr="news")
    public = KnownError.objects.public().select_related("party").prefetch_related(news).newest_first()
    context = {
        "known_errors": public.current(),
        "repaired": public.exclude(resolved_at=None)[:10],
        "status_pages": status_pages(),
    }
    return render(request, "triage/known_errors/disturbances.html", context)


def status_pages() -> list[tuple[str, str]]:
    """(address, whose) of each status page; several parties may share one."""
    pages: dict[str, list[str]] = {}
    for party in Party.objects.exclude(status_page="").order_by("name", "id"):
        pages.setdefault(party.status_page, []).append(party.name)
    return [(address, ", ".join(names)) for address, names in pages.items()]
