"""May this case leave the municipality yet? The answer in words, for page, API and refusal alike."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from organisation.models import Party
from tickets.models import Attachment, Ticket
from triage.facts import LABELS, looks_like_unilogin
from triage.faults.models import FaultReport
from triage.forwarding import package
from triage.routing.models.routing_rule import Channel, Gate, RoutingRule

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


def lacks(
    ticket: Ticket, rule: RoutingRule, party: Party | None, report: FaultReport | None = None
) -> "list[str | StrPromise]":
    """What is missing before the case may leave for the party, in the order in which one would get it; files aside
    (`lacks_files`). `report`: that of the case, where the caller has read it already."""
    missing: list[str | StrPromise] = []
    if ticket.institution_id is None:
        missing.append(_("The institution"))
    report = report or FaultReport.of(ticket)
    gates = rule.gates_for(report.given)
    if Gate.REPORT_COMPLETE in gates:
        missing += [LABELS[fact] for fact in report.missing(rule.facts_for(report.given))]
        if looks_like_unilogin(report.full_name):
            missing.append(_("The full name of the person, instead of the UNI-Login"))
    if Gate.USAGE_RULED_OUT in gates and not report.passed(Gate.USAGE_RULED_OUT):
        missing.append(_("Somebody must rule out wrong use"))
    if Gate.MASTER_DATA_CHECKED in gates and not report.passed(Gate.MASTER_DATA_CHECKED):
        missing.append(_("Somebody must check the master data"))
    return missing + lacks_party(rule, party)


def lacks_party(rule: RoutingRule, party: Party | None) -> "list[str | StrPromise]":
    if party is None:
        return [_("The institution has no such vendor. An administrator can enter it on the institution.")]
    if rule.channel == Channel.MAIL and not (rule.address or party.email):
        return [_("The party has no e-mail address. An administrator can enter it.")]
    return []


def lacks_files(ticket: Ticket) -> "list[str | StrPromise]":
    """A picture that is not cleaned yet could be shown to nobody, and would stay behind unseen."""
    names = package.files_under_way(ticket).values_list("name", flat=True)
    return [_("%(name)s is still being made ready. Look again in a moment.") % {"name": name} for name in names]


def lacks_anonymity(files: Sequence[Attachment], *, checked: bool) -> "list[str | StrPromise]":
    """Pictures and films leave only when the sender has looked at them for names and faces."""
    shown = [file for file in files if file.content_type.startswith(("image/", "video/", "application/pdf"))]
    return [_("Confirm that nobody can be recognised in the pictures and files.")] if shown and not checked else []
