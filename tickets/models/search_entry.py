"""The text of a case in one place, so that a search reads one row for each case."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from organisation.models import Institution
from organisation.stored_text import MaskedTextField


class SearchEntry(models.Model):
    """Subject, names and conversation of a case. Filled by a task after each change, so writing stays quick."""

    ticket = models.OneToOneField(
        "tickets.Ticket",
        models.CASCADE,
        primary_key=True,
        related_name="search_entry",
        verbose_name=_("case"),
    )
    institution = models.ForeignKey(
        Institution, models.SET_NULL, null=True, related_name="+", db_index=False, verbose_name=_("institution")
    )
    """A copy, for the marks that `tickets.search` narrows by; who may see a case is asked of the case."""
    text = MaskedTextField(_("text"))

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")

    def __str__(self) -> str:
        return f"#{self.ticket_id}"
