"""The requester's page of a case. The private link is the key; whoever has it may read and write."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organisation.pages.refusals import comes_back, with_refusal
from tickets.attachments import files
from tickets.models import Attachment, Message, Satisfaction, Ticket
from tickets.models.merge import words_for
from tickets.models.rewriting import may_rewrite
from tickets.requester.forms import AddressForm, AreaFormSet, ReplyForm, RewriteForm
from tickets.requester.help_now import help_in
from tickets.requester.own_address import half_hidden, likely_meant
from tickets.requester.progress import progress_of
from tickets.text_messages.text_news import number_of
from tickets.words import Actor

P = ParamSpec("P")
FRESH = timedelta(seconds=30)


def with_ticket(
    view: Callable[Concatenate[HttpRequest, Ticket, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, str, P], HttpResponseBase]:
    """Finds the case of a private link; a link that is none answers 404."""

    @wraps(view)
    def with_token(request: HttpRequest, /, token: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            ticket = Ticket.objects.by_token(token)
        except Ticket.DoesNotExist:
            raise Http404 from None
        return view(request, ticket, *args, **kwargs)

    return cast("Callable[Concatenate[HttpRequest, str, P], HttpResponseBase]", with_token)


@require_safe
@with_ticket
def case(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    return show(request, ticket, ReplyForm())


def show(request: HttpRequest, ticket: Ticket, form: ReplyForm, status: int = 200) -> HttpResponse:
    conversation = words_for(ticket).prefetch_related("attachments")
    help_now = help_in(ticket)
    context = {
        "ticket": ticket,
        "conversation": conversation,
        "progress": progress_of(ticket, needs_help=help_now is not None),
        "help": help_now,
        "asks_again": is_fresh(ticket),
        "answers_go_to": half_hidden(ticket.requester_email),
        "is_texted": bool(number_of(ticket)),
        "likely_meant": likely_meant(ticket.requester_email),
        "satisfaction": Satisfaction.objects.filter(ticket=ticket).first() if ticket.is_done else None,
        "missing": Satisfaction.Missing.choices,
        "may_rewrite": may_rewrite(ticket),
        "form": form,
    }
    return render(request, "tickets/requester/case.html", context, status=status)


def is_fresh(ticket: Ticket) -> bool:
    """For half a minute after it was sent the page asks again whether there is help to show: a task is reading it."""
    return not ticket.is_sensitive and timezone.now() - ticket.opened_at < FRESH


@require_safe
@with_ticket
def help_now(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """The part of the page that says where there is help now; it asks again while the case is fresh."""
    context = {"ticket": ticket, "help": help_in(ticket), "asks_again": is_fresh(ticket)}
    return render(request, "tickets/help/_help_on_case.html", context)


@require_POST
@with_ticket
def reply(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    form = ReplyForm(request.POST, request.FILES)
    if not form.is_valid():
        return show(request, ticket, form, status=422)
    comes_back(request, lambda refusal: show(request, ticket, with_refusal(form, refusal), 409))
    reopens = None if "still_solved" not in request.POST else request.POST["still_solved"] != "1"
    message = ticket.reply(form.cleaned_data["text"], files=form.cleaned_data["attachments"], reopens=reopens)
    ticket.refresh_from_db(fields=["status"])
    if ticket.is_done and ticket.merged_into_id is None:
        messages.success(request, _("Your message has been sent. The enquiry is still solved."))
    else:
        messages.success(request, _("Your message has been sent."))
    if message.masked:
        messages.warning(request, _("We removed something that looked like a CPR number."))
    return redirect(ticket)


@require_POST
@with_ticket
def resolve(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    if ticket.merged_into_id is not None:
        return redirect(ticket)
    ticket.resolve(by=Actor.REQUESTER)
    messages.success(request, _("Thank you. We have noted that it is solved."))
    return redirect(ticket)


@require_POST
@with_ticket
def reopen(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    if ticket.merged_into_id is not None:
        return redirect(ticket)
    ticket.reopen(by=Actor.REQUESTER)
    messages.success(request, _("Your enquiry has been opened again."))
    return redirect(ticket)


@require_POST
@with_ticket
def rate(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """One tap: it helped, or it did not; and one more, what was missing."""
    helped, missing = request.POST.get("helped") == "yes", request.POST.get("missing", "")
    ticket.rate(helped=helped, missing=missing if missing in Satisfaction.Missing.values else "")
    if helped or missing:
        messages.success(request, _("Thank you for telling us."))
    else:
        messages.info(
            request, _("Thank you for telling us. Write below what is missing, and we will look at it again.")
        )
    return redirect(ticket)


@require_http_methods(["GET", "HEAD", "POST"])
@with_ticket
def correct_address(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """`/sag/<token>/kontakt/`: another e-mail address or phone number than the one that was given."""
    first = {"email": likely_meant(ticket.requester_email) or ticket.requester_email, "phone": ticket.requester_phone}
    form = AddressForm(request.POST if request.method == "POST" else None, initial=first)
    if not form.is_valid():
        context = {"ticket": ticket, "form": form}
        return render(request, "tickets/requester/address.html", context, status=422 if form.is_bound else 200)
    comes_back(request, lambda refusal: show(request, ticket, with_refusal(ReplyForm({}), refusal), 409))
    ticket.correct_address(**form.cleaned_data)
    messages.success(request, _("We have corrected it and will reply to you there."))
    return redirect(ticket)


@require_http_methods(["GET", "HEAD", "POST"])
@with_ticket
def rewrite(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """`/sag/<token>/ret/`: what somebody wrote, as long as nobody has read it."""
    first = {"subject": ticket.subject, "text": ticket.first_words()}
    form = RewriteForm(request.POST if request.method == "POST" else None, initial=first)
    if not form.is_valid():
        context = {"ticket": ticket, "form": form, "may_rewrite": may_rewrite(ticket)}
        return render(request, "tickets/requester/rewrite.html", context, status=422 if form.is_bound else 200)
    typed = ReplyForm({"text": form.cleaned_data["text"]})
    comes_back(request, lambda refusal: show(request, ticket, with_refusal(typed, refusal), 409))
    ticket.rewrite(**form.cleaned_data)
    messages.success(request, _("Your enquiry has been corrected."))
    return redirect(ticket)


@require_safe
@with_ticket
def attachment(request: HttpRequest, ticket: Ticket, key: UUID) -> StreamingHttpResponse:  # noqa: ARG001  the link is all
    return files.serve(ticket, key, public_only=True)


@require_http_methods(["GET", "HEAD", "POST"])
@with_ticket
def cover(request: HttpRequest, ticket: Ticket, key: UUID) -> HttpResponse:
    """`/sag/<token>/fil/<key>/daek/`: who sent a picture covers parts of it, for good."""
    own = words_for(ticket).order_by().filter(kind=Message.Kind.REQUESTER)
    attachment = get_object_or_404(Attachment.objects.ready().filter(is_image=True, message__in=own), key=key)
    form = AreaFormSet(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        attachment.message.ticket.cover(attachment, form.areas(), by=Actor.REQUESTER)
        messages.success(request, _("The picture is covered, and what was there is deleted."))
        return redirect(ticket)
    context = {"ticket": ticket, "attachment": attachment, "form": form}
    return render(request, "tickets/requester/cover.html", context, status=422 if form.is_bound else 200)


@require_POST
@with_ticket
def remove_file(request: HttpRequest, ticket: Ticket, key: UUID) -> HttpResponse:
    """`/sag/<token>/fil/<key>/fjern/`: who sent a file with CPR numbers in it takes it back, for good."""
    own = words_for(ticket).order_by().filter(kind=Message.Kind.REQUESTER)
    sent = Attachment.objects.filter(suspected__gt=0, message__in=own).select_related("message__ticket")
    attachment = get_object_or_404(sent, key=key)
    attachment.message.ticket.remove_file(attachment, by=Actor.REQUESTER)
    messages.success(request, _("The file is removed. You can send it again without the numbers below."))
    return redirect(ticket)
