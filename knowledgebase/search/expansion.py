"""From what somebody wrote to concepts: each a few stems that would all do, with how sure each is."""

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from knowledgebase.search.analysis import is_asked, is_telling, stem, words
from knowledgebase.search.compounds import part_known, split
from knowledgebase.search.vocabulary import Phrase, Vocabulary

SYNONYM: Final = 0.75
SPELLING: Final = 0.8
BEGINNING: Final = 0.6
PART: Final = 0.7
LONE_PART: Final = 0.6
PART_BESIDE: Final = 0.3
"""What each part of a known compound counts beside the compound."""
JOINED: Final = 0.9
LONGEST_QUERY: Final = 4000
"""Characters of a query that are read."""
MOST_ENDINGS: Final = 8
SHORTEST_BEGINNING: Final = 4


@dataclass
class Concept:
    """One thing asked for.

    `terms`: stems, and how sure each stands for it (0 to 1). `counts`: its share of the whole.
    """

    word: str
    counts: float = 1.0
    terms: dict[str, float] = field(default_factory=dict)

    def add(self, term: str, sure: float) -> None:
        self.terms[term] = max(sure, self.terms.get(term, 0.0))

    def worth(self, term: str, known: Vocabulary) -> float:
        """What a stem of the concept weighs: a rare stand-in for a common word is worth no more than it."""
        rarity = known.rarity(term)
        if self.word in known.frequency:
            rarity = min(rarity, known.rarity(self.word))
        return self.counts * self.terms[term] * rarity

    def rarity(self, known: Vocabulary) -> float:
        """Of its own word where an answer holds it, else of the surest stand-in."""
        if self.word in known.frequency or not self.terms:
            return known.rarity(self.word)
        return max(sure * known.rarity(term) for term, sure in self.terms.items())


def concepts(query: str, known: Vocabulary) -> list[Concept]:
    """The concepts of a query; words that say nothing, such as "ikke" and "hvordan", give none."""
    asked = words(query[:LONGEST_QUERY])
    stemmed = [stem(word) for word in asked]
    by_word: dict[str, Concept] = {}
    for word, term in zip(asked, stemmed, strict=True):
        if is_asked(word) and term not in by_word:
            for concept in of_word(term, known):
                by_word.setdefault(concept.word, concept)
    add_phrases(stemmed, by_word, known)
    add_joined(asked, by_word, known)
    return list(by_word.values())


def of_word(term: str, known: Vocabulary) -> list[Concept]:
    """A word that answers hold or that has a meaning here; else its parts, or what it may be a slip of."""
    concept = Concept(term)
    add_synonyms(concept, (term,), 1.0, known)
    if term in known.frequency:
        concept.add(term, 1.0)
    if concept.terms:
        return [
            concept,
            *(Concept(part, PART_BESIDE, {part: 1.0}) for part in split(term, known.parts) if part in known.frequency),
        ]
    if parts := split(term, known.parts):
        return [of_part(part, PART, known) for part in parts]
    add_beginnings(concept, known)
    add_spellings(concept, known)
    if not concept.terms:
        return [of_part(part, LONE_PART, known) for part in part_known(term, known.known)] or [concept]
    return [concept]


def of_part(part: str, counts: float, known: Vocabulary) -> Concept:
    concept = Concept(part, counts, {part: 1.0} if part in known.frequency else {})
    add_synonyms(concept, (part,), 1.0, known)
    return concept


def add_synonyms(concept: Concept, phrase: Phrase, sure: float, known: Vocabulary) -> None:
    for meant in known.synonyms.get(phrase, ()):
        for term in meant:
            if term in known.frequency and is_telling(term):
                concept.add(term, sure * SYNONYM / len(meant) ** 0.5)


def add_spellings(concept: Concept, known: Vocabulary) -> None:
    for other, near in known.spelling.near(concept.word):
        if other in known.frequency:
            concept.add(other, SPELLING * near)
        add_synonyms(concept, (other,), SPELLING * near, known)


def add_beginnings(concept: Concept, known: Vocabulary) -> None:
    """Words that begin so: somebody is still writing."""
    if len(concept.word) >= SHORTEST_BEGINNING:
        longer = (term for term in known.frequency if term.startswith(concept.word))
        for term in sorted(longer, key=lambda term: (-known.frequency[term], term))[:MOST_ENDINGS]:
            concept.add(term, BEGINNING)


def add_phrases(stemmed: list[str], by_word: dict[str, Concept], known: Vocabulary) -> None:
    """Synonyms of several words, such as "pick up"."""
    for length in range(2, known.longest_phrase + 1):
        for at in range(len(stemmed) - length + 1):
            phrase = tuple(stemmed[at : at + length])
            if phrase in known.synonyms:
                concept = by_word.setdefault(" ".join(phrase), Concept(" ".join(phrase)))
                add_synonyms(concept, phrase, 1.0, known)


def add_joined(asked: list[str], by_word: dict[str, Concept], known: Vocabulary) -> None:
    """Compounds that somebody wrote in two words: "ferie registrering"."""
    for one, other in pairwise(asked):
        for whole in (one + other, f"{one}s{other}"):
            term = stem(whole)
            if term in known.frequency and term not in by_word:
                by_word[term] = Concept(term, JOINED, {term: 1.0})
