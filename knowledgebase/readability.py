"""How hard a text is to read: LIX (Björnsson, 1968), words in a sentence plus long words in a hundred."""

import re
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from knowledgebase.markdown import plain

LONG: Final = 6
"""Characters; a word with more of them is long."""
EASY: Final = 35
MIDDLING: Final = 45
FEWEST: Final = 20
"""Words; of fewer the number says nothing."""
WORD: Final = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
ADDRESS: Final = re.compile(r"https?://\S+")
STEP: Final = re.compile(r"(?m)^[^\S\n]*(?:[-*+]|\d+[.)])\s+")
END: Final = re.compile(r"[.:!?]+(?=\s|$)|\n\s*\n|\n(?=\x00)")


@dataclass(frozen=True)
class Readability:
    """`lix` is rounded; None for a text too short to say."""

    lix: int | None

    @property
    def is_hard(self) -> bool:
        return self.lix is not None and self.lix > MIDDLING

    @property
    def sentence(self) -> str:
        if self.lix is None:
            return _("Too short to say how easy it is to read.")
        if self.lix <= EASY:
            return _("LIX %(lix)s: easy to read.") % {"lix": self.lix}
        if self.lix <= MIDDLING:
            return _("LIX %(lix)s: as a newspaper. Shorter sentences help.") % {"lix": self.lix}
        return _("LIX %(lix)s: hard to read. Write shorter sentences and shorter words.") % {"lix": self.lix}


def reading_of(text: str) -> Readability:
    """Of Markdown; each point of a list is a sentence."""
    marked = STEP.sub("\n\x00", ADDRESS.sub("", text))
    parts = [WORD.findall(part) for part in END.split(plain(marked))]
    sentences = [words for words in parts if words]
    words = [word for sentence in sentences for word in sentence]
    if len(words) < FEWEST:
        return Readability(None)
    long = sum(len(word) > LONG for word in words)
    return Readability(round(len(words) / len(sentences) + 100 * long / len(words)))
