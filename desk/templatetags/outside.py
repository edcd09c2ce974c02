"""What the pages show of a case that is outside the house."""

from collections import Counter

from django import template

from privacy.secrets import words_for
from tickets.models import Ticket
from tickets.words import Status
from triage.faults import questions
from triage.forwarding import package

register = template.Library()

register.filter("harmless", package.harmless)


@register.filter
def taken_out(found: Counter[str]) -> list[str]:
    """What was left out, in words."""
    return words_for(found)


@register.simple_tag
def asked_facts(ticket: Ticket) -> list[str]:
    """The facts that the requester was asked for, or may tell at once of a fault, and has not told yet; none while the
    case waits for others."""
    ours = {Status.NEW, Status.IN_PROGRESS, Status.WAITING_REQUESTER}
    return questions.open_for(ticket) if ticket.status in ours else []
