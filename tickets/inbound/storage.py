"""Stores a mail before anything is done with it, and forgets it in time."""

import hashlib
import html
import logging
import re
from collections.abc import Sequence
from datetime import timedelta
from email import message_from_bytes
from email.encoders import encode_base64
from email.message import Message as Part
from typing import Any, Final

from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.utils import timezone

from database.prepared import Prepared
from database.written import change, insert
from organisation.models import Municipality
from privacy.cpr import Masked, mask
from tickets.attachments import documents
from tickets.attachments.text_files import text_in
from tickets.attachments.uploads import ZIP
from tickets.inbound.charsets import decoded, header_text, raw_headers
from tickets.inbound.html_text import PRIVATE, text_of
from tickets.inbound.parsing import KEPT_OF_TOO_LARGE, MAX_BYTES, Mail, parse
from tickets.inbound.parts import parameter
from tickets.inbound.payloads import payload_of
from tickets.inbound.quotes import without_banner
from tickets.models import Mailbox, RawMail, ReceivedMail
from tickets.models.message import MOST_COUNTED
from tickets.models.received_mail import RAW_KEPT
from tickets.requester.private_links import hide

log = logging.getLogger(__name__)
POSSIBLE: Final = re.compile(rb"\d(?:[^A-Za-z0-9]{0,6}\d){8}")
"""What every CPR number looks like at least: ten times as fast as looking properly, which few mails need."""
ENCODED: Final = re.compile(rb"=\?|base64|quoted-printable|uuencode|filename\*|name\*|&#|=3|text/html", re.IGNORECASE)


BANNERED: Final = re.compile(r"^\s*[\[*]+(?:ekstern|external|ext)\w{0,10}(?: e?-?mail)?[\]*]+:?\s*", re.IGNORECASE)
MAILBOXES: Final = Prepared(lambda: Mailbox.objects.order_by("id"))


def store(raw: bytes, mailbox: Mailbox | None) -> tuple[ReceivedMail, bool]:
    """(the row of these very bytes, whether it was made now). Nothing is understood yet, so nothing of a mail can make
    it fail."""
    print_of = hashlib.sha256(raw).hexdigest()
    try:
        with transaction.atomic():
            row = insert(ReceivedMail(fingerprint=print_of, mailbox=mailbox, size=len(raw)))
            insert(RawMail(mail=row, data=mask_bytes(beginning(raw))))
    except IntegrityError:
        earlier = ReceivedMail.objects.filter(fingerprint=print_of).first()
        # Another process has just understood the same bytes, and named them by what they say: stored once more, they
        # are known by that.
        return (earlier, False) if earlier else store(raw, mailbox)
    return row, True


def describe(row: ReceivedMail, raw: bytes, mail: Mail) -> ReceivedMail:
    """Writes down what was understood of a stored mail. Another row where the same mail came before, by its Message-ID
    and sender. What cannot be written down is left out: the bytes are here."""
    hide_numbers(row, raw)
    named = fingerprint(raw, mail)
    try:
        with transaction.atomic():
            facts = facts_of(mail) | {"mailbox": addressed(mail, row.mailbox, all_mailboxes())}
            ReceivedMail.objects.filter(pk=row.pk).update(fingerprint=named, **facts)
    except (OperationalError, InterfaceError):
        raise
    except Exception as trouble:  # noqa: BLE001  whatever it was, the mail goes on
        earlier = ReceivedMail.objects.filter(fingerprint=named).exclude(pk=row.pk).first()
        if earlier is not None:
            row.delete()
            return earlier
        log.warning("mail %s could not be described: %s", row.pk, type(trouble).__name__)
    return row


def reread(row: ReceivedMail) -> Mail:
    """The mail from its raw form; from the text that was kept where that is gone."""
    raw = RawMail.objects.filter(mail=row).first()
    if raw is not None:
        return parse(bytes(raw.data), size=row.size)
    head = parse(b"")
    return Mail(
        headers=head.headers,
        subject=row.subject,
        from_email=row.from_email,
        from_name=row.from_name,
        answer_to=row.from_email,
        text=row.text,
        reply=row.text,
    )


def describe_at_once(row: ReceivedMail, raw: bytes, mail: Mail, boxes: Sequence[Mailbox]) -> bool:
    """The same in the transaction of who goes on with it, who has the row locked from then on. False where another
    process has taken it in meanwhile. Raises what `describe` knows a way around."""
    hide_numbers(row, raw, None if mail.limit else mail.headers)
    facts = facts_of(mail) | {"fingerprint": fingerprint(raw, mail), "mailbox": addressed(mail, row.mailbox, boxes)}
    if not change(row, facts, only_while={"outcome": ""}):
        return False
    for name, value in facts.items():
        setattr(row, name, value)
    return True


def hide_numbers(row: ReceivedMail, raw: bytes, message: "Part[str, str] | None" = None) -> None:
    """Masks in the stored bytes what could only be found once they were understood. `message`: as they were read just
    now; it is masked, too, so that nobody may ask this twice with the same."""
    if not says_plainly(raw) and (masked := masked_raw(raw, message)) != bytes(row.raw.data):
        RawMail.objects.filter(mail=row).update(data=masked)


def all_mailboxes() -> list[Mailbox]:
    return MAILBOXES.rows({})


