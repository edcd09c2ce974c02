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
from triage.faults import patterns

LONGEST: Final = 300
"""Characters of a fact that is told in whole sentences."""
SENTENCE: Final = re.compile(
    r"(?<=[.!?])\s+(?=[\"“A-ZÆØÅ])(?=[^\"“”]*(?:[\"“][^\"“”]*[\"”][^\"“”]*)*$)|(?<=[.!?][\"”])\s+|\n+|"
    r"(?<=[a-zæøå]{3}[.!?])(?<!\b(?:osv|evt|tlf|mvh|jan|feb|okt|nov|dec|maj|min|max|inc|vha|pga|mht|ift)\.)\s+(?=[a-zæøå])"
)
"""Between two sentences, also of who writes without capitals; not within what stands in quotation marks."""
FORWARDED: Final = re.compile(
    r"^-{2,}\s*(?:videresendt|forwarded)[^\n]*\n"
    r"(?:(?:fra|from|dato|date|emne|subject|til|to|sendt|sent|cc|kopi):[^\n]*\n|[ \t]*\n)*",
    re.IGNORECASE | re.MULTILINE,
)
FEW_BEFORE: Final = 15
"""Words above a forwarded mail up to which that mail is the matter."""
CLAUSE: Final = re.compile(r"[,;]\s+|\s+(?=men\b|but\b)")
FROM_ITS_DAY: Final = re.compile(r"(?:fra |from |d\.? )?", re.IGNORECASE)
FEW_WORDS: Final = 4
"""A sentence of no more says nothing of what happened."""
SIGNS: Final = frozenset({"device", "client", "occurred", "error_text", "steps"})
"""Who tells one of these tells of a fault."""
NUMBERED: Final = re.compile(r"^\s*(?:\d{1,2}[.)]|[-–•*])\s+", re.MULTILINE)


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
class FoundFact:
    """`quote` is what stands there; `guessed` where it may be about another device than the one that fails."""

    fact: str
    value: str
    quote: str
    where: Source
    guessed: bool = False


@dataclass(frozen=True)
class Sentence:
    text: str
    at: datetime
    where: Source

    @property
    def failing(self) -> str:
        """Without the parts that say where it works, and without what it was not."""
        said = patterns.BEFORE_THAT.sub(" ", patterns.NOT_THAT.sub(" ", self.text))
        said = patterns.NEVER_TRIED.sub(" ", said)
        return ", ".join(part for part in CLAUSE.split(said) if not patterns.WORKS.search(part))

    @property
    def own(self) -> str:
        """What fails, without what is quoted of others."""
        return patterns.QUOTED.sub(" ", self.failing)


def read(texts: Iterable[SourceText]) -> list[FoundFact]:
    """At most one of each fact, in the order in which they are looked for."""
    texts = list(texts)
    sentences = [each for text in texts for each in sentences_of(text)]
    written = [each for each in sentences if each.where in {Source.SUBJECT, Source.MESSAGE}]
    telling = [each for each in written if not asks_or_wishes(each)] if may_be_a_fault(written) else []
    facts: dict[str, FoundFact] = {}
    for fact in (
        *(device(telling), client(telling), occurred(telling), module(written), affected(telling), error_text(written)),
        *(steps(texts, telling), worked_before(telling), other_device(written)),
        *of_files(texts),
        *of_signature(texts),
    ):
        if fact is not None:
            facts.setdefault(fact.fact, fact)
    is_solved = any(patterns.SOLVED.search(each.text) for each in written)
    is_fault = bool(facts.keys() & SIGNS) or (len(telling) == len(written) and not is_solved)
    if (fact := happened(written, is_fault=is_fault)) is not None:
        facts[fact.fact] = fact
    return list(facts.values())


def sentences_of(said: SourceText) -> Iterator[Sentence]:
    if said.where not in {Source.SUBJECT, Source.MESSAGE}:
        return
    for part in SENTENCE.split(NUMBERED.sub("", cleaned(forwarded(said.text)))):
        if text := " ".join(part.split()):
            yield Sentence(text, said.at, said.where)


def forwarded(text: str) -> str:
    """The mail that somebody passes on with a few words; any other text as it is."""
    match = FORWARDED.search(text)
    return text[match.end() :] if match and len(text[: match.start()].split()) <= FEW_BEFORE else text


def fact_in(fact: str, value: str, sentence: Sentence) -> FoundFact:
    return FoundFact(fact, value[:LONGEST], sentence.text[:LONGEST], sentence.where)


def device(sentences: list[Sentence]) -> FoundFact | None:
    """The most particular device of those that are said to fail."""
    best: tuple[int, str, Sentence] | None = None
    for sentence in sentences:
        for rank, rule in enumerate(patterns.DEVICES):
            match = rule.search(sentence.own)
            name = match[0].strip(" ,") if match else ""
            if (
                name
                and not is_mere_heading(sentence, rank)
                and (best is None or rank < best[0] or (rank == best[0] and is_more(name, best[1])))
            ):
                best = (rank, name, sentence)
    return fact_in("device", best[1], best[2]) if best else None


