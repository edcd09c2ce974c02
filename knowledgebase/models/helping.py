"""How often an answer is read and whether it helped; of whom nothing is kept."""

from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import F

if TYPE_CHECKING:
    from knowledgebase.models.article import Article
    from knowledgebase.models.feedback import Feedback

HELPED_COUNTS: Final = 5
"""How many readings one "it helped" is worth among the answers people look for."""


def count_reading(article: "Article") -> None:
    row = type(article).objects.filter(pk=article.pk)
    row.update(views=F("views") + 1, popularity=F("popularity") + 1)


def count_help(article: "Article", *, helped: bool) -> "Feedback":
    """Keeps whether it helped, and nothing about whom."""
    step = HELPED_COUNTS if helped else -HELPED_COUNTS
    with transaction.atomic():
        feedback = article.feedback.create(helped=helped)
        type(article).objects.filter(pk=article.pk).update(popularity=F("popularity") + step)
    return feedback
