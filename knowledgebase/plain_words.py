"""A query as it may be counted: words alone, in one order, nothing with a digit or a sign in it."""

import re
from typing import Final

from knowledgebase.persons import without_persons

MOST: Final = 6
SHORTEST: Final = 2
MARK: Final = re.compile(r"\[[^\[\]]*\]")
WORD: Final = re.compile(r"[^\s.,;:!?()\"'”“»«/]+")


def plain_words(query: str) -> str:
    """Empty where nothing is left. What is personal by its form is taken out first; a name alone is only a word."""
    tokens = WORD.findall(MARK.sub(" ", without_persons(query)).lower())
    kept = dict.fromkeys(word for word in tokens if word.isalpha() and len(word) >= SHORTEST)
    return " ".join(sorted(kept)[:MOST])
