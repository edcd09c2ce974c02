"""Looks for a person in what files say, and takes them out of those that can be written anew.

In a task: reading every file that is kept takes minutes.
"""

from collections.abc import Collection
from typing import Final

from django.db import models

from privacy.persons import MARKS
from tickets.attachments import documents
from tickets.attachments.file_texts import text_of
from tickets.attachments.pictures import Clean
from tickets.attachments.text_files import text_in
from tickets.attachments.uploads import PDF, TEXT
from tickets.models import Attachment, DeliveryFile, PersonRequest, RawMail
from tickets.persons.identity import Identity

READABLE: Final = frozenset({TEXT, PDF, *documents.ENDINGS})
AT_ONCE: Final = 10
"""Files between two notes of how far it is: the longest PDF takes some seconds."""


def look_through(request_id: int) -> bool:
    """Reads the next files for the request. Whether more wait."""
    request = PersonRequest.objects.to_look_through().filter(pk=request_id).first()
    if request is None:
        return False
    files = list(waiting(request.files_up_to).select_related("content", "message")[:AT_ONCE])
    if not files:
        request.note_files_read()
        return False
    own = set(request.tickets.values_list("pk", flat=True))
    texts = {file: text_of(bytes(file.content.data), file.content_type) for file in files}
    passages = {
        file.pk: about(text, request.identity, own=file.message.ticket_id in own) for file, text in texts.items()
    }
    return request.note_files(
        after=request.files_up_to,
        up_to=files[-1].pk,
        passages={key: text for key, text in passages.items() if text},
        silent=sum(not text.strip() for text in texts.values()),
    )


def progress(request: PersonRequest) -> tuple[int, int]:
    """(files that were looked through, all that can be)."""
    files = Attachment.objects.ready().filter(content_type__in=READABLE)
    return files.filter(pk__lte=request.files_up_to).count(), files.count()


def about(text: str, identity: Identity, *, own: bool) -> str:
    """What of a file is theirs: the lines that name them, and all of it in their own case."""
    return text if own else identity.lines_about(text)


def waiting(after: int) -> "models.QuerySet[Attachment]":
    """Files to read behind the one with this key, oldest first; none behind one that is being made ready."""
    files = Attachment.objects.ready().filter(pk__gt=after, content_type__in=READABLE).order_by("id")
    first = Attachment.objects.under_way().filter(pk__gt=after).values_list("pk", flat=True).first()
    return files if first is None else files.filter(pk__lt=first)


def take_out(request: PersonRequest, *, spared: Collection[int]) -> list[Attachment]:
    """Takes the person out of the files outside the cases in `spared`; the files in which that cannot be done. What
    came with a mail that is held goes."""
    stay = []
    in_mails = request.found_in_files.exclude(mail=None).exclude(mail__ticket__in=spared)
    RawMail.objects.filter(mail__in=in_mails.values("mail")).delete()
    in_mails.delete()
    in_cases = request.found_in_files.filter(mail=None)
    for hit in in_cases.select_related("attachment__content", "attachment__message__ticket"):
        file = hit.attachment
        assert file is not None
        if file.message.ticket_id in spared:
            continue
        data = without(bytes(file.content.data), file.content_type, request.identity)
        if data is None:
            stay.append(file)
            continue
        file.become(Clean(data, file.content_type))
        RawMail.objects.filter(mail__entry=file.message_id).delete()
        DeliveryFile.drop_copies(file.message.ticket, file.name)
        hit.delete()
    return stay


def without(data: bytes, content_type: str, identity: Identity) -> bytes | None:
    """The file without them; None where it cannot be written anew, or still names them."""
    if content_type == TEXT:
        return identity.take_out(text_in(data) or "", near=True).encode()
    if content_type not in documents.ENDINGS:
        return None
    clean = documents.without(data, identity.places, str(MARKS["name"]))
    return None if any(map(identity.is_in, documents.parts_of(clean))) else clean
