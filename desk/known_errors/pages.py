"""The pages of known errors: what goes on, the cases that are part of one, and news to everybody concerned."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import Max, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from desk.answers.pieces import asked_about
from desk.queue import bulk, paging
from desk.queue.filters import QueueFilters, an_id
from desk.queue.rows import rows_for
from organisation.models import User
from organisation.pages.refusals import UnableTo, comes_back, with_refusal
from organisation.people.staff import person
from tickets.models import Ticket
from tickets.requester.forms import LONGEST_TEXT
from tickets.words import Sensitivity
from triage.known_errors import audience
from triage.known_errors.looked_at import UnableToTellAll, findings_in
from triage.known_errors.models import KnownError, KnownErrorCase, KnownErrorFit, KnownErrorFitQuerySet
from triage.known_errors.sightings import Sighting

SEE, CHANGE = "triage.view_knownerror", "triage.change_knownerror"
SIDE: Final = 25
FOUND: Final = 15
OVER: Final = 20


class NewsForm(forms.Form):
    """News for everybody concerned; the status `solved` ends the matter."""

    status = forms.ChoiceField(
        label=gettext_lazy("Where does the repair stand?"), choices=KnownError.Status.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=gettext_lazy("News"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Everybody concerned gets it by e-mail, and it stands on the page of disturbances."),
    )
    text_en = forms.CharField(
        label=gettext_lazy("The same in English"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("For those who write to us in English."),
    )


def allowed(request: HttpRequest, permission: str) -> User:
    """The person, if their roles grant the permission. Raises `PermissionDenied` otherwise."""
    user = person(request)
    if not user.has_perm(permission):
        raise PermissionDenied
    return user


def find(pk: int) -> KnownError:
    return get_object_or_404(KnownError.objects.select_related("party"), pk=pk)


@require_safe
def show_known_errors(request: HttpRequest) -> HttpResponse:
    """Those that go on, and those that were repaired lately; or all that hold the words searched for."""
    user, query = allowed(request, SEE), request.GET.get("q", "").strip()[:80]
    errors = KnownError.objects.with_counts().select_related("party").newest_first()
    for word in query.split():
        errors = errors.filter(Q(title__icontains=word) | Q(description__icontains=word) | Q(terms__icontains=word))
    waiting = list(
        KnownErrorFit.objects.waiting().filter(ticket__in=seen_by(user)).values_list("known_error", flat=True)
    )
    context = {
        "title": _("Known errors"),
        "words": query,
        "current": [(error, waiting.count(error.pk)) for error in errors.current()],
        "over": errors.exclude(resolved_at=None).order_by("-resolved_at", "-id")[:OVER],
        "may_add": user.has_perm("triage.add_knownerror"),
    }
    return page(request, "known_errors", context)


def seen_by(user: User) -> Any:
    return Ticket.objects.visible_to(user).values("pk")


@require_safe
def show_known_error(request: HttpRequest, pk: int) -> HttpResponse:
    return known_error_page(request, allowed(request, SEE), find(pk))


def known_error_page(
    request: HttpRequest, user: User, error: KnownError, form: NewsForm | None = None, status: int = 200
) -> HttpResponse:
    query = request.GET.get("q", "").strip()[:80]
    sought = request.GET.get("find", "").strip()[:80]
    own = KnownErrorCase.objects.filter(known_error=error)
    cases = cases_of(user, error, query, request.GET.get("side", ""))
    context: dict[str, Any] = {
        "title": error.shown_title,
        "error": error,
        "cases": cases,
        "elsewhere": 0 if query else own.count() - cases.paginator.count,
        "words": query,
        "fits": fits_of(user, error),
        "all_fits": min(fitting(user, error).count(), bulk.MOST_OF_FILTER),
        "upto": fitting(user, error).aggregate(last=Max("pk"))["last"] or 0,
        "sought": sought,
        "found": cases_to_attach(user, sought) if sought else [],
        "updates": error.updates.select_related("by").order_by("-id"),
        "form": form or NewsForm(initial={"status": error.status}),
        "may_change": user.has_perm(CHANGE),
        "sightings": Sighting.by_device(error),
        "sighting_count": Sighting.objects.filter(known_error=error).count(),
    }
    listed = {"case_rows": cases, "fit_rows": context["fits"], "found_rows": context["found"]}
    context |= {name: rows_for(user, tickets) for name, tickets in listed.items()}
    return page(request, "known_error", context, status)


def cases_of(user: User, error: KnownError, query: str, side: str) -> "Page[Ticket]":
    """The cases of the error that the person may see, and that hold the words."""
    tickets = Ticket.objects.visible_to(user).filter(known_error_cases__known_error=error).for_list().by_activity()
    return Paginator(tickets.search(query) if query else tickets, SIDE).get_page(side)


def fitting(user: User, error: KnownError) -> KnownErrorFitQuerySet:
    fits = KnownErrorFit.objects.waiting().filter(known_error=error, ticket__in=seen_by(user))
    return fits.exclude(ticket__sensitivity=Sensitivity.FLAGGED)


def fits_of(user: User, error: KnownError) -> list[Ticket]:
    """Cases that may be part of it, likest first; none that is flagged, and that nobody has looked at."""
    listed = fitting(user, error).select_related("ticket__institution", "ticket__assignee").best_first()[:FOUND]
    return [fit.ticket for fit in listed]


def cases_to_attach(user: User, query: str) -> list[Ticket]:
    """Open cases that hold the words, have no cause yet, and may be given one."""
    listed = paging.page(user, QueueFilters(chosen="all", words=query)).tickets
    taken = set(KnownErrorCase.objects.filter(ticket__in=listed).values_list("ticket", flat=True))
    free = [ticket for ticket in listed if not (ticket.is_done or ticket.is_flagged or ticket.pk in taken)]
    return free[:FOUND]


# What is done


@require_POST
def tell(request: HttpRequest, pk: int) -> HttpResponse:
    """News in two steps: first whom it reaches and how it reads, then it is sent."""
    user, error, form = allowed(request, CHANGE), find(pk), NewsForm(request.POST)
    if not form.is_valid() or "back" in request.POST:
        return known_error_page(request, user, error, form, 200 if form.is_valid() else 422)
    cleaned = form.cleaned_data
    if "send" not in request.POST:
        return preview(request, error, form)
    comes_back(request, lambda refusal: refused_news(request, user, find(pk), form, refusal))
    ticked = request.POST.getlist("confirmed")
    error.update(cleaned["text"], by=user, status=cleaned["status"], text_en=cleaned["text_en"], confirmed=ticked)
    messages.success(request, _("The news is on its way to everybody concerned."))
    return redirect("admin:known_error", error.pk)


def refused_news(
    request: HttpRequest, user: User, error: KnownError, form: NewsForm, refusal: UnableTo
) -> HttpResponse:
    if isinstance(refusal, UnableToTellAll):
        return preview(request, error, form, [str(refusal.message)])
    return known_error_page(request, user, error, with_refusal(form, refusal), 409)


def preview(request: HttpRequest, error: KnownError, form: NewsForm, refused: Sequence[str] = ()) -> HttpResponse:
    """How the letter reads and whom it reaches, with a box for each piece that may point to a person."""
    cleaned = form.cleaned_data
    findings = findings_in([cleaned["text"], cleaned["text_en"]], error.case_keys())
    solves = cleaned["status"] == KnownError.Status.SOLVED
    reached = audience.reach_of(error, solves=solves)
    context = {
        "title": _("Mark as repaired") if solves else _("Send news"),
        "error": error,
        "form": form,
        "solves": solves,
        "reach": reached,
        "letters": audience.letters(error, **cleaned, reach=reached),
        "lacks_english": reached.english and not cleaned["text_en"],
        "pieces": asked_about(findings, request.POST.getlist("confirmed")),
        "refused": refused,
    }
    return page(request, "preview", context, 409 if refused else 200)


@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    user, error = allowed(request, CHANGE), find(pk)
    error.reopen(by=user)
    messages.success(request, _("The error goes on. Cases that were solved stay so until somebody writes in them."))
    return redirect("admin:known_error", error.pk)


@require_POST
def gather(request: HttpRequest, pk: int) -> HttpResponse:
    """The ticked cases become part of the error, or are said not to be."""
    user, error = allowed(request, SEE), find(pk)
    if "all" in request.POST:
        return gather_all(request, user, error)
    if "dismiss" in request.POST:
        for fit in KnownErrorFit.objects.filter(known_error=error, ticket__in=chosen(request, user)):
            fit.dismiss(by=user)
        messages.success(request, _("Noted. They are not suggested again."))
        return redirect("admin:known_error", error.pk)
    count = act_on_each(request, chosen(request, user), lambda ticket: error.attach(ticket, by=user))
    if count:
        sentence = ngettext("%(count)d case was attached.", "%(count)d cases were attached.", count)
        messages.success(request, sentence % {"count": count})
    return redirect("admin:known_error", error.pk)


def gather_all(request: HttpRequest, user: User, error: KnownError) -> HttpResponse:
    """All that fitted when the page was made, as an act on many cases: with its progress, and the way back."""
    fits = fitting(user, error).filter(pk__lte=int(an_id(request.POST.get("upto", "")) or 0)).best_first()
    keys = list(fits.values_list("ticket", flat=True)[: bulk.MOST_OF_FILTER])
    if not keys:
        messages.warning(request, _("No case fits any more."))
        return redirect("admin:known_error", error.pk)
    act = bulk.begin(user, "attach", keys, MultiValueDict({"known_error": [str(error.pk)]}))
    shown = QueueFilters(chosen="all", known_error=str(error.pk)).address(act=act.pk)
    return redirect(reverse("admin:tickets_ticket_changelist") + shown)


@require_POST
def let_go(request: HttpRequest, pk: int) -> HttpResponse:
    """The ticked cases have another cause."""
    user, error = allowed(request, SEE), find(pk)
    count = act_on_each(request, chosen(request, user), lambda ticket: error.detach(ticket, by=user))
    if count:
        sentence = ngettext("%(count)d case is ours again.", "%(count)d cases are ours again.", count)
        messages.success(request, sentence % {"count": count})
    return redirect("admin:known_error", error.pk)


def chosen(request: HttpRequest, user: User) -> list[Ticket]:
    keys = [int(key) for key in request.POST.getlist("case") if an_id(key)][:100]
    return list(Ticket.objects.visible_to(user).for_list().filter(pk__in=keys).by_opening())


def act_on_each(request: HttpRequest, tickets: Sequence[Ticket], act: Callable[[Ticket], object]) -> int:
    """Does it to every case; says which could not be had, and how many could."""
    done = 0
    if not tickets:
        messages.warning(request, _("Tick the cases it is for."))
    for ticket in tickets:
        try:
            act(ticket)
            done += 1
        except UnableTo as refusal:
            messages.warning(request, f"{ticket.number}: {refusal.message}")
    return done


def page(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    shown = admin.site.each_context(request) | context
    return render(request, f"desk/known_errors/{name}.html", shown, status=status)
