"""What leaves the house: the text of a case as a party gets it."""

from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _

from tickets.models import Message, Ticket
from tickets.words import Route
from triage.models.fault_report import FACTS, FaultReport


@dataclass(frozen=True)
class Field:
    """One line of a package: a label and its text, to be copied alone or with the others."""

    name: str
    label: str
    text: str


def fields_for(ticket: Ticket) -> list[Field]:
    """The package of a case in the order of Aula's module, in Danish, since every party reads Danish."""
    with translation.override("da"):
        institution = ticket.institution
        fields = [
            Field("title", _("Title"), ticket.subject),
            Field("case", _("Our case number"), ticket.number),
            Field(
                "institution",
                _("Institution"),
                f"{institution.name} ({institution.code})" if institution else "",
            ),
        ]
        if ticket.route == Route.TECHNICAL_FAULT:
            report = FaultReport.of(ticket)
            fields += [Field(fact, str(report.label(fact)), words_of(report, fact)) for fact in FACTS]
        else:
            fields.append(Field("audience", _("Who asks"), ticket.get_audience_display()))
        fields.append(Field("description", _("Description"), described(ticket)))
    return [field for field in fields if field.text]


def words_of(report: FaultReport, fact: str) -> str:
    value = str(report.get_affected_display()) if fact == "affected" else str(getattr(report, fact))
    return value.strip()


def described(ticket: Ticket) -> str:
    """The requester's own words, all of them; internal notes never leave."""
    words = ticket.messages.filter(kind=Message.Kind.REQUESTER).oldest_first().values_list("body", flat=True)
    return "\n\n".join(words)


def as_text(fields: list[Field]) -> str:
    return "\n".join(f"{field.label}: {field.text}" for field in fields)
