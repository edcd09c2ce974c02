"""What was written in the wrong case: taken out of sight there, and put where it belongs."""

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisation.models import User
from organisation.roles import Verb
from tickets import screening
from tickets.models import locking, retraction
from tickets.models.conversation import write
from tickets.models.draft import Draft
from tickets.models.event import Event
from tickets.models.link import Link
from tickets.models.message import Message
from tickets.models.refusals import UnableTo
from tickets.models.splitting import copy_files

if TYPE_CHECKING:
    from tickets.models.ticket import Ticket


class UnableToPutElsewhere(UnableTo): ...


def put_elsewhere(ticket: "Ticket", message: Message, *, to: "Ticket", by: User, reason: str = "") -> None:
    """Hides a message of the case, and puts it into `to`. Again changes nothing.

    An answer of ours is retracted, and lies in `to` as a draft of `by`, who reads it once more before it goes out.
    What a requester, a party or a colleague wrote stands in `to` with its files, under the name it had.

    Raises `UnableToPutElsewhere` for the first message, which is the case itself, and for a `to` that is no other open
    case; `PermissionDenied` where one of the two may not be worked on.
    """
    guard(ticket, to, by)
    with locking.all_of(ticket, to):
        guard(ticket, to, by)
        message.refresh_from_db(fields=["ticket", "kind", "held_until", "retracted_at"])
        if message.is_retracted:
            return
        check(ticket, message, to)
        if message.kind == Message.Kind.ANSWER:
            there = Draft.objects.filter(ticket=to, person=by, kind=Draft.Kind.ANSWER).values_list("text", flat=True)
            Draft.keep(to, by, Draft.Kind.ANSWER, "\n\n".join([*there, message.body]))
            retraction.retract(ticket, message, by=by, reason=reason)
        else:
            hide(ticket, message, by)
            Event.record(ticket, "put_elsewhere", by=by, message=message.pk, other=to.number, reason=reason)
            arrive(to, message, by=by, other=ticket)
        Link.join(ticket, to, by=by, kind=Link.Kind.RELATED)


def arrive(to: "Ticket", message: Message, *, by: User, other: "Ticket") -> None:
    """The message stands where it belongs; what came from outside makes a case that waited or was done ours again."""
    came = write(to, message.kind, message.body, author=message.author, name=message.author_name)
    copy_files(message, came)
    if message.kind == Message.Kind.NOTE:
        to.count_change()
    else:
        to.heard_from_requester()
    Event.record(to, "put_here", by=by, message=came.pk, other=other.number)
    if message.kind == Message.Kind.REQUESTER:
        screening.screen(to, came)


def guard(ticket: "Ticket", to: "Ticket", by: User) -> None:
    both = {ticket.pk, to.pk}
    seen = type(ticket).objects.visible_to(by).filter(pk__in=both).count()
    if not (by.may(Verb.RETRACT, ticket) and by.may(Verb.ANSWER, to) and seen == len(both)):
        raise PermissionDenied(_("Your role does not allow this for the case."))


def check(ticket: "Ticket", message: Message, to: "Ticket") -> None:
    if to.pk == ticket.pk:
        raise UnableToPutElsewhere(_("Write the number of another case."))
    if to.merged_into is not None:
        values = {"number": to.merged_into.number}
        raise UnableToPutElsewhere(_("The case was merged into %(number)s. Go on there.") % values)
    if to.forgotten_at is not None:
        raise UnableToPutElsewhere(_("What was personal in the other case is deleted."))
    if message.ticket_id != ticket.pk or message.is_held:
        raise UnableToPutElsewhere(_("The answer has not been sent yet. Undo it instead."))
    first = ticket.first_message()
    if first is not None and first.pk == message.pk:
        raise UnableToPutElsewhere(_("The first message is the case itself. Move the case, or put right who asks."))


def hide(ticket: "Ticket", message: Message, by: User) -> None:
    message.retracted_at, message.retracted_by = timezone.now(), by
    message.save(update_fields=["retracted_at", "retracted_by"])
    ticket.count_change()
