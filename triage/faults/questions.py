"""What a requester was asked for, and the answers."""

from collections.abc import Mapping
from typing import Final

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from organisation.models import User
from tickets.models import Ticket
from tickets.models.refusals import UnableTo
from tickets.words import Actor, Status
from triage.facts import FACTS, LABELS
from triage.faults import alarms
from triage.faults.models import FaultReport
from triage.routing.models import RoutingRule

ASKED_AT_ONCE: Final = (
    "module",
    "device",
    "affected",
    "occurred",
    "client",
    "steps",
    "happened",
    "expected",
    "error_text",
)
"""What the requester's page asks of a fault, the easiest first."""
AT_A_TIME: Final = 4


class UnableToAsk(UnableTo): ...


def ask_for_the_rest(ticket: Ticket, *, by: User) -> list[str]:
    """Asks the requester, in their language, for exactly what the rule still wants. Returns the facts asked for."""
    rule, report = RoutingRule.for_ticket(ticket), FaultReport.of(ticket)
    missing = report.missing(rule.facts_for(report.given)) if rule else []
    if not missing:
        raise UnableToAsk(_("Nothing is missing in the report."))
    with translation.override(ticket.language):
        text = "\n".join([_("To find the fault we need to know a little more:"), "", *lines(missing)])
    ticket.ask(text, by=by, missing=missing)
    return missing


def lines(facts: list[str]) -> list[str]:
    return [f"– {LABELS[fact]}" for fact in facts]


def asked_of(ticket: Ticket) -> list[str]:
    """The facts of the last question that named some; empty where none did."""
    events = ticket.events.filter(kind="asked").order_by("-id").values_list("data", flat=True)[:10]
    named: list[list[str]] = [data["missing"] for data in events if data.get("missing")]
    return [fact for fact in FACTS if named and fact in named[0]]


def questions_for(ticket: Ticket, report: FaultReport) -> list[str]:
    """What was asked for, and what the answers given since make necessary. Where nobody has asked yet: what helps with
    any fault, if it may be one."""
    asked, rule = asked_of(ticket), RoutingRule.for_ticket(ticket)
    if not asked and may_be_told_more(ticket, report):
        return list(ASKED_AT_ONCE)
    if not asked or rule is None:
        return asked
    added = set(report.missing(rule.facts_for(report.given))) - set(rule.required_facts)
    return [fact for fact in FACTS if fact in asked or fact in added]


def may_be_told_more(ticket: Ticket, report: FaultReport) -> bool:
    """Whether the requester is offered the questions of a fault before anybody asks: not of what is sensitive, and not
    once the case is out of our hands or over."""
    return report.pk is not None and not ticket.is_sensitive and ticket.status in {Status.NEW, Status.IN_PROGRESS}


def open_for(ticket: Ticket) -> list[str]:
    """Those of the questions that have no answer yet."""
    report = FaultReport.of(ticket)
    return report.missing(questions_for(ticket, report))


def answer(ticket: Ticket, facts: Mapping[str, str]) -> FaultReport:
    """The requester's answers land in the report, and the case is ours again. A case that is outside stays there."""
    with transaction.atomic():
        with ticket.locked():
            report = FaultReport.of(ticket)
            changes = {
                fact: value
                for fact, value in facts.items()
                if value.strip() != getattr(report, fact) or (fact in report.guessed and value)
            }
            if changes:
                report = FaultReport.record(ticket, changes, by=Actor.REQUESTER)
                alarms.flag_at_once(ticket, changes)
                if ticket.status == Status.WAITING_REQUESTER or ticket.is_done:
                    ticket.come_back(by=Actor.REQUESTER)
        return report
