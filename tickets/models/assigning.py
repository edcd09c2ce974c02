"""Who has a case."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from organisation.models import User
from organisation.roles import Verb
from tickets.models.acting import acting, change
from tickets.models.conversation import write
from tickets.models.event import Event
from tickets.models.message import Message
from tickets.models.refusals import UnableTo
from tickets.words import Actor
from tickets.work import staffing

if TYPE_CHECKING:
    from tickets.models.ticket import Ticket


def given_to(person: User | None) -> dict[str, Any]:
    """Who was given a case, for the data of an event."""
    return {"to": person.pk, "name": person.name} if person else {"to": None}


def assign(ticket: "Ticket", to: User | None, *, by: User, note: str = "") -> None:
    """Hands the case to a person or to nobody, with a note where one is needed; to the deputy of who is away."""
    with acting(ticket, Verb.ASSIGN, by):
        if to is not None and not (to.is_active and to.may(Verb.VIEW, ticket)):
            raise UnableTo(_("This person cannot see the case."))
        assignee = to if to is None or to == by else staffing.stand_in(ticket, to) or to
        written = write(ticket, Message.Kind.NOTE, note, author=by) if note else None
        if ticket.assignee != assignee:
            change(ticket, assignee=assignee)
            ticket.let_in(assignee)
            event_data = {"message": written.pk} if written else {}
            instead = {"instead_of": to.pk} if to and to != assignee else {}
            Event.record(ticket, "assigned", by=by, **given_to(assignee), **event_data, **instead)
        elif written:
            change(ticket)
            Event.record(ticket, "noted", by=by, message=written.pk)


def share_out(ticket: "Ticket", to: User, *, source: int) -> None:
    """The helpdesk gives a case that nobody has to the person whose turn it is; `source` is the event behind it.

    Nobody is given what they may not see.
    """
    with ticket.locked():
        if ticket.assignee is None and not ticket.is_done and to.may(Verb.VIEW, ticket):
            change(ticket, by_us=False, assignee=to)
            ticket.let_in(to)
            Event.record(ticket, "shared_out", by=Actor.SYSTEM, source=source, **given_to(to))


def lose_assignee(ticket: "Ticket") -> None:
    """Who had the case has left, and who sees them off may not see it: it is nobody's, and its tier hears."""
    with ticket.locked():
        if ticket.assignee is not None:
            change(ticket, by_us=False, assignee=None)
            Event.record(ticket, "assigned", by=Actor.SYSTEM, **given_to(None))
