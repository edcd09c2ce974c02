"""Ranks the answers by the words somebody wrote: BM25 over stems, their synonyms, parts and likely spellings."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from knowledgebase.models import Posting
from knowledgebase.search import vocabulary
from knowledgebase.search.expansion import Concept, concepts
from knowledgebase.search.vocabulary import Vocabulary

FLOOR: Final = 0.2
"""Least share of what was asked, by rarity of its words, that an answer must hold to be found."""
SHORT: Final = 12
"""Concepts of a question. More is a story: its beginning says most, and words nobody knows say nothing."""
MOST_CONCEPTS: Final = 32
STORY_COUNTS: Final = 0.5
MOST_POSTINGS: Final = 8_000
"""What one search reads at most; it keeps a search among 10,000 answers below 50 ms."""


@dataclass(frozen=True)
class WordHit:
    """`points` grow with fit: up to 2 for each word of the question that is rare and stands in the title.

    `coverage` (0 to 1) is the share of the question that is met.
    """

    points: float
    article_id: int
    coverage: float


def hits_by_words(*texts: str) -> list[list[WordHit] | None]:
    """For each text the answers that hold its words, best first, published or not; `None` for one that says nothing."""
    known = vocabulary.current()
    asked = [telling(concepts(text, known)) for text in texts]
    by_term = postings({term for each in asked for concept in each for term in concept.terms}, known)
    return [best_first(ranked(each, known, by_term)) if each else None for each in asked]


def best_first(hits: list[WordHit]) -> list[WordHit]:
    return sorted(hits, key=lambda hit: (-hit.points, hit.article_id))


def telling(asked: list[Concept]) -> list[Concept]:
    """All of a question; of a story its beginning, and the rest as far as answers know it."""
    if len(asked) <= SHORT:
        return asked
    known = [concept for concept in asked if concept.terms][:MOST_CONCEPTS]
    for concept in known[SHORT:]:
        concept.counts *= STORY_COUNTS
    return known


def ranked(asked: list[Concept], known: Vocabulary, by_term: dict[str, list[tuple[int, float]]]) -> list[WordHit]:
    """The hits in no order. Of the stems that would do for a concept, the best one in an answer counts."""
    asked_for = sum(concept.rarity(known) * concept.counts for concept in asked)
    score: dict[int, float] = defaultdict(float)
    met: dict[int, float] = defaultdict(float)
    for concept in asked:
        best: dict[int, float] = {}
        for term in concept.terms:
            worth = concept.worth(term, known)
            for article_id, weight in by_term.get(term, ()):
                best[article_id] = max(best.get(article_id, 0.0), worth * weight)
        share = concept.rarity(known) * concept.counts / asked_for if asked_for else 0
        for article_id, points in best.items():
            score[article_id] += points
            met[article_id] += share
    rarest = known.rarity("")
    return [
        WordHit(points / rarest * (0.5 + met[article_id] / 2), article_id, met[article_id])
        for article_id, points in score.items()
        if met[article_id] >= FLOOR
    ]


def postings(terms: set[str], known: Vocabulary) -> dict[str, list[tuple[int, float]]]:
    """(answer, weight) by stem. Among very many answers the commonest stems tell least and are left out."""
    wanted: list[str] = []
    total = 0
    for term in sorted(terms, key=lambda term: (known.frequency.get(term, 0), term)):
        total += known.frequency.get(term, 0)
        if wanted and total > MOST_POSTINGS:
            break
        wanted.append(term)
    by_term: dict[str, list[tuple[int, float]]] = defaultdict(list)
    rows = Posting.objects.filter(term__in=wanted).values_list("article_id", "term", "weight")
    for article_id, term, weight in rows:
        by_term[term].append((article_id, weight))
    return by_term
