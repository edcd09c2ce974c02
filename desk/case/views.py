"""The queue, the workspace and its buttons. Mounted in the admin by `desk.admin`."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any, Final
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from desk.access import find
from desk.case import drafts, neighbours, presence
from desk.case.buttons import BUTTONS
from desk.case.conflicts import News, Stale, read_version, unchanged
from desk.case.forms import AskForm, VerbForm
from desk.case.page import Desk
from desk.case.ready_texts import found_for
from organisation.models import User
from organisation.pages.refusals import UnableTo, comes_back, with_refusal
from organisation.people.staff import person
from organisation.roles import Verb
from organisation.sign_in.kept_forms import signed_out
from tickets.attachments import files
from tickets.models import Attachment, Draft, Reading, Ticket
from tickets.news import hearing
from tickets.requester.forms import AreaFormSet

View = Callable[..., HttpResponse]
NOT_TOLD: Final = frozenset({"csrfmiddlewaretoken", "version"})
LEAVES: Final = frozenset({"move", "unfollow"})
"""Verbs after which the person may see the case no longer."""
LARGE: Final = frozenset({"publish", "report", "collect", "readings", "forward", "split"})
PARTS: Final = {
    "help": "desk/case/_help.html",
    "timeline": "desk/case/_timeline.html",
    "due": "desk/case/_due_steps.html",
    "assign": "desk/case/_assign.html",
    "facts": "desk/case/_facts.html",
}
"""What the page leaves out at first: fetched after it by a script, and shown by a link without one."""
WITHIN: Final = {
    **dict.fromkeys(("split", "merge", "link", "unlink", "macro", "attach"), "help"),
    **dict.fromkeys(("move", "amend", "prioritise", "topic"), "facts"),
}
"""Buttons that stand in such a part, by verb."""


class Forms(dict[str, VerbForm]):
    """The form of each verb, made when the page asks for it."""

    def __init__(self, desk: Desk, tried: dict[str, VerbForm]) -> None:
        super().__init__(tried)
        self.desk = desk

    def __missing__(self, verb: str) -> VerbForm:
        draft = self.desk.drafts.get(verb)
        initial = {"text": draft.text, "missing": draft.chosen} if draft else {}
        form = BUTTONS[verb].form(ticket=self.desk.ticket, prefix=verb, initial=initial)
        if isinstance(form, AskForm):
            form.offer(self.desk.lacking)
        self[verb] = form
        return form


@require_safe
def show_case(request: HttpRequest, pk: int) -> HttpResponse:
    ticket = find(request, pk)
    into = ticket.merged_into_id
    if into is not None and Ticket.objects.visible_to(person(request)).filter(pk=into).exists():
        messages.info(request, _("%(number)s was merged into this case.") % {"number": ticket.number})
        return neighbours.onward(into, neighbours.came_from(request))
    return workspace(request, ticket)


def workspace(
    request: HttpRequest,
    ticket: Ticket,
    *,
    tried: dict[str, VerbForm] | None = None,
    lacks: list[Any] | None = None,
    news: list[News] | None = None,
    failed: bool = True,
    status: int = 200,
    **shown: Any,
) -> HttpResponse:
    """The page of one case; `tried` holds the form of a verb that did not go through, with what was typed. `shown` is
    what else the page holds this time."""
    user = person(request)
    Reading.note(ticket, user)
    desk = Desk(ticket, user)
    for merge in desk.merges:
        Reading.note(merge.source, user)
    wanted = next(iter(tried), "") if tried else opened(request, desk)
    context = {
        **admin.site.each_context(request),
        "title": f"{ticket.number} {ticket.subject}",
        "ticket": ticket,
        "came_from": neighbours.came_from(request),
        "desk": desk,
        "forms": Forms(desk, tried or {}),
        "onlookers": presence.show(ticket, user),
        "writing": desk.kind_of_text(next(iter(tried or {}), "") or request.GET.get("write", "")),
        "tried": wanted if wanted not in PARTS or tried else "",
        "parts": {WITHIN.get(wanted, wanted)},
        "failed": bool(tried) and failed,
        "lacks": lacks or [],
        "news": news or [],
        "sent": sent_again(request) if news else [],
        **shown,
        **texts_found(request, ticket, user),
    }
    return render(request, "desk/case/case.html", context, status=status)


def texts_found(request: HttpRequest, ticket: Ticket, user: User) -> dict[str, Any]:
    """What the composer's search found, where the page itself was asked for it."""
    query = request.GET.get("find", "").strip()
    if not query or not user.may(Verb.ANSWER, ticket):
        return {}
    return {"words": query, "texts": found_for(ticket, user, query)}


def opened(request: HttpRequest, desk: Desk) -> str:
    """The large form or part that the address asks to be shown; most visits need none of them."""
    wanted = request.GET.get("open", "")
    return wanted if (wanted in LARGE or wanted in PARTS) and wanted not in desk.held_back else ""


