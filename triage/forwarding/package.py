"""What leaves the municipality: the text of a case as a party gets it, and the files that may go along."""

from collections import Counter
from dataclasses import dataclass, field

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from privacy.secrets import redact
from tickets.models import Attachment, Message, Ticket
from tickets.models.attachment import AttachmentQuerySet
from tickets.words import Route
from triage.facts import FACTS, LABELS
from triage.faults.models import FaultReport
from triage.routing.models.routing_rule import Gate


@dataclass(frozen=True)
class Field:
    """One line of a package: a label and its text, to be copied alone or with the others.

    `taken_out` counts what looked like a secret and was left out.
    """

    name: str
    label: str
    text: str
    taken_out: Counter[str] = field(default_factory=Counter)


def fields_for(ticket: Ticket) -> list[Field]:
    """The package of a case in the order of Aula's module, in Danish, since every party reads Danish."""
    with translation.override("da"):
        rows = [
            ("title", _("Title"), ticket.subject),
            ("case", _("Our case number"), ticket.number),
            ("institution", _("Institution"), place_of(ticket)),
        ]
        if ticket.route == Route.TECHNICAL_FAULT:
            report = FaultReport.of(ticket)
            rows += [(fact, str(LABELS[fact]), words_of(report, fact)) for fact in FACTS]
            rows += [(gate, str(gate.label), passing_of(report, gate)) for gate in Gate if gate != Gate.REPORT_COMPLETE]
        else:
            rows.append(("audience", _("Who asks"), str(ticket.get_audience_display())))
        rows.append(("description", _("Description"), described(ticket)))
        return [field_of(str(name), label, text) for name, label, text in rows if text]


def field_of(name: str, label: str, text: str) -> Field:
    clean = redact(text)
    return Field(name, label, clean.text, clean.counts)


def place_of(ticket: Ticket) -> str:
    institution = ticket.institution
    return f"{institution.name} ({institution.code})" if institution else ""


def words_of(report: FaultReport, fact: str) -> str:
    shown = getattr(report, f"get_{fact}_display", None)
    return str(shown() if shown else getattr(report, fact)).strip()


def passing_of(report: FaultReport, gate: Gate) -> str:
    """When the gate was passed, and what was checked; not by whom, which is nobody's business outside."""
    at, reason = getattr(report, f"{gate}_at"), getattr(report, f"{gate}_reason")
    if at is None:
        return ""
    day = date_format(timezone.localtime(at), "SHORT_DATE_FORMAT")
    return f"{_('Yes')}, {day}{': ' + reason if reason else ''}"


def described(ticket: Ticket) -> str:
    """The requester's own words, all of them; internal notes never leave."""
    bodies = ticket.messages.from_requester().oldest_first().values_list("body", flat=True)
    return "\n\n".join(bodies)


def as_text(fields: list[Field]) -> str:
    return "\n".join(f"{field.label}: {field.text}" for field in fields)


def harmless(text: str) -> str:
    return redact(text).text


def taken_out(fields: list[Field]) -> Counter[str]:
    """What was left out of all fields together, by kind."""
    return sum((field.taken_out for field in fields), Counter[str]())


def files_of(ticket: Ticket) -> AttachmentQuerySet:
    """The files that may go along: cleaned ones, none of an internal note, and none in which CPR numbers were seen."""
    files = Attachment.objects.ready().harmless().filter(message__ticket=ticket, message__retracted_at=None)
    return files.exclude(message__kind=Message.Kind.NOTE).order_by("id")


def files_under_way(ticket: Ticket) -> AttachmentQuerySet:
    """Files that are still being made ready, and may go along in a moment."""
    return Attachment.objects.under_way().filter(message__ticket=ticket).exclude(message__kind=Message.Kind.NOTE)
