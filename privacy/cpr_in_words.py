"""CPR numbers of which some figures are said in words, as people dictate them: "tolv nul tre femogfirs, treogfyrre
enogtyve", "120385 fire tre to en", "tolvte marts nitten hundrede femogfirs og så 4321", "one two zero three ...".

Figures that follow each other, in words or in digits, are read as one number; ten or twelve of them that begin with a
date are a CPR number. So are a date and the four behind it, or before, where words between say what they are. In a run
at least two figures are words: what is in digits alone is read by `cpr`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple


def numbered(first: int, *names: str, width: int = 1) -> dict[str, str]:
    """Each word of each language's names, counted from `first`, in digits."""
    return {name: f"{at:0{width}d}" for each in names for at, name in enumerate(each.split(), first)}


UNITS: Final = numbered(
    0,
    "nul en to tre fire fem seks syv otte ni",
    "nul et to tre fire fem seks syv otte ni",
    "nul én",
    "nul ét",
    "zero one two three four five six seven eight nine",
)
TEENS: Final = numbered(
    10,
    "ti elleve tolv tretten fjorten femten seksten sytten atten nitten",
    "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
)
TENS: Final = numbered(
    2,
    "tyve tredive fyrre halvtreds tres halvfjerds firs halvfems",
    "twenty thirty forty fifty sixty seventy eighty ninety",
)
ORDINALS: Final = numbered(
    1,
    "første anden tredje fjerde femte sjette syvende ottende niende tiende ellevte tolvte trettende fjortende femtende "
    "sekstende syttende attende nittende tyvende enogtyvende toogtyvende treogtyvende fireogtyvende femogtyvende "
    "seksogtyvende syvogtyvende otteogtyvende niogtyvende tredivte enogtredivte",
    width=2,
)
MONTHS: Final = numbered(
    1,
    "januar februar marts april maj juni juli august september oktober november december",
    "january february march april may june july august september october november december",
    width=2,
)
CENTURIES: Final = {"nittenhundrede": "19", "nitten hundrede": "19", "totusind": "20", "to tusind": "20"}


BY_KIND: Final = {"unit": UNITS, "teen": TEENS, "ordinal": ORDINALS, "month": MONTHS, "century": CENTURIES}
ENGLISH: Final = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
MOST_DIGITS: Final = 12
FEWEST_WORDS: Final = 2
SIZES: Final = frozenset({10, 12})


def _either(names: Iterable[str]) -> str:
    return "|".join(sorted(names, key=len, reverse=True))


FIGURES: Final = frozenset(
    {*UNITS, *TEENS, *TENS, *ORDINALS, *MONTHS, *CENTURIES, *(f"{unit}og{tens}" for unit in UNITS for tens in TENS)}
)
WORD: Final = re.compile(r"[^\W\d_]+")
FIGURE: Final = re.compile(
    rf"\b(?:(?P<digits>[0-9]{{1,8}})|(?P<century>{_either(CENTURIES)})"
    rf"|(?:(?P<before>{_either(UNITS)}) ?og ?)?(?P<tens>{_either(TENS)})(?:[ -](?P<after>{_either(ENGLISH)}))?"
    rf"|(?P<teen>{_either(TEENS)})|(?P<ordinal>{_either(ORDINALS)})|(?P<month>{_either(MONTHS)})"
    rf"|(?P<unit>{_either(UNITS)}))\b",
    re.IGNORECASE,
)
BETWEEN: Final = re.compile(
    r"[\s,.;:/-]*(?:\b(?:og|så|saa|derefter|and|then|er|is|are|år|de|streg|bindestreg|minus|dash|hyphen|mellemrum)\b"
    r"[\s,.;:/-]*){0,5}",
    re.IGNORECASE,
)
LAST_FOUR: Final = re.compile(
    r"\b(?:(?:de |the )?(?:sidste|last) (?:fire|four|4)|(?:de )?(?:fire|4) sidste)(?: cifre| tal| digits)?\b",
    re.IGNORECASE,
)


class Figure(NamedTuple):
    """What a word, or digits in one, say in digits, and where they stand."""

    digits: str
    is_word: bool
    start: int
    end: int


def candidates(text: str) -> Iterator[tuple[str, int, int]]:
    """(ten or twelve digits, where they begin and end in the text). Whether they begin with a date is not asked."""
    if not may_hold(text):
        return
    for run in runs(LAST_FOUR.sub(lambda match: "-" * len(match[0]), text)):
        for figures in (run, run[1:]):  # "en" before a number may be no figure of it
            digits = "".join(figure.digits for figure in figures)
            if len(digits) in SIZES and is_said(figures):
                yield digits, figures[0].start, figures[-1].end


def may_hold(text: str) -> bool:
    """A quick look: whether two words that are figures follow each other."""
    are_figures = (word[0].lower() in FIGURES for word in WORD.finditer(text))
    return any(one and two for one, two in pairwise(are_figures))


def is_said(figures: Sequence[Figure]) -> bool:
    """Whether it is said in words, and is no counting: "elleve tolv tretten fjorten"."""
    counts_up = all(int(two.digits) == int(one.digits) + 1 for one, two in pairwise(figures))
    return sum(figure.is_word for figure in figures) >= FEWEST_WORDS and not counts_up


def runs(text: str) -> Iterator[Sequence[Figure]]:
    """Figures that follow each other. Of a long run no more are kept than show that it is too long for a number."""
    run: list[Figure] = []
    for figure in map(figure_of, FIGURE.finditer(text)):
        if run and not BETWEEN.fullmatch(text, run[-1].end, figure.start):
            yield run
            run = []
        run = [*run[-MOST_DIGITS - 1 :], figure]
    if run:
        yield run


def figure_of(match: re.Match[str]) -> Figure:
    return Figure(in_digits(match), match["digits"] is None, *match.span())


def in_digits(match: re.Match[str]) -> str:
    parts = {name: text.lower() for name, text in match.groupdict().items() if text}
    if "tens" in parts:
        unit = parts.get("before") or parts.get("after")
        return TENS[parts["tens"]] + (UNITS[unit] if unit else "0")
    kind, text = next(iter(parts.items()))
    return text if kind == "digits" else BY_KIND[kind][text]
