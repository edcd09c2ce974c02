"""Which topic a text is about: the one of whose terms most stand in it. Pure text, and the same every time."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final, TypeVar

from knowledgebase.search.analysis import stem, words

IN_SUBJECT: Final = 2
"""What stands in the subject counts so much more than what stands below it."""
LONGEST: Final = 4_000
"""Characters read; what an enquiry is about stands at its beginning."""
AT_END: Final = 4
"""Characters of a term that may begin or end a longer word; a shorter one stands by itself alone."""
INSIDE: Final = 5
"""Characters of a term that may stand within a longer word."""
Key = TypeVar("Key")
Roots = Sequence[str]


def topic_of(subject: str, body: str, topics: Mapping[Key, Sequence[str]]) -> Key | None:
    """The key of the topic; None where no term of any stands in the text.

    `topics` are the terms by the key of their topic. Of two of which as much stands there, the one named first counts.
    """
    head, text = roots(subject), roots(body[:LONGEST])
    best: tuple[int, int] = (0, 0)
    chosen: Key | None = None
    for key, terms in topics.items():
        score, first = weigh(terms, head, text)
        if (score, -first) > best:
            best, chosen = (score, -first), key
    return chosen


def weigh(terms: Sequence[str], head: Roots, text: Roots) -> tuple[int, int]:
    """How much of the topic stands in subject and text, and how many words come before its first term."""
    score, first = 0, len(head) + len(text)
    for term in dict.fromkeys(roots_of_term(each) for each in terms):
        at_head, at_text = place_of(term, head), place_of(term, text)
        if at_head is not None:
            score, first = score + IN_SUBJECT, min(first, at_head)
        elif at_text is not None:
            score, first = score + 1, min(first, len(head) + at_text)
    return score, first


def roots(text: str) -> list[str]:
    return [stem(word) for word in words(text)]


@lru_cache(maxsize=2_000)
def roots_of_term(term: str) -> tuple[str, ...]:
    """The same few terms are asked of every text."""
    return tuple(roots(term))


def place_of(term: Roots, text: Roots) -> int | None:
    """Where the words of the term first stand, one after the other."""
    for at in range(len(text) - len(term) + 1):
        if term and all(fits(root, text[at + place]) for place, root in enumerate(term)):
            return at
    return None


def fits(root: str, word: str) -> bool:
    """Whether the word is the term or, as Danish puts words together, has it in it."""
    if root == word:
        return True
    at_end = len(root) >= AT_END and (word.startswith(root) or word.endswith(root))
    return at_end or (len(root) >= INSIDE and root in word)
