"""What a person is writing in a case: kept on the server, so that nothing is lost with a session or a page."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.defaultfilters import date
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from desk.access import find, wants_json
from desk.case import inserts
from organisation.models import User
from organisation.people.staff import person
from privacy.cpr import mask
from tickets.attachments.uploads import MAX_FILES
from tickets.fields import FilesField
from tickets.models import Draft, HeldFile, Ticket
from tickets.models.draft import files_key
from tickets.requester.forms import LONGEST_TEXT
from triage.facts import FACTS

KINDS = frozenset(Draft.Kind.values)


@require_POST
def save(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Keeps, discards, or adds a ready text to what the person is writing; a script is answered in JSON."""
    ticket, user = find(request, pk), person(request)
    if kind not in KINDS or not user.may(kind, ticket):
        raise PermissionDenied
    if "discard" in request.POST:
        Draft.drop(ticket, user, kind)
        return back(ticket, kind)
    text = request.POST.get(f"{kind}-text", "")[:LONGEST_TEXT]
    added = inserts.beside(text, inserts.text_of(ticket, user, request.POST.get("insert", "")))
    chosen = [fact for fact in request.POST.getlist(f"{kind}-missing") if fact in FACTS]
    if not wants_json(request):
        keep_files(request, ticket, user, kind)
    if not was_just_sent(ticket, user, text):
        Draft.keep(ticket, user, kind, joined(text, added), chosen)
    sentence = _("Draft saved at %(time)s.") % {"time": date(timezone.localtime(), "TIME_FORMAT")}
    if wants_json(request):
        return JsonResponse({"saved": sentence, "insert": added})
    sought = request.POST.get("find", "").strip() if "look" in request.POST else ""
    if not added and not sought:
        messages.success(request, sentence)
    return back(ticket, kind, find=sought)


def back(ticket: Ticket, kind: str, **asked: str) -> HttpResponse:
    address = reverse("admin:tickets_ticket_change", args=[ticket.pk])
    query = urlencode({"write": kind} | {name: value for name, value in asked.items() if value})
    return redirect(f"{address}?{query}#composer")


def joined(text: str, added: str) -> str:
    return "\n\n".join(part for part in (text.rstrip(), added) if part)[:LONGEST_TEXT] if added else text


def was_just_sent(ticket: Ticket, user: User, text: str) -> bool:
    """A draft that was on its way while its answer was sent is none any more."""
    last = ticket.messages.filter(author=user).oldest_first().last()
    return last is not None and bool(text.strip()) and last.body == mask(text).text


def keep_files(request: HttpRequest, ticket: Ticket, user: User, kind: str) -> None:
    """Holds the files of a draft; a refused one is named."""
    drop_files(request, ticket, user, kind)
    chosen = request.FILES.getlist(f"{kind}-attachments")
    try:
        HeldFile.hold(files_key(ticket, user, kind), FilesField(required=False).clean(chosen))
    except forms.ValidationError as refusal:
        for text in refusal.messages:
            messages.error(request, text)


def drop_files(request: HttpRequest, ticket: Ticket, user: User, kind: str) -> None:
    """Forgets held files that the person has ticked away."""
    keys = [key for key in map(as_uuid, request.POST.getlist(f"{kind}-drop")) if key]
    if keys:
        HeldFile.objects.filter(submission=files_key(ticket, user, kind), key__in=keys).delete()


def as_uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def held(ticket: Ticket, user: User) -> dict[str, list[HeldFile]]:
    """The held files of the person's drafts in the case, by kind; one query."""
    kinds = {files_key(ticket, user, kind): kind for kind in KINDS}
    files: dict[str, list[HeldFile]] = {kind: [] for kind in KINDS}
    for file in HeldFile.objects.filter(submission__in=kinds).defer("data").order_by("id"):
        files[kinds[file.submission]].append(file)
    return files


def add_files(request: HttpRequest, form: forms.Form, ticket: Ticket, user: User, verb: str) -> None:
    """Joins the files that were held before to those of a valid form; too many are an error of the form."""
    if "attachments" not in form.fields:
        return
    drop_files(request, ticket, user, verb)
    fresh = form.cleaned_data["attachments"]
    there = {file.upload.sha256 for file in fresh}
    files = [file for file in HeldFile.received(files_key(ticket, user, verb)) if file.upload.sha256 not in there]
    form.cleaned_data["attachments"] = [*files, *fresh]
    if len(files) + len(fresh) > MAX_FILES:
        form.add_error("attachments", _("Choose at most %(count)d files.") % {"count": MAX_FILES})


def keep_tried(form: forms.Form, ticket: Ticket, user: User, verb: str) -> None:
    """What was typed and attached in a form that did not go through is a draft now."""
    if verb not in KINDS or not user.may(verb, ticket):
        return
    cleaned: dict[str, Any] = getattr(form, "cleaned_data", {})
    HeldFile.hold(files_key(ticket, user, verb), cleaned.get("attachments", []))
    Draft.keep(ticket, user, verb, cleaned.get("text", ""), cleaned.get("missing", ()))
