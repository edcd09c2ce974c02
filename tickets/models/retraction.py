"""Taking an answer back when it has gone out already: hidden from the requester, kept for colleagues and for audit."""

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisation.models import User
from organisation.roles import Verb
from tickets.models.acting import change
from tickets.models.delivery import Delivery
from tickets.models.event import Event
from tickets.models.message import Message
from tickets.models.refusals import UnableTo
from tickets.words import Status

if TYPE_CHECKING:
    from tickets.models.ticket import Ticket


class UnableToRetract(UnableTo): ...


def retract(ticket: "Ticket", message: Message, *, by: User, reason: str = "") -> None:
    """Takes back an answer of the case. Again changes nothing.

    It is hidden behind every private link at once, and what has not been sent yet stays here. Whoever has had it by
    mail is told not to use it. That goes for a merged case, too: what is wrong must not stay readable there.
    """
    if not by.may(Verb.RETRACT, ticket):
        raise PermissionDenied(_("Your role does not allow this for the case."))
    with ticket.locked():
        message.refresh_from_db(fields=["ticket", "kind", "held_until", "retracted_at"])
        if message.is_retracted:
            return
        check(ticket, message)
        message.retracted_at, message.retracted_by = timezone.now(), by
        message.save(update_fields=["retracted_at", "retracted_by"])
        Delivery.objects.about(message).unsent().update(status=Delivery.Status.DROPPED)
        stop_waiting_for(ticket, message)
        Event.record(ticket, "retracted", by=by, message=message.pk, reason=reason)


def check(ticket: "Ticket", message: Message) -> None:
    if message.ticket_id != ticket.pk or message.kind != Message.Kind.ANSWER:
        raise UnableToRetract(_("Only an answer of ours can be retracted."))
    if message.is_held:
        raise UnableToRetract(_("The answer has not been sent yet. Undo it instead."))


def is_last_question(ticket: "Ticket", message: Message) -> bool:
    """Whether the case waits for the answer to this message."""
    if ticket.status != Status.WAITING_REQUESTER:
        return False
    asked = ticket.events.filter(kind="asked").order_by("-id").first()
    return asked is not None and asked.data.get("message") == message.pk


def stop_waiting_for(ticket: "Ticket", message: Message) -> None:
    """Under the lock: a question that was retracted needs no answer; the case is ours again."""
    if is_last_question(ticket, message):
        change(ticket, status=Status.IN_PROGRESS)
    else:
        ticket.count_change()
