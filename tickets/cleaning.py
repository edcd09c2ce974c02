"""Makes a received file safe to show: pictures are decoded and written anew without metadata."""

import logging

from django.db import transaction

from tickets.models import Attachment
from tickets.uploads import cleaned

log = logging.getLogger(__name__)


def clean(attachment_id: int) -> None:
    """Turns a pending attachment into a ready or a refused one. Twice is once."""
    with transaction.atomic():
        pending = Attachment.objects.select_for_update(skip_locked=True, of=("self",)).pending()
        attachment = pending.filter(pk=attachment_id).select_related("content").first()
        if attachment is None:
            return
        try:
            clean = cleaned(bytes(attachment.content.data), attachment.content_type)
        except (ValueError, OSError) as error:
            log.info("attachment %s refused: %s", attachment.pk, type(error).__name__)
            attachment.state = Attachment.State.REFUSED
            attachment.save(update_fields=["state"])
        else:
            attachment.become(clean)
