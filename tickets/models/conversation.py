"""How a message and its files come into a case: masked, in the caller's transaction."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from database.written import insert
from organisation.models import User
from privacy.cpr import mask
from tickets.attachments.text_files import text_in
from tickets.attachments.uploads import TEXT, Upload
from tickets.models.attachment import Attachment, AttachmentContent
from tickets.models.message import MOST_COUNTED, Message
from tickets.requester.private_links import hide

if TYPE_CHECKING:
    from tickets.models.ticket import Ticket


@dataclass(frozen=True)
class Received:
    """A file that passed inspection, with its bytes; `masked` counts the CPR numbers taken out of it."""

    upload: Upload
    data: bytes
    masked: int = 0

    @classmethod
    def of(cls, upload: Upload, data: bytes) -> "Received":
        """The file as it may be stored: a text in UTF-8 and without CPR numbers, anything else as it came."""
        text = text_in(data) if upload.content_type == TEXT else None
        if text is None:
            return cls(upload, data)
        clean = mask(text)
        stored = clean.text.encode()
        if stored == data:
            return cls(upload, data)
        kept = replace(upload, size=len(stored), sha256=hashlib.sha256(stored).hexdigest())
        return cls(kept, stored, clean.count)


def write(
    ticket: "Ticket",
    kind: str,
    text: str,
    *,
    author: User | None = None,
    name: str = "",
    files: Sequence[Received] = (),
    masked: int = 0,
) -> Message:
    """Stores a message with CPR numbers masked; `masked` counts those already removed elsewhere (the subject).

    Private links go, too: who answers by mail often quotes ours, and a case is read by more than its requester.
    """
    clean = mask(hide(text))
    message = insert(
        Message(
            ticket=ticket,
            kind=kind,
            author=author,
            author_name=author.name if author else name,
            body=clean.text,
            held_until=ticket.held_until if kind == Message.Kind.ANSWER else None,
            masked=min(clean.count + masked + sum(file.masked for file in files), MOST_COUNTED),
        )
    )
    for file in files:
        keep(message, file)
    return message


def keep(message: Message, file: Received) -> Attachment:
    upload = file.upload
    attachment = Attachment.objects.create(
        message=message,
        name=upload.name,
        content_type=upload.content_type,
        size=upload.size,
        sha256=upload.sha256,
        sent_sha256=upload.sha256,
        is_image=upload.is_image,
        width=upload.width,
        height=upload.height,
    )
    AttachmentContent.keep(attachment, file.data)
    attachment.make_ready()
    return attachment
