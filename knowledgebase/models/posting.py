"""The search index: which answer holds which word, and how much it weighs there."""

import secrets

from django.db import models

from knowledgebase.models.article import Article
from organisation.stored_text import MaskedCharField


class Posting(models.Model):
    """One stem of a published answer; `weight` is BM25F's without the word's rarity (0 to 2.2)."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="postings")
    term = MaskedCharField(max_length=60)
    weight = models.FloatField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["term", "article"], name="posting_once")]

    def __str__(self) -> str:
        return f"{self.term} in {self.article_id}"


class IndexState(models.Model):
    """One row with a stamp that changes with postings and synonyms, so that processes drop what they hold.

    A random stamp and no counter: a restored backup or a rolled back transaction never repeats one.
    """

    stamp = models.CharField(max_length=16)
    meanings = models.CharField(max_length=16, default="")
    """The same for the meanings: they change on their own, and words are read anew for nothing else."""

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_index_state")]

    def __str__(self) -> str:
        return self.stamp

    @classmethod
    def current(cls) -> str:
        return cls.objects.filter(id=1).values_list("stamp", flat=True).first() or ""

    @classmethod
    def current_meanings(cls) -> str:
        return cls.objects.filter(id=1).values_list("meanings", flat=True).first() or ""

    @classmethod
    def move_on(cls) -> None:
        cls.objects.update_or_create(id=1, defaults={"stamp": secrets.token_hex(8)})

    @classmethod
    def meanings_moved_on(cls) -> None:
        cls.objects.update_or_create(id=1, defaults={"meanings": secrets.token_hex(8)})
