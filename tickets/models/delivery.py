"""One outgoing mail and its fate."""

from datetime import datetime, timedelta

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisation.stored_text import MaskedCharField, MaskedTextField
from tickets.models.event import Event
from tickets.models.message import Message
from tickets.models.news_stop import NewsStop
from tickets.words import Actor

PAUSES = [timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 30, 60, 120, 240, 480, 720)]
"""Growing pauses between attempts; after the last the delivery counts as failed and an administrator sees it."""
LOOSE_KEPT = timedelta(days=90)
"""How long a mail is kept that belongs to no case."""
BOUNCED = "bounced"
THROTTLED = "throttled"
BY_PERSON = frozenset({"requester_answered", "requester_asked", "party_forwarded", "party_reminded"})
OUTWARD = ("requester_", "writer_", "party_")
"""Kinds of mail that leave the support organisation, whose loss somebody must hear of."""
CLAIM = timedelta(minutes=5)
"""A claimed delivery that nobody finished (its process died) is tried again after this long."""


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def about(self, message: Message) -> "DeliveryQuerySet":
        """The mails that carry the message to the requesters."""
        events = Event.objects.filter(ticket=message.ticket_id, data__message=message.pk)
        return self.filter(event__in=events, kind__startswith="requester_").exclude(event__kind="retracted")

    def unsent(self) -> "DeliveryQuerySet":
        """Those that no mail server has had, nor has in its hands at this moment."""
        idle = models.Q(attempts=0) | ~models.Q(last_error="")
        return self.filter(idle, status__in=[Delivery.Status.QUEUED, Delivery.Status.FAILED]).exclude(
            last_error__startswith=BOUNCED
        )

    def refused(self) -> "DeliveryQuerySet":
        """Those that the recipient's mail server will not have."""
        return self.filter(last_error__startswith=BOUNCED)

    def gone_out(self) -> "DeliveryQuerySet":
        """Those that somebody may have read."""
        return self.exclude(status=Delivery.Status.DROPPED)

    def ready(self) -> "DeliveryQuerySet":
        """Those that are due, but for news that somebody has stopped."""
        due = self.filter(status=Delivery.Status.QUEUED, next_attempt_at__lte=timezone.now())
        return due.exclude(kind__in=NewsStop.objects.values("kind")).order_by("id")


