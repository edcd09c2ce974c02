"""Sends deliveries. The only module that talks to the mail server."""

import logging
import re
import smtplib

from django.core.mail import EmailMessage

from tickets import mail_troubles, message_ids
from tickets.models import Delivery, Event
from tickets.private_links import put_in

log = logging.getLogger(__name__)


def send(delivery_id: int) -> bool:
    """One attempt; True when the mail server took it. Never raises for a mail server that is away.

    Raises what is wrong with the mail itself, which counts as an attempt like any other.
    """
    delivery = Delivery.objects.select_related("event__ticket", "opens").filter(pk=delivery_id).first()
    if delivery is None or not delivery.claimed():
        return False
    if delivery.carries_retracted():
        delivery.drop()
        return False
    try:
        mail_for(delivery).send()
    except (OSError, ValueError, smtplib.SMTPException) as error:
        code = mail_troubles.code_of(error)
        log.warning("delivery %s: %s", delivery.pk, code)
        delivery.fail(code)
        return False
    except Exception as error:
        delivery.fail(type(error).__name__)
        raise
    delivery.succeed()
    return True


def mail_for(delivery: Delivery) -> EmailMessage:
    """The mail of a delivery. Its Message-ID is the same at every attempt; all mails of a case are one thread."""
    mail = EmailMessage(
        subject=delivery.subject,
        body=put_in(delivery.body, delivery.opens.token) if delivery.opens else delivery.body,
        to=[delivery.recipient],
        reply_to=[delivery.reply_to] if delivery.reply_to else None,
        headers={
            "Message-ID": message_ids.make("delivery", delivery.pk),
            **thread_of(delivery),
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        },
    )
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
