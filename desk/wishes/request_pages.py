"""The page of one change request, and its buttons."""

import re
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import admin, messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from desk.answers.pieces import AnswerPiece, asked_about
from desk.wishes.board import LIST, for_lead
from desk.wishes.buttons import REQUEST_BUTTONS, BoardForm, DecideForm, DescribeForm
from organisation.models import Municipality, User
from organisation.pages.refusals import comes_back
from tickets.models import Message, Reading, Ticket
from tickets.words import Sensitivity
from triage.wishes.joining import Bunch, Wishes, uncollected
from triage.wishes.models import ChangeRequest
from triage.wishes.models.change_request import without_persons
from triage.wishes.models.request_list import UNDECIDED, RequestStatus, spread_of

WISHES_PER_PAGE: Final = 15
MOST_FOUND: Final = 8


@dataclass(frozen=True)
class Quoted:
    """A wish as it may be quoted."""

    ticket: Ticket
    words: str
    is_quoted: bool
    is_one_of_many: bool
    """Whether others ask for the same, so that it can be taken apart."""


@require_safe
@for_lead
def show_request(request: HttpRequest, user: User, pk: int) -> HttpResponse:
    return page(request, user, request_or_404(pk))


def request_or_404(pk: int) -> ChangeRequest:
    requests = ChangeRequest.objects.with_counts().select_related("joined_to", "decided_by")
    return get_object_or_404(requests, pk=pk)


def page(
    request: HttpRequest,
    user: User,
    row: ChangeRequest,
    *,
    tried: dict[str, BoardForm] | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    tried = tried or {}
    may_join = row.status in UNDECIDED
    find = request.GET.get("find", "").replace("\0", "").strip()[:200]
    texts = {name: getattr(row, name) for name in ("title", "summary", "benefit", "quotes")}
    context = {
        **admin.site.each_context(request),
        "title": row.title,
        "request_row": row,
        "spread": spread_of([row]),
        "form": tried.get("describe") or DescribeForm(user=user, initial=texts),
        "pieces": pieces(row, tried.get("describe")),
        "decide": tried.get("decide") or decide_form(row, user),
        "wishes": quoted(row, user, request.GET.get("side")),
        "absorbed": row.absorbed.order_by("id"),
        "bundle": row.bundles.order_by("-id").first(),
        "may_join": may_join,
        "alike": Wishes(user).like(row) if may_join else Bunch([], []),
        "find": find,
        "found": by_hand(row, user, find) if may_join and find else Bunch([], []),
        "public_list": Municipality.current().public_wishes,
        "told": (row.wishes.filter(told=row.status).count(), row.wishes.count()),
        "tried": next(iter(tried), ""),
        "refusal": refusal,
    }
    return render(request, "desk/wishes/request.html", context, status=status)


def pieces(row: ChangeRequest, tried: BoardForm | None) -> list[AnswerPiece]:
    """What may point to a person in the words as they are stored; what was ticked in a form that came back stays so."""
    ticked = tried["confirmed"].value() or [] if tried else []
    return asked_about(row.findings(), {*row.confirmed, *ticked})


def decide_form(row: ChangeRequest, user: User) -> DecideForm | None:
    if row.status != RequestStatus.SENT and not row.is_decided:
        return None
    names = ("status", "answer", "answer_en", "external_number") if row.is_decided else ("external_number",)
    form = DecideForm(user=user, initial={name: getattr(row, name) for name in names})
    if not row.is_decided:
        del form.fields["again"]
    return form


def quoted(row: ChangeRequest, user: User, side: str | None) -> "Page[Any]":
    """A page of the wishes, in their own words without persons; not of what is flagged and nobody has looked at, nor of
    what is sensitive and kept from the person."""
    wishes = row.wishes.exclude(ticket__in=Ticket.objects.kept_from(user))
    wishes = wishes.exclude(ticket__sensitivity=Sensitivity.FLAGGED)
    wishes = wishes.select_related("ticket__institution").order_by("-ticket")
    wish_page: Page[Any] = Paginator(wishes, WISHES_PER_PAGE).get_page(side)
    tickets = [wish.ticket for wish in wish_page.object_list]
    Reading.note_listed(tickets, user)
    bodies, there = Message.objects.first_words(ticket.pk for ticket in tickets), set(row.quoted)
    many = wish_page.paginator.count > 1
    texts = [(ticket, without_persons(bodies.get(ticket.pk, ticket.subject), ticket)) for ticket in tickets]
    wish_page.object_list = [Quoted(ticket, text, text in there, many) for ticket, text in texts]
    return wish_page


def by_hand(row: ChangeRequest, user: User, find: str) -> Bunch:
    """Requests that wait and uncollected cases with these words, or with this number."""
    number = re.search(r"\d+$", find)
    requests = ChangeRequest.objects.waiting().exclude(pk=row.pk)
    by_words = cases = uncollected(user).select_related("institution")
    for word in find.split()[:8]:
        by_words = by_words.filter(subject__icontains=word)
    wanted, tickets = requests.search(find), by_words
    if number and len(number[0]) < 12:  # noqa: PLR2004  longer ones are no number of ours
        wanted, tickets = wanted | requests.filter(pk=int(number[0])), by_words | cases.filter(pk=int(number[0]))
    keys = list(wanted.order_by("-pk").values_list("pk", flat=True)[:MOST_FOUND])
    rows = ChangeRequest.objects.filter(pk__in=keys).most_wanted_first()
    return Bunch(list(rows), list(tickets.order_by("-pk")[:MOST_FOUND]))


@require_POST
@for_lead
def act(request: HttpRequest, user: User, pk: int, verb: str) -> HttpResponse:
    """One button: 403 for the wrong role, 422 for a form with errors, 409 where the state does not allow it."""
    row, button = request_or_404(pk), REQUEST_BUTTONS[verb]
    form = button.form(request.POST, user=user)
    if not form.is_valid():
        return page(request, user, row, tried={verb: form}, status=422)
    comes_back(
        request,
        lambda refusal: page(
            request, user, request_or_404(pk), tried={verb: form}, refusal=str(refusal.message), status=409
        ),
    )
    done = button.press(row, user, form.cleaned_data)
    messages.success(request, done)
    if not ChangeRequest.objects.filter(pk=pk).exists():
        return redirect(LIST)
    if request.POST.get("back") == "alike":
        return redirect("admin:wishes_alike")
    return redirect("admin:triage_changerequest_change", pk)