class Delivery(models.Model):
    """A mail on its way. An event makes at most one of each kind for each recipient.

    Without an event it is about no case: a way to sign in, a digest. The text of a `secret` one is gone once sent.
    A private link is not in the text: that of the case `opens` is put in as the mail is sent.
    """

    class Status(models.TextChoices):
        QUEUED = "queued", _("Queued")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")
        DROPPED = "dropped", _("Not sent, since it was retracted")

    event = models.ForeignKey(
        Event, models.CASCADE, null=True, blank=True, related_name="deliveries", verbose_name=_("event")
    )
    kind = models.CharField(_("kind"), max_length=40)
    recipient = models.EmailField(_("recipient"))
    reply_to = models.EmailField(_("answers go to"), blank=True, default="")
    language = models.CharField(_("language"), max_length=5, default="da")
    subject = MaskedCharField(_("subject"), max_length=250)
    body = MaskedTextField(_("text"))
    opens = models.ForeignKey(
        "tickets.Ticket", models.CASCADE, null=True, editable=False, related_name="+", verbose_name=_("private link of")
    )
    secret = models.BooleanField(default=False, editable=False)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    last_error = MaskedCharField(_("last error"), max_length=200, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mail")
        constraints = [models.UniqueConstraint(fields=["event", "kind", "recipient"], name="delivery_once")]
        indexes = [
            models.Index(fields=["next_attempt_at"], name="delivery_due", condition=models.Q(status="queued")),
            models.Index(fields=["sent_at"], name="delivery_sent", condition=models.Q(status="sent")),
            models.Index(fields=["next_attempt_at"], name="delivery_failed", condition=models.Q(status="failed")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.get_status_display()})"

    def claimed(self) -> bool:
        """Takes this delivery for one attempt, so that two workers never send it at once.

        While it is under way it has no last error; a pause after a failed attempt has one.
        """
        now = timezone.now()
        taken = Delivery.objects.filter(pk=self.pk, attempts=self.attempts).ready()
        return bool(taken.update(attempts=self.attempts + 1, next_attempt_at=now + CLAIM, last_error=""))

    @property
    def is_under_way(self) -> bool:
        """Whether a worker holds it right now, or held it when it died."""
        return self.status == self.Status.QUEUED and self.attempts > 0 and not self.last_error

    @property
    def may_have_left(self) -> bool:
        """Whether an attempt was made of which nobody can say by this row alone how it ended."""
        return self.attempts > 0 or self.last_error not in {"", THROTTLED}

    @property
    def is_by_person(self) -> bool:
        """Whether it carries what a colleague wrote to its recipient: an answer to it is a person's answer."""
        return self.kind in BY_PERSON and self.event is not None and self.event.actor == Actor.STAFF

    @property
    def is_stuck(self) -> bool:
        """Whether it failed for good, or waits for another attempt after one that failed."""
        waits = self.status == self.Status.QUEUED and self.attempts > 0 and not self.is_under_way
        return waits or self.status == self.Status.FAILED

    def carries_retracted(self) -> bool:
        """Whether what it says was taken back after it was written."""
        if self.event is None or self.event.kind == "retracted" or not self.kind.startswith("requester_"):
            return False
        messages = Message.objects.filter(pk=self.event.data.get("message"), ticket=self.event.ticket_id)
        return messages.exclude(retracted_at=None).exists()

    @classmethod
    def drop_old(cls) -> None:
        """Mails of no case, such as a link to choose a password; that of a bundle stays with it."""
        old = cls.objects.filter(event=None, next_attempt_at__lt=timezone.now() - LOOSE_KEPT)
        old.exclude(status=cls.Status.QUEUED).exclude(kind="bundle").delete()

    def drop(self) -> None:
        """It is never sent; the row stays and says so."""
        Delivery.objects.filter(pk=self.pk).update(status=self.Status.DROPPED)
        self.files.all().delete()

    def succeed(self) -> None:
        """The mail server has it; its files are no longer needed."""
        kept = {"body": "–"} if self.secret else {}
        sent = {"status": self.Status.SENT, "sent_at": timezone.now(), "last_error": ""}
        Delivery.objects.filter(pk=self.pk).update(**sent, **kept)
        self.files.all().delete()

    def fail(self, error: str) -> None:
        """Waits a longer pause before the next attempt; gives up after the last. `error` names no address."""
        tried = Delivery.objects.values_list("attempts", flat=True).get(pk=self.pk)
        lost = tried > len(PAUSES)
        Delivery.objects.filter(pk=self.pk).update(
            status=self.Status.FAILED if lost else self.Status.QUEUED,
            next_attempt_at=timezone.now() + (timedelta() if lost else PAUSES[tried - 1]),
            last_error=error[:200],
        )

    def wait(self, until: datetime) -> None:
        """The provider asks for patience. No attempt is counted; one that is in doubt stays so."""
        Delivery.objects.filter(pk=self.pk).update(
            attempts=models.F("attempts") - 1, next_attempt_at=until, last_error=self.last_error or THROTTLED
        )

    def bounce(self, code: str) -> None:
        """The mail came back: the recipient's mail server refused it with `code` (RFC 3463). Again changes nothing."""
        with transaction.atomic():
            taken = Delivery.objects.filter(pk=self.pk).exclude(last_error__startswith=BOUNCED)
            if taken.update(status=self.Status.FAILED, last_error=f"{BOUNCED} {code}") and self.event:
                outward = self.kind.startswith(OUTWARD)
                facts = {"delivery": self.pk, "code": code, "outward": outward}
                Event.record(self.event.ticket, "mail_bounced", by=Actor.SYSTEM, **facts)

    def requeue(self) -> None:
        """Tries a failed or waiting mail again at once, with all its attempts; never one that is under way."""
        under_way = models.Q(
            status=self.Status.QUEUED, attempts__gt=0, last_error="", next_attempt_at__gt=timezone.now()
        )
        waiting = Delivery.objects.filter(pk=self.pk).exclude(status__in=[self.Status.SENT, self.Status.DROPPED])
        waiting = waiting.exclude(under_way)
        waiting.update(status=self.Status.QUEUED, attempts=0, next_attempt_at=timezone.now())
