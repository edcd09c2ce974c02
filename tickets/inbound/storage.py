"""Stores a mail before anything is done with it, and forgets it in time."""

import hashlib
from datetime import timedelta
from email import message_from_bytes
from email.message import Message as Part
from typing import Final

from django.db import transaction
from django.utils import timezone

from organisation.models import Municipality
from privacy.cpr import CANDIDATE, is_date, mask
from tickets.inbound.charsets import decoded, header_text, raw_headers
from tickets.inbound.parsing import KEPT_OF_TOO_LARGE, MAX_BYTES, Mail
from tickets.inbound.parts import parameter, payload_of
from tickets.models import Mailbox, RawMail, ReceivedMail
from tickets.models.received_mail import RAW_KEPT

REMOVED: Final = b"[CPR-nummer fjernet]"


def store(raw: bytes, mail: Mail, mailbox: Mailbox | None) -> ReceivedMail:
    """The row of this mail, made unless it is here already: by its Message-ID and sender, else by its bytes."""
    with transaction.atomic():
        row, made = ReceivedMail.objects.get_or_create(
            fingerprint=fingerprint(raw, mail),
            defaults={
                "message_id": mask(mail.message_id).text,
                "mailbox": mailbox or addressed(mail),
                "from_email": mail.from_email,
                "from_name": mask(mail.from_name).text[:120],
                "subject": mask(mail.subject).text[:200],
                "masked": mask(mail.subject).count + mask(mail.text).count,
                "size": len(raw),
            },
        )
        if made:
            RawMail.objects.create(mail=row, data=masked_raw(raw))
    return row


def fingerprint(raw: bytes, mail: Mail) -> str:
    named = f"{mail.message_id}\n{mail.from_email}".encode() if mail.message_id else raw
    return hashlib.sha256(named).hexdigest()


def addressed(mail: Mail) -> Mailbox | None:
    """The mailbox that a mail from a pipe was sent to."""
    to = mail.every("Delivered-To", "X-Original-To", "Envelope-To", "To", "Cc").lower()
    return next((box for box in Mailbox.objects.active().order_by("id") if box.receives(to)), None)


def masked_raw(raw: bytes) -> bytes:
    """The mail with the CPR numbers in its headers and texts masked; as it came when there are none.

    Of a mail that is too large the beginning alone.
    """
    raw = raw if len(raw) <= MAX_BYTES else raw[:KEPT_OF_TOO_LARGE]
    try:
        message = message_from_bytes(raw)
        found = sum(mask_part(part) for part in message.walk())
        return message.as_bytes() if found else raw
    except Exception:  # noqa: BLE001  not every mail can be written anew
        return mask_bytes(raw)


def mask_part(part: "Part[str, str]") -> int:
    found = mask_headers(part)
    if part.get_content_maintype() != "text":
        return found
    clean = mask(decoded(payload_of(part), parameter(part, "charset")))
    if clean.count:
        del part["Content-Transfer-Encoding"]
        part.set_payload(clean.text, "utf-8")
    return found + clean.count


def mask_headers(part: "Part[str, str]") -> int:
    found = 0
    for name in ("Subject", "Thread-Topic", "Content-Disposition", "Content-Type", "Content-Description"):
        clean = mask(header_text("".join(raw_headers(part, name)[:1])))
        if clean.count:
            part.replace_header(name, clean.text.encode("ascii", "replace").decode())
            found += clean.count
    return found


def mask_bytes(raw: bytes) -> bytes:
    """The last resort, for a mail that could not be read: it may hit a number within an encoded file, too."""
    text = raw.decode("latin-1")
    return CANDIDATE.sub(lambda found: REMOVED.decode() if is_date(found[1]) else found[0], text).encode("latin-1")


def forget_old() -> None:
    """Deletes raw mails after 30 days, and the rows of those without a case; what is held waits for a person, but not
    longer than the municipality keeps cases."""
    now = timezone.now()
    old = ReceivedMail.objects.filter(received_at__lt=now - RAW_KEPT).exclude(outcome=ReceivedMail.Outcome.HELD)
    RawMail.objects.filter(mail__in=old).delete()
    old.filter(ticket=None).delete()
    held = now - max(RAW_KEPT, timedelta(days=Municipality.current().retention_days))
    ReceivedMail.objects.held().filter(ticket=None, received_at__lt=held).delete()
