"""From text to the stems that index and query share.

Letters are folded before the stem is cut, so "foraeldre" and "forældre" are one word. One stemmer, the Danish
one (`meaning.danish`), serves both languages: it takes the English plural as well, and the rest of English comes
in as synonyms. The classifier cuts words in its own way (`triage.classifier.text.stem`), which its trained models
hold; the index holds stems that are cut as here.
"""

import json
import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Final

from meaning import danish

DATA: Final = Path(__file__).resolve().parent.parent / "data"
LONGEST: Final = 60
"""Characters kept of a word; nobody searches for more."""

_fold = str.maketrans({**danish.NORDIC, "ü": "y", "ß": "ss"})
_repeated = re.compile(r"(.)\1{2,}")
_class = re.compile(r"\b(?:[0-9]|10)\.? ?[a-h]\b(?!\.)")
_chunk = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_noun_of_quality = re.compile(r"(?<=hed)(?:en|er|erne)?s?$")
_noun_of_verb = re.compile(r"(?<=\w{3})(?:er|(?<=[gst])n)?ing(?:en|er|erne)?s?$")


def without_marks(text: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFD", text) if not unicodedata.combining(each))


def fold(text: str) -> str:
    """Lower case, plain letters: "Må jeg få…" becomes "maa jeg faa…"."""
    composed = _repeated.sub(r"\1\1", unicodedata.normalize("NFKC", text).lower()).translate(_fold)
    plain = composed if composed.isascii() else without_marks(composed)
    return _repeated.sub(r"\1\1", plain)


def _folded_words(name: str) -> frozenset[str]:
    return frozenset(fold(word) for word in json.loads((DATA / name).read_text(encoding="utf-8")))


STOP_WORDS: Final = _folded_words("stop_words.json")
FORMS: Final[dict[str, str]] = {
    fold(form): fold(word)
    for word, forms in json.loads((DATA / "forms.json").read_text(encoding="utf-8")).items()
    for form in forms
}
"""Forms that no rule finds: "børn" is "barn"."""


def words(text: str) -> list[str]:
    """The folded words in their order; "5.a" is a class.

    A hyphenated word gives its parts and, joined, the whole.
    """
    pieces: list[str] = []
    for chunk in _chunk.findall(_class.sub(" klasse ", fold(text))):
        parts = re.split(r"[-'’]", chunk)
        pieces.extend(parts)
        if len(parts) > 1:
            pieces.append("".join(parts))
    return [word[:LONGEST] for word in pieces]


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem of a folded word."""
    word = FORMS.get(word, word)
    if (cut := _noun_of_quality.search(word)) is not None:
        return word[: cut.start()]
    if (cut := _noun_of_verb.search(word)) is not None:
        return undoubled(word[: cut.start()])
    return danish.stem(word)


def undoubled(stemmed: str) -> str:
    """As the stemmer ends a word: "indstill" is "indstil"."""
    doubled = len(stemmed) > 3 and stemmed[-1] == stemmed[-2] and stemmed[-1] not in "aeiouy"  # noqa: PLR2004
    return stemmed[:-1] if doubled else stemmed


def is_telling(word: str) -> bool:
    """Whether a word can tell answers apart: no stop word, no lone letter."""
    return len(word) > 1 and word not in STOP_WORDS


SPOKEN: Final = _folded_words("spoken_words.json")
"""Stop words as they are said: dialect, haste and oaths. Nobody looks for an answer by them."""


def is_asked(word: str) -> bool:
    """Whether a folded word says what somebody looks for."""
    return is_telling(word) and word not in SPOKEN


EVERYDAY: Final = frozenset(stem(word) for word in _folded_words("everyday_words.json"))
"""Stems of what nearly every enquiry says, whatever it is about; in a shared answer they may tell much."""


def matters(word: str) -> bool:
    """Whether a folded word can tell enquiries apart. The one list for all that compares what people write to us."""
    return is_telling(word) and stem(word) not in EVERYDAY


def stems(text: str) -> list[str]:
    """The stems of the telling words, in their order."""
    return [stem(word) for word in words(text) if is_telling(word)]


COMPOUND_PARTS: Final = frozenset(stem(word) for word in _folded_words("compound_parts.json"))
"""Stems that begin and end many compounds, known even before an answer uses them alone."""
