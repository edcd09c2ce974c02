"""The phrases of `data/lexicon.txt`: what must not wait, in the words in which it is said.

A text is read as its words, folded, each with a space before it, and a dot where a sentence ends. A phrase is looked
for only where one of its first words stands, so that an ordinary text takes well under two milliseconds.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Final

from triage.classifier.text import folded

SOURCE: Final = Path(__file__).parent / "data" / "lexicon.txt"
WORD: Final = re.compile(r"[^\W_]+(?:['’´`][^\W_]+)*|(?:\.(?<!\d\.)|\.(?! ?[^\W_A-ZÆØÅ])|[!?\n:;])+")
"""A word, or where a sentence ends; not the dot of "4. årgang" and "7.b"."""
APOSTROPHE: Final = re.compile("['’´`]")
PART: Final = re.compile(r"\(|\)|\||[^\s()|]+")
GAP: Final = r"(?: \w+){0,4}"
END: Final = r"(?= \.|$)"
KEY: Final = 3
"""Characters of a word by which phrases that may begin there are found."""


@dataclass(frozen=True)
class LexiconHit:
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


class FoldedText:
    """A text as the lexicon reads it, with the way back to the letters as they were written."""

    def __init__(self, text: str) -> None:
        self.written_text = text
        spoken = " ".join(word if word[0].isalnum() else "." for word in WORD.findall(text))
        self.text = f" {folded(APOSTROPHE.sub('', spoken))}" if spoken else ""
        self.words = self.text.split(" ")[1:]

    def written(self, start: int, end: int) -> tuple[int, int]:
        """Where the words between two places of `text` stand in what was written."""
        first = self.text.count(" ", 0, start)
        last = first + self.text.count(" ", start, end) - 1
        inside = list(islice(WORD.finditer(self.written_text), first, last + 1))
        return (inside[0].start(), inside[-1].end()) if inside else (0, 0)


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

    def hits(self, text: str, *, by_pupil: bool = False) -> list[LexiconHit]:
        """In the order of the text."""
        return self.hits_in(FoldedText(text), by_pupil=by_pupil)

    def hits_in(self, reading: FoldedText, *, by_pupil: bool = False) -> list[LexiconHit]:
        """The same of a text that is read once for several lexicons."""
        matches = list(self.matched(reading))
        harmless = [match.span() for match, phrase in matches if not phrase.kind]
        hits = []
        for match, phrase in matches:
            if not phrase.kind or (phrase.pupils_only and not by_pupil):
                continue
            if any(start < match.end() and match.start() < end for start, end in harmless):
                continue
            hits.append(LexiconHit(phrase.kind, *reading.written(*match.span())))
        return hits

    def matched(self, reading: FoldedText) -> Iterator[tuple[re.Match[str], Phrase]]:
        place = 0
        for word in reading.words:
            for phrase in self.beginning.get(word[:KEY], ()):
                if match := phrase.pattern.match(reading.text, place):
                    yield match, phrase
            place += len(word) + 1


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
