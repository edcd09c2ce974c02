"""Celery's way in: ids in, one call."""

from celery import shared_task

from knowledgebase.models import Article
from knowledgebase.search import index, meanings
from organisation.sweeping import each

BATCH = 200
EMBEDDING_SECONDS = 40.0
"""What one sweep spends at most; a text takes some 50 ms, and the next sweep goes on."""


@shared_task
def index_article(article_id: int) -> None:
    index.index_article(article_id)
    meanings.embed_waiting(EMBEDDING_SECONDS)


@shared_task
def embed_answers() -> None:
    meanings.embed_waiting(EMBEDDING_SECONDS)


@shared_task
def sweep_index() -> None:
    """Picks up what a dead broker or a killed worker left behind."""
    waiting = Article.objects.needing_index().values_list("pk", flat=True)
    each("sweep_index", waiting, index.index_article, at_most=BATCH)
    meanings.embed_waiting(EMBEDDING_SECONDS)