def is_mere_heading(sentence: Sentence, rank: int) -> bool:
    """Whether the subject is no more than the name of a kind of device."""
    return sentence.where == Source.SUBJECT and rank == len(patterns.DEVICES) - 1 and " " not in sentence.text


def is_more(name: str, other: str) -> bool:
    """Whether it is the same and more: "Android 14" after "Android"."""
    return len(name) > len(other) and name.casefold().startswith(other.casefold())


def client(sentences: list[Sentence]) -> FoundFact | None:
    """Every browser and the app, as far as they are said to fail, with the version where one is told."""
    names: dict[str, Sentence] = {}
    for sentence in sentences:
        for match in patterns.BROWSER.finditer(sentence.own):
            names.setdefault(" ".join(match[0].split()), sentence)
        if patterns.APP.search(sentence.own):
            names.setdefault("Aula-appen", sentence)
    if not names:
        return None
    version = next((number for each in sentences if (number := patterns.APP_VERSION.search(each.failing))), None)
    shown = [f"{name} {version[0]}" if version and name == "Aula-appen" else name for name in names]
    return fact_in("client", ", ".join(shown[:3]), next(iter(names.values())))


def occurred(sentences: list[Sentence]) -> FoundFact | None:
    """A day with a time before a day alone, and that before a time alone; a day that is told from another is named."""
    best: tuple[int, str, Sentence] | None = None
    for sentence in sentences:
        for match in patterns.TIME.finditer(sentence.own):
            if is_of_something_else(match, sentence.at) or is_of_nothing_that_fails(match, sentence):
                continue
            rank = 2 - bool(patterns.DAY.search(match[0])) * 2 + (not patterns.CLOCK.search(match[0]))
            if best is None or rank < best[0]:
                best = (rank, match[0].strip(" ,"), sentence)
    if best is None:
        return None
    _rank, moment, sentence = best
    day = day_of(moment, timezone.localtime(sentence.at).date())
    return fact_in("occurred", f"{moment} ({day:%d.%m.%Y})" if day else moment, sentence)


def is_of_something_else(match: re.Match[str], at: datetime) -> bool:
    """Whether the time lies ahead, as a meeting's does, or is the date of a message or a picture."""
    before, begins = match.string[: match.start()], FROM_ITS_DAY.match(match[0])
    if patterns.AHEAD.search(before) or patterns.DATED.search(before + (begins[0] if begins else "")):
        return True
    day = date_in(match[0], timezone.localtime(at).date())
    return day is not None and day > timezone.localtime(at).date()


def is_of_nothing_that_fails(match: re.Match[str], sentence: Sentence) -> bool:
    """Whether a date or a time alone stands in a whole sentence that tells of no fault."""
    is_bare = bool(patterns.DATE.search(match[0])) or not patterns.DAY.search(match[0])
    tells = patterns.FAILS.search(sentence.text) or patterns.BEGAN.search(sentence.text)
    return is_bare and not tells and len(sentence.text.split()) > 2 * FEW_WORDS


def date_in(text: str, written: date) -> date | None:
    """The day of a date; without a year, that which lies nearest to the day on which it was written."""
    match = patterns.DATE.search(patterns.CLOCK.sub(" ", text))
    if match is None:
        return None
    day, month = int(match["day"] or match["day_"]), match["month"] or match["month_"]
    year = match["year"] or match["year_"]
    number = patterns.MONTHS[month.casefold()] if not month.isdecimal() else int(month)
    years = [int(year) % 100 + 2000] if year else [written.year - 1, written.year, written.year + 1]
    try:
        return min((date(each, number, day) for each in years), key=lambda each: abs(each - written))
    except ValueError:
        return None


def day_of(text: str, written: date) -> date | None:
    """Which day "i går" or "i mandags" was; None where the words name no day, or name it by its date."""
    said = text.casefold()
    for word, back in patterns.DAYS_BACK.items():
        if re.search(rf"\b{word}\b", said):
            return written - timedelta(days=back)
    for number, name in enumerate(patterns.WEEKDAYS):
        if re.search(rf"\b{name}s?\b", said) and not re.search(rf"\b{name}s?\b \w*\s*\d", said):
            return written - timedelta(days=(written.weekday() - number) % 7 or 7)
    return None


def module(sentences: list[Sentence]) -> FoundFact | None:
    points: dict[str, float] = {}
    first: dict[str, Sentence] = {}
    for sentence in sentences:
        text = patterns.NO_MESSAGE.sub(" ", sentence.text)
        for name, (rule, weight) in patterns.MODULES.items():
            if count := len(rule.findall(text)):
                points[name] = points.get(name, 0) + weight * min(count, 2) * (
                    1.5 if sentence.where == Source.SUBJECT else 1
                )
                first.setdefault(name, sentence)
    best = max(points, key=lambda name: points[name], default=None)
    return fact_in("module", best, first[best]) if best else None


