"""What a process holds of the index in its memory: the words, how rare they are, and what means the same."""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from math import log
from typing import Final

from django.db.models import Count

from knowledgebase.models import Article, IndexState, Posting, Synonym
from knowledgebase.search.analysis import COMPOUND_PARTS, stem, words
from knowledgebase.search.spelling import Spelling

Phrase = tuple[str, ...]
NO_ENTRY: Final = 0
SMALL_SHELF: Final = 50
"""Fewer answers say too little about how rare a word is."""


@dataclass
class Vocabulary:
    """`frequency`: in how many answers a stem stands. `synonyms`: phrases and what they stand for."""

    stamp: str
    answers: int
    frequency: dict[str, int]
    synonyms: dict[Phrase, list[Phrase]]
    longest_phrase: int = field(init=False)

    def __post_init__(self) -> None:
        self.longest_phrase = max((len(phrase) for phrase in self.synonyms), default=1)

    @cached_property
    def known(self) -> frozenset[str]:
        """All stems that mean something here, in the answers or as the word for something in them."""
        lone = {phrase[0] for phrase in self.synonyms if len(phrase) == 1}
        return frozenset(self.frequency) | lone

    @cached_property
    def parts(self) -> frozenset[str]:
        return self.known | COMPOUND_PARTS

    @cached_property
    def spelling(self) -> Spelling:
        return Spelling(self.known)

    def rarity(self, term: str) -> float:
        """BM25's inverse document frequency; a stem that no answer holds is the rarest."""
        frequency = self.frequency.get(term, NO_ENTRY)
        answers = max(self.answers, SMALL_SHELF)
        return log(1 + (answers - frequency + 0.5) / (frequency + 0.5))


def phrase(text: str) -> Phrase:
    return tuple(stem(word) for word in words(text))


def read_synonyms() -> dict[Phrase, list[Phrase]]:
    synonyms: dict[Phrase, list[Phrase]] = defaultdict(list)
    for term, meaning, both_ways in Synonym.objects.order_by("id").values_list("term", "meaning", "both_ways"):
        term_stems, meaning_stems = phrase(term), phrase(meaning)
        if term_stems and meaning_stems and term_stems != meaning_stems:
            synonyms[term_stems].append(meaning_stems)
            if both_ways:
                synonyms[meaning_stems].append(term_stems)
    return dict(synonyms)


def read_vocabulary(stamp: str) -> Vocabulary:
    rows = Posting.objects.values_list("term").annotate(found=Count("id")).order_by()
    return Vocabulary(
        stamp=stamp,
        answers=Article.objects.published().count(),
        frequency=dict(rows),
        synonyms=read_synonyms(),
    )


_held: tuple[Vocabulary, ...] = ()


def current() -> Vocabulary:
    """The vocabulary of the index as it stands; one query while nothing has changed."""
    global _held  # noqa: PLW0603  one vocabulary for each process
    stamp = IndexState.current()
    if not _held or _held[0].stamp != stamp:
        _held = (read_vocabulary(stamp),)
    return _held[0]