@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """One button: 404 for a stranger, 403 for the wrong role, 422 for a form with errors, 409 where the case's state
    does not allow it or others have changed the case since; in the last two the page comes back with everything that
    was typed."""
    ticket, user, button = find(request, pk), person(request), BUTTONS[verb]
    form = button.form(request.POST, request.FILES, ticket=ticket, prefix=verb)
    if form.is_valid():
        drafts.add_files(request, form, ticket, user, verb)
    if not form.is_valid():
        drafts.keep_tried(form, ticket, user, verb)
        return workspace(request, ticket, tried={verb: form}, status=422)
    comes_back(request, partial(refused, request, ticket, verb, form))
    address = neighbours.came_from(request)
    following = neighbours.beside(ticket, user, address) if "next" in request.POST else None
    try:
        with unchanged(ticket, user, button, seen=seen_in_page(request)):
            done = button.press(ticket, user, form.cleaned_data)
            if verb in drafts.KINDS:
                Draft.drop(ticket, user, verb)
    except Stale as stale:
        drafts.keep_tried(form, ticket, user, verb)
        return workspace(request, find(request, pk), tried={verb: form}, news=stale.news, status=409)
    messages.success(request, done)
    if "next" in request.POST:
        return neighbours.onward(following, address)
    sees = verb not in LEAVES or Ticket.objects.read_by(user).filter(pk=ticket.pk).exists()
    return neighbours.onward(ticket.pk if sees else None, address)


def refused(request: HttpRequest, ticket: Ticket, verb: str, form: VerbForm, refusal: UnableTo) -> HttpResponse:
    """The page again, with the sentence beside the form and everything that was typed in it."""
    drafts.keep_tried(form, ticket, person(request), verb)
    tried = {verb: with_refusal(form, refusal)}
    return workspace(request, find(request, ticket.pk), tried=tried, lacks=refusal.lacks, status=409)


def seen_in_page(request: HttpRequest) -> int | None:
    """The version of the case on the page that the form stood on."""
    try:
        return read_version(request.POST.get("version"))
    except ValueError:
        return None


def sent_again(request: HttpRequest) -> list[tuple[str, str]]:
    """What a form told, to be sent once more by who has seen the news and means it still."""
    fields = request.POST.lists()
    return [(name, str(value)) for name, values in fields if name not in NOT_TOLD for value in values]


def keeps_text(site: admin.AdminSite) -> Callable[[View], View]:
    """For the buttons: who was signed out while writing gets the text back, not an empty page to sign in on."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guard(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method == "POST" and not site.has_permission(request):
                return signed_out(request)
            return view(request, *args, **kwargs)

        return guard

    return decorate


@require_safe
def attachment(request: HttpRequest, pk: int, key: UUID) -> StreamingHttpResponse:
    ticket = find(request, pk)
    if not hearing.sees(person(request), ticket):
        raise PermissionDenied
    Reading.note(ticket, person(request))
    return files.serve(ticket, key, public_only=False)


@require_http_methods(["GET", "POST"])
def cover(request: HttpRequest, pk: int, key: UUID) -> HttpResponse:
    """A person of the support organisation covers names and faces in a picture of the case, for good."""
    ticket, user = find(request, pk), person(request)
    if not user.may(Verb.AMEND, ticket):
        raise PermissionDenied
    Reading.note(ticket, user)
    pictures = Attachment.objects.ready().filter(is_image=True, message__ticket=ticket)
    attachment = get_object_or_404(pictures.select_related("message"), key=key)
    form = AreaFormSet(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        ticket.cover(attachment, form.areas(), by=user)
        messages.success(request, _("The picture is covered, and what was there is deleted."))
        return redirect("admin:tickets_ticket_change", ticket.pk)
    context = admin.site.each_context(request) | {"ticket": ticket, "attachment": attachment, "form": form}
    return render(request, "desk/case/cover.html", context, status=422 if form.is_bound else 200)


@require_POST
def remove_file(request: HttpRequest, pk: int, key: UUID) -> HttpResponse:
    """A person of the support organisation takes out a file that should never have been sent, for good."""
    ticket, user = find(request, pk), person(request)
    if not user.may(Verb.AMEND, ticket):
        raise PermissionDenied
    attachment = get_object_or_404(Attachment.objects.filter(message__ticket=ticket), key=key)
    ticket.remove_file(attachment, by=user)
    messages.success(request, _("The file is removed, and what it held is deleted."))
    return redirect("admin:tickets_ticket_change", ticket.pk)


@require_safe
def show_part(request: HttpRequest, pk: int, part: str) -> HttpResponse:
    """A part of the page that is fetched after it."""
    if part not in PARTS:
        raise Http404
    ticket = find(request, pk)
    desk = Desk(ticket, person(request))
    Reading.note(ticket, desk.user)
    return render(request, PARTS[part], {"ticket": ticket, "desk": desk, "forms": Forms(desk, {}), "parts": {part}})
