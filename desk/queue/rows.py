"""A case as a line of a list, in words: what the template prints without asking further."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import TextChoices
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from desk.fast import marks
from desk.queue.highlights import Hit
from tickets.models import Ticket
from tickets.words import Audience, Tier
from triage.flags.models import Flag


@dataclass(frozen=True, slots=True)
class Row:
    ticket: Ticket
    pk: str
    address: str
    number: str
    subject: str
    audience: str
    place: str
    """The name of the institution; empty where there is none."""
    who: str
    """Who has it, or the tier where it waits for somebody."""
    pill: SafeString
    route: SafeString
    due: SafeString
    """The time that is left or, where no clock runs, the day of the last activity."""
    is_overdue: bool
    may_be_spam: bool
    flags: list[Flag]
    """Those that stand, where the list came with them."""
    hit: Hit | None
    """Where a search found it."""


def rows(tickets: Iterable[Ticket], hits: Mapping[int, Hit] | None = None) -> list[Row]:
    """The cases come with their institution and assignee (`for_list`)."""
    address = reverse("admin:tickets_ticket_change", args=[0]).split("0")
    audiences, tiers = worded(Audience), worded(Tier)
    found = hits or {}
    return [
        Row(
            ticket=ticket,
            pk=str(ticket.pk),
            address=str(ticket.pk).join(address),
            number=ticket.number,
            subject=ticket.subject,
            audience=audiences[ticket.audience],
            place=ticket.institution.name if ticket.institution else "",
            who=ticket.assignee.name if ticket.assignee else tiers[ticket.tier],
            pill=marks.pill(ticket.status),
            route=marks.route(ticket.route),
            due=marks.due(ticket.due_at) if ticket.due_at else last_heard(ticket),
            is_overdue=ticket.is_overdue,
            may_be_spam=ticket.may_be_spam,
            flags=getattr(ticket, "standing_flags", []),
            hit=found.get(ticket.pk),
        )
        for ticket in tickets
    ]


def worded(words: type[TextChoices]) -> dict[str, str]:
    """Each word of a closed list in the language of the page."""
    return {value: str(label) for value, label in words.choices}


def last_heard(ticket: Ticket) -> SafeString:
    day = date_format(localtime(ticket.last_activity_at), "SHORT_DATE_FORMAT")
    return format_html('<span class="quiet">{}</span>', day)
