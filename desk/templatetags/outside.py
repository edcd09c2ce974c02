"""What the pages show of a case that is outside the municipality."""

from collections import Counter
from typing import NamedTuple

from django import template

from desk.case.page import Desk
from privacy.secrets import words_for
from tickets.models import Ticket
from tickets.words import Status
from triage.board.asking import may_be_asked
from triage.board.models import CaseQuestion
from triage.faults import questions
from triage.faults.models import FaultReport
from triage.forwarding import package
from triage.intake import case_facts

register = template.Library()

register.filter("harmless", package.harmless)


@register.filter
def taken_out(counts: Counter[str]) -> list[str]:
    """What was left out, in words."""
    return words_for(counts)


class Facts(NamedTuple):
    """Of a fault: which the requester is to tell still, and label and value of those that they have answered."""

    asked: list[str]
    answered: list[tuple[object, str]]


@register.simple_tag
def facts_of(ticket: Ticket) -> Facts:
    """Nothing is asked while the case waits for others."""
    report = FaultReport.of(ticket)
    asked = questions.questions_for(ticket, report)
    ours = {Status.NEW, Status.IN_PROGRESS, Status.WAITING_REQUESTER}
    return Facts(report.missing(asked) if ticket.status in ours else [], case_facts.answers_of(report, asked))


@register.simple_tag
def may_ask_publicly(ticket: Ticket) -> bool:
    """Whether the requester is asked if others may see the question, while the enquiry is open."""
    return not ticket.is_done and may_be_asked(ticket)


@register.simple_tag
def board_question(desk: Desk) -> CaseQuestion | None:
    """The question of the case on the public board, or waiting for it."""
    return CaseQuestion.objects.filter(ticket=desk.ticket).first() if "board" in desk.holds else None
