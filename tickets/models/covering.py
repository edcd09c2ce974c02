"""Covering parts of a picture that others must not see: names, faces, whole rows. What was there is gone after."""

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from organisation.models import User
from organisation.roles import Verb
from tickets.attachments import pictures
from tickets.attachments.pictures import Area
from tickets.models.acting import acting
from tickets.models.attachment import Attachment
from tickets.models.delivery_file import DeliveryFile
from tickets.models.event import Event
from tickets.models.held_file import HeldFile
from tickets.models.received_mail import RawMail
from tickets.models.refusals import UnableTo
from tickets.words import Actor

if TYPE_CHECKING:
    from tickets.models.ticket import Ticket


class UnableToCover(UnableTo): ...


def cover(ticket: "Ticket", attachment: Attachment, areas: Sequence[Area], *, by: User | Actor) -> None:
    """Paints over parts of a picture of the case, for good."""
    standing = acting(ticket, Verb.AMEND, by) if isinstance(by, User) else ticket.locked()
    with standing:
        paint_over(ticket, attachment, areas, by=by)


def paint_over(ticket: "Ticket", attachment: Attachment, areas: Sequence[Area], *, by: User | Actor) -> None:
    """Paints over the areas, under the lock. No copy of the picture as it was stays here.

    It gets a new address, so that no browser shows the old picture from its memory; the mail that brought it goes, and
    so do copies that wait for a form or a mail server. What has left by mail before has left.
    """
    attachment = Attachment.objects.select_for_update(of=("self",)).select_related("message").get(pk=attachment.pk)
    if attachment.state != Attachment.State.READY or not attachment.is_image:
        raise UnableToCover(_("Only a picture that has been checked can be covered. Try again in a moment."))
    data = attachment.data()
    try:
        clean = pictures.covered(data, attachment.content_type, areas)
    except ValueError as error:
        raise UnableToCover(_("The picture cannot be read.")) from error
    HeldFile.objects.filter(facts__sha256__in={attachment.sha256, attachment.sent_sha256}).delete()
    RawMail.objects.filter(mail__entry=attachment.message_id).delete()
    DeliveryFile.drop_copies(ticket, attachment.name)
    attachment.key = uuid.uuid4()
    attachment.save(update_fields=["key"])
    attachment.become(clean)
    Event.record(ticket, "covered", by=by, name=attachment.name)
