"""The phrases of `data/lexicon.txt`: what must not wait, in the words in which it is said.

A text is read as its words, folded, each with a space before it, and a dot where a sentence ends. A phrase is looked
for only where one of its first words stands, so that an ordinary text takes well under two milliseconds.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from triage.classifier.text import folded

SOURCE: Final = Path(__file__).parent / "data" / "lexicon.txt"
WORD: Final = re.compile(r"[^\W_]+(?:['’´`][^\W_]+)*|[.!?\n:;]+")
APOSTROPHE: Final = re.compile("['’´`]")
PART: Final = re.compile(r"\(|\)|\||[^\s()|]+")
GAP: Final = r"(?: \w+){0,4}"
END: Final = r"(?= \.|$)"
KEY: Final = 3
"""Letters of a word by which phrases that may begin there are found."""


@dataclass(frozen=True)
class Hit:
    """One phrase found: what it speaks for, and where it stands in the text that was read."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True)
class Phrase:
    kind: str
    """Empty: these words are not read at all."""
    pattern: re.Pattern[str]
    pupils_only: bool = False


class Reading:
    """A text as the lexicon reads it, with the way back to the letters as they were written."""

    def __init__(self, text: str) -> None:
        self.places: list[tuple[int, int, int]] = []
        parts, length = [], 0
        for match in WORD.finditer(text):
            word = folded(APOSTROPHE.sub("", match[0])) if match[0][0].isalnum() else "."
            self.places.append((length, match.start(), match.end()))
            parts.append(f" {word}")
            length += len(word) + 1
        self.text = "".join(parts)

    def written(self, start: int, end: int) -> tuple[int, int]:
        """Where the words between two places of `text` stand in what was written."""
        inside = [place for place in self.places if start <= place[0] < end]
        return (inside[0][1], inside[-1][2]) if inside else (0, 0)


class Lexicon:
    def __init__(self, phrases: Iterable[tuple[Phrase, frozenset[str]]]) -> None:
        """Phrases, each with the letters with which it may begin."""
        self.beginning: dict[str, list[Phrase]] = defaultdict(list)
        for phrase, keys in phrases:
            for key in keys:
                self.beginning[key].append(phrase)

    @classmethod
    @cache
    def shipped(cls) -> "Lexicon":
        return cls(phrases_of(SOURCE.read_text(encoding="utf-8")))

    def hits(self, text: str, *, by_pupil: bool = False) -> list[Hit]:
        """In the order of the text."""
        reading = Reading(text)
        harmless = [match.span() for match in self.matches(reading, kind="")]
        hits = []
        for match, phrase in self.matched(reading):
            if not phrase.kind or (phrase.pupils_only and not by_pupil):
                continue
            if any(start < match.end() and match.start() < end for start, end in harmless):
                continue
            hits.append(Hit(phrase.kind, *reading.written(*match.span())))
        return hits

    def matches(self, reading: Reading, *, kind: str) -> Iterator[re.Match[str]]:
        return (match for match, phrase in self.matched(reading) if phrase.kind == kind)

    def matched(self, reading: Reading) -> Iterator[tuple[re.Match[str], Phrase]]:
        for place, *_written in reading.places:
            for phrase in self.beginning.get(reading.text[place + 1 : place + 1 + KEY].split(" ")[0], ()):
                if match := phrase.pattern.match(reading.text, place):
                    yield match, phrase


def phrases_of(source: str) -> Iterator[tuple[Phrase, frozenset[str]]]:
    """Reads the lexicon's lines. Raises `ValueError` for one that says nothing."""
    kind, names = "", {}
    for line in map(str.strip, source.splitlines()):
        if not line or line.startswith("#"):
            continue
        if line.startswith("["):
            kind = line.strip("[]")
        elif " = " in line:
            name, meaning = line.split(" = ", 1)
            names[name] = f"({meaning})"
        else:
            yield phrase_of(line, kind, names)


def phrase_of(line: str, kind: str, names: dict[str, str]) -> tuple[Phrase, frozenset[str]]:
    harmless, pupils_only = line.startswith("not:"), line.startswith("pupil:")
    phrase = line.split(":", 1)[1] if harmless or pupils_only else line
    for name, meaning in names.items():
        phrase = re.sub(rf"\b{name}\b", meaning, phrase)
    parts = PART.findall(phrase)
    while parts and parts[-1] == "..":
        parts.pop()
    pattern, keys = "".join(map(as_pattern, parts)), beginnings(parts)
    if not keys:
        raise ValueError(f"A phrase must begin with a word: {line}")
    return Phrase("" if harmless else kind, re.compile(rf"{pattern}(?= |$)"), pupils_only), frozenset(keys)


def as_pattern(part: str) -> str:
    if part == "(":
        return "(?:"
    if part in {")", "|"}:
        return part
    if part == "..":
        return GAP
    if part == "$":
        return END
    return " " + re.escape(part).replace(r"\*", r"\w*").replace(r"\[", "[").replace(r"\]", "]").replace(r"\-", "-")


def beginnings(parts: list[str]) -> set[str]:
    """The first letters of every word with which the phrase may begin: its first words, and those behind a first
    part that may be left out."""
    keys: set[str] = set()
    at, depth, fresh, may_be_empty = 0, 0, True, False
    while at < len(parts):
        part = parts[at]
        at += 1
        if part == "(":
            if depth == 0:
                may_be_empty = False
            depth += 1
        elif part == "|":
            may_be_empty = may_be_empty or (fresh and depth == 1)
            fresh = True
        elif part == ")":
            may_be_empty = may_be_empty or (fresh and depth == 1)
            depth -= 1
            fresh = may_be_empty if depth == 0 else False
            if depth == 0 and not may_be_empty:
                break
        elif fresh:
            keys.add(part.split("*")[0][:KEY])
            fresh = False
            if depth == 0:
                break
    return keys
