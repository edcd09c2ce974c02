"""The front page and the page of disturbances."""

from django.conf import settings
from django.contrib import messages
from django.db.models import Count, Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from database.dialects import danish_order
from knowledgebase.board.pages import ListenForm
from knowledgebase.suggestions import popular
from organisation.institutions import front_door
from organisation.models import Party
from organisation.pages.browser import describe
from tickets.words import Audience
from triage.known_errors.listening import FixListener
from triage.known_errors.models import KnownError, KnownErrorUpdate
from triage.known_errors.sightings import COOKIE, KEPT, Sighting, new_watcher


@require_safe
def frontpage(request: HttpRequest) -> HttpResponse:
    context = {
        "known_errors": list(KnownError.objects.public().current().newest_first()[:5]),
        "articles": popular(get_language() or "da", limit=6),
        "audiences": Audience.choices,
        "is_open": front_door.is_open(),
    }
    return render(request, "frontpage.html", context)


@require_safe
def disturbances(request: HttpRequest) -> HttpResponse:
    """`/drift/`: what does not work right now, what was repaired lately, and the parties' own status pages."""
    return page_of_disturbances(request)


def page_of_disturbances(
    request: HttpRequest, *, form: ListenForm | None = None, tried: int = 0, status: int = 200
) -> HttpResponse:
    """`tried` is the error whose `form` did not go through."""
    news = Prefetch("updates", KnownErrorUpdate.objects.order_by("-id"), to_attr="news")
    public = KnownError.objects.public().select_related("party").prefetch_related(news).newest_first()
    current = list(public.current().annotate(sighting_count=Count("sightings")))
    context = {
        "known_errors": current,
        "sighted": Sighting.of(request.COOKIES.get(COOKIE, ""), current),
        "repaired": public.exclude(resolved_at=None)[:10],
        "status_pages": status_pages(),
        "form": form,
        "tried": tried,
    }
    return render(request, "triage/known_errors/disturbances.html", context, status=status)


@require_POST
def sighting(request: HttpRequest, pk: int) -> HttpResponse:
    """`/drift/<id>/ogsaa/`: it happens to this browser, too. Counted once, with the device it says it is."""
    error = get_object_or_404(KnownError.objects.public().current(), pk=pk)
    watcher = request.COOKIES.get(COOKIE, "")
    watcher = watcher if 0 < len(watcher) <= len(new_watcher()) * 2 else new_watcher()
    browser = describe(request.headers.get("User-Agent", ""))
    Sighting.note(error, watcher=watcher, device=browser.device, client=browser.client)
    messages.success(request, _("Thank you. We have counted you, and you do not need to write to us about it."))
    response = redirect(f"{reverse('disturbances')}#{error.pk}")
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(
        COOKIE, watcher, KEPT, path=reverse("disturbances"), secure=secure, httponly=True, samesite="Lax"
    )
    return response


@require_POST
def listen(request: HttpRequest, pk: int) -> HttpResponse:
    """`/drift/<id>/besked/`: asks the address by mail first; the page says the same for any address."""
    error, form = get_object_or_404(KnownError.objects.public().current(), pk=pk), ListenForm(request.POST)
    if not form.is_valid():
        return page_of_disturbances(request, form=form, tried=pk, status=422)
    if not form.cleaned_data["website"]:
        FixListener.note(error, email=form.cleaned_data["email"], language=get_language() or "da")
    messages.success(
        request, _("Check your inbox. We have sent you an email with a link. Press it to confirm that it was you.")
    )
    return redirect(f"{reverse('disturbances')}#{error.pk}")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def fix_listener(request: HttpRequest, signed: str) -> HttpResponse:
    """Opening the link changes nothing, since mail programs open links, too: a button on its page does."""
    listener = FixListener.by_signed(signed)
    if request.method == "POST" and listener is not None:
        if request.POST.get("undo"):
            listener.delete()
            messages.success(request, _("We have deleted your address."))
        else:
            listener.confirm()
            messages.success(request, _("Thank you. We will write to you when the problem is fixed."))
        return redirect("disturbances")
    context = {"listener": listener}
    return render(request, "triage/known_errors/listener.html", context, status=200 if listener else 410)


def status_pages() -> list[tuple[str, str]]:
    """(address, whose) of each status page; several parties may share one."""
    pages: dict[str, list[str]] = {}
    for party in Party.objects.exclude(status_page="").order_by(danish_order("name"), "id"):
        pages.setdefault(party.status_page, []).append(party.name)
    return [(address, ", ".join(names)) for address, names in pages.items()]
