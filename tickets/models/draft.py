"""What somebody is writing in a case and has not sent yet."""

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisation.models import User
from organisation.security import keyed
from organisation.stored_text import MaskedJSONField, MaskedTextField
from privacy.cpr import mask
from tickets.models.held_file import HeldFile

if TYPE_CHECKING:
    from tickets.models.ticket import Ticket

KEPT = timedelta(days=60)


class Draft(models.Model):
    """One text of each kind for each person and case; `chosen` holds the facts picked beside a question.

    Its files wait as `HeldFile` rows under a key that only the server can make.
    """

    class Kind(models.TextChoices):
        ANSWER = "answer", _("Answer")
        NOTE = "note", _("Internal note")
        ASK = "ask", _("Ask for more")

    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="drafts", verbose_name=_("case"))
    person = models.ForeignKey(User, models.CASCADE, related_name="drafts", verbose_name=_("person"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    text = MaskedTextField(_("text"))
    chosen = MaskedJSONField(default=list)
    saved_at = models.DateTimeField(_("saved"), auto_now=True)

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [models.UniqueConstraint(fields=["ticket", "person", "kind"], name="one_draft_of_a_kind")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} #{self.ticket_id}"

    @classmethod
    def keep(cls, ticket: "Ticket", person: User, kind: str, text: str, chosen: Sequence[str] = ()) -> "Draft | None":
        """Writes the draft anew, without CPR numbers. An empty one without files is none."""
        if not text.strip() and not chosen and not HeldFile.received(files_key(ticket, person, kind)):
            cls.objects.filter(ticket=ticket, person=person, kind=kind).delete()
            return None
        values = {"text": mask(text).text, "chosen": list(chosen)}
        return cls.objects.update_or_create(ticket=ticket, person=person, kind=kind, defaults=values)[0]

    @classmethod
    def drop(cls, ticket: "Ticket", person: User, kind: str) -> None:
        """Forgets the draft and its files: it was sent, or is not wanted."""
        cls.objects.filter(ticket=ticket, person=person, kind=kind).delete()
        HeldFile.drop(files_key(ticket, person, kind))

    @classmethod
    def drop_old(cls) -> None:
        cls.objects.filter(saved_at__lt=timezone.now() - KEPT).delete()


def files_key(ticket: "Ticket", person: User, kind: str) -> str:
    """Where the files of a draft wait. Keyed, since what strangers send waits in the same table.

    What waits under a key from before the site's secret was changed moves to the new one.
    """
    newest, *older = keyed.digests("files of a draft", f"{ticket.pk}/{person.pk}/{kind}")
    if older:
        HeldFile.objects.filter(submission__in=older).update(submission=newest)
    return newest
