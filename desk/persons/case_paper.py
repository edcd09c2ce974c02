"""One case as a PDF: for access to documents, and for the municipality's own record system."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from desk.access import find
from desk.persons import finding, pages
from desk.persons.forms import ReviewForm
from organisation.people.staff import person
from organisation.roles import Verb
from tickets.models import Reading, Ticket
from tickets.persons.identity import Identity


@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """What is in the case, to be looked through; the answer to the form is the file."""
    ticket, user = find(request, pk), person(request)
    if not user.may(Verb.DISCLOSE, ticket):
        raise PermissionDenied
    Reading.note(ticket, user)
    disclosure = finding.find_case(ticket)
    others = finding.others(disclosure, Identity(), [ticket.number])
    form = ReviewForm(request.POST or None, disclosure=disclosure, others=others)
    if request.method == "POST" and form.is_valid():
        ticket.note_disclosure(by=user)
        reviewed = disclosure.reviewed(form.cleaned_data["left_out"], form.to_blacken)
        title = _("Case %(number)s") % {"number": ticket.number}
        return pages.file_of(reviewed, title, ticket.number, "pdf", lead=ticket_lead(ticket), facts=facts_of(ticket))
    context: dict[str, Any] = {**admin.site.each_context(request), "title": _("The case as a PDF")}
    context |= {"ticket": ticket, "found": disclosure, "review": form}
    return render(request, "desk/persons/case_paper.html", context, status=422 if form.is_bound else 200)


def ticket_lead(ticket: Ticket) -> str:
    return _("A case of the Aula support of %(place)s.") % {"place": ticket.institution or _("the municipality")}


def facts_of(ticket: Ticket) -> list[tuple[str, str]]:
    facts = [(_("Journal number"), ticket.journal_number), (_("KLE number"), ticket.kle)]
    return [(label, value) for label, value in facts if value]
