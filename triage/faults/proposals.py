"""What the conversation already tells of the facts of a report, offered to whoever fills it in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from tickets.inbound.storage import reread
from tickets.models import Message, Ticket
from tickets.words import Channel
from triage.facts import LABELS, Affected, Module
from triage.faults.models import FaultReport
from triage.faults.reading import FoundFact, read
from triage.faults.sentences import Source, SourceText

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

PLACES: "Final[dict[Source, StrPromise]]" = {
    Source.SUBJECT: _("in the subject"),
    Source.MESSAGE: _("in what they wrote"),
    Source.FILE: _("in the name of a file"),
    Source.HEADER: _("in the header of the mail"),
}
HEADERS: Final = ("X-Mailer", "User-Agent")
WORDED: Final = {"module": Module, "affected": Affected}


@dataclass(frozen=True)
class Proposal:
    """A fact that can be taken over, with where it was found."""

    read: FoundFact
    value: str
    """As the report keeps it."""

    @property
    def fact(self) -> str:
        return self.read.fact

    @property
    def label(self) -> "StrPromise":
        return LABELS[self.read.fact]

    @property
    def shown(self) -> str:
        vocabulary = WORDED.get(self.read.fact)
        return str(vocabulary(self.value).label) if vocabulary else self.value

    @property
    def place(self) -> "StrPromise":
        return PLACES[self.read.where]


def proposals_for(ticket: Ticket, report: FaultReport, messages: Iterable[Message]) -> list[Proposal]:
    """One for each fact that nobody has told the report yet, or that it only guesses."""
    facts = read([*said_in(ticket, messages), *header_of(ticket, report)])
    return [
        Proposal(each, value)
        for each in facts
        if (not report.given[each.fact] or (each.fact in report.guessed and not each.guessed))
        and (value := fitting(each)) != report.given[each.fact]
    ]


def said_in(ticket: Ticket, messages: Iterable[Message]) -> list[SourceText]:
    written = [each for each in messages if each.kind == Message.Kind.REQUESTER and not each.is_retracted]
    subject = ticket.subject.rstrip(" …").casefold()
    was_taken_from_text = any(subject in " ".join(message.body.split()).casefold() for message in written)
    return [
        *([] if was_taken_from_text else [SourceText(ticket.subject, ticket.opened_at, Source.SUBJECT)]),
        *(SourceText(message.body, message.created_at) for message in written),
        *(SourceText(file.name, each.created_at, Source.FILE) for each in written for file in each.attachments.all()),
    ]


def header_of(ticket: Ticket, report: FaultReport) -> Sequence[SourceText]:
    """What the first mail was written with, where nothing better is known."""
    if ticket.channel != Channel.MAIL or report.device:
        return []
    row = ticket.received_mails.order_by("id").first()
    mail = reread(row) if row else None
    return [SourceText(mail.header(name), ticket.opened_at, Source.HEADER) for name in HEADERS] if mail else []


def fitting(fact: FoundFact) -> str:
    """The value, no longer than its column."""
    length = getattr(FaultReport._meta.get_field(fact.fact), "max_length", None)
    return fact.value[:length] if length else fact.value
