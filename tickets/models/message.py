"""What people wrote in a case."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meaning.written_language import foreign
from organisation.models import User
from organisation.stored_text import MaskedCharField, MaskedTextField

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

MOST_COUNTED: Final = 32_767
"""What the column of removed numbers holds at most."""


class MessageQuerySet(models.QuerySet["Message"]):
    def public(self) -> "MessageQuerySet":
        """What the requester may read: no internal notes, nor what parties wrote, is being sent or was retracted."""
        sent = models.Q(held_until=None) | models.Q(held_until__lte=timezone.now())
        return self.filter(sent, retracted_at=None, kind__in=[Message.Kind.REQUESTER, Message.Kind.ANSWER])

    def held(self) -> "MessageQuerySet":
        """Those that are being sent and may still be taken back."""
        return self.filter(held_until__gt=timezone.now())

    def from_requester(self) -> "MessageQuerySet":
        """What the requester wrote in this case; not what was put into another (`tickets.models.misplacing`)."""
        return self.standing().filter(kind=Message.Kind.REQUESTER)

    def standing(self) -> "MessageQuerySet":
        """Those that were not retracted."""
        return self.filter(retracted_at=None)

    def untold(self) -> "MessageQuerySet":
        """Answers of which nobody has told a requester who has no mail address."""
        return self.standing().filter(kind=Message.Kind.ANSWER, told_at=None)

    def oldest_first(self) -> "MessageQuerySet":
        return self.order_by("id")

    def first_words(self, tickets: Iterable[int]) -> dict[int, str]:
        """What the requester of each case wrote first, by the case's id; nothing where it is kept no longer."""
        written = self.from_requester().filter(ticket__in=list(tickets)).order_by("-id")
        return dict(written.values_list("ticket_id", "body"))


class Message(models.Model):
    """One entry of the conversation. CPR numbers are masked before it is stored; `masked` counts them.

    Until `held_until` it is being sent: only colleagues see it, and it can be taken back (`tickets.models.sending`).
    Afterwards it can be retracted (`tickets.models.retraction`): only colleagues see it, struck out. So is what belongs
    in another case, whoever wrote it (`tickets.models.misplacing`).
    """

    class Kind(models.TextChoices):
        REQUESTER = "requester", _("From the requester")
        ANSWER = "answer", _("Answer")
        NOTE = "note", _("Internal note")
        PARTY = "party", _("From an outside party")

    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="messages", verbose_name=_("case"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    author = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("author"))
    author_name = MaskedCharField(_("author's name"), max_length=120, blank=True)
    via = models.ForeignKey(
        "tickets.Ticket",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        db_index=False,
        related_name="+",
        verbose_name=_("came through the merged case"),
    )
    body = MaskedTextField(_("text"))
    masked = models.PositiveSmallIntegerField(_("CPR numbers removed"), default=0)
    held_until = models.DateTimeField(null=True, editable=False)
    told_at = models.DateTimeField(null=True, editable=False)
    """When somebody told the requester by other means than mail."""
    retracted_at = models.DateTimeField(_("retracted"), null=True, blank=True, editable=False)
    retracted_by = models.ForeignKey(
        User,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        db_index=False,
        related_name="+",
        verbose_name=_("retracted by"),
    )
    created_at = models.DateTimeField(_("written"), auto_now_add=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = [
            models.Index(fields=["ticket", "id"], name="message_of_ticket"),
            models.Index(fields=["via", "id"], name="message_via", condition=models.Q(via__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} #{self.ticket_id}"

    @property
    def is_answer(self) -> bool:
        return self.kind == self.Kind.ANSWER

    @property
    def foreign_language(self) -> "StrPromise | str":
        """What the requester wrote in, where it is not Danish and can be told."""
        return foreign(self.body) if self.kind == self.Kind.REQUESTER else ""

    @property
    def is_retracted(self) -> bool:
        return self.retracted_at is not None

    @property
    def is_held(self) -> bool:
        return self.held_until is not None and self.held_until > timezone.now()

    @property
    def stands(self) -> bool:
        """Whether it has been said, and is not called wrong."""
        return not self.is_held and not self.is_retracted
