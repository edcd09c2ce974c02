"""Celery's way in: ids in, one call."""

from celery import shared_task

from knowledgebase import link_trials
from knowledgebase.models import Article, Subscription
from knowledgebase.search import alike, index, meanings
from organisation.sweeps.sweeping import guarded, sweep_rows

BATCH = 200
EMBEDDING_SECONDS = 40.0
"""What one sweep spends at most; a text takes some 50 ms, and the next sweep goes on."""
COMPARING_SECONDS = 10.0


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
    sweep_rows("sweep_index", waiting, index.index_article, at_most=BATCH)
    meanings.embed_waiting(EMBEDDING_SECONDS)
    alike.compare_waiting(COMPARING_SECONDS)


@shared_task
def try_links() -> None:
    link_trials.sweep()


@shared_task
def read_subscription(subscription_id: int) -> None:
    from knowledgebase.exchange import reading  # noqa: PLC0415  an HTTP client that no other task needs

    with guarded("read_subscription", subscription_id):
        for subscription in Subscription.objects.filter(pk=subscription_id, ended_at=None):
            reading.read_subscription(subscription)


@shared_task
def sweep_subscriptions() -> None:
    """Each as a task of its own, so that a slow one holds up no other."""
    due = Subscription.due().values_list("pk", flat=True)
    sweep_rows("sweep_subscriptions", due, read_subscription.delay, at_most=BATCH)
