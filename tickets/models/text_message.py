"""One text message that there is news, and its fate."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, Self

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisation.stored_text import MaskedCharField
from tickets.models.event import Event
from tickets.models.message import Message
from tickets.text_messages.text_troubles import sentence
from tickets.words import Actor

if TYPE_CHECKING:
    from tickets.models.ticket import Ticket

BETWEEN: Final = timedelta(minutes=10)
"""At most one text message for each case in this time."""
PAUSES: Final = [timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 30, 60)]
"""Growing pauses between attempts. After the last somebody must ring: whoever waits for an answer waits no longer."""
CLAIM: Final = timedelta(minutes=5)
"""One that nobody finished sending (its process died) is in doubt after this long."""


class TextMessageQuerySet(models.QuerySet["TextMessage"]):
    def on_their_way(self) -> Self:
        return self.filter(status__in=ON_THEIR_WAY)

    def ready(self) -> Self:
        return self.filter(status=TextMessage.Status.QUEUED, next_attempt_at__lte=timezone.now())

    def abandoned(self) -> Self:
        """Those whose process died while it sent them."""
        return self.filter(status=TextMessage.Status.SENDING, next_attempt_at__lte=timezone.now())

    def refused(self, number: str, *, since: datetime) -> Self:
        return self.filter(status=TextMessage.Status.REFUSED, number=number, settled_at__gte=since)


class TextMessage(models.Model):
    """Tells a requester without a mail address that there is news. It holds no words of the case, and none at all: the
    text is made as it is sent, with the private link.

    A gateway cannot know one that comes twice. So it is sent again only where it was surely not sent before; one that
    may have been is in doubt, and somebody rings.
    """

    class Status(models.TextChoices):
        QUEUED = "queued", _("Queued")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        REFUSED = "refused", _("Refused by the gateway")
        FAILED = "failed", _("Failed")
        UNSURE = "unsure", _("Perhaps sent")
        DROPPED = "dropped", _("No longer needed")

    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="text_messages", verbose_name=_("case"))
    event = models.ForeignKey(Event, models.CASCADE, related_name="+", verbose_name=_("event"))
    number = MaskedCharField(_("phone"), max_length=20, blank=True, default="")
    """Where it was sent to, with the country and without a plus; empty until then."""
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"), default=timezone.now)
    settled_at = models.DateTimeField(_("settled"), null=True, editable=False)
    last_error = models.CharField(_("last error"), max_length=40, blank=True, default="", editable=False)

    objects = TextMessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("text message")
        verbose_name_plural = _("text messages")
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"], condition=models.Q(status__in=["queued", "sending"]), name="one_text_on_its_way"
            )
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at"], name="text_due", condition=models.Q(status__in=["queued", "sending"])
            )
        ]

    def __str__(self) -> str:
        return self.get_status_display()

    @classmethod
    def announce(cls, event: Event, ticket: "Ticket") -> "TextMessage | None":
        """The one that tells of the event; None where another that is on its way, or left since, tells of it anyway."""
        own, known_at = cls.objects.filter(ticket=ticket), event.held_until or event.at
        tells = models.Q(event=event) | models.Q(status=cls.Status.SENT, settled_at__gte=known_at)
        if own.filter(tells | models.Q(status__in=ON_THEIR_WAY)).exists():
            return None
        last = own.exclude(status=cls.Status.DROPPED).aggregate(last=models.Max("settled_at"))["last"]
        now = timezone.now()
        try:
            with transaction.atomic():
                return cls.objects.create(
                    ticket=ticket, event=event, next_attempt_at=max(now, last + BETWEEN) if last else now
                )
        except IntegrityError:  # another worker was quicker
            return None

    @property
    def is_on_its_way(self) -> bool:
        return self.status in ON_THEIR_WAY

    @property
    def did_not_arrive(self) -> bool:
        """Whether somebody must ring instead."""
        return self.status in LOST

    @property
    def trouble(self) -> str:
        """Why it has not arrived, in words; empty where nothing is wrong."""
        return sentence(self.last_error)

    def claimed(self, number: str) -> bool:
        """Takes it for one attempt, so that two workers never send it at once."""
        now = timezone.now()
        taken = TextMessage.objects.filter(pk=self.pk, attempts=self.attempts).ready()
        sending = {"status": self.Status.SENDING, "number": number, "last_error": ""}
        if not taken.update(attempts=self.attempts + 1, next_attempt_at=now + CLAIM, **sending):
            return False
        self.attempts, self.number, self.status = self.attempts + 1, number, self.Status.SENDING
        return True

    def succeed(self) -> None:
        """The gateway has it: the requester knows of every answer that stands on the page by now."""
        with transaction.atomic():
            if self._settle(self.Status.SENT):
                Message.objects.untold().public().filter(ticket=self.ticket).update(told_at=timezone.now())
                Event.record(self.ticket, "texted", by=Actor.SYSTEM)

    def wait(self, error: str, *, at_least: timedelta = timedelta()) -> None:
        """It was surely not sent. Another attempt after a longer pause; after the last somebody must ring."""
        if self.attempts > len(PAUSES):
            self.lose(self.Status.FAILED, error)
            return
        again = timezone.now() + max(PAUSES[self.attempts - 1], at_least)
        self._sending().update(status=self.Status.QUEUED, next_attempt_at=again, last_error=error[:40])

    def lose(self, status: Status, error: str) -> None:
        """It did not arrive, or nobody knows: whoever works on the case hears that somebody must ring."""
        with transaction.atomic():
            if self._settle(status, error):
                Event.record(self.ticket, "text_failed", by=Actor.SYSTEM, code=error[:40], unsure=status == "unsure")

    def drop(self) -> None:
        """It is never sent: the requester has a mail address by now, or there is nothing to tell any more."""
        queued = TextMessage.objects.filter(pk=self.pk, status=self.Status.QUEUED)
        queued.update(status=self.Status.DROPPED, settled_at=timezone.now())

    def _settle(self, status: Status, error: str = "") -> bool:
        return bool(self._sending().update(status=status, settled_at=timezone.now(), last_error=error[:40]))

    def _sending(self) -> TextMessageQuerySet:
        return TextMessage.objects.filter(pk=self.pk, status=self.Status.SENDING)


ON_THEIR_WAY: Final = (TextMessage.Status.QUEUED, TextMessage.Status.SENDING)
LOST: Final = (TextMessage.Status.REFUSED, TextMessage.Status.FAILED, TextMessage.Status.UNSURE)
