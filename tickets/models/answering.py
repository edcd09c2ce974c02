"""What the support writes: answers, questions and notes."""

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisation.models import User
from organisation.roles import Verb
from tickets.models.acting import acting, change, guard
from tickets.models.conversation import Received, write
from tickets.models.event import Event
from tickets.models.family import require_one_reader
from tickets.models.message import Message
from tickets.models.refusals import UnableToAnswer
from tickets.words import Status
from tickets.work import staffing

if TYPE_CHECKING:
    from tickets.models.ticket import Ticket


def who_takes(by: User) -> User | None:
    """Whoever answers an unassigned case takes it, unless it is a program: no case is left to one."""
    return by if by.is_active else None


def answer(
    ticket: "Ticket", text: str, *, by: User, files: Sequence[Received] = (), hold: timedelta = timedelta()
) -> Message:
    """Answers the requester. The case stays ours; who answers an unassigned case takes it.

    For the time of `hold` it can be taken back (`tickets.models.sending`), with what is done after it in this act.
    """
    with acting(ticket, Verb.ANSWER, by):
        if ticket.status == Status.CLOSED:
            raise UnableToAnswer(_("The case is closed. Reopen it first."))
        require_one_reader(ticket)
        ticket.held_until = timezone.now() + hold if hold else None
        message = write(ticket, Message.Kind.ANSWER, text, author=by, files=files)
        status = Status.IN_PROGRESS if ticket.status in {Status.NEW, Status.WAITING_REQUESTER} else ticket.status
        change(ticket, status=status, assignee=ticket.assignee or who_takes(by))
        Event.record(ticket, "answered", by=by, message=message.pk)
    return message


def ask(
    ticket: "Ticket", text: str, *, by: User, missing: Sequence[str] = (), hold: timedelta = timedelta()
) -> Message:
    """Asks the requester for more, and waits. `missing` names the facts asked for; `hold` as in `answer`.

    Whoever has no mail address must be rung: until then the case is ours, and its clock runs.
    """
    with acting(ticket, Verb.ASK, by):
        if ticket.status == Status.CLOSED:
            raise UnableToAnswer(_("The case is closed. Reopen it first."))
        require_one_reader(ticket)
        ticket.held_until = timezone.now() + hold if hold else None
        message = write(ticket, Message.Kind.ANSWER, text, author=by)
        status = Status.WAITING_REQUESTER if ticket.hears_by_mail else Status.IN_PROGRESS
        change(ticket, status=status, assignee=ticket.assignee or who_takes(by))
        Event.record(ticket, "asked", by=by, message=message.pk, missing=list(missing))
    return message


def note(ticket: "Ticket", text: str, *, by: User, files: Sequence[Received] = (), name: str = "") -> Message:
    """Writes an internal note, which the requester never sees. Colleagues named with an @ are told.

    `name` is given where `by` lets in what somebody else wrote.
    """
    with acting(ticket, Verb.NOTE, by):
        message = write(ticket, Message.Kind.NOTE, text, author=None if name else by, name=name, files=files)
        change(ticket)
        mentioned = [person.pk for person in staffing.mentioned(text, ticket) if person != by]
        Event.record(ticket, "noted", by=by, message=message.pk, mentioned=mentioned)
    return message


def inform(ticket: "Ticket", text: str, *, by: User, event: str, settled: bool = False, **data: Any) -> Message:
    """Tells the requester something that concerns many cases alike; `settled`: and that ends the matter."""
    guard(ticket, Verb.ANSWER, by)
    with ticket.locked():
        ticket.require_seen()
        require_one_reader(ticket)
        message = write(ticket, Message.Kind.ANSWER, text, author=by)
        if settled and not ticket.is_done:
            change(ticket, status=Status.RESOLVED, resolved_at=timezone.now())
        else:
            change(ticket)
        Event.record(ticket, event, by=by, message=message.pk, **data)
    return message


def mark_told(ticket: "Ticket", *, by: User) -> None:
    """Somebody rang: the requester knows what was answered. Nothing left to tell changes nothing."""
    with acting(ticket, Verb.ANSWER, by):
        if ticket.messages.untold().update(told_at=timezone.now()):
            change(ticket)
            Event.record(ticket, "told", by=by)
