"""Writes down what answers mean, apart from the requests of people."""

import hashlib
from collections.abc import Iterable
from time import monotonic
from typing import Any, Final

import numpy as np
from django.db import transaction

from knowledgebase.models import Article, IndexState, Meaning
from meaning import embedding

AT_ONCE: Final = 16
LARGEST: Final = 127


def asked(article: Article) -> str:
    """What somebody would ask who needs the answer; the answer's own words are read by the other half of the search."""
    return f"{article.title}. {article.question} {' '.join(map(str, article.tags))}"


def digest(article: Article) -> str:
    return hashlib.sha256(asked(article).encode()).hexdigest()


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
        waiting = list(Article.objects.published().filter(meaning=None).order_by("id")[:AT_ONCE])
        if not waiting:
            break
        embed(waiting)
        done += len(waiting)
    return done


def embed(articles: list[Article]) -> None:
    vectors = embedding.embed_passages([asked(article) for article in articles])
    rows = [
        Meaning(article=article, vector=packed(vector), digest=digest(article))
        for article, vector in zip(articles, vectors, strict=True)
    ]
    with transaction.atomic():
        Meaning.objects.bulk_create(rows, ignore_conflicts=True)
        IndexState.meanings_moved_on()
