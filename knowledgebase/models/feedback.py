"""Whether an answer helped, and if not, why. No person, no address."""

from datetime import timedelta
from typing import Final, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from knowledgebase.models.article import Article
from knowledgebase.words import Unhelped
from organisation.stored_text import MaskedTextField
from privacy.cpr import mask

TEXT_KEPT: Final = timedelta(days=180)
"""What somebody wrote about an answer; that it did not help is kept with the answer."""
LONGEST: Final = 500


class FeedbackQuerySet(models.QuerySet["Feedback"]):
    def telling(self) -> Self:
        """What did not help, with a reason; newest first."""
        return self.filter(helped=False).exclude(reason="").order_by("-id")

    def unread(self) -> Self:
        return self.telling().filter(is_read=False)

    def untold(self) -> Self:
        """Reasons of which who looks after the answer has had no mail, while it has readers; oldest first."""
        waiting = self.unread().filter(is_told=False, article__in=Article.objects.published())
        return waiting.select_related("article__owner", "article__institution").order_by("id")


class Feedback(models.Model):
    article = models.ForeignKey(Article, models.CASCADE, related_name="feedback", verbose_name=_("shared answer"))
    helped = models.BooleanField(_("helped"))
    reason = models.CharField(_("reason"), max_length=10, choices=Unhelped, blank=True, default="", db_default="")
    text = MaskedTextField(_("in their own words"), blank=True, default="", db_default="")
    is_read = models.BooleanField(_("read by the owner"), default=False, db_default=False)
    is_told = models.BooleanField(default=False, db_default=False, editable=False)
    """Who looks after the answer has had a mail about it."""
    day = models.DateField(_("day"), auto_now_add=True)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        indexes = [
            models.Index(fields=["id"], name="feedback_to_tell", condition=models.Q(helped=False, is_told=False)),
        ]

    def __str__(self) -> str:
        return f"{self.article_id} · {self.helped}"

    def explain(self, reason: str, text: str) -> None:
        """Why it did not help, in a word of the list and a few of one's own."""
        self.reason, self.text = reason, mask(text).text.strip()[:LONGEST]
        self.save(update_fields=["reason", "text"])

    @classmethod
    def drop_old_texts(cls) -> None:
        cls.objects.filter(day__lt=timezone.localdate() - TEXT_KEPT).exclude(text="").update(text="")
