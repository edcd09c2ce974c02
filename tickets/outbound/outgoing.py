"""Sends deliveries. The only module that talks to the mail server."""

import logging
import re
import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection

from organisation.models import Municipality
from tickets.mail_servers import mail_troubles
from tickets.models import Delivery, Event
from tickets.news import news_refusals
from tickets.outbound import message_ids
from tickets.outbound.envelope import our_address, return_address, shown_sender
from tickets.outbound.mail_pages import page
from tickets.outbound.mail_server import MailServer
from tickets.requester.private_links import put_in

BATCH: Final = 500
SWEEP_SECONDS: Final = 30
"""As often as the clock calls the sweep of deliveries."""
PERMANENT: Final = 500
ENHANCED: Final = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")
"""The code of RFC 3463 in the words of a mail server."""
PLAIN: Final = ("party_", "bundle")
"""Kinds whose readers take the text into another case system."""
NUMBER: Final = re.compile(r"\s*\[AULA-[\d-]+\]")
AUTOMATIC: Final = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "DR, RN, NRN, OOF, AutoReply"}
"""No automatic answers, please; but reports that a mail did not arrive, which “All” would suppress, too."""
log = logging.getLogger(__name__)


@contextmanager
def kept_connection() -> Iterator[MailServer | None]:
    """One connection to the mail server for many mails; none where mail goes to a folder."""
    server = get_connection()
    if not isinstance(server, MailServer):
        yield None
        return
    try:
        yield server
    finally:
        server.drop()


def at_once() -> int:
    """How many mails one sweep may send, by the rate that the municipality's mail server takes."""
    rate = Municipality.current().mails_per_minute
    return min(BATCH, max(rate * SWEEP_SECONDS // 60, 1)) if rate else BATCH


def send(delivery_id: int, over: MailServer | None = None) -> bool:
    """One attempt, over a connection that is kept where there is one; True when the mail server took it. Never raises
    for a mail server that is away.

    Raises what is wrong with the mail itself, which counts as an attempt like any other.
    """
    delivery = Delivery.objects.select_related("event__ticket", "opens").filter(pk=delivery_id).first()
    if delivery is None or not delivery.claimed():
        return False
    if delivery.carries_retracted():
        delivery.drop()
        return False
    try:
        attempt(delivery, over)
    except (OSError, ValueError, smtplib.SMTPException, mail_troubles.Refused) as error:
        note(delivery, error, over)
        return False
    except Exception as error:
        delivery.fail(type(error).__name__)
        raise
    delivery.succeed()
    return True


def attempt(delivery: Delivery, over: MailServer | None) -> None:
    mail = mail_for(delivery)
    if over is not None:
        over.open()
        mail.connection = over
    if not has_left(delivery, mail):
        hand_over(mail)


def note(delivery: Delivery, error: Exception, over: MailServer | None) -> None:
    """What went wrong between us and the mail server."""
    if isinstance(error, mail_troubles.Throttled):
        delivery.wait(error.until)
    elif isinstance(error, smtplib.SMTPRecipientsRefused):
        refused(delivery, *next(iter(error.recipients.values())))
    elif isinstance(error, smtplib.SMTPDataError):
        refused(delivery, error.smtp_code, error.smtp_error)
    else:
        if over is not None:
            over.drop()
        code = mail_troubles.code_of(error)
        log.warning("delivery %s: %s", delivery.pk, code)
        delivery.fail(code)


def has_left(delivery: Delivery, mail: EmailMessage) -> bool:
    """Whether the mail server took it at an attempt of which we did not hear the end, where it can say so."""
    server = mail.connection or get_connection()
    if not delivery.may_have_left or not isinstance(server, MailServer):
        return False
    return server.has_sent(mail.extra_headers["Message-ID"])


def hand_over(mail: EmailMessage) -> None:
    """Sends it; from the plain address where the mail server allows no other sender on the envelope."""
    try:
        mail.send()
    except smtplib.SMTPSenderRefused as error:
        if error.smtp_code < PERMANENT or mail.from_email == our_address():
            raise
        mail.from_email = our_address()
        mail.send()


def refused(delivery: Delivery, code: int, reply: bytes | str) -> None:
    """The mail server will not have it: for good, which the case shows like a mail that came back; or not now."""
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    enhanced = ENHANCED.search(text)
    if code >= PERMANENT:
        delivery.bounce(enhanced[0] if enhanced else "5.0.0")
    else:
        delivery.fail(f"{code} {enhanced[0] if enhanced else ''}".strip())


def mail_for(delivery: Delivery) -> EmailMessage:
    """The mail of a delivery. Its Message-ID is the same at every attempt; all mails of a case are one thread."""
    text = put_in(delivery.body, delivery.opens.token) if delivery.opens else delivery.body
    mail = EmailMultiAlternatives(
        from_email=return_address(delivery),
        subject=delivery.subject,
        body=text,
        to=[delivery.recipient],
        reply_to=[delivery.reply_to] if delivery.reply_to else None,
        headers={
            "Message-ID": message_ids.make("delivery", delivery.pk),
            "From": shown_sender(delivery),
            **thread_of(delivery),
            **({} if delivery.is_by_person else AUTOMATIC),
            **news_refusals.headers(delivery),
        },
    )
    if not delivery.kind.startswith(PLAIN):
        mail.attach_alternative(page(NUMBER.sub("", delivery.subject), text, delivery.language), "text/html")
    for file in delivery.files.order_by("id"):
        mail.attach(file.name, bytes(file.data), file.content_type)
    return mail


def thread_of(delivery: Delivery) -> dict[str, str]:
    """What makes all mails of a case one thread for who reads them, together with the requester's own."""
    if delivery.event is None:
        return {}
    ticket = delivery.event.ticket
    thread = message_ids.make("case", ticket.pk)
    written = last_mail(delivery.event) if delivery.recipient == ticket.requester_email else ""
    return {"In-Reply-To": written, "References": f"{thread} {written}"} if written else {"References": thread}


def last_mail(event: Event) -> str:
    """The Message-ID of the requester's last mail before this event; empty for one that is no proper id."""
    own = event.ticket.received_mails.filter(speaker="requester", received_at__lte=event.at)
    mails = own.filter(outcome__in=["opened", "reply"])
    last = mails.order_by("-id").values_list("message_id", flat=True).first()
    return last if last and re.fullmatch(r"<[!-;=?-~]{3,240}>", last) else ""
