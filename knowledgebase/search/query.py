"""Ranks the answers for what somebody wrote: by its words (`by_words`) and by what it means (`nearness`)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from knowledgebase.models import Article
from knowledgebase.readers import EVERYBODY, Reader
from knowledgebase.search import nearness
from knowledgebase.search.by_words import hits_by_words

MEANT: Final = 200
"""Characters of a query whose meaning is read."""
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


def search(
    query: str,
    language: str | None = None,
    audience: str | None = None,
    limit: int = 10,
    *,
    reader: Reader = EVERYBODY,
) -> list[Hit]:
    """The answers offered to the reader that fit, best first. `language` and `audience` narrow where given."""
    (worded,) = hits_by_words(query)
    if worded is None:
        return []
    word_hits = {hit.article_id: hit for hit in worded}
    lifts = nearness.lifts(query[:MEANT])
    suited = Suited(language, audience, reader)
    by_words = narrowed([hit.article_id for hit in worded], suited, max(limit, NEAREST))
    near = sorted((pk for pk in lifts if pk in word_hits or lifts[pk] >= NEAR), key=lambda pk: (-lifts[pk], pk))
    by_meaning = narrowed(near, suited, NEAREST)
    scores = fused(by_words, by_meaning)
    best = sorted(scores, key=lambda pk: (-scores[pk], pk))[:limit]
    return [
        Hit(
            scores[pk],
            pk,
            word_hits[pk].points if pk in word_hits else 0.0,
            word_hits[pk].coverage if pk in word_hits else 0.0,
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


@dataclass(frozen=True)
class Suited:
    """For whom the answers must be, and in which language; and who asks, which is never left out."""

    language: str | None = None
    audience: str | None = None
    reader: Reader = EVERYBODY


def narrowed(ranking: list[int], suited: Suited, limit: int) -> list[int]:
    """The best that the reader may see still, in the language and for the audience; asked for in slices."""
    kept: list[int] = []
    size = max(50, limit * 4)
    for start in range(0, len(ranking), size):
        part = ranking[start : start + size]
        shown = allowed(part, suited)
        kept.extend(pk for pk in part if pk in shown)
        if len(kept) >= limit:
            break
    return kept[:limit]


def allowed(articles: Iterable[int], suited: Suited) -> set[int]:
    offered = Article.objects.offered_to(suited.reader).filter(pk__in=articles)
    if suited.language:
        offered = offered.for_language(suited.language, suited.reader)
    if suited.audience:
        offered = offered.for_audience(suited.audience)
    return set(offered.values_list("pk", flat=True))
