"""The pages of the queue: the list, its counter of new cases, what is done to many, and saved views."""

from collections.abc import Callable
from contextlib import nullcontext
from functools import wraps
from typing import Any, Final

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from database import dialects
from database.prepared import Prepared
from desk.case import neighbours
from desk.queue import bulk, exports, highlights, lists, paging
from desk.queue.behind import behind
from desk.queue.filters import HOURS, LISTS, NONE, ORDERS, TABS, WAITING_FOR, WEEKDAYS, QueueFilters, an_id
from desk.queue.models import BulkAct, SavedView
from desk.queue.models.saved_view import shareable_roles
from desk.queue.rows import rows_for
from desk.queue.saved_views import SavedViewForm
from knowledgebase.models import Topic
from organisation.models import Institution, User
from organisation.pages import one_picture
from organisation.people.staff import may, person
from organisation.roles import Verb
from reporting.behind import NAMES, OF_PARTIES
from reporting.names import NOT_JUDGED, NOT_RECOGNISED
from tickets.models import Event, Tag, Ticket
from tickets.models.event import REMEMBERED
from tickets.search import only_stop_words
from tickets.words import Audience, Channel, Route, Status, Tier
from triage.known_errors.models import KnownError

View = Callable[..., HttpResponseBase]
MOST_NEW: Final = 99
HANDED_UP_LISTS: Final = frozenset({"handed_up", "came_back"})
CURRENT_ERRORS: Final = Prepared(lambda: KnownError.objects.current().newest_first()[:30])
WatchedForm: Final = one_picture.watching(SavedViewForm, {})


