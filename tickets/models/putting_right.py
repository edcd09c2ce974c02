"""Facts that were not right: where a case belongs, who asks, how urgent it is."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from organisation.models import Institution, User
from organisation.roles import Verb
from privacy.cpr import mask
from tickets.models.acting import acting, change
from tickets.models.event import Event
from tickets.models.message import Message
from tickets.models.refusals import UnableTo
from tickets.words import Actor, Priority

if TYPE_CHECKING:
    from tickets.models.ticket import Ticket

COLUMNS: Final = {
    "name": "requester_name",
    "email": "requester_email",
    "phone": "requester_phone",
    "language": "language",
    "audience": "audience",
    "subject": "subject",
}
"""What can be put right of a case, by the word for it, and its column."""


class UnableToMove(UnableTo): ...


def move(ticket: "Ticket", to: Institution, *, by: User | Actor, quietly: bool = False) -> None:
    """The case belongs to another institution: the people there have it now, and those of the old one no longer.

    `quietly`: nobody is told, since its people move along with it.
    Raises `UnableToMove` for an institution that is closed.
    """
    with acting(ticket, Verb.MOVE, by):
        if ticket.institution_id == to.pk:
            return
        check_place(to)
        before, ticket.institution = ticket.institution, to
        change(ticket, institution=to, assignee=keeps_sight(ticket.assignee, ticket))
        ticket.follows.keep_sight(ticket, before)
        tell_moved(ticket, before, by=by, quietly=quietly)


def amend(ticket: "Ticket", *, by: User, **corrections: str) -> None:
    """Puts right who asks and what about. `corrections`: name, email, phone, language, audience, subject.

    With another address, the link that the old one was sent stops working, and the new one gets a link.
    """
    with acting(ticket, Verb.AMEND, by):
        changed = write(ticket, columns_of(corrections))
        if not changed:
            return
        change(ticket)
        Event.record(ticket, "amended", by=by, columns=changed)
        if link_went_elsewhere(ticket, changed):
            ticket.renew_token(by=by)


def correct_address(ticket: "Ticket", *, email: str, phone: str) -> None:
    """The requester puts right where we answer them, as long as nobody has answered yet.

    The link that a wrong address was sent stops working, and the right one gets another.
    """
    with ticket.locked():
        if not ticket.may_correct_address:
            raise UnableTo(_("We have answered already. Write to us below, and we put it right."))
        changed = write(ticket, columns_of({"email": email, "phone": phone}))
        if not changed:
            return
        change(ticket)
        Event.record(ticket, "amended", by=Actor.REQUESTER, columns=changed)
        if link_went_elsewhere(ticket, changed):
            ticket.renew_token(by=Actor.REQUESTER)


def prioritise(ticket: "Ticket", priority: str, *, by: User) -> None:
    """Says how urgent the case is; its due time follows, and time spent counts. The same again changes nothing."""
    with acting(ticket, Verb.PRIORITISE, by):
        if ticket.priority != priority:
            before, ticket.clock_since = ticket.priority, ticket.clock_began if ticket.clock_runs else None
            change(ticket, restarts=False, priority=Priority(priority))
            Event.record(ticket, "prioritised", by=by, priority=priority, before=before)


def check_place(place: Institution) -> None:
    if not place.is_active:
        raise UnableToMove(_("%(name)s is closed. Choose another institution.") % {"name": place.name})


def keeps_sight(person: User | None, ticket: "Ticket") -> User | None:
    """Who has a case keeps it when it moves, if they may see it where it is now."""
    return person if person is not None and person.is_active and person.may(Verb.VIEW, ticket) else None


def columns_of(corrections: dict[str, str]) -> dict[str, str]:
    """The words as they are stored, by column."""
    return {COLUMNS[name]: mask(text).text.strip() for name, text in corrections.items()}


def write(ticket: "Ticket", columns: dict[str, str]) -> list[str]:
    """Writes what differs, also as the name beside what the requester wrote; the columns that were changed."""
    changed = [column for column, text in columns.items() if getattr(ticket, column) != text]
    before = ticket.requester_name
    for column in changed:
        setattr(ticket, column, columns[column])
    if changed:
        ticket.count_change()
        ticket.save(update_fields=changed)
    if "requester_name" in changed:
        own = Message.objects.filter(models.Q(ticket=ticket) | models.Q(via=ticket), kind=Message.Kind.REQUESTER)
        own.filter(author_name=before).update(author_name=ticket.requester_name)
    return changed


def link_went_elsewhere(ticket: "Ticket", changed: Sequence[str]) -> bool:
    """Whether the private link may be with somebody else, now that another address or number is right."""
    if "requester_email" in changed:
        return True
    return "requester_phone" in changed and ticket.text_messages.exclude(number="").exists()


def tell_moved(ticket: "Ticket", before: Institution | None, *, by: Any, quietly: bool) -> None:
    names = {
        "place": ticket.institution.name if ticket.institution else "",
        "before_place": before.name if before else "",
    }
    Event.record(ticket, "moved", by=by, tier=ticket.tier, quietly=quietly, **names)
