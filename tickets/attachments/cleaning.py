"""Makes a received file safe to show: pictures are decoded and written anew without metadata. Then reads its text."""

import logging

from django.db import transaction

from privacy.cpr import places
from tickets import screening
from tickets.attachments.file_texts import text_of
from tickets.attachments.uploads import FILM_KINDS, cleaned
from tickets.models import Attachment

log = logging.getLogger(__name__)


def clean(attachment_id: int) -> None:
    """Turns a pending attachment into a ready or a refused one, and reads the text of a ready one. Twice is once."""
    if make_safe(attachment_id):
        read(attachment_id)


def make_safe(attachment_id: int) -> bool:
    """Whether it has become ready now."""
    with transaction.atomic():
        pending = Attachment.objects.select_for_update(skip_locked=True, of=("self",)).pending()
        attachment = pending.filter(pk=attachment_id).first()
        if attachment is None:
            return False
        try:
            clean = cleaned(attachment.data(), attachment.content_type)
        except (ValueError, OSError) as error:
            log.info("attachment %s refused: %s", attachment.pk, type(error).__name__)
            attachment.state = Attachment.State.REFUSED
            attachment.save(update_fields=["state"])
        else:
            attachment.become(clean)
    return attachment.state == Attachment.State.READY


def read(attachment_id: int) -> None:
    """Looks through the text of a ready file for what must not wait, and for CPR numbers that could not be taken out.

    Apart from making it ready: a file that takes long to read, or fells its reader, is there all the same.
    """
    files = Attachment.objects.ready().select_related("message__ticket")
    attachment = files.filter(pk=attachment_id).first()
    if attachment is None or attachment.is_image or attachment.content_type in FILM_KINDS:
        return
    text = text_of(attachment.data(), attachment.content_type)
    if text:
        screening.screen_file(attachment, text)
        attachment.suspect(len(places(text)))