def for_staff(view: View) -> View:
    """403 for who sees no cases, such as an observer."""

    @wraps(view)
    def guard(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may(request, Verb.VIEW):
            raise PermissionDenied
        return view(request, person(request), *args, **kwargs)

    return guard


def back_to(address: str, **changes: object) -> HttpResponseRedirect:
    """To the queue as it was; only what a filter says is taken from the address."""
    filters = QueueFilters.read(QueryDict(address.removeprefix("?")).dict())
    place = {"after": filters.after, "before": filters.before}
    return HttpResponseRedirect(reverse("admin:tickets_ticket_changelist") + filters.address(**place, **changes))


@require_safe
@for_staff
def show_queue(request: HttpRequest, user: User) -> HttpResponse:
    filters = QueueFilters.read(request.GET.dict())
    with dialects.uncompiled() if filters.figure or filters.opened_from else nullcontext():
        return queue(request, user, filters)


def queue(request: HttpRequest, user: User, filters: QueueFilters) -> HttpResponse:
    since, counts = lists.counted(user, filters, most=MOST_NEW + 1)
    page = paging.page(user, filters)
    hits = highlights.hits(page.tickets, filters.words) if filters.words and page.tickets else {}
    views = SavedView.for_user(user)
    for view in views:
        if is_shown(view, filters):
            view.note_use()
    here = filters.address(after=filters.after, before=filters.before)
    context = {
        **admin.site.each_context(request),
        "title": _("Enquiries"),
        "filters": filters,
        "page": page,
        "spelt_otherwise": bool(hits) and not highlights.marks_any(hits) and paging.is_spelt_otherwise(user, filters),
        "only_stop_words": bool(filters.words) and not page.tickets and only_stop_words(filters.words),
        "behind": behind(user, filters),
        "rows": rows_for(user, page.tickets, hits) if page.tickets else [],
        "lists": [
            (name, LISTS[name], filters.address(list=name, sort=""), shown(counts.get(name, 0)))
            for name in tabs(filters)
        ],
        "orders": [(name, ORDERS[name]) for name in filters.orders],
        "views": [(view, address_of(view), is_shown(view, filters), view.may_be_changed_by(user)) for view in views],
        "sharing": shareable_roles(user),
        "verbs": bulk.choices(user),
        "whole_count": whole_count(user, filters, page),
        "most_of_filter": bulk.MOST_OF_FILTER,
        "act": act_of(request, user),
        "since": since,
        "remembered": remembered(user, filters),
        "here": here,
        "from_list": neighbours.carried(here),
        **choices(user, filters),
    }
    return render(request, "desk/queue/queue.html", context)


def remembered(user: User, filters: QueueFilters) -> int:
    """Among how many of the last that the person handed up the list looks, where they have handed up more; else 0."""
    is_short = filters.chosen in HANDED_UP_LISTS and Event.objects.forgets_of(user)
    return REMEMBERED if is_short else 0


def whole_count(user: User, filters: QueueFilters, page: paging.QueuePage) -> int:
    """How many cases the list holds in all; counted only where it is longer than its page. What words find has no end
    that one could see, so it is never acted on as a whole."""
    if filters.words or not (page.following or page.preceding):
        return len(page.tickets)
    return lists.cases(user, filters.without_position())[: bulk.MOST_OF_FILTER + 1].count()


def shown(count: int) -> str:
    """A number as it is read; empty for none."""
    return f"{MOST_NEW}+" if count > MOST_NEW else str(count or "")


def tabs(filters: QueueFilters) -> list[str]:
    """The lists above the queue, and the one that is shown."""
    return [*TABS, *([filters.chosen] if filters.chosen not in TABS else [])]


def choices(user: User, filters: QueueFilters) -> dict[str, Any]:
    """What the filters can be set to. Errors that are over are offered only while one is chosen."""
    sees_all = user.institutions_for(Verb.VIEW) is None
    homeless = [(NONE, _("Without an institution"))] if sees_all else []
    return {
        "institutions": [*paging.institutions_of(user), *homeless],
        "kinds": Institution.Kind.choices,
        "figures": [(name, words) for name, words in NAMES.items() if name not in OF_PARTIES or name == filters.figure],
        "statuses": Status.choices,
        "routes": [*Route.choices, (NONE, NOT_JUDGED)],
        "tiers": Tier.choices,
        "audiences": Audience.choices,
        "channels": Channel.choices,
        "weekdays": WEEKDAYS.items(),
        "hours": HOURS.items(),
        "waiting_for": WAITING_FOR.items(),
        "tags": [(str(tag["id"]), tag["name"]) for tag in Tag.in_use()],
        "topics": [*Topic.choices(), (NONE, NOT_RECOGNISED)],
        "known_errors": [(str(error.pk), error.shown_title) for error in CURRENT_ERRORS.rows({})],
        "assigned_to": User.objects.filter(pk=filters.assignee).first() if an_id(filters.assignee) else None,
    }


def address_of(view: SavedView) -> str:
    return QueueFilters.read(view.filters).address()


def is_shown(view: SavedView, filters: QueueFilters) -> bool:
    return QueueFilters.read(view.filters) == filters.without_position()


def act_of(request: HttpRequest, user: User) -> dict[str, Any] | None:
    """The bulk act that the address tells of, if it is the person's own."""
    key = an_id(request.GET.get("act", ""))
    act = BulkAct.objects.of(user).filter(pk=key).first() if key else None
    return {"act": act, "told": bulk.sentence(act)} if act else None


@require_GET
@for_staff
def news(request: HttpRequest, user: User) -> HttpResponse:
    """204 while nothing new has come to the list; otherwise how many, and where to see them."""
    filters, since = QueueFilters.read(request.GET.dict()), an_id(request.GET.get("since", ""))
    count = lists.arrived_since(user, filters, int(since or 0), most=MOST_NEW)
    if str(count) == (request.GET.get("seen") or "0"):
        return HttpResponse(status=204)
    context = {"filters": filters, "since": since, "count": count, "shown": shown(count)}
    return render(request, "desk/queue/_news.html", context)


@require_POST
@for_staff
def act_on_many(request: HttpRequest, user: User) -> HttpResponse:
    """The verb on every ticked case, or on the whole list; where the verb asks for something, or is meant for cases
    that one does not see, the page that asks comes first."""
    verb, here = request.POST.get("verb", ""), request.POST.get("here", "")
    whole = whole_list(request)
    keys = whole.keys(user) if whole else []
    tickets = bulk.chosen(user, map(str, keys[: bulk.LISTED]) if whole else request.POST.getlist("case"))
    if verb not in bulk.WORDINGS or not tickets:
        messages.warning(request, _("Choose what to do, and tick the cases it is for."))
        return back_to(here)
    if verb in bulk.ASKS or whole:
        form = bulk.form_for(verb, tickets, request.POST if "go" in request.POST else None)
        every = keys or [ticket.pk for ticket in tickets]
        if not form.is_valid() or (
            verb == "answer" and bulk.names_somebody(form, every, request.POST.getlist("confirmed"))
        ):
            return ask(request, verb, tickets, form, count=len(every), whole=whole)
    keys = keys or [ticket.pk for ticket in tickets]
    return back_to(here, act=bulk.begin(user, verb, keys, request.POST).pk)


def whole_list(request: HttpRequest) -> bulk.WholeList | None:
    """All of the list that the page showed, where that was ticked."""
    filters = QueueFilters.read(QueryDict(request.POST.get("here", "").removeprefix("?")).dict())
    if request.POST.get("whole") != "1" or filters.words:
        return None
    return bulk.WholeList(filters, int(an_id(request.POST.get("upto", "")) or 0))


@require_safe
@for_staff
def progress(request: HttpRequest, user: User, pk: int) -> HttpResponse:
    """How far an act has come, and in the end what it did."""
    act = get_object_or_404(BulkAct.objects.of(user), pk=pk)
    here = QueueFilters.read(QueryDict(request.GET.get("here", "").removeprefix("?")).dict()).address()
    context = {"act": act, "told": bulk.sentence(act), "here": here}
    return render(request, "desk/case/_act.html", context)


def ask(
    request: HttpRequest, verb: str, tickets: list[Ticket], form: Any, *, count: int, whole: bulk.WholeList | None
) -> HttpResponse:
    context = {
        "count": count,
        "whole": whole,
        "unnamed": count - len(tickets),
        **admin.site.each_context(request),
        "title": bulk.WORDINGS[verb].label,
        "verb": verb,
        "tickets": tickets,
        "form": form,
        "here": request.POST.get("here", ""),
    }
    return render(request, "desk/queue/bulk.html", context, status=422 if form.is_bound else 200)


@require_POST
@for_staff
def undo(request: HttpRequest, user: User, pk: int) -> HttpResponse:
    act = get_object_or_404(BulkAct.objects.of(user), pk=pk)
    act.undo(by=user)
    return back_to(request.POST.get("here", ""), act=act.pk)


@require_POST
@for_staff
def keep_view(request: HttpRequest, user: User) -> HttpResponse:
    """Saves the filters of the page under a name."""
    here, form = request.POST.get("here", ""), SavedViewForm(request.POST, user=user)
    if not form.is_valid():
        messages.error(request, _("Give the view a name."))
        return back_to(here)
    filters = QueueFilters.read(QueryDict(here.removeprefix("?")).dict()).params()
    view = SavedView.keep(form.cleaned_data["name"], filters, by=user, roles=form.cleaned_data["shared_with"])
    messages.success(request, _("Saved as “%(name)s”.") % {"name": view})
    return back_to(here)


def edit_view(request: HttpRequest, pk: int) -> HttpResponseBase:
    return revise_view(request, pk) if request.method == "POST" else show_view(request, pk)


def own(user: User, pk: int) -> SavedView:
    """404 for a view that the person does not see, 403 for one that is shared with them."""
    view = next((view for view in SavedView.for_user(user) if view.pk == pk), None)
    if view is None:
        return get_object_or_404(SavedView.objects.none())
    if not view.may_be_changed_by(user):
        raise PermissionDenied
    return view


@require_safe
@for_staff
def show_view(request: HttpRequest, user: User, pk: int) -> HttpResponse:
    view = own(user, pk)
    return view_page(request, view, WatchedForm(user=user, initial=as_kept(view)))


def as_kept(view: SavedView) -> dict[str, Any]:
    return {"name": view.name, "shared_with": view.shared_with}


def view_page(request: HttpRequest, view: SavedView, form: SavedViewForm) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": view.name,
        "view": view,
        "form": form,
        "address": address_of(view),
    }
    status = one_picture.status_of(form) if form.errors else 200
    return render(request, "desk/queue/saved_view.html", context, status=status)


