"""`/sag/<token>/oplysninger/`: exactly the questions that the requester was asked, on a page of their own."""

from collections.abc import Collection

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from tickets.models import Ticket
from tickets.requester.help_now import help_in
from tickets.requester.views import with_ticket
from triage.facts import LABELS
from triage.faults import questions
from triage.faults.forms import FactsForm
from triage.faults.models import FaultReport
from triage.faults.proposals import proposals_for


@require_http_methods(["GET", "HEAD", "POST"])
@with_ticket
def case_facts(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """The questions, filled in with what is known; then thanks, and what is left. Nobody must answer all of them."""
    report = FaultReport.of(ticket)
    asked = questions.questions_for(ticket, report)
    written = written_already(ticket, report)
    now = asked if "all" in request.GET else asked_now(asked, report)
    if request.method != "POST":
        return show(request, ticket, FactsForm(initial=report.given | written, facts=now), asked, written)
    form = FactsForm(request.POST, facts=[fact for fact in asked if fact in request.POST] or now)
    if not form.is_valid():
        return show(request, ticket, form, asked, status=422)
    questions.answer(ticket, form.given)
    thank(request, left=len(questions.open_for(ticket)))
    return redirect("case_facts", ticket.token)


def written_already(ticket: Ticket, report: FaultReport) -> dict[str, str]:
    """What the requester's own words tell of facts that nobody has told the report: to confirm, not to write again."""
    messages_so_far = ticket.messages.oldest_first().prefetch_related("attachments")
    return {each.fact: each.value for each in proposals_for(ticket, report, messages_so_far)}


def asked_now(asked: list[str], report: FaultReport) -> list[str]:
    """A few of those without an answer at a time; all of them to look through when none is left."""
    left = [fact for fact in asked if not report.given[fact]]
    return left[: questions.AT_A_TIME] or asked


def thank(request: HttpRequest, *, left: int) -> None:
    if not left:
        messages.success(request, _("Thank you. We now have what we need and will carry on."))
        return
    message = ngettext(
        "Thank you, we have saved your answers. %(count)d question is left. Skip it if you do not know.",
        "Thank you, we have saved your answers. %(count)d questions are left. Skip what you do not know.",
        left,
    )
    messages.success(request, message % {"count": left})


def show(
    request: HttpRequest,
    ticket: Ticket,
    form: FactsForm,
    asked: list[str],
    written: Collection[str] = (),
    status: int = 200,
) -> HttpResponse:
    report = FaultReport.of(ticket)
    left = [fact for fact in asked if not report.given[fact]]
    answered = [fact for fact in asked if report.given[fact] and fact not in form.fields]
    context = {"ticket": ticket, "form": form, "asked": asked, "left": left, "told": shown(report, answered)}
    context |= {"help": help_in(ticket), "filled_in": [fact for fact in form.fields if fact in written]}
    return render(request, "triage/intake/case_facts.html", context, status=status)


def told(report: FaultReport, asked: list[str]) -> list[tuple[object, str]]:
    """Label and value of what the requester was asked and has an answer, but for what only their browser said."""
    return shown(report, [fact for fact in asked if report.given[fact] and fact not in report.guessed])


def shown(report: FaultReport, facts: list[str]) -> list[tuple[object, str]]:
    """Label and value of each, in words, and which of them the browser told."""
    return [(LABELS[fact], in_words(report, fact)) for fact in facts]


def in_words(report: FaultReport, fact: str) -> str:
    display = getattr(report, f"get_{fact}_display", None)
    value = str(display() if display else report.given[fact])
    return _("%(value)s (from your browser)") % {"value": value} if fact in report.guessed else value
