"""May this case leave the house yet? The answer in words, for page, API and refusal alike."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from organisation.models import Party
from tickets.models import Ticket
from triage.models.fault_report import FaultReport
from triage.models.routing_rule import Channel, Gate, RoutingRule

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


def rule_of(ticket: Ticket) -> RoutingRule | None:
    """The rule in force for the case's route, if it has one."""
    return RoutingRule.objects.for_route(ticket.route) if ticket.route else None


def lacks(
    ticket: Ticket, rule: RoutingRule, known: tuple[FaultReport, Party | None] | None = None
) -> "list[str | StrPromise]":
    """What is missing before the case may leave, in the order in which one would get it.

    `known`: the report and the party of the case, where the caller has read them already.
    """
    missing: list[str | StrPromise] = []
    if ticket.institution_id is None:
        missing.append(_("The institution"))
    report, party = known or (FaultReport.of(ticket), rule.party_for(ticket))
    if Gate.REPORT_COMPLETE in rule.gates:
        missing += [report.label(fact) for fact in report.missing(rule.required_facts)]
    if Gate.USAGE_RULED_OUT in rule.gates and not report.passed(Gate.USAGE_RULED_OUT):
        missing.append(_("Somebody must rule out wrong use"))
    if Gate.MASTER_DATA_CHECKED in rule.gates and not report.passed(Gate.MASTER_DATA_CHECKED):
        missing.append(_("Somebody must check the master data"))
    if party is None:
        missing.append(_("The institution has no such vendor. An administrator can enter it on the institution."))
    elif rule.channel == Channel.MAIL and not (rule.address or party.email):
        missing.append(_("The party has no e-mail address. An administrator can enter it."))
    return missing