@require_POST
@for_staff
def revise_view(request: HttpRequest, user: User, pk: int) -> HttpResponse:
    view = own(user, pk)
    with one_picture.standing_still(view):
        form = WatchedForm(request.POST, user=user, initial=as_kept(view))
        if form.is_valid() and form.is_free(view):
            view.revise(form.cleaned_data["name"], by=user, roles=form.cleaned_data["shared_with"])
            messages.success(request, _("The view is changed."))
            return back_to(address_of(view))
    return view_page(request, view, form)


@require_POST
@for_staff
def remove_view(request: HttpRequest, user: User, pk: int) -> HttpResponse:
    view = own(user, pk)
    view.remove(by=user)
    messages.success(request, _("“%(name)s” is deleted. The cases in it are untouched.") % {"name": view.name})
    return redirect("admin:tickets_ticket_changelist")


def urls(guarded: Callable[[View], View]) -> list[URLPattern]:
    return [
        path("", guarded(show_queue), name="tickets_ticket_changelist"),
        path("cases.csv", guarded(for_staff(exports.csv_file)), name="queue_csv"),
        path("cases.xlsx", guarded(for_staff(exports.xlsx_file)), name="queue_xlsx"),
        path("news/", guarded(news), name="queue_news"),
        path("bulk/", guarded(act_on_many), name="queue_act"),
        path("bulk/<int:pk>/", guarded(progress), name="queue_progress"),
        path("bulk/<int:pk>/undo/", guarded(undo), name="queue_undo"),
        path("view/", guarded(keep_view), name="queue_keep_view"),
        path("view/<int:pk>/", guarded(edit_view), name="queue_view"),
        path("view/<int:pk>/remove/", guarded(remove_view), name="queue_remove_view"),
    ]