def facts_of(mail: Mail) -> dict[str, Any]:
    """What the row says of its mail; never a CPR number."""
    return {
        "message_id": mask(mail.message_id).text[:250],
        "from_email": mail.from_email,
        "from_name": mask(mail.from_name).text[:120],
        "subject": mask(hide(mail.subject)).text[:200],
        "masked": min(mask(mail.subject).count + mask(mail.text).count, MOST_COUNTED),
    }


def fingerprint(raw: bytes, mail: Mail) -> str:
    """The same for each copy of a mail, on whatever way it came, and whether or not a gateway wrote above it that it
    comes from outside; another for other words, whatever id they have."""
    written = mail.message_id or mail.header("Date")
    if not written:
        return hashlib.sha256(raw).hexdigest()
    subject, text = BANNERED.sub("", mail.subject), "\n".join(without_banner(mail.text.split("\n"))).strip()
    parts = [written, mail.from_email, subject, text, *(file.sha256 for file in mail.attachments)]
    return hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()


def addressed(mail: Mail, came_to: Mailbox | None, boxes: Sequence[Mailbox]) -> Mailbox | None:
    """The mailbox that a mail was sent to: of several, one that is a single institution's. `came_to`: where it lay."""
    if came_to is not None and came_to.institution_id is not None:
        return came_to
    to = mail.every("Delivered-To", "X-Original-To", "Envelope-To", "To", "Cc").lower()
    there = [box for box in boxes if box.is_active and box.receives(to)]
    own = [box for box in there if box.institution_id is not None]
    return next(iter([*own[:1], *filter(None, [came_to]), *there]), None)


def masked_raw(raw: bytes, message: "Part[str, str] | None" = None) -> bytes:
    """The mail with the CPR numbers in its headers and texts masked; as it came when there are none.

    Of a mail that is too large the beginning alone.
    """
    raw = beginning(raw)
    try:
        message = message or message_from_bytes(raw)
        count = sum(mask_part(part) for part in message.walk())
        return message.as_bytes() if count else raw
    except Exception:  # noqa: BLE001  not every mail can be written anew
        return mask_bytes(raw)


def says_plainly(raw: bytes) -> bool:
    """Whether nothing is encoded in it, so that looking through its bytes was enough."""
    return raw.isascii() and not ENCODED.search(raw)


def beginning(raw: bytes) -> bytes:
    return raw if len(raw) <= MAX_BYTES else raw[:KEPT_OF_TOO_LARGE]


def mask_part(part: "Part[str, str]") -> int:
    count = mask_headers(part) + mask_document(part)
    if not holds_text(part):
        return count
    text = decoded(payload_of(part), parameter(part, "charset"))
    clean = mask_html(text) if part.get_content_subtype() == "html" else mask(text)
    if clean.count:
        del part["Content-Transfer-Encoding"]
        part.set_payload(clean.text, "utf-8")
    return count + clean.count


def mask_html(page: str) -> Masked:
    """A page of which a reader sees a number that its source does not show in one, such as one in two cells or with
    signs by name, is kept as its text alone."""
    clean = mask(page)
    shown = mask(text_of(clean.text).translate(PRIVATE))
    if not shown.count:
        return clean
    return Masked(f"<pre>{html.escape(shown.text, quote=False)}</pre>", clean.count + shown.count)


def holds_text(part: "Part[str, str]") -> bool:
    """Whether it is a text, also one that the sender's program calls something else, as many do with lists."""
    if part.is_multipart():
        return False
    return part.get_content_maintype() == "text" or text_in(payload_of(part)) is not None


def mask_document(part: "Part[str, str]") -> int:
    """An office document without the CPR numbers in its text; as it came where it cannot be read."""
    payload = b"" if part.is_multipart() else payload_of(part)
    if not payload.startswith(ZIP):
        return 0
    try:
        clean, count = documents.without_cpr(payload)
    except ValueError:
        return 0
    if count:
        del part["Content-Transfer-Encoding"]
        part.set_payload(clean)
        encode_base64(part)
    return count


def mask_headers(part: "Part[str, str]") -> int:
    count = 0
    for name in ("Subject", "Thread-Topic", "Content-Disposition", "Content-Type", "Content-Description"):
        clean = mask(header_text("".join(raw_headers(part, name)[:1])))
        if clean.count:
            part.replace_header(name, clean.text.encode("ascii", "replace").decode())
            count += clean.count
    return count


def mask_bytes(raw: bytes) -> bytes:
    """Without understanding anything, for a mail that is not or cannot be read: it may hit a number within an encoded
    file, too."""
    return mask(raw.decode("latin-1")).text.encode("latin-1") if POSSIBLE.search(raw) else raw


def forget_old() -> None:
    """Deletes raw mails after 30 days, and the rows of those without a case; what is held waits for a person, but not
    longer than the municipality keeps cases."""
    now = timezone.now()
    old = ReceivedMail.objects.filter(received_at__lt=now - RAW_KEPT).exclude(outcome=ReceivedMail.Outcome.HELD)
    RawMail.objects.filter(mail__in=old).delete()
    old.filter(ticket=None).delete()
    held = now - max(RAW_KEPT, timedelta(days=Municipality.current().retention_days))
    ReceivedMail.objects.held().filter(ticket=None, received_at__lt=held).delete()
