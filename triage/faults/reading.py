"""Reads the facts of a fault report out of what was written: each with the words it was found in.

Patterns of Danish and English, no model: whoever accepts a fact must be able to see why it is offered. What stands in
no sentence is not offered. Measured by `tests/triage/faults`.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from django.utils import timezone

from triage.classifier.text import cleaned
from triage.facts import Affected
from triage.faults import signs

LONGEST: Final = 300
"""Characters of a fact that is told in whole sentences."""
SENTENCE: Final = re.compile(
    r"(?<=[.!?])\s+(?=[\"“A-ZÆØÅ])(?=[^\"“”]*(?:[\"“][^\"“”]*[\"”][^\"“”]*)*$)|(?<=[.!?][\"”])\s+|\n+"
)
"""Between two sentences; not within what stands in quotation marks."""
CLAUSE: Final = re.compile(r"[,;]\s+|\s+(?=men\b|but\b)")
FEW_WORDS: Final = 4
"""A sentence of no more says nothing of what happened."""
NUMBERED: Final = re.compile(r"^\s*(?:\d{1,2}[.)]|[-–•*])\s+", re.MULTILINE)


class Where(StrEnum):
    SUBJECT = "subject"
    MESSAGE = "message"
    FILE = "file"
    HEADER = "header"


@dataclass(frozen=True)
class Said:
    """A text of the case, when it came, and what it is."""

    text: str
    at: datetime
    where: Where = Where.MESSAGE


@dataclass(frozen=True)
class Found:
    """`quote` is what stands there; `guessed` where it may be about another device than the one that fails."""

    fact: str
    value: str
    quote: str
    where: Where
    guessed: bool = False


@dataclass(frozen=True)
class Sentence:
    text: str
    at: datetime
    where: Where

    @property
    def failing(self) -> str:
        """Without the parts that say where it works."""
        return ", ".join(part for part in CLAUSE.split(self.text) if not signs.WORKS.search(part))


def read(texts: Iterable[Said]) -> list[Found]:
    """At most one of each fact, in the order in which they are looked for."""
    texts = list(texts)
    sentences = [each for text in texts for each in sentences_of(text)]
    written = [each for each in sentences if each.where in {Where.SUBJECT, Where.MESSAGE}]
    facts: dict[str, Found] = {}
    for fact in (
        *(device(written), client(written), occurred(written), module(written), affected(written), error_text(written)),
        *(steps(texts, written), happened(written), worked_before(written), other_device(written)),
        *of_files(texts),
        *of_signature(texts),
    ):
        if fact is not None:
            facts.setdefault(fact.fact, fact)
    return list(facts.values())


def sentences_of(said: Said) -> Iterator[Sentence]:
    if said.where not in {Where.SUBJECT, Where.MESSAGE}:
        return
    for part in SENTENCE.split(NUMBERED.sub("", cleaned(said.text))):
        if text := " ".join(part.split()):
            yield Sentence(text, said.at, said.where)


def one(fact: str, value: str, sentence: Sentence) -> Found:
    return Found(fact, value[:LONGEST], sentence.text[:LONGEST], sentence.where)


def device(sentences: list[Sentence]) -> Found | None:
    """The most particular device of those that are said to fail."""
    best: tuple[int, str, Sentence] | None = None
    for sentence in sentences:
        for rank, rule in enumerate(signs.DEVICES):
            match = rule.search(sentence.failing)
            if match and (best is None or rank < best[0]):
                best = (rank, match[0].strip(" ,"), sentence)
    return one("device", best[1], best[2]) if best else None


def client(sentences: list[Sentence]) -> Found | None:
    """Every browser and the app, as far as they are said to fail, with the version where one is told."""
    names: dict[str, Sentence] = {}
    for sentence in sentences:
        for match in signs.BROWSER.finditer(sentence.failing):
            names.setdefault(" ".join(match[0].split()), sentence)
        if signs.APP.search(sentence.failing):
            names.setdefault("Aula-appen", sentence)
    if not names:
        return None
    version = next((number for each in sentences if (number := signs.APP_VERSION.search(each.failing))), None)
    shown = [f"{name} {version[0]}" if version and name == "Aula-appen" else name for name in names]
    return one("client", ", ".join(shown[:3]), next(iter(names.values())))


def occurred(sentences: list[Sentence]) -> Found | None:
    """A day with a time before a day alone, and that before a time alone; a day that is told from another is named."""
    best: tuple[int, str, Sentence] | None = None
    for sentence in sentences:
        for match in signs.TIME.finditer(sentence.failing):
            rank = 2 - bool(signs.DAY.search(match[0])) * 2 + (not signs.CLOCK.search(match[0]))
            if best is None or rank < best[0]:
                best = (rank, match[0].strip(" ,"), sentence)
    if best is None:
        return None
    _rank, moment, sentence = best
    day = day_of(moment, timezone.localtime(sentence.at).date())
    return one("occurred", f"{moment} ({day:%d.%m.%Y})" if day else moment, sentence)


def day_of(text: str, written: date) -> date | None:
    """Which day "i går" or "i mandags" was; None where the words name no day, or name it by its date."""
    said = text.casefold()
    for sign, back in signs.DAYS_BACK.items():
        if re.search(rf"\b{sign}\b", said):
            return written - timedelta(days=back)
    for number, name in enumerate(signs.WEEKDAYS):
        if re.search(rf"\b{name}s?\b", said) and not re.search(rf"\b{name}s?\b \w*\s*\d", said):
            return written - timedelta(days=(written.weekday() - number) % 7 or 7)
    return None


def module(sentences: list[Sentence]) -> Found | None:
    points: dict[str, float] = {}
    first: dict[str, Sentence] = {}
    for sentence in sentences:
        text = signs.NO_MESSAGE.sub(" ", sentence.text)
        for name, (rule, weight) in signs.MODULES.items():
            if count := len(rule.findall(text)):
                points[name] = points.get(name, 0) + weight * min(count, 2) * (
                    1.5 if sentence.where == Where.SUBJECT else 1
                )
                first.setdefault(name, sentence)
    best = max(points, key=lambda name: points[name], default=None)
    return one("module", best, first[best]) if best else None


def affected(sentences: list[Sentence]) -> Found | None:
    for value, rule in ((Affected.ONE, signs.ONE), (Affected.SEVERAL, signs.SEVERAL), (Affected.ALL, signs.ALL)):
        for sentence in sentences:
            if rule.search(sentence.text):
                return one("affected", value.value, sentence)
    return None


def error_text(sentences: list[Sentence]) -> Found | None:
    for sentence in sentences:
        for rule in signs.ERRORS:
            if match := rule.search(sentence.text):
                return one("error_text", match["text"].strip(), sentence)
    return None


def steps(texts: list[Said], sentences: list[Sentence]) -> Found | None:
    """The numbered list, else the sentences that say what somebody did."""
    for said in texts:
        lines = [line for line in said.text.splitlines() if NUMBERED.match(line)]
        if said.where == Where.MESSAGE and len(lines) > 1:
            return Found("steps", "\n".join(lines)[: 3 * LONGEST], lines[0], said.where)
    return in_sentences("steps", [each for each in sentences if signs.DID.search(each.text)])


def happened(sentences: list[Sentence]) -> Found | None:
    """What fails, in the words of the messages; where nothing says so, what somebody did and what came of it, or the
    first that they say of the matter."""
    said = [each for each in sentences if each.where == Where.MESSAGE and not signs.OTHERS.search(each.text)]
    failing = [each for each in said if signs.FAILS.search(each.failing)]
    doing = [each for each in said if signs.DID.search(each.text)][:1]
    matter = [each for each in said if len(each.text.split()) > FEW_WORDS and not signs.ABOUT_ME.search(each.text)][:1]
    return in_sentences("happened", failing or doing or matter)


def worked_before(sentences: list[Sentence]) -> Found | None:
    return in_sentences("worked_before", [each for each in sentences if signs.BEFORE.search(each.text)][:1])


def other_device(sentences: list[Sentence]) -> Found | None:
    """Where it works, as far as a device stands in the same breath."""
    for sentence in sentences:
        for part in CLAUSE.split(sentence.text):
            if signs.WORKS.search(part) and any(rule.search(part) for rule in signs.DEVICES):
                return one("other_device", part, sentence)
    return None


def in_sentences(fact: str, sentences: list[Sentence]) -> Found | None:
    if not sentences:
        return None
    return one(fact, " ".join(each.text for each in sentences[:2]), sentences[0])


def of_files(texts: list[Said]) -> Iterator[Found]:
    """The name of a picture of the screen tells when it was taken, and often of what."""
    for said in texts:
        match = signs.SCREENSHOT.search(said.text) if said.where == Where.FILE else None
        if match:
            moment = "{day}.{month}.{year} kl. {hour}.{minute}".format(**match.groupdict())
            yield Found("occurred", moment, said.text, said.where)
            if name := signs.BROWSER.search(said.text.replace("_", " ")):
                yield Found("client", name[0], said.text, said.where)


def of_signature(texts: list[Said]) -> Iterator[Found]:
    """What the mail was written on; that need not be what fails."""
    for said in texts:
        rule = signs.MAILER if said.where == Where.HEADER else signs.SENT_FROM
        if (match := rule.search(said.text)) is not None:
            yield Found("device", match["device"].strip(" ."), match[0].strip(), said.where, guessed=True)
