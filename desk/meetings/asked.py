"""What several people of one place asked, alike put together, in words that no one person gives away.

A word is shown that three people wrote, or two and a shared answer; in the place of every other one stands "…". So what
only one of them wrote, such as a name, an illness or a class, is on no paper that hangs on a wall.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from knowledgebase.persons import doubts_in
from knowledgebase.search import vocabulary
from knowledgebase.search.analysis import matters, stem, words
from privacy.persons import blacken
from triage.classifier.text import cleaned
from triage.suggestions.repeats import in_common, matter

FEWEST: Final = 2
"""People who ask the same; what one alone asks may say who it is."""
ENOUGH: Final = 3
"""People whose word is shown whether an answer holds it or not: fewer may be the parents of one child."""
ALIKE: Final = 0.3
"""Likeness of two texts from which they are put together; a case that is taken for another's copy needs more."""
Matters = tuple[frozenset[str], frozenset[str]]
"""The stems of a subject, and of all that was written."""
LONGEST: Final = 120
SENTENCES: Final = 4
LEFT_OUT: Final = "…"
HOLE_COSTS: Final = 2
_ends = re.compile(r"(?<=[.!?])\s+|\n+")
_word = re.compile(r"[^\W_]+")
_holes = re.compile(rf"[^\w{LEFT_OUT}]*{LEFT_OUT}(?:[^\w{LEFT_OUT}]*{LEFT_OUT})+")


@dataclass(frozen=True)
class Asked:
    """What one person wrote in one case; `who` tells people apart."""

    case: int
    who: str
    subject: str
    body: str

    @property
    def matters(self) -> Matters:
        return matter(self.subject), matter(self.text)

    @property
    def text(self) -> str:
        return f"{self.subject}\n{cleaned(self.body)[:800]}"

    def sentences(self) -> list[str]:
        """The subject, and the first sentences of the rest."""
        rest = [part.strip() for part in _ends.split(cleaned(self.body))[:SENTENCES]]
        return [part for part in (self.subject.strip(), *rest) if part and len(part) <= LONGEST]


@dataclass(frozen=True)
class Group:
    """`text` is one of their sentences; `key` stays the same while more of them come."""

    text: str
    people: int
    key: int


def groups(asked: Sequence[Asked]) -> list[Group]:
    """What at least two people asked, most first; what cannot be said without pointing at somebody is left out."""
    known = vocabulary.current().frequency
    made = [group_of(together, known) for together in put_together(asked)]
    return sorted((each for each in made if each), key=lambda each: (-each.people, -each.key))


def put_together(asked: Sequence[Asked]) -> Iterator[list[Asked]]:
    """Around what is like most others, and so on with what is left."""
    left = alike(asked)
    while left:
        centre = max(left, key=lambda each: (len(left[each]), each.case))
        together = [centre, *left[centre]]
        yield together
        left = {each: near - set(together) for each, near in left.items() if each not in together}


def alike(asked: Sequence[Asked]) -> dict[Asked, set[Asked]]:
    matters_of = [(each, each.matters) for each in asked]
    near: dict[Asked, set[Asked]] = {each: set() for each in asked}
    for at, (one, own) in enumerate(matters_of):
        for other, theirs in matters_of[:at]:
            if are_alike(own, theirs):
                near[one].add(other)
                near[other].add(one)
    return near


def are_alike(one: Matters, other: Matters) -> bool:
    """By all they say, or where the subject of one stands in what the other says."""
    (subject, whole), (other_subject, other_whole) = one, other
    return (
        in_common(whole, other_whole) >= ALIKE
        or (bool(subject) and subject <= other_whole)
        or (bool(other_subject) and other_subject <= whole)
    )


def group_of(together: Sequence[Asked], known: Collection[str]) -> Group | None:
    number = people(together)
    text = shown_text(together, shared_roots(together, known)) if number >= FEWEST else ""
    return Group(text, number, min(each.case for each in together)) if text else None


def people(asked: Iterable[Asked]) -> int:
    return len({each.who for each in asked})


def shared_roots(together: Iterable[Asked], known: Collection[str]) -> set[str]:
    """Roots of words that nobody wrote alone."""
    by_person: dict[str, set[str]] = defaultdict(set)
    for each in together:
        by_person[each.who].update(map(stem, words(each.text)))
    times = Counter(root for roots in by_person.values() for root in roots)
    return {root for root, people in times.items() if people >= ENOUGH or (people >= FEWEST and root in known)}


def shown_text(together: Iterable[Asked], shared: set[str]) -> str:
    """The sentence that says most and leaves out least; nothing where none says anything."""
    candidates = [with_holes(sentence, shared) for each in together for sentence in each.sentences()]
    best = max(candidates, key=lambda text: (worth(text), -len(text), text), default="")
    return best if worth(best) > 0 else ""


def with_holes(sentence: str, shared: set[str]) -> str:
    """The sentence with "…" for what may be a person, and for each telling word that is not shared."""
    safe = blacken(sentence, (each.text for each in doubts_in(sentence)), LEFT_OUT)
    left = _word.sub(lambda match: match[0] if may_be_shown(match[0], shared) else LEFT_OUT, safe)
    return _holes.sub(f" {LEFT_OUT}", left).strip()


def may_be_shown(word: str, shared: set[str]) -> bool:
    return all(root in shared for root in telling_roots(word))


def telling_roots(text: str) -> set[str]:
    return {stem(word) for word in words(text) if matters(word)}


def worth(text: str) -> int:
    """A question says what is asked."""
    telling = len(telling_roots(text))
    return telling and telling + text.endswith("?") - HOLE_COSTS * text.count(LEFT_OUT)
