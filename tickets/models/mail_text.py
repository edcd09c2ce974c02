"""What the municipality writes in its own words in mails to requesters."""

import re
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisation.stored_text import MaskedCharField, MaskedTextField

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django_stubs_ext import StrPromise

WORD: Final = re.compile(r"\{([^{}\n]*)\}")
WORDS: "Final[dict[str, StrPromise]]" = {
    "navn": _("the requester's name"),
    "emne": _("the subject of the enquiry"),
    "sagsnummer": _("the case number"),
    "kommune": _("the name of the municipality"),
    "besked": _("what was written to the requester"),
    "modtager": _("to whom the case was passed on"),
}
"""What may stand in braces."""


class Broken(ValueError):
    """A text names something that we do not have."""


class MailText(models.Model):
    """Subject and text of one kind of mail. Greeting, link and closing stay as they are, and so stand once each."""

    class Kind(models.TextChoices):
        OPENED = "requester_opened", _("We have received your enquiry")
        ANSWERED = "requester_answered", _("Answer")
        ASKED = "requester_asked", _("A question to the requester")
        FORWARDED = "requester_forwarded", _("Passed on")
        RESOLVED = "requester_resolved", _("Solved")
        CLOSED = "requester_closed", _("Closed")
        COLLECTED = "requester_collected", _("A wish was collected")

    kind = models.CharField(_("mail"), max_length=40, choices=Kind)
    language = models.CharField(_("language"), max_length=5, choices=[("da", "Dansk"), ("en", "English")], default="da")
    subject = MaskedCharField(_("subject"), max_length=150)
    text = MaskedTextField(_("text"))
    broken_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("text of a mail")
        verbose_name_plural = _("texts of mails")
        constraints = [models.UniqueConstraint(fields=["kind", "language"], name="one_text_for_a_mail")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.language})"

    @property
    def carries_message(self) -> bool:
        return self.kind in {self.Kind.ANSWERED, self.Kind.ASKED}

    def clean(self) -> None:
        for name, text in (("subject", self.subject), ("text", self.text)):
            for word in WORD.findall(text):
                if word not in WORDS:
                    raise ValidationError({name: _("“%(word)s” is not one of the words.") % {"word": word}})
        if self.carries_message and "{besked}" not in self.text:
            raise ValidationError({"text": _("The word {besked} is missing: nobody would get the answer.")})

    def filled(self, facts: "Mapping[str, str]") -> tuple[str, str]:
        """(subject, text). Raises `Broken` for a word that we have nothing for."""
        return fill(self.subject, facts), fill(self.text, facts)

    def note_broken(self) -> None:
        MailText.objects.filter(pk=self.pk, broken_at=None).update(broken_at=timezone.now())


def fill(text: str, facts: "Mapping[str, str]") -> str:
    def put_in(match: "re.Match[str]") -> str:
        if not facts.get(match[1]):
            raise Broken(match[1])
        return facts[match[1]]

    return WORD.sub(put_in, text)
