"""Whether an answer helped. No person, no address: only yes or no and the day."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from knowledgebase.models.article import Article


class Feedback(models.Model):
    article = models.ForeignKey(Article, models.CASCADE, related_name="feedback", verbose_name=_("shared answer"))
    helped = models.BooleanField(_("helped"))
    day = models.DateField(_("day"), auto_now_add=True)

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")

    def __str__(self) -> str:
        return f"{self.article_id} · {self.helped}"
