from collections.abc import Sequence
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from knowledgebase.models.article import Article
from knowledgebase.readers import EVERYBODY

TOO_LONG: Final = 15


class Deflection(models.Model):
    """Somebody who was about to write found the answer first, and said so. `article`: the best of those shown."""

    article = models.ForeignKey(
        Article, models.SET_NULL, null=True, related_name="deflections", verbose_name=_("shared answer")
    )
    day = models.DateField(_("day"), auto_now_add=True)

    class Meta:
        verbose_name = _("enquiry that an answer spared")
        verbose_name_plural = _("enquiries that answers spared")

    def __str__(self) -> str:
        return f"{self.article_id} · {self.day}"

    @classmethod
    def note(cls, shown: Sequence[str]) -> "Deflection":
        """One for each person. `shown`: ids as the page gave them, best first; nonsense is passed over."""
        best = next((pk for pk in shown if pk.isascii() and pk.isdigit() and len(pk) < TOO_LONG), None)
        return cls.objects.create(
            article=Article.objects.visible_to(EVERYBODY).filter(pk=best).first() if best else None
        )
