"""Celery's way in: ids in, one call."""

from typing import Any, Final

from celery import shared_task
from django.core.cache import cache

from database.after_commit import start
from knowledgebase import link_trials
from knowledgebase.models import Article, Subscription
from knowledgebase.search import alike, index, meanings
from organisation.sweeps.sweeping import guarded, sweep_rows

BATCH = 200
TURN_SECONDS: Final = 3.0
"""What embedding takes of a worker at a time. A text takes some 50 ms and a thousand may be new after an upgrade; mail
that has been written meanwhile goes out between two turns."""
ONLY_TURN_SECONDS: Final = 40.0
"""Where there is no worker, and so no next turn."""
TURN_IS_ASKED_FOR: Final = "knowledgebase.embedding.asked_for"
LOST_SECONDS: Final = 90
"""After these a turn that has not begun is taken for lost."""
COMPARING_SECONDS = 10.0


@shared_task
def index_article(article_id: int) -> None:
    index.index_article(article_id)
    ask_for_a_turn()


@shared_task(bind=True)
def embed_answers(self: Any) -> None:
    take_a_turn(alone=bool(self.request.is_eager))


def take_a_turn(*, alone: bool) -> None:
    """The next one stands behind whatever has come to wait meanwhile."""
    cache.delete(TURN_IS_ASKED_FOR)
    embedded = meanings.embed_waiting(ONLY_TURN_SECONDS if alone else TURN_SECONDS)
    if embedded and not alone and meanings.without_meaning().exists():
        ask_for_a_turn()


def ask_for_a_turn() -> None:
    """At most one waits, however many answers are new."""
    if cache.add(TURN_IS_ASKED_FOR, 1, LOST_SECONDS):
        start("knowledgebase.tasks.embed_answers")


@shared_task(bind=True)
def sweep_index(self: Any) -> None:
    """Picks up what a dead broker or a killed worker left behind."""
    waiting = Article.objects.needing_index().values_list("pk", flat=True)
    sweep_rows("sweep_index", waiting, index.index_article, at_most=BATCH)
    take_a_turn(alone=bool(self.request.is_eager))
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
