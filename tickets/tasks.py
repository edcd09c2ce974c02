"""Celery's way in: ids in, one call."""

from datetime import timedelta
from functools import partial
from time import monotonic

from celery import shared_task
from django.utils import timezone

from organisation.models import SweepFailure
from organisation.papers import declared
from organisation.sign_in import signing_in
from organisation.sweeps.sweeping import guarded, sweep_rows
from tickets import dispatch
from tickets.attachments import cleaning
from tickets.inbound import fetching, held_files, receiving, storage
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
    TextMessage,
    Ticket,
)
from tickets.news import digests, sign_in_attempts, sign_in_links, sign_in_news
from tickets.outbound import outgoing
from tickets.persons import files
from tickets.text_messages import texting
from tickets.work import recounting, stale

BATCH = 500
TEXTS = 50
"""Text messages of one sweep: a gateway takes a second or so for each."""
LOOK = 45.0
"""Seconds for which one task looks through files."""
PATIENCE = timedelta(seconds=60)
"""How long an event may wait for its own task before the sweeper takes it."""


@shared_task
def dispatch_event(event_id: int) -> None:
    with guarded("sweep_events", event_id):
        dispatch.dispatch(event_id)


@shared_task
def dispatch_events(event_ids: list[int]) -> None:
    """The events of many cases that one act moved; each by itself."""
    for event_id in event_ids:
        with guarded("sweep_events", event_id):
            dispatch.dispatch(event_id)


@shared_task
def recount_due_times() -> None:
    """Once a minute, and at once where an administrator has changed something: another run while something is left."""
    recounting.look()
    if recounting.go_on():
        recount_due_times.delay()


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
    sweep_rows("sweep_events", waiting.values_list("pk", flat=True), dispatch.dispatch, at_most=BATCH)


@shared_task
def release_held() -> None:
    """Hands out what waited for somebody to change their mind, where no worker did it at the second."""
    sweep_rows("release_held", Event.objects.released().values_list("pk", flat=True), dispatch.dispatch, at_most=BATCH)


@shared_task
def sweep_deliveries() -> None:
    """What is due, and all news, over one connection and no faster than the mail server takes it."""
    ready = Delivery.objects.ready().values_list("pk", flat=True)
    with outgoing.kept_connection() as server:
        sweep_rows("sweep_deliveries", ready, partial(outgoing.send, over=server), at_most=outgoing.at_once())


@shared_task
def send_text(text_id: int) -> None:
    texting.send(text_id)


@shared_task
def sweep_texts() -> None:
    """What is due; and those whose process died, which are in doubt."""
    abandoned = TextMessage.objects.abandoned().values_list("pk", flat=True)
    sweep_rows("sweep_texts", abandoned, texting.give_up, at_most=BATCH)
    ready = TextMessage.objects.ready().values_list("pk", flat=True)
    sweep_rows("sweep_texts", ready, texting.send, at_most=TEXTS)


@shared_task
def forget_old() -> None:
    """Deletes the personal parts of cases that the municipality no longer keeps, and what signing in left behind."""
    sweep_rows("forget_old", Ticket.objects.to_forget(), Ticket.forget, at_most=BATCH)
    Draft.drop_old()
    Reading.drop_old()
    PersonRequest.drop_old()
    Delivery.drop_old()
    stale.sweep()
    SweepFailure.objects.settled().delete()
    signing_in.forget_old()
    for number, category in enumerate(declared.categories()):
        with guarded("drop_old", number):
            if category.drop is not None:
                category.drop()


@shared_task
def sweep_attachments() -> None:
    sweep_rows(
        "sweep_attachments", Attachment.objects.pending().values_list("pk", flat=True), cleaning.clean, at_most=50
    )
    HeldFile.drop_old()


@shared_task
def look_through_files(request_id: int) -> None:
    """While more files wait, another run begins at once."""
    until = monotonic() + LOOK
    while held_files.look_through(request_id) or files.look_through(request_id):
        if monotonic() > until:
            look_through_files.delay(request_id)
            return


@shared_task
def sweep_files() -> None:
    """Files that came since somebody asked for their data, and those that a dead worker left behind."""
    asked = PersonRequest.objects.to_look_through().values_list("pk", flat=True)
    sweep_rows("sweep_files", asked, look_through_files, at_most=BATCH)


@shared_task
def mail_sign_in_links() -> None:
    sign_in_links.mail_wanted()
    sign_in_news.mail_waiting()
    sign_in_attempts.tell()


@shared_task
def send_digests() -> None:
    digests.send_due()


@shared_task
def fetch_mail() -> None:
    sweep_rows("fetch_mail", Mailbox.objects.to_fetch().values_list("pk", flat=True), fetch_mailbox.delay)


@shared_task
def fetch_mailbox(mailbox_id: int) -> None:
    """While mail waits, another run begins at once."""
    _count, more_wait = fetching.fetch_once(mailbox_id)
    if more_wait:
        fetch_mailbox.delay(mailbox_id)


@shared_task
def judge_again(mail_id: int) -> None:
    """A mail that was held or ignored, after what was wrong here was put right."""
    mail = ReceivedMail.objects.undecided().filter(raw__isnull=False).select_related("raw").filter(pk=mail_id).first()
    if mail is not None:
        receiving.replay(mail)


@shared_task
def sweep_mail() -> None:
    """Takes in what was stored by a process that died then; deletes what was kept long enough."""
    waiting = ReceivedMail.objects.unfinished().filter(received_at__lte=timezone.now() - PATIENCE)
    sweep_rows("sweep_mail", waiting.select_related("raw"), receiving.finish, at_most=50)
    storage.forget_old()
