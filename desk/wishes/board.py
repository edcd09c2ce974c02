"""The project lead's board: the change requests as a list, what could be joined, and what is done to many."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from desk.queue.filters import an_id
from desk.wishes.buttons import BOARD_BUTTONS, ChooseForm
from organisation.models import User
from organisation.people.staff import may, person
from organisation.roles import Verb
from triage.wishes.joining import Wishes, uncollected
from triage.wishes.models import Bundle, ChangeRequest
from triage.wishes.models.request_list import DECIDED, ChangeRequestQuerySet, RequestStatus, spread_of

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

View = Callable[..., HttpResponse]
PER_PAGE: Final = 40
ALL: Final = frozenset(RequestStatus) - {RequestStatus.JOINED}
STATES: "Final[dict[str, tuple[StrPromise, frozenset[str]]]]" = {
    "waiting": (gettext_lazy("Wait for KOMBIT"), frozenset({RequestStatus.WAITING})),
    "chosen": (gettext_lazy("In a bundle"), frozenset({RequestStatus.CHOSEN})),
    "sent": (gettext_lazy("Sent"), frozenset({RequestStatus.SENT})),
    "decided": (gettext_lazy("Decided"), DECIDED),
    "all": (gettext_lazy("All"), ALL),
}
WANTED: Final = "wanted"
SORTS: "Final[dict[str, StrPromise]]" = {
    WANTED: gettext_lazy("Most wanted first"),
    "newest": gettext_lazy("Newest first"),
    "title": gettext_lazy("By title"),
}
ORDERS: Final = {"newest": ("-collected_at", "-id"), "title": ("title", "id")}
LIST: Final = "admin:triage_changerequest_changelist"


def for_lead(view: View) -> View:
    """403 for everybody but who collects change requests."""

    @wraps(view)
    def guard(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may(request, Verb.COLLECT):
            raise PermissionDenied(_("Only the project lead collects change requests."))
        return view(request, person(request), *args, **kwargs)

    return guard


@dataclass(frozen=True)
class WishFilters:
    """What the list is narrowed to; anything unknown in the address counts as not said."""

    q: str
    state: str
    sort: str

    @classmethod
    def read(cls, params: Any) -> "WishFilters":
        state, sort = params.get("state", ""), params.get("sort", "")
        query = params.get("q", "").replace("\0", "").strip()[:200]
        return cls(query, state if state in STATES else "waiting", sort if sort in SORTS else WANTED)

    def requests(self) -> ChangeRequestQuerySet:
        requests = ChangeRequest.objects.filter(status__in=STATES[self.state][1]).search(self.q)
        return (
            requests.most_wanted_first() if self.sort == WANTED else requests.with_counts().order_by(*ORDERS[self.sort])
        )

    def parameters(self, **changes: str) -> str:
        return urlencode({"state": self.state, "sort": self.sort, "q": self.q} | changes)


def context_of(user: User, place: str, title: str, request: HttpRequest) -> dict[str, Any]:
    waiting = uncollected(user).count()
    return {**admin.site.each_context(request), "title": title, "place": place, "uncollected": waiting}


@require_safe
@for_lead
def show_board(request: HttpRequest, user: User) -> HttpResponse:
    filters = WishFilters.read(request.GET)
    page = Paginator(filters.requests(), PER_PAGE).get_page(request.GET.get("side"))
    context = {
        **context_of(user, "board", _("Change requests"), request),
        "filters": filters,
        "states": states(filters),
        "sorts": list(SORTS.items()),
        "page": page,
        "spread": spread_of(page.object_list),
        "parameters": filters.parameters(),
    }
    return render(request, "desk/wishes/board.html", context)


def states(filters: WishFilters) -> list[tuple[str, Any, int, str]]:
    """(value, label, how many, address) of each state."""
    counts = dict(ChangeRequest.objects.order_by().values_list("status").annotate(Count("pk")))
    return [
        (value, label, sum(counts.get(each, 0) for each in within), f"?{filters.parameters(state=value)}")
        for value, (label, within) in STATES.items()
    ]


@require_safe
@for_lead
def show_alike(request: HttpRequest, user: User) -> HttpResponse:
    bunches = Wishes(user).bunches()
    spread = spread_of([each for bunch in bunches for each in bunch.requests])
    alone = uncollected(user).select_related("institution").order_by("-id")
    context = {
        **context_of(user, "alike", _("Wishes to collect and join"), request),
        "bunches": bunches,
        "spread": spread,
        "alone": Paginator(alone, PER_PAGE).get_page(request.GET.get("side")),
    }
    return render(request, "desk/wishes/alike.html", context)


@require_safe
@for_lead
def download(request: HttpRequest, _user: User) -> HttpResponse:
    """The list as it is narrowed, as a spreadsheet; without names of people."""
    from triage.wishes.documents import rows, sheet  # noqa: PLC0415  brings a library that other pages never need

    lines = list(rows.rows_of(WishFilters.read(request.GET).requests()))
    name = f"{_('change-requests')}-{timezone.localdate()}.xlsx"
    table = sheet.bundle_sheet(_("Change requests"), lines)
    return HttpResponse(
        table, content_type=sheet.CONTENT_TYPE, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@require_POST
@for_lead
def ticked(request: HttpRequest, user: User) -> HttpResponse:
    """The page that asks what a verb about several requests needs to know."""
    keys = [key for key in request.POST.getlist("requests") if an_id(key)]
    change_requests = list(ChangeRequest.objects.waiting().filter(pk__in=keys).most_wanted_first())
    verb = request.POST.get("verb", "")
    if verb not in {"join_all", "choose"} or len(change_requests) < (2 if verb == "join_all" else 1):
        messages.warning(request, _("Tick the requests first: two or more to join them, one or more for a bundle."))
        return redirect(LIST)
    if verb == "join_all":
        context = {"title": _("Join %(count)d requests") % {"count": len(change_requests)}, "requests": change_requests}
        return asked(request, "join", context)
    title = _("Wishes for Aula, %(month)s") % {"month": timezone.localdate().strftime("%m/%Y")}
    form = ChooseForm(user=user, initial={"title": title})
    return asked(request, "choose", {"title": _("Put in a bundle"), "requests": change_requests, "form": form})


def asked(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    whole = {**admin.site.each_context(request), "spread": spread_of(context["requests"]), **context}
    return render(request, f"desk/wishes/{name}.html", whole, status=status)


@require_POST
@for_lead
def act_on_many(request: HttpRequest, user: User, verb: str) -> HttpResponse:
    button = BOARD_BUTTONS[verb]
    form = button.form(request.POST, user=user)
    if not form.is_valid():
        return refused(request, verb, form)
    row, done = button.press(user, form.cleaned_data)
    messages.success(request, done)
    if isinstance(row, Bundle):
        return redirect("admin:bundle", row.pk)
    return redirect("admin:triage_changerequest_change", row.pk) if row else redirect(LIST)


def refused(request: HttpRequest, verb: str, form: Any) -> HttpResponse:
    """A bundle without a title is asked for it again; everything else was changed by somebody meanwhile."""
    requests = form.cleaned_data.get("requests")
    if verb == "choose" and requests:
        change_requests = ChangeRequest.objects.filter(pk__in=[each.pk for each in requests]).most_wanted_first()
        context = {"title": _("Put in a bundle"), "requests": change_requests, "form": form}
        return asked(request, "choose", context, status=422)
    messages.warning(request, _("Nothing was ticked, or somebody has moved it meanwhile. Look at the list again."))
    return redirect("admin:wishes_alike" if verb == "collect_all" else LIST)
