"""Ranks the answers for what somebody wrote: by its words (`by_words`) and by what it means (`nearness`)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from knowledgebase.models import Article
from knowledgebase.search import nearness
from knowledgebase.search.by_words import hits_by_words

MEANT: Final = 200
"""Letters of a query whose meaning is read."""
NEAR: Final = 0.035
"""Least nearness of an answer that shares no word with the query. Meaningless text comes to some 0.03."""
BESIDE_WORDS: Final = 0.9
"""What a rank by meaning counts beside the same rank by words."""
NEAREST: Final = 60


@dataclass(frozen=True, order=True)
class Hit:
    """`score` grows with fit. `points` are those of its words, `coverage` (0 to 1) the share of the question they meet,
    `lift` how near its meaning is (0.1 is very near)."""

    score: float
    article_id: int
    points: float = field(default=0.0, compare=False)
    coverage: float = field(default=0.0, compare=False)
    lift: float = field(default=0.0, compare=False)


def search(query: str, language: str | None = None, audience: str | None = None, limit: int = 10) -> list[Hit]:
    """Published answers that fit, best first. `language` and `audience` narrow where given."""
    (worded,) = hits_by_words(query)
    if worded is None:
        return []
    words = {hit.article_id: hit for hit in worded}
    lifts = nearness.lifts(query[:MEANT])
    by_words = narrowed([hit.article_id for hit in worded], language, audience, max(limit, NEAREST))
    near = sorted((pk for pk in lifts if pk in words or lifts[pk] >= NEAR), key=lambda pk: (-lifts[pk], pk))
    by_meaning = narrowed(near, language, audience, NEAREST)
    scores = fused(by_words, by_meaning)
    best = sorted(scores, key=lambda pk: (-scores[pk], pk))[:limit]
    return [
        Hit(
            scores[pk],
            pk,
            words[pk].points if pk in words else 0.0,
            words[pk].coverage if pk in words else 0.0,
            lifts.get(pk, 0.0),
        )
        for pk in best
    ]


def fused(by_words: list[int], by_meaning: list[int]) -> dict[int, float]:
    """Reciprocal ranks, added: who stands first in one and high in the other wins."""
    scores: dict[int, float] = {}
    for counts, ranking in ((1.0, by_words), (BESIDE_WORDS, by_meaning)):
        for rank, pk in enumerate(ranking, 1):
            scores[pk] = scores.get(pk, 0.0) + counts / (1 + rank)
    return scores


def narrowed(ranking: list[int], language: str | None, audience: str | None, limit: int) -> list[int]:
    """The best that are still published, in the language and for the audience; asked for in slices."""
    kept: list[int] = []
    size = max(50, limit * 4)
    for start in range(0, len(ranking), size):
        part = ranking[start : start + size]
        shown = allowed(part, language, audience)
        kept.extend(pk for pk in part if pk in shown)
        if len(kept) >= limit:
            break
    return kept[:limit]


def allowed(articles: Iterable[int], language: str | None, audience: str | None) -> set[int]:
    found = Article.objects.published().filter(pk__in=articles)
    if language:
        found = found.for_language(language)
    if audience:
        found = found.for_audience(audience)
    return set(found.values_list("pk", flat=True))
