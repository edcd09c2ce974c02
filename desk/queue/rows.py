"""A case as a line of a list, in words: what the template prints without asking further."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import TextChoices
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from desk.fast import marks
from desk.queue.excerpts import excerpt_of
from desk.queue.highlights import Hit
from desk.queue.outside import Outside, outside_of
from organisation.models import User
from tickets.models import Reading, Tag, Ticket
from tickets.words import Audience, Status, Tier
from triage.flags.models import Flag
from triage.suggestions.alike import in_list


@dataclass(frozen=True, slots=True)
class QueueRow:
    ticket: Ticket
    pk: str
    address: str
    number: str
    subject: str
    requester: str
    audience: str
    excerpt: str
    """How it begins; empty where the list does not know, and of what is sensitive."""
    waits: str
    """Since when it waits, and for whom; empty where it is over."""
    alike: int
    """How many others of the list seem to be about the same."""
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
    tags: list[Tag]
    flags: list[Flag]
    """Those that stand, where the list came with them."""
    hit: Hit | None
    """Where a search found it."""

    @property
    def says_something(self) -> bool:
        """True where the line shows words of what stands in the case; the subject is the requester's, too."""
        return bool(self.subject or self.excerpt or (self.hit and self.hit.snippet))


def rows_for(reader: User, tickets: Iterable[Ticket], hits: Mapping[int, Hit] | None = None) -> list[QueueRow]:
    """The lines as a page shows them: of whose words they show some, the reader stands in the reading log."""
    shown = rows(tickets, hits)
    Reading.note_listed([row.ticket for row in shown if row.says_something], reader)
    return shown


def rows(tickets: Iterable[Ticket], hits: Mapping[int, Hit] | None = None) -> list[QueueRow]:
    """The lines alone; a page takes them from `rows_for`. The cases come with their institution and assignee
    (`for_list`)."""
    address = reverse("admin:tickets_ticket_change", args=[0]).split("0")
    audiences, tiers = worded(Audience), worded(Tier)
    tickets, hit_of = list(tickets), hits or {}
    outside, alike = outside_of(tickets), in_list(tickets)
    return [
        QueueRow(
            ticket=ticket,
            pk=str(ticket.pk),
            address=str(ticket.pk).join(address),
            number=ticket.number,
            subject=ticket.subject,
            requester=ticket.requester_name,
            audience=audiences[ticket.audience],
            excerpt=excerpt_of(ticket),
            waits=waits(ticket, outside),
            alike=alike.get(ticket.pk, 0),
            place=ticket.institution.name if ticket.institution else "",
            who=ticket.assignee.name if ticket.assignee else tiers[ticket.tier],
            pill=marks.pill(ticket.status),
            route=marks.route(ticket.route),
            due=marks.due(ticket.due_at) if ticket.due_at else last_heard(ticket),
            is_overdue=ticket.is_overdue,
            may_be_spam=ticket.may_be_spam,
            tags=getattr(ticket, "shown_tags", []),
            flags=getattr(ticket, "standing_flags", []),
            hit=hit_of.get(ticket.pk),
        )
        for ticket in tickets
    ]


def waits(ticket: Ticket, outside: Mapping[int, Outside]) -> str:
    """As a person says it, by what is true of the case: nobody counts the days since somebody only looked at it."""
    if ticket.is_done:
        return ""
    if ticket.status == Status.FORWARDED:
        return outside[ticket.pk].words if ticket.pk in outside else ""
    if ticket.status == Status.WAITING_REQUESTER:
        return _("asked %(time)s ago") % {"time": marks.length(timezone.now() - ticket.touched_at)}
    if ticket.status == Status.IN_PROGRESS and ticket.last_activity_at > ticket.touched_at:
        return _("wrote %(time)s ago") % {"time": marks.length(timezone.now() - ticket.last_activity_at)}
    return _("came %(time)s ago") % {"time": marks.length(timezone.now() - ticket.opened_at)}


def worded(vocabulary: type[TextChoices]) -> dict[str, str]:
    """Each word of a closed list in the language of the page."""
    return {value: str(label) for value, label in vocabulary.choices}


def last_heard(ticket: Ticket) -> SafeString:
    day = date_format(localtime(ticket.last_activity_at), "SHORT_DATE_FORMAT")
    return format_html('<span class="quiet">{}</span>', day)
