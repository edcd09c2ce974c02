"""Files that belong to a message. Their bytes live in the database: one place of state, one backup."""

import hashlib
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from django.db import models
from django.db.models.functions import Least
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from database import long_values
from database.after_commit import start_after_commit
from organisation.stored_text import MaskedCharField
from tickets.attachments.pictures import Clean
from tickets.attachments.uploads import with_ending
from tickets.models.event import Event
from tickets.models.message import MOST_COUNTED, Message
from tickets.words import Actor

PATIENCE: Final = timedelta(minutes=15)
"""How long a case waits for a file of it to be made ready. One that takes longer cannot be, and holds nobody up."""


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def harmless(self) -> "AttachmentQuerySet":
        """Those in which no CPR number was seen."""
        return self.filter(suspected=0)

    def ready(self) -> "AttachmentQuerySet":
        return self.filter(state=Attachment.State.READY)

    def pending(self) -> "AttachmentQuerySet":
        return self.filter(state=Attachment.State.PENDING).order_by("id")

    def under_way(self) -> "AttachmentQuerySet":
        """Those that will be ready in a moment."""
        return self.pending().filter(message__created_at__gt=timezone.now() - PATIENCE)


class Attachment(models.Model):
    """A file as its content says it is. It is shown only when the task has cleaned it (`ready`)."""

    class State(models.TextChoices):
        PENDING = "pending", _("Being checked")
        READY = "ready", _("Ready")
        REFUSED = "refused", _("Could not be read")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    message = models.ForeignKey(Message, models.CASCADE, related_name="attachments", verbose_name=_("message"))
    name = MaskedCharField(_("file name"), max_length=120)
    content_type = models.CharField(_("content type"), max_length=100)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)
    sent_sha256 = models.CharField(max_length=64, default="", db_default="", editable=False)
    """Of the file as it came, before it was cleaned: what tells that it was sent before."""
    is_image = models.BooleanField(default=False)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.PENDING)
    suspected = models.PositiveSmallIntegerField(_("CPR numbers that stand in it"), default=0, db_default=0)
    """Seen in its text, and not taken out: that cannot be done in a PDF."""

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        indexes = [models.Index(fields=["id"], name="attachment_pending", condition=models.Q(state="pending"))]

    def __str__(self) -> str:
        return self.name

    def data(self) -> bytes:
        """The whole file. Raises `AttachmentContent.DoesNotExist`."""
        return b"".join(self.pieces())

    def pieces(self) -> Iterator[bytes]:
        return long_values.pieces(AttachmentContent, self.pk, "data")

    def become(self, clean: Clean) -> None:
        """The cleaned file takes the place of the one that came, of which nothing is left."""
        came_as, self.sha256 = self.sha256, hashlib.sha256(clean.data).hexdigest()
        if self.sha256 != came_as:
            AttachmentContent.objects.filter(pk=self.pk).delete()
            AttachmentContent.keep(self, clean.data)
        if clean.masked:
            count = Least(models.F("masked") + clean.masked, models.Value(MOST_COUNTED))
            Message.objects.filter(pk=self.message_id).update(masked=count)
        self.state, self.content_type = self.State.READY, clean.content_type
        self.name = with_ending(self.name, clean.content_type)
        self.size, self.width, self.height = len(clean.data), clean.width, clean.height
        self.save(update_fields=["state", "content_type", "name", "size", "sha256", "width", "height"])

    def suspect(self, count: int) -> None:
        """CPR numbers were seen in its text. Its sender is told once for each message."""
        if not count:
            return
        message = self.message
        already = Attachment.objects.filter(message=message, suspected__gt=0).exists()
        self.suspected = min(count, MOST_COUNTED)
        self.save(update_fields=["suspected"])
        if not already and message.kind == Message.Kind.REQUESTER:
            Event.record(message.ticket, "numbers_seen", by=Actor.SYSTEM, words=message.pk)

    def make_ready(self) -> None:
        """Has a new file cleaned when the transaction is committed; a sweeper takes what a dead broker left behind."""
        if self.state == self.State.PENDING:
            start_after_commit("tickets.tasks.clean_attachment", self.pk)


class AttachmentContent(models.Model):
    """The bytes, apart from the row, so that a list never reads them."""

    attachment = models.OneToOneField(Attachment, models.CASCADE, primary_key=True, related_name="content")
    data = models.BinaryField()

    class Meta:
        verbose_name = _("attachment content")
        verbose_name_plural = _("attachment contents")

    def __str__(self) -> str:
        return f"#{self.pk}"

    @classmethod
    def keep(cls, attachment: Attachment, data: bytes) -> None:
        long_values.insert(cls(attachment=attachment), "data", data)
