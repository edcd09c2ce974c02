"""What people search for, counted by day: nobody's search, and not shown before several have asked."""

from datetime import timedelta
from typing import Any, Final, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from knowledgebase.plain_words import plain_words
from organisation.stored_text import MaskedCharField

KEPT: Final = timedelta(days=180)
ENOUGH: Final = 3
"""Times that the same was searched for before it is shown to anybody: what one person wrote alone may name somebody."""
LONGEST: Final = 80
COUNTED: Final = ("searches", "without_hit", "cases")


class SearchTallyQuerySet(models.QuerySet["SearchTally"]):
    def since(self, days: int) -> Self:
        return self.filter(day__gte=timezone.localdate() - timedelta(days=days))

    def asked_often(self, counted: str = "searches", limit: int = 15) -> list[dict[str, Any]]:
        """By words, those that were asked often enough to be shown, with the most `counted` first.

        Each with `words`, `searches`, `without_hit` and `cases`; none of which nothing is counted.
        """
        sums = {f"sum_{name}": models.Sum(name) for name in COUNTED}
        enough = {"sum_searches__gte": ENOUGH, f"sum_{counted}__gt": 0}
        rows: Any = self.values("words").annotate(**sums)
        best = rows.filter(**enough).order_by(f"-sum_{counted}", "words")[:limit]
        return [{"words": row["words"]} | {name: row[f"sum_{name}"] for name in COUNTED} for row in best]


class SearchTally(models.Model):
    words = MaskedCharField(_("words"), max_length=LONGEST)
    day = models.DateField(_("day"))
    searches = models.PositiveIntegerField(_("searches"), default=0)
    without_hit = models.PositiveIntegerField(_("without an answer"), default=0)
    cases = models.PositiveIntegerField(_("led to a case"), default=0)

    objects = SearchTallyQuerySet.as_manager()

    class Meta:
        verbose_name = _("what was searched for")
        verbose_name_plural = _("what was searched for")
        constraints = [models.UniqueConstraint(fields=["words", "day"], name="search_tally_once_a_day")]

    def __str__(self) -> str:
        return f"{self.words} · {self.day}"

    @classmethod
    def note(cls, query: str, **counted: int) -> None:
        """Adds to the day's row of these words; `counted`: `searches`, `without_hit` or `cases`."""
        words = plain_words(query)[:LONGEST]
        if not words:
            return
        added = {name: models.F(name) + number for name, number in counted.items()}
        today = cls.objects.filter(words=words, day=timezone.localdate())
        if not today.update(**added):
            # The first of the day; of two at the same moment one finds the other's row.
            _row, made = cls.objects.get_or_create(words=words, day=timezone.localdate(), defaults=counted)
            if not made:
                today.update(**added)

    @classmethod
    def drop_old(cls) -> None:
        cls.objects.filter(day__lt=timezone.localdate() - KEPT).delete()
