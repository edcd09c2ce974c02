"""Where a case goes: its route, out to a party, and back to us."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from organisation.models import User
from organisation.roles import Verb
from tickets.models.acting import acting, change, guard
from tickets.models.answering import who_takes
from tickets.models.event import Event
from tickets.models.refusals import UnableToForward
from tickets.words import Actor, Route, Status

if TYPE_CHECKING:
    from tickets.models.ticket import Ticket


def set_route(ticket: "Ticket", route: str, *, by: User | Actor) -> None:
    """Gives the case its route. The same route again changes nothing."""
    with acting(ticket, Verb.TRIAGE, by):
        if ticket.route != route:
            ticket.require_seen()
            before = ticket.route
            change(ticket, by_us=isinstance(by, User), route=Route(route))
            Event.record(ticket, "routed", by=by, route=route, before=before)


def retriage(ticket: "Ticket", *, by: User) -> None:
    """Leads the case back to be assessed anew, wherever it was."""
    with acting(ticket, Verb.TRIAGE, by):
        if ticket.route is not None:
            before, done = ticket.route, ticket.is_done
            change(ticket, route=None, status=ticket.status if done else Status.IN_PROGRESS)
            Event.record(ticket, "retriaged", by=by, before=before)


def mark_forwarded(ticket: "Ticket", *, by: User, party: str, event: str = "forwarded", **data: Any) -> None:
    """The case waits for an outside party now. With what, and by which rule, `triage` has decided before."""
    with acting(ticket, Verb.FORWARD, by):
        ticket.require_seen()
        if ticket.is_done:
            raise UnableToForward(_("The case is resolved. Reopen it first."))
        change(ticket, status=Status.FORWARDED, assignee=ticket.assignee or who_takes(by))
        Event.record(ticket, event, by=by, party=party, **data)


def take_back(ticket: "Ticket", *, by: User, event: str, **data: Any) -> None:
    """The case waits for nobody outside any more."""
    guard(ticket, Verb.TRIAGE, by)
    with ticket.locked():
        change(ticket, status=Status.IN_PROGRESS if ticket.status == Status.FORWARDED else ticket.status)
        Event.record(ticket, event, by=by, **data)


def come_back(ticket: "Ticket", *, by: User | Actor) -> None:
    """The case waits for us again: what the requester or a party was to say has been said. The caller's event
    tells what it was."""
    guard(ticket, Verb.FORWARD, by)
    with ticket.locked():
        if ticket.forgotten_at is None and ticket.status not in {Status.NEW, Status.IN_PROGRESS}:
            change(ticket, by_us=isinstance(by, User), status=Status.IN_PROGRESS)
