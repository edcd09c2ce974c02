"""Shared answers offered before anybody asks for them: beside a form, and on the front page."""

from typing import Final

from knowledgebase.models import Article
from knowledgebase.search import Hit, search

CERTAIN: Final = 2.0
"""Score of an answer that fits whatever else was written: some words of its title."""
FITTING: Final = 1.0
COVERING: Final = 0.55
"""A lower score suffices for an answer that holds this much of a short question."""
BESIDE_BEST: Final = 0.5
"""What fits less than half as well as the best is left out."""


def suggest(text: str, audience: str = "", language: str = "da", limit: int = 4) -> list[Article]:
    """Published answers that may settle what somebody writes, best first; none rather than a poor one."""
    hits = [hit for hit in search(text, language, audience, limit) if is_fitting(hit)]
    best = hits[0].score if hits else 0.0
    return in_order([hit for hit in hits if hit.score >= best * BESIDE_BEST])


def is_fitting(hit: Hit) -> bool:
    return hit.score >= CERTAIN or (hit.score >= FITTING and hit.coverage >= COVERING)


def in_order(hits: list[Hit]) -> list[Article]:
    """The answers of the hits, in their order, in one query."""
    found = Article.objects.published().in_bulk([hit.article_id for hit in hits])
    return [found[hit.article_id] for hit in hits if hit.article_id in found]


def popular(language: str, limit: int = 6) -> list[Article]:
    """The answers people look for most."""
    return list(Article.objects.published().for_language(language).most_wanted().for_list()[:limit])
