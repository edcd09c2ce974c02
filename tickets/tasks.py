"""Celery's way in: ids in, one call."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from tickets import cleaning, digests, dispatch, outgoing, sign_in_links
from tickets.inbound import fetching, receiving, storage
from tickets.models import (
    Attachment,
    Delivery,
    Draft,
    Event,
    HeldFile,
    Mailbox,
    PersonRequest,
    Reading,
    ReceivedMail,
    Ticket,
)

BATCH = 500
PATIENCE = timedelta(seconds=60)
"""How long an event may wait for its own task before the sweeper takes it."""


@shared_task
def dispatch_event(event_id: int) -> None:
    dispatch.dispatch(event_id)


@shared_task
def send_delivery(delivery_id: int) -> None:
    outgoing.send(delivery_id)


@shared_task
def clean_attachment(attachment_id: int) -> None:
    cleaning.clean(attachment_id)


@shared_task
def sweep_events() -> None:
    """Picks up what a dead broker or a killed worker left behind."""
    waiting = Event.objects.undispatched().hearable().filter(at__lte=timezone.now() - PATIENCE)
    for event_id in waiting.values_list("pk", flat=True)[:BATCH]:
        dispatch.dispatch(event_id)


@shared_task
def release_held() -> None:
    """Hands out what waited for somebody to change their mind, where no worker did it at the second."""
    for event_id in Event.objects.released().values_list("pk", flat=True)[:BATCH]:
        dispatch.dispatch(event_id)


@shared_task
def sweep_deliveries() -> None:
    for delivery_id in Delivery.objects.ready().values_list("pk", flat=True)[:BATCH]:
        outgoing.send(delivery_id)


@shared_task
def forget_old() -> None:
    """Deletes the personal parts of cases that the municipality no longer keeps."""
    for ticket in Ticket.objects.to_forget().order_by("pk")[:BATCH]:
        ticket.forget()
    Draft.drop_old()
    Reading.drop_old()
    PersonRequest.drop_old()


@shared_task
def sweep_attachments() -> None:
    for attachment_id in Attachment.objects.pending().values_list("pk", flat=True)[:50]:
        cleaning.clean(attachment_id)
    HeldFile.drop_old()


@shared_task
def mail_sign_in_links() -> None:
    sign_in_links.mail_wanted()


@shared_task
def send_digests() -> None:
    digests.send_due()


@shared_task
def fetch_mail() -> None:
    for mailbox_id in Mailbox.objects.to_fetch().values_list("pk", flat=True):
        fetch_mailbox.delay(mailbox_id)


@shared_task
def fetch_mailbox(mailbox_id: int) -> None:
    fetching.fetch(mailbox_id)


@shared_task
def sweep_mail() -> None:
    """Takes in what was stored by a process that died then; deletes what was kept long enough."""
    waiting = ReceivedMail.objects.unfinished().filter(received_at__lte=timezone.now() - PATIENCE)
    for mail in waiting.select_related("raw")[:50]:
        receiving.finish(mail)
    storage.forget_old()
