"""Looks for a person in what came with mails that are held: they are in no case yet, but they are kept."""

from typing import Final

from tickets.attachments.file_texts import text_of
from tickets.attachments.uploads import RefusedUpload, safe_name
from tickets.inbound.attachments import NESTED, flat, inspected
from tickets.inbound.parts import File
from tickets.inbound.storage import reread
from tickets.models import PersonRequest, ReceivedMail
from tickets.persons.identity import Identity

AT_ONCE: Final = 5
"""Mails between two notes of how far it is; each may have twenty files."""


def look_through(request_id: int) -> bool:
    """Reads what came with the next mails for the request. Whether more wait."""
    request = PersonRequest.objects.to_look_through().filter(pk=request_id).first()
    if request is None:
        return False
    waiting = ReceivedMail.objects.undecided().filter(pk__gt=request.mails_up_to, raw__isnull=False)
    mails = list(waiting.oldest_first()[:AT_ONCE])
    texts = {mail.pk: about(mail, request.identity) for mail in mails}
    return bool(mails) and request.note_mails(
        after=request.mails_up_to, up_to=mails[-1].pk, passages={key: text for key, text in texts.items() if text}
    )


def about(mail: ReceivedMail, identity: Identity) -> str:
    """Names and texts of the files that the person sent; of another's, the lines that name them."""
    texts = [said_by(file) for file in flat(reread(mail).attachments, NESTED)]
    if mail.from_email.lower() not in identity.emails:
        texts = [identity.lines_about(text) for text in texts]
    return "\n\n".join(filter(None, texts))


def said_by(file: File) -> str:
    """Its name, and what it says as far as a program can read it."""
    name = safe_name(file.filename)
    try:
        received = inspected(file)
    except RefusedUpload:
        return name
    return f"{name}\n{text_of(received.data, received.upload.content_type)}".strip()
