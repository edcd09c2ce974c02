"""Which institutions a text speaks of: by their name as people write it, or by their code."""

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from meaning import danish

if TYPE_CHECKING:
    from organisation.models import Institution

FOLDED: Final = str.maketrans({**danish.NORDIC, "ü": "u", "é": "e"})
ENDING: Final = re.compile(r"(?:ens?|ets?|ns?|s)$")
ENDINGS: Final = r"(?:en|et|n|er|erne)?(?:'?s)?"
SHORTEST: Final = 4
"""Characters; a shorter name is found as it is written alone."""
CODE: Final = re.compile(r"(?<!\w)(?:\d{6}|g\d{5})(?!\w)")


def plain(text: str) -> str:
    """In small letters, with æ, ø and å as those write them who have no such keys."""
    return text.casefold().translate(FOLDED)


def pattern_of(name: str) -> "re.Pattern[str] | None":
    """The name with or without gaps and hyphens, and with the endings that Danish gives it."""
    words = re.findall(r"\w+", plain(name))
    if not words or sum(map(len, words)) < SHORTEST:
        return None
    last = ENDING.sub("", words[-1])
    if len(last) >= SHORTEST:
        words[-1] = last
    return re.compile(r"(?<!\w)" + r"[\s\-.]*".join(map(re.escape, words)) + ENDINGS + r"(?!\w)")


def named_in(text: str, places: "Iterable[Institution]") -> "list[Institution]":
    """The institutions whose code or name stands in the text, in the order of the text.

    Of names that lie within each other the longest counts: "Skovly Børnehave" is not "Skovly".
    """
    named = list(spans(plain(text), places))
    return list(
        dict.fromkeys(
            place
            for start, end, place in sorted(named, key=lambda each: each[0])
            if not any(other[0] <= start and end <= other[1] and other[1] - other[0] > end - start for other in named)
        )
    )


def spans(text: str, places: "Iterable[Institution]") -> "Iterator[tuple[int, int, Institution]]":
    codes = {match[0]: match.span() for match in CODE.finditer(text)}
    for place in places:
        if (span := codes.get(place.code.casefold())) is not None:
            yield (*span, place)
        pattern = pattern_of(place.name)
        for match in pattern.finditer(text) if pattern else ():
            yield (*match.span(), place)
