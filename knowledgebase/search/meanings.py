"""Writes down what answers mean, apart from the requests of people."""

import hashlib
from collections.abc import Iterable
from time import monotonic
from typing import Any, Final

import numpy as np
from django.db import transaction
from django.db.models import QuerySet

from knowledgebase.models import Article, IndexState, Meaning
from meaning import embedding
from organisation.models import SweepFailure
from organisation.sweeps.sweeping import guarded

AT_ONCE: Final = 4
"""Answers; with the ways in which people put them some two seconds of processor."""
LARGEST: Final = 127
SWEEP: Final = "embed_answers"
MOST_PHRASINGS: Final = 12
"""Of one answer; each takes as much memory as an answer."""


def asked(article: Article) -> str:
    """What somebody would ask who needs the answer; the answer's own words are read by the other half of the search."""
    return f"{article.title}. {article.question} {' '.join(article.keywords)}"


def read(article: Article) -> list[str]:
    """All that is embedded of an answer: the whole question first, then each way in which people put it."""
    return [asked(article), *article.phrasings[:MOST_PHRASINGS]]


def digest(article: Article) -> str:
    return hashlib.sha256("\n".join(read(article)).encode()).hexdigest()


def packed(vector: Any) -> bytes:
    """One byte for each number, the greatest as 127; how long the vector was is of no use."""
    greatest = float(np.abs(vector).max()) or 1.0
    return bytes(np.round(vector * (LARGEST / greatest)).astype(np.int8).tobytes())


def drop_outdated(articles: Iterable[Article]) -> None:
    """Takes away the meanings of texts that are another now, or shown to nobody."""
    digests = {article.pk: digest(article) if article.is_published else "" for article in articles}
    stored = Meaning.objects.filter(article_id__in=digests).values_list("pk", "article_id", "digest")
    outdated = [pk for pk, article_id, made_from in stored if digests[article_id] != made_from]
    if outdated:
        Meaning.objects.filter(pk__in=outdated).delete()
        IndexState.meanings_moved_on()


def embed_waiting(seconds: float) -> int:
    """Embeds published answers that have no meaning yet, for so long at most. Returns how many.

    Without an engine nothing is done, and the search goes on by words. Twice at once costs time and harms nothing.
    """
    ends, done = monotonic() + seconds, 0
    while embedding.available() and monotonic() < ends:
        waiting = list(without_meaning().order_by("id")[:AT_ONCE])
        if not waiting:
            break
        done += embedded(waiting)
    return done


def without_meaning() -> QuerySet[Article]:
    """But for those that failed of late."""
    resting = SweepFailure.objects.of(SWEEP).resting().values_list("key", flat=True)
    return Article.objects.published().filter(meaning=None).exclude(pk__in=list(resting))


def embedded(articles: list[Article]) -> int:
    """Embeds them together, which is quickest; each by itself where one of them cannot be. Returns how many were."""
    try:
        embed(articles)
    except Exception:  # noqa: BLE001  which of them it is, is found out and noted one by one
        return sum(embedded_alone(article) for article in articles)
    SweepFailure.objects.of(SWEEP).filter(key__in=[article.pk for article in articles]).delete()
    return len(articles)


def embedded_alone(article: Article) -> bool:
    with guarded(SWEEP, article.pk) as outcome:
        embed([article])
    return not outcome.failed


def embed(articles: list[Article]) -> None:
    texts = [read(article) for article in articles]
    vectors = iter(embedding.embed_passages([text for each in texts for text in each]))
    rows = [
        Meaning(article=article, vector=b"".join(packed(next(vectors)) for _text in each), digest=digest(article))
        for article, each in zip(articles, texts, strict=True)
    ]
    with transaction.atomic():
        Meaning.objects.bulk_create(rows, ignore_conflicts=True)
        IndexState.meanings_moved_on()
