"""Danish words as programs compare them: in the letters of any keyboard, and cut to their stem.

One stemmer (snowballstem.org/algorithms/danish) and one table of letters. What each room does before and after is its
own, and says why there: what is stored would no longer be found if it were done in another order.
"""

from threading import local
from typing import Final

import snowballstemmer

IN_ASCII: Final = {"æ": "ae", "ø": "oe", "å": "aa"}
"""As those write them who have no such keys."""
NORDIC: Final = {**IN_ASCII, "ä": "ae", "ö": "oe"}
"""The same with the letters that the neighbours write instead."""

_PLAIN: Final = str.maketrans(dict[str, str | int | None](IN_ASCII))


class _Own(local):
    """A stemmer holds the word that it is cutting: two threads that share one cut each other's."""

    def __init__(self) -> None:
        self.stemmer = snowballstemmer.stemmer("danish")


_own = _Own()


def in_ascii(text: str) -> str:
    """In small letters that every keyboard has, as addresses and names of files are written."""
    return text.lower().translate(_PLAIN)


def stem(word: str) -> str:
    """The stem of a word in small letters."""
    return str(_own.stemmer.stemWord(word))
