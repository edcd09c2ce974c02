"""Makes a text ready to be read: without quoted mail, signature and odd characters, and not too long."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from meaning import danish

LONGEST: Final = 2_500
"""Characters read; what an enquiry is about stands at its beginning."""
QUOTED: Final = re.compile(
    r"^(?:-{2,}\s*(?:oprindelig meddelelse|original message|videresendt|forwarded).*|"
    r"(?:fra|from):\s.+\n(?:sendt|sent|dato|date|til|to):\s.*|"
    r"(?:den|on)\s.{5,80}(?:skrev|wrote).{0,80}:\s*$|_{10,}\s*$)",
    re.IGNORECASE | re.MULTILINE,
)
SIGNATURE: Final = re.compile(
    r"^[ \t]*+(?:-- ?|(?:(?:med|de|mange|hav en)[ \t]++)?(?:venlige?|bedste|kærlige?|varme|god)?[ \t]*+(?:hilsen|hilsner|hilsen fra)\b.*|"
    r"(?:m\.?v\.?h\.?|vh\.?|dbh\.?|kh\.?|mvh)\b.*|(?:kind |best |warm )?regards\b.*|yours sincerely\b.*|"
    r"sendt fra min .*|sent from my .*|få outlook til .*|get outlook for .*)$",
    re.IGNORECASE | re.MULTILINE,
)
LEAST_KEPT: Final = 15
"""A text that would lose nearly everything is read whole."""
WORD: Final = re.compile(r"[^\W_]+(?:[-/'’][^\W_]+)*", re.UNICODE)
FOLDED: Final = str.maketrans({**danish.NORDIC, "é": "e", "è": "e", "ü": "u"})


class AsTheyLook(dict[int, int]):
    """Characters as they look: what steers a screen or a printer is a space."""

    def __missing__(self, code: int) -> int:
        character = chr(code)
        steers = unicodedata.category(character) in {"Cc", "Cf"} and character != "\n"
        self[code] = ord(" ") if steers else code
        return self[code]


AS_THEY_LOOK: Final = AsTheyLook()


def cleaned(text: str) -> str:
    """The part of a text that its writer wrote about the matter."""
    text = text[: LONGEST * 4].encode("utf-8", "replace").decode()
    text = text.translate(AS_THEY_LOOK)
    kept = "\n".join(line for line in text.split("\n") if not line.lstrip().startswith(">"))
    for rule in (QUOTED, SIGNATURE):
        match = rule.search(kept)
        if match and len(kept[: match.start()].strip()) >= LEAST_KEPT:
            kept = kept[: match.start()]
    return (kept.strip() or text.strip())[:LONGEST]


def folded(text: str) -> str:
    """Lower case with æ, ø and å as people write them without a Danish keyboard."""
    return text.lower().translate(FOLDED)


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem of a Danish word, folded after it was cut. English words lose little by it.

    `knowledgebase.search.analysis` folds first and knows more forms. The terms of every trained model are cut as here,
    so the two stay two: with the other way a stored model would read other words than it was trained on.
    """
    return folded(danish.stem(word))


def stems(text: str) -> list[str]:
    """The stems of a text's words, in order."""
    return [stem(word) for word in WORD.findall(text.lower())]