def affected(sentences: list[Sentence]) -> FoundFact | None:
    for value, rule in (
        (Affected.ONE, patterns.ONE),
        (Affected.SEVERAL, patterns.SEVERAL),
        (Affected.ALL, patterns.ALL),
    ):
        for sentence in sentences:
            if rule.search(sentence.text):
                return fact_in("affected", value.value, sentence)
    return None


def error_text(sentences: list[Sentence]) -> FoundFact | None:
    for sentence in sentences:
        for rule in patterns.ERRORS:
            if match := rule.search(sentence.text):
                return fact_in("error_text", match["text"].strip(), sentence)
    return None


def steps(texts: list[SourceText], sentences: list[Sentence]) -> FoundFact | None:
    """The numbered list, else the sentences that say what somebody did."""
    for said in texts:
        lines = [line for line in said.text.splitlines() if NUMBERED.match(line)]
        if said.where == Source.MESSAGE and len(lines) > 1:
            return FoundFact("steps", "\n".join(lines)[: 3 * LONGEST], lines[0], said.where)
    return in_sentences("steps", [each for each in sentences if patterns.DID.search(each.text)])


def happened(sentences: list[Sentence], *, is_fault: bool) -> FoundFact | None:
    """What fails, in the words of the messages; where nothing says so and other facts of a fault are told, what
    somebody did and what came of it, or the first that they say of the matter."""
    said = [each for each in sentences if each.where == Source.MESSAGE and not patterns.OTHERS.search(each.text)]
    said = [each for each in said if not patterns.WISHES.search(each.text)]
    said = [each for each in said if not patterns.NO_HELP.search(each.text)]
    failing = [each for each in said if patterns.FAILS.search(each.failing)]
    doing = [each for each in said if patterns.DID.search(each.text)][:1]
    about_it = [each for each in said if not patterns.ABOUT_ME.search(each.text) and not is_mere_question(each)]
    about_it = [each for each in about_it if is_fault and not patterns.BEFORE_THAT.search(each.text)]
    matter = [each for each in about_it if len(each.text.split()) > FEW_WORDS][:1]
    return in_sentences("happened", failing or doing or matter)


def asks_or_wishes(sentence: Sentence) -> bool:
    return is_mere_question(sentence) or bool(patterns.WISHES.search(sentence.text))


def may_be_a_fault(sentences: list[Sentence]) -> bool:
    """Unless somebody asks or wishes, and nothing that is said fails, was done or began."""
    signs = (patterns.FAILS, patterns.DID, patterns.BEGAN, *patterns.ERRORS)
    tells = any(sign.search(each.text) for each in sentences for sign in signs)
    return tells or not any(asks_or_wishes(each) for each in sentences)


def is_mere_question(sentence: Sentence) -> bool:
    """A question that says of nothing that it fails."""
    return bool(patterns.ASKS.search(sentence.text)) and not patterns.FAILS.search(sentence.failing)


def worked_before(sentences: list[Sentence]) -> FoundFact | None:
    return in_sentences("worked_before", [each for each in sentences if patterns.BEFORE.search(each.text)][:1])


def other_device(sentences: list[Sentence]) -> FoundFact | None:
    """Where it works, as far as a device stands in the same breath."""
    for sentence in sentences:
        for part in CLAUSE.split(sentence.text):
            if patterns.WORKS.search(part) and any(rule.search(part) for rule in patterns.DEVICES):
                return fact_in("other_device", part, sentence)
    return None


def in_sentences(fact: str, sentences: list[Sentence]) -> FoundFact | None:
    if not sentences:
        return None
    return fact_in(fact, " ".join(each.text for each in sentences[:2]), sentences[0])


def of_files(texts: list[SourceText]) -> Iterator[FoundFact]:
    """The name of a picture of the screen tells when it was taken, and often of what."""
    for said in texts:
        match = patterns.SCREENSHOT.search(said.text) if said.where == Source.FILE else None
        if match:
            moment = "{day}.{month}.{year} kl. {hour}.{minute}".format(**match.groupdict())
            yield FoundFact("occurred", moment, said.text, said.where)
            if name := patterns.BROWSER.search(said.text.replace("_", " ")):
                yield FoundFact("client", name[0], said.text, said.where)


def of_signature(texts: list[SourceText]) -> Iterator[FoundFact]:
    """What the mail was written on; that need not be what fails."""
    for said in texts:
        rule = patterns.MAILER if said.where == Source.HEADER else patterns.SENT_FROM
        if (match := rule.search(said.text)) is not None:
            yield FoundFact("device", match["device"].strip(" ."), match[0].strip(), said.where, guessed=True)
