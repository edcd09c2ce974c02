"""What comes in: the requester's answers and files, and what a party says."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisation.models import User
from organisation.roles import Verb
from tickets import screening
from tickets.models import locking
from tickets.models.acting import change, guard
from tickets.models.conversation import Received, keep, write
from tickets.models.event import Event
from tickets.models.message import Message
from tickets.models.refusals import UnableToAnswer
from tickets.thanks import is_thanks
from tickets.words import Actor, Status

if TYPE_CHECKING:
    from tickets.models.ticket import Ticket


def reply(
    ticket: "Ticket",
    text: str,
    *,
    files: Sequence[Received] = (),
    name: str = "",
    through: "Ticket | None" = None,
    reopens: bool | None = None,
) -> Message:
    """The requester adds to the conversation; a case that was waiting or done is ours again.

    `reopens`: what the requester said about a solved case. Where nobody asked, thanks alone leave it solved.

    In a merged case the message lands in the common one, which knows `through` which case it came. `name` is
    given where somebody else was let in to answer for them.
    """
    with locking.common_of(ticket) as common:
        if common is not ticket:
            return common.reply(text, files=files, name=name, through=through or ticket, reopens=reopens)
        if ticket.forgotten_at is not None:
            raise UnableToAnswer(_("The case is too old. Send a new enquiry."))
        stays = ticket.is_done and (is_thanks(text) and not files if reopens is None else not reopens)
        reopened = ticket.is_done and not stays
        author = name or (through or ticket).requester_name
        message = write(ticket, Message.Kind.REQUESTER, text, name=author, files=files)
        if through is not None:
            message.via = through
            message.save(update_fields=["via"])
        if stays:
            ticket.last_activity_at = timezone.now()
            ticket.count_change()
        else:
            ticket.heard_from_requester()
        Event.record(ticket, "replied", by=Actor.REQUESTER, message=message.pk, reopened=reopened)
        screening.screen(ticket, message)
    return message


def add_files(ticket: "Ticket", files: Sequence[Received]) -> None:
    """The requester sends files after what they wrote first; those that are there already are not kept twice."""
    with locking.common_of(ticket) as common:
        own = Message.objects.from_requester().filter(models.Q(ticket=ticket, via=None) | models.Q(via=ticket))
        first = own.oldest_first().first()
        if first is None:
            return
        there = set(first.attachments.values_list("sent_sha256", flat=True))
        new = [file for file in files if file.upload.sha256 not in there]
        for file in new:
            keep(first, file)
        if new:
            common.heard_from_requester()
            Event.record(common, "files_added", by=Actor.REQUESTER, message=first.pk, count=len(new))


def heard_from_requester(ticket: "Ticket") -> None:
    """What the requester wrote makes a case ours again, unless it lies with a party or is new still."""
    stays = ticket.status in {Status.NEW, Status.FORWARDED}
    change(ticket, by_us=False, status=ticket.status if stays else Status.IN_PROGRESS)


def hear_from_party(
    ticket: "Ticket", text: str, *, party: str, files: Sequence[Received] = (), by: User | Actor = Actor.PARTY
) -> Message:
    """A party that a case was passed on to has answered; the case is ours again. `by`: who brought it in."""
    guard(ticket, Verb.FORWARD, by)
    with locking.common_of(ticket) as common:
        if common is not ticket:
            return common.hear_from_party(text, party=party, files=files)
        message = write(ticket, Message.Kind.PARTY, text, name=party, files=files)
        change(ticket, by_us=False, status=Status.IN_PROGRESS if not ticket.is_done else ticket.status)
        Event.record(ticket, "party_answered", by=Actor.PARTY, message=message.pk, party=party)
    return message
