"""Files of a form that was not sent yet: they must not be lost when the form comes back with a question."""

import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from database import long_values
from database.prepared import WORD, Prepared
from organisation.stored_text import MaskedJSONField
from tickets.attachments.uploads import MAX_FILES, Upload
from tickets.models.conversation import Received

KEPT = timedelta(hours=24)
MOST = 400
"""Files that are held in all of forms that nobody has sent; then none is held until some have gone."""


class HeldFile(models.Model):
    """An inspected file, kept for a day under the form's own random key."""

    submission = models.CharField(max_length=64, db_index=True)
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    facts = MaskedJSONField()
    data = models.BinaryField()
    held_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("held file")
        verbose_name_plural = _("held files")

    def __str__(self) -> str:
        return str(self.facts.get("name", ""))

    @property
    def name(self) -> str:
        return str(self.facts["name"])

    @classmethod
    def hold(cls, submission: str, files: Sequence[Received]) -> None:
        """Keeps files until the form is sent; one that is there already is not kept twice."""
        there = {held.facts["sha256"] for held in cls.objects.filter(submission=submission).only("facts")}
        for file in files:
            if file.upload.sha256 not in there:
                facts = file.upload.as_dict() | {"masked": file.masked}
                long_values.insert(cls(submission=submission, facts=facts), "data", file.data)

    @classmethod
    def has_room(cls, submission: str, files: Sequence[Received]) -> bool:
        """Whether these may be held for a form beside what is held for it, and for all others."""
        there = {held.facts["sha256"] for held in cls.objects.filter(submission=submission).only("facts")}
        new = {file.upload.sha256 for file in files} - there
        return len(there) + len(new) <= MAX_FILES and cls.objects.count() + len(new) <= MOST

    @classmethod
    def received(cls, submission: str) -> list[Received]:
        return [file.as_received() for file in OF_ONE_FORM.rows({WORD: submission})]

    def as_received(self) -> Received:
        facts = dict(self.facts)
        masked = facts.pop("masked", 0)
        return Received(Upload(**facts), b"".join(long_values.pieces(HeldFile, self.pk, "data")), masked)

    @classmethod
    def drop(cls, submission: str) -> None:
        cls.objects.filter(submission=submission).delete()

    @classmethod
    def drop_old(cls) -> None:
        cls.objects.filter(held_at__lt=timezone.now() - KEPT).delete()


OF_ONE_FORM: Final = Prepared(lambda: HeldFile.objects.filter(submission=WORD).defer("data").order_by("id"))
