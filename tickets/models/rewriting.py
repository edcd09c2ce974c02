"""The requester puts right what they wrote, while nobody has read it. What stood there first is kept for audit."""

from typing import TYPE_CHECKING

from django.db.models import Exists
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from privacy.cpr import mask
from tickets import screening
from tickets.models import putting_right
from tickets.models.attachment import Attachment
from tickets.models.conversation import write
from tickets.models.event import Event
from tickets.models.message import Message
from tickets.models.reading import Reading
from tickets.models.refusals import UnableTo
from tickets.words import Actor, Status

if TYPE_CHECKING:
    from tickets.models.ticket import Ticket


class UnableToRewrite(UnableTo): ...


def may_rewrite(ticket: "Ticket") -> bool:
    """One message, a new case, and nobody has had it open: then nothing that was done rests on the old words."""
    if ticket.status != Status.NEW or ticket.merged_into_id is not None or ticket.forgotten_at is not None:
        return False
    was_read = Exists(Reading.objects.filter(ticket=ticket.pk, in_list=False))
    standing = ticket.messages.standing().annotate(was_read=was_read).values_list("kind", "was_read")
    return list(standing[:2]) == [(Message.Kind.REQUESTER, False)]


def rewrite(ticket: "Ticket", *, subject: str, text: str) -> None:
    """The same words again change nothing. The files stay."""
    with ticket.locked():
        old = ticket.first_message()
        if old is None or not may_rewrite(ticket):
            raise UnableToRewrite(_("Somebody has read it already. Write to us below what is to be different."))
        subject = mask(subject).text[:200] or ticket.subject
        if (old.body, ticket.subject) == (text.strip(), subject):
            return
        old.retracted_at = timezone.now()
        old.save(update_fields=["retracted_at"])
        new = write(ticket, Message.Kind.REQUESTER, text, name=old.author_name)
        Attachment.objects.filter(message=old).update(message=new)
        if not putting_right.write(ticket, {"subject": subject}):
            ticket.count_change()
        Event.record(ticket, "rewritten", by=Actor.REQUESTER, message=new.pk)
        screening.screen(ticket, new)
