"""What a sentence, and a time in it, looks like to the weights: its words, and what the patterns say of it."""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Final

from triage.faults import misleading, patterns, people, times
from triage.faults.sentences import FEW_WORDS, Sentence, Source

WORD: Final = re.compile(r"[a-zæøå]+|\d+|[?!:\"]")
BESIDE: Final = re.compile(r"\w+|[,.;:()]")
SAID: Final = {
    "fails": patterns.FAILS,
    "fails surely": patterns.FAILS_SURELY,
    "did": patterns.DID,
    "result": patterns.RESULT,
    "about me": patterns.ABOUT_ME,
    "asks": patterns.ASKS,
    "extent": patterns.EXTENT,
    "lost": misleading.LOST,
    "works": patterns.WORKS,
    "others": people.OTHERS,
    "spared": misleading.I_AM_SPARED,
}
LONG: Final = 5
"""Characters by which a longer word counts as one of its family."""


def of_sentence(sentence: Sentence, place: int, of: int) -> set[str]:
    """`place` counts the sentences of the conversation from 0; `of` is how many there are."""
    words = ["#" if each.isdigit() else each for each in WORD.findall(sentence.text.lower())]
    return {
        *(f"word {each}" for each in words),
        *(f"pair {one} {next_}" for one, next_ in pairwise(words)),
        *(part for each in words if len(each) > LONG for part in (f"begins {each[:5]}", f"ends {each[-4:]}")),
        f"first {' '.join(words[:1])}",
        f"first two {' '.join(words[:2])}",
        *(f"says {name}" for name, rule in SAID.items() if rule.search(sentence.text)),
        *(["fails itself"] if patterns.FAILS.search(sentence.failing) else []),
        *(["shows an error"] if any(rule.search(sentence.text) for rule in patterns.ERRORS) else []),
        f"place {min(place, 5)}",
        f"of {min(of, 6)}",
        f"long {min(len(words) // 4, 6)}",
        "always",
    }


def of_matter(sentences: Iterable[Sentence]) -> set[str]:
    """Which words are told of, with their beginnings and ends: Danish makes one word of two."""
    seen = {"always"}
    for sentence in sentences:
        words = WORD.findall(sentence.text.lower())
        seen |= {part for each in words for part in parts_of(each)}
        seen |= {f"pair {one} {next_}" for one, next_ in pairwise(words)}
        seen |= {f"subject {each}" for each in words if sentence.where == Source.SUBJECT}
    return seen


def parts_of(word: str) -> set[str]:
    lengths = [length for length in (4, 5, 6) if len(word) > max(length, 4)]
    return {f"word {word}", *(f"begins {word[:each]}" for each in lengths), *(f"ends {word[-each:]}" for each in lengths)}


def of_time(match: re.Match[str], sentence: Sentence, *, is_of_something_else: bool) -> set[str]:
    """What stands around a time, beside what its sentence looks like."""
    before = BESIDE.findall(match.string[: match.start()].lower())[-4:]
    after = BESIDE.findall(match.string[match.end() :].lower())[:4]
    itself = of_itself(match, sentence, is_of_something_else=is_of_something_else)
    return {f"time {each}" for each in (*around(before, after), *itself)}


def around(before: list[str], after: list[str]) -> Iterator[str]:
    yield from (f"before {each}" for each in before)
    yield from (f"after {each}" for each in after)
    yield from (f"just before {' '.join(before[-1:])}", f"two before {' '.join(before[-2:])}")
    yield from (f"just after {' '.join(after[:1])}", f"two after {' '.join(after[:2])}")


def of_itself(match: re.Match[str], sentence: Sentence, *, is_of_something_else: bool) -> Iterator[str]:
    rest = match.string.replace(match[0], " ")
    yield f"day {bool(times.DAY.search(match[0]))}"
    yield f"clock {bool(times.CLOCK.search(match[0]))}"
    yield f"own {match[0] in sentence.own}, failing {match[0] in sentence.failing}"
    yield f"begins {match[0].split()[0].lower()}"
    yield f"in {sentence.where}"
    yield f"began {bool(times.BEGAN.search(sentence.text))}"
    yield f"alone {len(rest.split()) < FEW_WORDS}"
    yield f"else {is_of_something_else}"
