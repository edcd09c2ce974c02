"""One mail that came in, and what became of it."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisation.stored_text import MaskedCharField, MaskedTextField
from tickets.models.mailbox import Mailbox

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    from tickets.models.ticket import Ticket

RAW_KEPT = timedelta(days=30)
"""How long the mail itself is kept for a second try, and one that belongs to no case at all."""

REASONS: "dict[str, StrPromise]" = {
    "": _("A person wrote it"),
    "bounce": _("A mail of ours could not be delivered"),
    "loop": _("It is a mail of our own that came back"),
    "receipt": _("A receipt, or an answer to an invitation"),
    "automatic_reply": _("An automatic reply"),
    "automatic": _("Sent by a program"),
    "away": _("It reads like the automatic reply of somebody who is away"),
    "list": _("Sent to many, such as a newsletter"),
    "no_sender": _("It has no sender who could be answered"),
    "forged": _("The sender's domain says that the mail does not come from there"),
    "disagree": _("Its address leads to one case, and what it answers to another"),
    "unknown_address": _("The answer came from an address that we do not know in this case"),
    "too_large": _("The mail is more than 25 MB"),
    "too_complicated": _("The mail has too many parts"),
    "too_many_links": _("The mail has too many links"),
    "unreadable": _("The mail could not be read"),
    "too_many": _("Too many mails from the same address within an hour"),
    "too_many_in_case": _("Too many mails in the same case within an hour"),
    "spam": _("The mail server takes it for spam"),
    "failed": _("Something went wrong here. Try again when it is put right"),
}
"""Why a mail was taken, ignored or held, in words."""


class ReceivedMailQuerySet(models.QuerySet["ReceivedMail"]):
    def of(self, ticket: "Ticket") -> "ReceivedMailQuerySet":
        """Mail to the case, and to those that were merged into it."""
        return self.filter(models.Q(ticket=ticket) | models.Q(ticket__merged_into=ticket))

    def held(self) -> "ReceivedMailQuerySet":
        return self.filter(outcome=ReceivedMail.Outcome.HELD)

    def undecided(self) -> "ReceivedMailQuerySet":
        """Held ones, and those ignored ones that nobody has seen in a case."""
        ignored = models.Q(outcome=ReceivedMail.Outcome.IGNORED, ticket=None)
        return self.filter(models.Q(outcome=ReceivedMail.Outcome.HELD) | ignored)

    def unfinished(self) -> "ReceivedMailQuerySet":
        """Stored, but whoever took them in died before they were judged."""
        return self.filter(outcome="").order_by("id")

    def oldest_first(self) -> "ReceivedMailQuerySet":
        return self.order_by("id")


class ReceivedMail(models.Model):
    """A mail by its fingerprint, so that the same one is never taken twice.

    `speaker` is who its sender is in the case, decided once and never guessed from the row again; `party` names a party
    that answers; `entry` is what it became in the conversation. Texts, names and subjects are masked; so is the raw
    mail, which is kept apart and for a short time.
    """

    class Outcome(models.TextChoices):
        OPENED = "opened", _("Opened a case")
        REPLY = "reply", _("Reply in a case")
        DUPLICATE = "duplicate", _("Was here already")
        IGNORED = "ignored", _("Ignored")
        HELD = "held", _("Held for a person")
        REFUSED = "refused", _("Refused by a person")

    class Speaker(models.TextChoices):
        """The words of staff are internal for ever, the requester's are shown on the requester's own page."""

        REQUESTER = "requester", _("The requester")
        PARTY = "party", _("Outside party")
        STAFF = "staff", _("A colleague")

    fingerprint = models.CharField(max_length=64, unique=True, editable=False)
    message_id = MaskedCharField(max_length=250, db_index=True, blank=True, editable=False)
    mailbox = models.ForeignKey(
        Mailbox, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("mailbox")
    )
    from_email = models.CharField(_("from"), max_length=254, blank=True)
    from_name = MaskedCharField(_("name"), max_length=120, blank=True)
    subject = MaskedCharField(_("subject"), max_length=200, blank=True)
    text = MaskedTextField(_("text"), blank=True)
    masked = models.PositiveSmallIntegerField(_("CPR numbers removed"), default=0)
    size = models.PositiveIntegerField(_("size in bytes"), default=0)
    received_at = models.DateTimeField(_("received"), default=timezone.now)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True)
    reason = MaskedCharField(_("reason"), max_length=20, blank=True)
    auto_generated = models.BooleanField(_("made by a machine"), default=False)
    quiet = models.BooleanField(_("no automatic answer"), default=False)
    ticket = models.ForeignKey(
        "tickets.Ticket",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="received_mails",
        verbose_name=_("case"),
    )
    entry = models.ForeignKey(
        "tickets.Message", models.SET_NULL, null=True, blank=True, editable=False, db_index=False, related_name="+"
    )
    speaker = models.CharField(_("who speaks"), max_length=9, choices=Speaker, blank=True, default="")
    party = MaskedCharField(_("party"), max_length=120, blank=True)

    objects = ReceivedMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("received mail")
        verbose_name_plural = _("received mail")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ticket=None)
                | ~models.Q(outcome__in=["reply", "held"])
                | models.Q(speaker__in=["requester", "party", "staff"]),
                name="mail_of_a_case_says_who_speaks",
            )
        ]
        indexes = [
            models.Index(fields=["from_email", "received_at"], name="received_from"),
            models.Index(fields=["received_at"], name="received_when"),
            models.Index(
                fields=["outcome", "id"], name="received_waiting", condition=models.Q(outcome__in=["", "held"])
            ),
            models.Index(fields=["entry"], name="received_entry", condition=models.Q(entry__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.subject or f"#{self.pk}"

    @property
    def reason_text(self) -> "str | StrPromise":
        return REASONS.get(self.reason, self.reason)

    @property
    def sender(self) -> str:
        return self.from_name or self.from_email

    @property
    def is_internal(self) -> bool:
        """Whether what it says is for colleagues alone, also once it is let in."""
        return self.speaker != self.Speaker.REQUESTER

    @property
    def waits(self) -> bool:
        return self.outcome == self.Outcome.HELD


class RawMail(models.Model):
    """The mail itself, apart from its row, so that a list never reads it. CPR numbers in its texts are masked."""

    mail = models.OneToOneField(ReceivedMail, models.CASCADE, primary_key=True, related_name="raw")
    data = models.BinaryField()

    class Meta:
        verbose_name = _("raw mail")
        verbose_name_plural = _("raw mails")

    def __str__(self) -> str:
        return f"#{self.pk}"
