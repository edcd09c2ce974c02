"""Looking before sending: the letter as typed so far, and the chosen files as one archive. Changes nothing."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from desk.access import find
from desk.case import drafts
from desk.case.forms import AnswerForm
from desk.case.forwarding_buttons import ForwardForm
from desk.case.views import workspace
from organisation.models import User
from organisation.people.staff import person
from organisation.roles import Verb
from tickets.models import Reading, Ticket
from tickets.outbound import mail_preview
from triage.forwarding import attachments, gates
from triage.routing.models import RoutingRule


def for_sender(request: HttpRequest, pk: int) -> tuple[Ticket, ForwardForm]:
    """The case and the form as typed, for who may pass the case on. Raises `PermissionDenied` for others."""
    ticket, user = find(request, pk), person(request)
    if not may_send(user, ticket):
        raise PermissionDenied
    return ticket, ForwardForm(request.POST, ticket=ticket, prefix="forward")


def may_send(user: User, ticket: Ticket) -> bool:
    rule = RoutingRule.for_ticket(ticket)
    return rule is not None and rule.leaves_the_house and rule.allows(user, ticket) and user.may(Verb.FORWARD, ticket)


@require_POST
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The page again, with the letter as it would leave now."""
    ticket, form = for_sender(request, pk)
    return workspace(request, ticket, tried={"forward": form}, failed=False)


@require_POST
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """The answer that is being written, as its mail will look; for a script alone, or in the page again."""
    ticket, user = find(request, pk), person(request)
    if not user.may(Verb.ANSWER, ticket):
        raise PermissionDenied
    form = AnswerForm(request.POST, ticket=ticket, prefix="answer")
    beside = bool(request.headers.get("HX-Request"))
    if not form.is_valid():
        if beside:
            return render(request, "desk/case/_letter.html", {"ticket": ticket, "errors": form.errors})
        return workspace(request, ticket, tried={"answer": form}, status=422)
    preview = mail_preview.of_answer(ticket, form.cleaned_data["text"], by=user)
    if beside:
        return render(request, "desk/case/_letter.html", {"ticket": ticket, "letter": preview})
    drafts.keep_tried(form, ticket, user, "answer")
    return workspace(request, ticket, tried={"answer": form}, failed=False, letter=preview)


@require_POST
def files(request: HttpRequest, pk: int) -> HttpResponse:
    """The chosen files as a zip, for a form of the party that wants them; only when nobody is seen in them."""
    ticket, form = for_sender(request, pk)
    enclosed = form.enclosed
    lacks = gates.lacks_anonymity(enclosed.files, checked=enclosed.pictures_checked)
    if lacks:
        form.add_error("pictures_checked", str(lacks[0]))
        return workspace(request, ticket, tried={"forward": form}, status=409)
    Reading.note(ticket, person(request))
    response = HttpResponse(attachments.archive(enclosed.files), content_type="application/zip")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=f"{ticket.number}.zip")
    response["Cache-Control"] = "no-store"
    return response
