"""Taking out a file that should never have been sent, such as a list with CPR numbers that no program can mask."""

from typing import TYPE_CHECKING

from organisation.models import User
from organisation.roles import Verb
from tickets.models.acting import acting
from tickets.models.attachment import Attachment
from tickets.models.delivery_file import DeliveryFile
from tickets.models.event import Event
from tickets.models.held_file import HeldFile
from tickets.models.received_mail import RawMail
from tickets.words import Actor

if TYPE_CHECKING:
    from tickets.models.ticket import Ticket


def remove_file(ticket: "Ticket", attachment: Attachment, *, by: User | Actor) -> None:
    """Deletes a file of the case for good, with the mail that brought it and copies that wait for a form or for a mail
    server. Again changes nothing. What has left by mail before has left."""
    standing = acting(ticket, Verb.AMEND, by) if isinstance(by, User) else ticket.locked()
    with standing:
        files = Attachment.objects.select_for_update(of=("self",)).filter(pk=attachment.pk)
        file = files.filter(message__ticket=ticket).first()
        if file is not None:
            HeldFile.objects.filter(facts__sha256__in={file.sha256, file.sent_sha256}).delete()
            RawMail.objects.filter(mail__entry=file.message_id).delete()
            DeliveryFile.drop_copies(ticket, file.name)
            Event.record(ticket, "file_removed", by=by, name=file.name)
            file.delete()
