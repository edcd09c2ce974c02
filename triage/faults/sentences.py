"""The sentences of what was written, without what stands beside a fault."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Final

from triage.classifier.text import cleaned
from triage.faults import labelled, misleading, patterns

SENTENCE: Final = re.compile(
    r"(?<=[.!?])\s+(?=[\"“A-ZÆØÅ])(?=[^\"“”]*(?:[\"“][^\"“”]*[\"”][^\"“”]*)*$)|(?<=[.!?][\"”])\s+|\n+|"
    r"(?<=[!?]{2})\s+(?=[a-zæøå])|(?<=[a-zæøå]{3}[.!?])(?<!\b(?:osv|evt|tlf|mvh|jan|feb|okt|nov|dec|maj|min|max|inc|"
    r"vha|pga|mht|ift)\.)\s+(?=[a-zæøå])"
)
"""Between two sentences, also of who writes without capitals; not within what stands in quotation marks."""
FORWARDED: Final = re.compile(
    r"^-{2,}\s*(?:videresendt|forwarded)[^\n]*\n"
    r"(?:(?:fra|from|dato|date|emne|subject|til|to|sendt|sent|cc|kopi):[^\n]*\n|[ \t]*\n)*",
    re.IGNORECASE | re.MULTILINE,
)
HEADER: Final = re.compile(
    r"^[> \t]*(?:fra|from|dato|date|emne|subject|til|to|sendt|sent|cc|kopi):[^\n]*$", re.IGNORECASE | re.MULTILINE
)
LONGEST: Final = 1000
"""Characters of a sentence that are read: the time that the patterns take grows faster than the text."""
FEW_BEFORE: Final = 15
"""Words above a forwarded mail up to which that mail is the matter."""
FEW_WORDS: Final = 4
"""A part of no more says nothing of what happened."""
CLAUSE: Final = re.compile(r"[,;]\s+(?![^()]*\))|\s+(?=men\b|but\b)")
BUT: Final = re.compile(r",?\s+(?=(?:men|but)\b)", re.IGNORECASE)
BUT_NOT_THERE: Final = re.compile(
    r"\b(kan|virker|går|can|works)\b(?! (?:\w+ ){0,2}(?:ikke|ikk|not)\b)[^.;!?]*?,? (?:men|but) (?:ikke|ikk|"
    r"not) (?=(?:på|fra|i|med|on|from|in)\b)",
    re.IGNORECASE,
)
"""Up to where it fails: "kan se det på telefonen, men ikke på computeren"."""
NUMBERED: Final = re.compile(r"^[ \t]*(?:\d{1,2}[.)]|[-–•*])\s+", re.MULTILINE)


class Source(StrEnum):
    SUBJECT = "subject"
    MESSAGE = "message"
    FILE = "file"
    HEADER = "header"


@dataclass(frozen=True)
class SourceText:
    """A text of the case, when it came, and what it is."""

    text: str
    at: datetime
    where: Source = Source.MESSAGE


@dataclass(frozen=True)
class Sentence:
    text: str
    at: datetime
    where: Source

    @cached_property
    def failing(self) -> str:
        """Without the parts that say where it works or that it is solved, what it was not, and what others have."""
        parts = CLAUSE.split(misleading.without_asides(BUT_NOT_THERE.sub(r"\1 ikke ", self.text)))
        return ", ".join(
            each for each in parts if not patterns.WORKS.search(each) and not misleading.SOLVED.search(each)
        )

    @cached_property
    def used(self) -> str:
        """What fails, without what was made or sent with a device, and without where it is well after a "but"."""
        first, *rest = BUT.split(self.own)
        if patterns.FAILS.search(first):
            rest = [each for each in rest if patterns.FAILS.search(each)]
        parts = [each for part in (first, *rest) for each in CLAUSE.split(part)]
        return ", ".join(each for each in parts if patterns.FAILS.search(each) or not misleading.SENT_WITH.search(each))

    @property
    def is_solved(self) -> bool:
        """Whether it says that it works again, and of nothing that it fails."""
        return bool(misleading.SOLVED.search(self.text)) and not patterns.FAILS.search(self.failing)

    @property
    def is_thanks(self) -> bool:
        return bool(misleading.THANKS.search(self.text)) and not patterns.FAILS.search(self.failing)

    @cached_property
    def own(self) -> str:
        """What fails, without what is quoted of others."""
        return misleading.QUOTED.sub(" ", self.failing)


def sentences_of(source: SourceText) -> Iterator[Sentence]:
    if source.where not in {Source.SUBJECT, Source.MESSAGE}:
        return
    text = labelled.without_headings(HEADER.sub("", forwarded(source.text)))
    for part in SENTENCE.split(NUMBERED.sub("", cleaned(text))):
        if words := " ".join(part.split()):
            yield Sentence(words[:LONGEST], source.at, source.where)


def without_others(sentences: Iterable[Sentence]) -> Iterator[Sentence]:
    """Without those that go on about somebody else, "Hun har en iPad" after a sentence of a colleague."""
    is_of_another = False
    for each in sentences:
        is_of_another = not each.failing.strip(" .!,") or (is_of_another and bool(misleading.GOES_ON.search(each.text)))
        if not (is_of_another and misleading.GOES_ON.search(each.text)):
            yield each


def told_in(source: SourceText) -> list[Sentence]:
    """The sentences of a text that may tell of the fault: none of one in which it is solved and nothing fails."""
    sentences = list(without_others(sentences_of(source)))
    if any(each.is_solved for each in sentences) and not any(patterns.FAILS.search(each.failing) for each in sentences):
        return []
    return [each for each in sentences if not (each.is_solved or each.is_thanks)]


def forwarded(text: str) -> str:
    """The mail that somebody passes on with a few words; any other text as it is."""
    match = FORWARDED.search(text)
    return text[match.end() :] if match and len(text[: match.start()].split()) <= FEW_BEFORE else text
