"""How often an answer was shown beside the form, and the enquiry was sent all the same."""

from collections.abc import Iterable

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from knowledgebase.models.article import Article


class PassedOver(models.Model):
    article = models.ForeignKey(
        Article, models.CASCADE, related_name="passed_over", verbose_name=_("shared answer"), db_index=False
    )
    day = models.DateField(_("day"))
    times = models.PositiveIntegerField(_("times"), default=0)

    class Meta:
        verbose_name = _("answer that was shown and not used")
        verbose_name_plural = _("answers that were shown and not used")
        constraints = [models.UniqueConstraint(fields=["article", "day"], name="passed_over_once_a_day")]

    def __str__(self) -> str:
        return f"{self.article_id} · {self.day}"

    @classmethod
    def note(cls, shown: Iterable[Article]) -> None:
        """One more for each, in their order by id, so that two at once do not wait for each other."""
        for article in sorted(shown, key=lambda article: article.pk):
            with transaction.atomic():
                row, _made = cls.objects.get_or_create(article=article, day=timezone.localdate())
                cls.objects.filter(pk=row.pk).update(times=models.F("times") + 1)
