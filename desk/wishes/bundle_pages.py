"""Bundles to KOMBIT: exactly what is sent, and where it truly is."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django.contrib import admin, messages
from django.core.paginator import Page, Paginator
from django.db.models.functions import Length
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from desk.wishes.board import PER_PAGE, context_of, for_lead
from desk.wishes.buttons import BUNDLE_BUTTONS
from organisation.models import User
from organisation.pages.refusals import comes_back
from triage.forwarding.delivery_state import state_of
from triage.wishes.models import Bundle, BundleFile
from triage.wishes.models.bundle import recipient
from triage.wishes.models.request_list import spread_of

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

WORDS: "Final[dict[str, tuple[StrPromise, StrPromise, str, str]]]" = {
    "making": (gettext_lazy("Being made"), gettext_lazy("The PDF and the spreadsheet are being made."), "new", "half"),
    "broken": (
        gettext_lazy("Could not be made"),
        gettext_lazy("Nothing was sent. Try again; if it fails once more, tell the municipal administrator."),
        "urgent",
        "warning",
    ),
    "ready": (gettext_lazy("Ready"), gettext_lazy("Nothing is sent yet. Look at it, then send it."), "new", "check"),
    "queued": (
        gettext_lazy("On its way"),
        gettext_lazy("It is handed to the mail server in a moment."),
        "forwarded",
        "clock",
    ),
    "sending": (
        gettext_lazy("Being sent"),
        gettext_lazy("The mail server is being given it right now."),
        "forwarded",
        "clock",
    ),
    "delayed": (
        gettext_lazy("Not sent yet"),
        gettext_lazy("The mail server did not take it. We try again by ourselves; it is sent once."),
        "high",
        "warning",
    ),
    "failed": (
        gettext_lazy("Could not be sent"),
        gettext_lazy("The mail server has refused it for 24 hours. Check KOMBIT's address, then try again."),
        "urgent",
        "warning",
    ),
    "sent": (gettext_lazy("Sent"), gettext_lazy("The mail server has taken it."), "resolved", "check"),
}
"""Label, what it means, tone and icon of each state."""
GOES_ON: Final = frozenset({"making", "queued", "sending", "delayed"})


@dataclass(frozen=True)
class BundleState:
    """Where a bundle is, read from its files and the mail's own row."""

    state: str
    attempts: int = 0
    next_try: datetime | None = None

    @property
    def label(self) -> "StrPromise":
        return WORDS[self.state][0]

    @property
    def sentence(self) -> "StrPromise":
        return WORDS[self.state][1]

    @property
    def tone(self) -> str:
        return WORDS[self.state][2]

    @property
    def icon(self) -> str:
        return WORDS[self.state][3]

    @property
    def goes_on(self) -> bool:
        """Whether it changes by itself, so that the page looks again."""
        return self.state in GOES_ON


def where_is(bundle: Bundle) -> BundleState:
    mail = bundle.delivery
    if mail is None:
        return BundleState("broken" if bundle.status == Bundle.Status.FAILED else bundle.status)
    state = state_of(mail)
    return BundleState(state, mail.attempts, mail.next_attempt_at if state == "delayed" else None)


@require_safe
@for_lead
def show_bundles(request: HttpRequest, user: User) -> HttpResponse:
    page: Page[Any] = Paginator(Bundle.objects.for_list(), PER_PAGE).get_page(request.GET.get("side"))
    page.object_list = [(bundle, where_is(bundle)) for bundle in page.object_list]
    context = {**context_of(user, "bundles", _("Bundles to KOMBIT"), request), "page": page}
    return render(request, "desk/wishes/bundles.html", context)


def bundle_or_404(pk: int) -> Bundle:
    return get_object_or_404(Bundle.objects.select_related("delivery", "by"), pk=pk)


@require_safe
@for_lead
def show_bundle(request: HttpRequest, _user: User, pk: int) -> HttpResponse:
    return page(request, bundle_or_404(pk))


def page(request: HttpRequest, bundle: Bundle, *, refusal: str = "", status: int = 200) -> HttpResponse:
    requests = list(bundle.requests.most_wanted_first())
    is_made = bundle.status in {Bundle.Status.READY, Bundle.Status.SENT}
    letter = letter_of(bundle, request.user) if is_made else {}
    context = {
        **admin.site.each_context(request),
        "title": bundle.title,
        "bundle": bundle,
        "where": where_is(bundle),
        "letter": letter,
        "lacks_address": not letter.get("recipient"),
        "files": BundleFile.objects.filter(bundle=bundle).defer("data").annotate(size=Length("data")).order_by("id")
        if is_made
        else [],
        "requests": requests,
        "spread": spread_of(requests),
        "refusal": refusal,
    }
    return render(request, "desk/wishes/bundle.html", context, status=status)


def letter_of(bundle: Bundle, user: Any) -> dict[str, str]:
    """The mail as it was sent, or as it would leave now."""
    if mail := bundle.delivery:
        return {"recipient": mail.recipient, "reply_to": mail.reply_to, "subject": mail.subject, "text": mail.body}
    subject, text = bundle.letter()
    return {"recipient": recipient(), "reply_to": user.email, "subject": subject, "text": text}


@require_safe
@for_lead
def where(request: HttpRequest, _user: User, pk: int) -> HttpResponse:
    """The state alone; when it has come to rest the whole page is loaded again."""
    bundle = bundle_or_404(pk)
    there = where_is(bundle)
    if not there.goes_on:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "desk/wishes/_where.html", {"bundle": bundle, "where": there})


@require_safe
@for_lead
def file(_request: HttpRequest, _user: User, pk: int, key: int) -> HttpResponse:
    kept = get_object_or_404(BundleFile, pk=key, bundle=pk)
    answer = HttpResponse(bytes(kept.data), content_type=kept.content_type)
    way = "inline" if kept.is_pdf else "attachment"
    answer.headers["Content-Disposition"] = f'{way}; filename="{kept.name}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@require_POST
@for_lead
def act(request: HttpRequest, user: User, pk: int, verb: str) -> HttpResponse:
    bundle, button = bundle_or_404(pk), BUNDLE_BUTTONS[verb]
    form = button.form(request.POST, user=user)
    form.is_valid()
    comes_back(request, lambda refusal: page(request, bundle_or_404(pk), refusal=str(refusal.message), status=409))
    done = button.press(bundle, user, form.cleaned_data)
    messages.success(request, done)
    return redirect("admin:bundles") if verb == "discard" else redirect("admin:bundle", pk)
