"""What the pages show of a case that is outside the municipality."""

from collections import Counter

from django import template

from privacy.secrets import words_for
from tickets.models import Ticket
from tickets.words import Status
from triage.board.asking import may_be_asked
from triage.board.models import CaseQuestion
from triage.faults import questions
from triage.forwarding import package

register = template.Library()

register.filter("harmless", package.harmless)


@register.filter
def taken_out(counts: Counter[str]) -> list[str]:
    """What was left out, in words."""
    return words_for(counts)


@register.simple_tag
def asked_facts(ticket: Ticket) -> list[str]:
    """The facts that the requester was asked for, or may tell at once of a fault, and has not told yet; none while the
    case waits for others."""
    ours = {Status.NEW, Status.IN_PROGRESS, Status.WAITING_REQUESTER}
    return questions.open_for(ticket) if ticket.status in ours else []


@register.simple_tag
def may_ask_publicly(ticket: Ticket) -> bool:
    """Whether the requester is asked if others may see the question, while the enquiry is open."""
    return not ticket.is_done and may_be_asked(ticket)


@register.simple_tag
def board_question(ticket: Ticket) -> CaseQuestion | None:
    """The question of the case on the public board, or waiting for it."""
    return CaseQuestion.objects.filter(ticket=ticket).first()
