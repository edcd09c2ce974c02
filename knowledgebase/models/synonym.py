"""Words that mean the same to people, or that the answers say in another way."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from organisation.stored_text import MaskedCharField


class Synonym(models.Model):
    """What people write, and the word or phrase of the answers that it stands for."""

    term = MaskedCharField(_("what people write"), max_length=80)
    meaning = MaskedCharField(_("what the answers say"), max_length=80)
    both_ways = models.BooleanField(_("both ways"), default=False)

    class Meta:
        verbose_name = _("synonym")
        verbose_name_plural = _("synonyms")
        constraints = [models.UniqueConstraint(fields=["term", "meaning"], name="synonym_once")]

    def __str__(self) -> str:
        return f"{self.term} → {self.meaning}"
