"""Sends deliveries. The only module that talks to the mail server."""

import logging
import smtplib

from django.core.mail import EmailMessage

from tickets import message_ids
from tickets.models import Delivery

log = logging.getLogger(__name__)


def send(delivery_id: int) -> bool:
    """One attempt; True when the mail server took it. Never raises for a mail server that is away."""
    delivery = Delivery.objects.select_related("event").filter(pk=delivery_id).first()
    if delivery is None or not delivery.claimed():
        return False
    try:
        mail_for(delivery).send()
    except (OSError, smtplib.SMTPException) as error:
        log.warning("delivery %s: %s", delivery.pk, type(error).__name__)
        delivery.fail(type(error).__name__)
        return False
    delivery.succeed()
    return True


def mail_for(delivery: Delivery) -> EmailMessage:
    """The mail of a delivery. Its Message-ID is the same at every attempt; all mails of a case are one thread."""
    headers = {
        "Message-ID": message_ids.make("delivery", delivery.pk),
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    if delivery.event is not None:
        headers["References"] = message_ids.make("case", delivery.event.ticket_id)
    mail = EmailMessage(
        subject=delivery.subject,
        body=delivery.body,
        to=[delivery.recipient],
        reply_to=[delivery.reply_to] if delivery.reply_to else None,
        headers=headers,
    )
    for file in delivery.attachments.order_by("id"):
        mail.attach(file.name, bytes(file.data), file.content_type)
    return mail
