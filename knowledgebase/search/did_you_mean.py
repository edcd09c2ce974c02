"""A word of a search that no answer holds, put right as the answers that were found nevertheless write it."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from knowledgebase.models import Article
from knowledgebase.search import vocabulary
from knowledgebase.search.analysis import fold, is_asked, stem
from knowledgebase.search.compounds import split
from knowledgebase.search.vocabulary import Vocabulary

LOOKED_AT: Final = 10
"""Answers whose words are compared."""
_word = re.compile(r"[^\W\d_]+")


def did_you_mean(query: str, articles: Sequence[Article]) -> str:
    """The search with its unknown words put right; nothing where all are known or none is near."""
    known = vocabulary.current()
    unknown = {word for word in _word.findall(query) if is_unknown(word, known)}
    if not unknown:
        return ""
    written = Counter(
        word.lower()
        for article in articles[:LOOKED_AT]
        for text in (article.title, article.question)
        for word in _word.findall(text)
    )
    by_stem = {stem(fold(word)): word for word, _times in reversed(written.most_common())}
    meant = {word: near for word in unknown if (near := nearest(word, by_stem, known))}
    return _word.sub(lambda word: meant.get(word[0], word[0]), query) if meant else ""


def is_unknown(word: str, known: Vocabulary) -> bool:
    """Whether no answer holds the word, and it has no other meaning here."""
    term = stem(fold(word))
    if not is_asked(fold(word)) or term in known.frequency or (term,) in known.synonyms:
        return False
    return not split(term, known.parts) and not any(each.startswith(term) for each in known.frequency)


def nearest(word: str, by_stem: dict[str, str], known: Vocabulary) -> str:
    near = (by_stem[other] for other, _sure in known.spelling.near(stem(fold(word))) if other in by_stem)
    return next(near, "")
