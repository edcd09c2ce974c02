"""Looks whether something stands still. Asks the database for little: this happens every half minute."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Final

import redis
from django.conf import settings
from django.db.models import Min
from django.db.models.functions import Coalesce
from django.utils import timezone

from knowledgebase.models import Article
from monitoring.models import Trouble
from monitoring.runs import late
from organisation.models import SweepFailure
from tickets.models import Delivery, Event, Mailbox, MailText, ReceivedMail
from tickets.models.delivery import PAUSES
from triage.quality import watch

PATIENCE: Final = {
    Trouble.BROKER: timedelta(minutes=2),
    Trouble.MAIL: timedelta(minutes=15),
    Trouble.EVENTS: timedelta(minutes=10),
    Trouble.MAILBOX: timedelta(minutes=10),
    Trouble.FLOOD: timedelta(),
    Trouble.HELD: timedelta(),
    Trouble.TEXTS: timedelta(),
    Trouble.ROWS: timedelta(hours=1),
    Trouble.OVERTURNED: timedelta(),
    Trouble.DRIFT: timedelta(),
}
A_FLOOD: Final = 300
"""Mails within an hour."""
A_FULL_HOLD: Final = 25
LONGEST_HOLD: Final = timedelta(days=3)
BROKER_ANSWERS_IN: Final = 0.4
"""Seconds to connect, and as many to answer."""


def oldest_unsent_mail() -> datetime | None:
    """Since when the oldest mail waits: when it would have been tried first, its pauses taken off."""
    waiting = Delivery.objects.filter(status=Delivery.Status.QUEUED).order_by()
    next_tries = waiting.values_list("attempts").annotate(Min("next_attempt_at"))
    return min((at - sum(PAUSES[:attempts], timedelta()) for attempts, at in next_tries), default=None)


def oldest_unheard_event() -> datetime | None:
    waiting = Event.objects.undispatched().hearable().order_by()
    oldest: datetime | None = waiting.aggregate(oldest=Min(Coalesce("held_until", "at")))["oldest"]
    return oldest


def broker_answers() -> bool:
    """True, too, where there is no broker to ask."""
    if not settings.ENVIRONMENT.redis_url:
        return True
    wait = BROKER_ANSWERS_IN
    try:
        with redis.Redis.from_url(
            settings.ENVIRONMENT.redis_url, socket_connect_timeout=wait, socket_timeout=wait, retry=None
        ) as broker:
            return bool(broker.ping())
    except redis.RedisError:
        return False


def failing_mailbox() -> datetime | None:
    """Since when a mailbox cannot be fetched from, also one that never could."""
    oldest: datetime | None = Mailbox.objects.failing().order_by().aggregate(oldest=Min("failing_since"))["oldest"]
    return oldest


def flood() -> datetime | None:
    """Since when this hour's mail is more than a usual one's."""
    at = timezone.now() - timedelta(hours=1)
    lately = ReceivedMail.objects.filter(received_at__gt=at).order_by("-received_at")
    return lately.values_list("received_at", flat=True)[A_FLOOD - 1 : A_FLOOD].first()


def full_hold() -> datetime | None:
    """Since when the mail that waits for a person is too much, or too old."""
    held = ReceivedMail.objects.held().order_by("received_at").values_list("received_at", flat=True)
    many, oldest = held[A_FULL_HOLD - 1 : A_FULL_HOLD].first(), held.first()
    if many is None and oldest is not None and oldest < timezone.now() - LONGEST_HOLD:
        return oldest + LONGEST_HOLD
    return many


def broken_text() -> datetime | None:
    """Since when a text of the municipality's own could not be used."""
    oldest: datetime | None = MailText.objects.order_by().aggregate(oldest=Min("broken_at"))["oldest"]
    return oldest


def answers_not_embedded() -> int:
    """Published answers that the search still finds by their words alone."""
    return Article.objects.published().filter(meaning=None).count()


def oldest_failing_row() -> datetime | None:
    oldest: datetime | None = SweepFailure.objects.order_by().aggregate(oldest=Min("first_at"))["oldest"]
    return oldest


WAITING: Final[dict[Trouble, Callable[[], datetime | None]]] = {
    Trouble.MAIL: oldest_unsent_mail,
    Trouble.EVENTS: oldest_unheard_event,
    Trouble.MAILBOX: failing_mailbox,
    Trouble.FLOOD: flood,
    Trouble.HELD: full_hold,
    Trouble.TEXTS: broken_text,
    Trouble.ROWS: oldest_failing_row,
    Trouble.OVERTURNED: partial(watch.remembered, "overturned"),
    Trouble.DRIFT: partial(watch.remembered, "drifted"),
}


def troubles(now: datetime) -> dict[Trouble, datetime]:
    """What stands still, and since when."""
    standstills = {
        trouble: since for trouble, ask in WAITING.items() if (since := ask()) and since < now - PATIENCE[trouble]
    }
    if silent := late(now):
        standstills[Trouble.TASKS] = min(silent.values())
    if not broker_answers():
        standstills[Trouble.BROKER] = now
    return standstills
