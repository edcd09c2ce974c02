"""What somebody looked up before they wrote: those who answer need not say it again."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from organisation.stored_text import MaskedCharField
from tickets.models import Ticket


class LookedUp(models.Model):
    """What was searched for, and which answer was read and did not settle it; one for each case at most."""

    ticket = models.OneToOneField(Ticket, models.CASCADE, related_name="looked_up", verbose_name=_("case"))
    searched = MaskedCharField(_("searched for"), max_length=200, blank=True)
    article = models.ForeignKey(
        "knowledgebase.Article",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("shared answer"),
    )

    class Meta:
        verbose_name = _("what was looked up")
        verbose_name_plural = _("what was looked up")

    def __str__(self) -> str:
        return f"#{self.ticket_id}"

    @classmethod
    def note(cls, ticket: Ticket, *, searched: str, article: int | None) -> None:
        if searched or article:
            cls.objects.get_or_create(ticket=ticket, defaults={"searched": searched, "article_id": article})
