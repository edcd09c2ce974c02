"""Reads the facts of a fault report out of what was written: each with the words it was found in.

Patterns of Danish and English, no model: whoever accepts a fact must be able to see why it is offered. What stands in
no sentence is not offered. Measured by `tests/triage/faults`.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.utils import timezone

from triage.facts import Affected
from triage.faults import misleading, modules, patterns, people, times
from triage.faults.sentences import CLAUSE, NUMBERED, Sentence, Source, SourceText, told_in

LONGEST: Final = 300
"""Characters of a fact that is told in whole sentences."""
FROM_ITS_DAY: Final = re.compile(r"(?:fra |from |siden |since |d\.? )?", re.IGNORECASE)
FEW_WORDS: Final = 4
"""A sentence of no more says nothing of what happened."""
BREATH: Final = re.compile(r"[,;:()]|\s(?=(?:men|but|som|that|which)\b)", re.IGNORECASE)
BRACKETS: Final = re.compile(r"\([^()]*\)")
GOES_ON: Final = re.compile(r"[,;] (?:og|and|da|når|when)\b", re.IGNORECASE)
TELLING: Final = (patterns.FAILS, times.BEGAN, patterns.DID, misleading.NOTICED)
"""What the words beside a time say, if it is the time of the fault."""
SIGNS: Final = frozenset({"device", "client", "occurred", "error_text", "steps"})
"""Who tells one of these tells of a fault."""


@dataclass(frozen=True)
class FoundFact:
    """`quote` is what stands there; `guessed` where it may be about another device than the one that fails."""

    fact: str
    value: str
    quote: str
    where: Source
    guessed: bool = False


def read(texts: Iterable[SourceText]) -> list[FoundFact]:
    """At most one of each fact, in the order in which they are looked for."""
    texts = list(texts)
    written = [each for text in texts for each in told_in(text)]
    if not may_be_a_fault(written):
        written = []
    telling = [each for each in written if not asks_or_wishes(each)]
    facts: dict[str, FoundFact] = {}
    for fact in (
        *(device(telling), client(telling), occurred(telling), module(telling), affected(telling), error_text(written)),
        *(steps(texts, telling), worked_before(telling), other_device(written)),
        *of_files(texts),
        *of_signature(texts),
    ):
        if fact is not None:
            facts.setdefault(fact.fact, fact)
    is_fault = bool(facts.keys() & SIGNS)
    if (fact := happened(written, is_fault=is_fault)) is not None:
        facts[fact.fact] = fact
    return list(facts.values())


def fact_in(fact: str, value: str, sentence: Sentence) -> FoundFact:
    return FoundFact(fact, value[:LONGEST], sentence.text[:LONGEST], sentence.where)


def device(sentences: list[Sentence]) -> FoundFact | None:
    """The most particular device of those that are said to fail."""
    best: tuple[int, str, Sentence] | None = None
    for sentence in sentences:
        for rank, rule in enumerate(patterns.DEVICES):
            match = rule.search(sentence.used)
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
        for match in patterns.BROWSER.finditer(patterns.DEVICES[0].sub(" ", sentence.used)):
            names.setdefault(" ".join(match[0].split()), sentence)
        if patterns.APP.search(sentence.used):
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
        for match in times.TIME.finditer(sentence.own):
            if is_of_something_else(match, sentence.at) or is_of_nothing_that_fails(match, sentence):
                continue
            rank = 2 - bool(times.DAY.search(match[0])) * 2 + (not times.CLOCK.search(match[0]))
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
    if (
        times.RANGES.search(before)
        or times.AHEAD.search(before)
        or times.DATED.search(before + (begins[0] if begins else ""))
    ):
        return True
    day = date_in(match[0], timezone.localtime(at).date())
    return day is not None and day > timezone.localtime(at).date()


def is_of_nothing_that_fails(match: re.Match[str], sentence: Sentence) -> bool:
    """Whether it is when somebody tried to mend it, or stands in a whole sentence that tells of no fault."""
    if any(begin <= match.start() < end for begin, end in misleading.remedies(match.string)):
        return True
    if is_of_a_deed(match):
        return True
    if is_in_brackets_of_something(match):
        return True
    if times.ANSWERS.search(sentence.text) or len(match.string.replace(match[0], "").split()) < FEW_WORDS:
        return False
    breath = breath_of(match)
    return not any(sign.search(breath) for sign in TELLING)


def is_in_brackets_of_something(match: re.Match[str]) -> bool:
    """Whether it stands in brackets with other words, none of which says that it fails: "(ansat siden 1. august)"."""
    inside = next(
        (each[0] for each in BRACKETS.finditer(match.string) if each.start() < match.start() < each.end()), ""
    )
    return bool(times.WORD.search(inside.replace(match[0], ""))) and not patterns.FAILS.search(inside)


def breath_of(match: re.Match[str]) -> str:
    """The part of the sentence in which the time stands, with the next where it is hardly more than the time."""
    cuts = [0, *(each.start() for each in BREATH.finditer(match.string)), len(match.string)]
    parts = list(map(match.string.__getitem__, map(slice, cuts, cuts[1:])))
    place = sum(cut <= match.start() for cut in cuts) - 1
    goes_on = len(parts[place].split()) - len(match[0].split()) < FEW_WORDS or GOES_ON.match(
        "".join(parts[place + 1 :])
    )
    return "".join(parts[place : place + 1 + bool(goes_on)])


def is_of_a_deed(match: re.Match[str]) -> bool:
    """Whether it is when somebody did something else: "opslaget, jeg lavede i mandags", "vi har fået et barn i dag"."""
    after = match.string[match.end() :]
    if misleading.CONCEDES.search(match.string[: match.start()]):
        return True
    if misleading.DONE_THEN.search(after) and not patterns.FAILS.search(after):
        return True
    before = misleading.SAME_BREATH.split(match.string[: match.start()])[-1]
    if not (deed := misleading.DEED.search(before)) or misleading.NOTICED.search(deed[0]):
        return False
    return not (patterns.FAILS.search(before) or times.BEGAN.search(before.replace(deed[0], " ")))


def tells_of_a_fault(sentence: Sentence) -> bool:
    """Whether it says that something fails, what somebody did, when it began, or what the screen says."""
    signs = (patterns.FAILS, patterns.DID, times.BEGAN)
    return any(sign.search(sentence.failing) for sign in signs) or bool(error_in(sentence))


def date_in(text: str, written: date) -> date | None:
    """The day of a date; without a year, that which lies nearest to the day on which it was written."""
    match = times.DATE.search(times.CLOCK.sub(" ", text))
    if match is None:
        return None
    day, month = int(match["day"] or match["day_"]), match["month"] or match["month_"]
    year = match["year"] or match["year_"]
    number = times.MONTHS[month.casefold()] if not month.isdecimal() else int(month)
    years = [int(year) % 100 + 2000] if year else [written.year - 1, written.year, written.year + 1]
    try:
        return min((date(each, number, day) for each in years), key=lambda each: abs(each - written))
    except ValueError:
        return None


def day_of(text: str, written: date) -> date | None:
    """Which day "i går" or "i mandags" was; None where the words name no day, or name it by its date."""
    said = text.casefold()
    for word, back in times.DAYS_BACK.items():
        if re.search(rf"\b{word}\b", said):
            return written - timedelta(days=back)
    for number, name in enumerate(times.WEEKDAYS):
        if re.search(rf"\b{name}s?\b", said) and not re.search(rf"\b{name}s?\b \w*\s*\d", said):
            return written - timedelta(days=(written.weekday() - number) % 7 or 7)
    return None


def module(sentences: list[Sentence]) -> FoundFact | None:
    """The part of Aula that is named where something is said to fail, or in the subject. Where no sentence says that
    something fails, all that tell of the matter count."""
    said = [each for each in sentences if each.where == Source.MESSAGE and tells_of_a_fault(each)]
    if not (said or any(tells_of_a_fault(each) or device([each]) or client([each]) for each in sentences)):
        return None
    return most_named([each for each in sentences if each.where == Source.SUBJECT or each in said] or sentences) or (
        most_named(sentences)
    )


def most_named(sentences: list[Sentence]) -> FoundFact | None:
    points: dict[str, float] = {}
    first: dict[str, Sentence] = {}
    for sentence in sentences:
        text = modules.NO_MESSAGE.sub(" ", sentence.text)
        for name, (rule, weight) in modules.MODULES.items():
            if count := len(rule.findall(text)):
                points[name] = points.get(name, 0) + weight * min(count, 2) * (
                    1.5 if sentence.where == Source.SUBJECT else 1
                )
                first.setdefault(name, sentence)
    if pictures := points.pop("pictures", 0):
        points.setdefault("gallery", pictures)
        first.setdefault("gallery", first["pictures"])
    best = max(points, key=lambda name: points[name], default=None)
    return fact_in("module", best, first[best]) if best else None


def affected(sentences: list[Sentence]) -> FoundFact | None:
    for value, rule in (
        (Affected.ONE, people.ONE),
        (Affected.SEVERAL, people.SEVERAL),
        (Affected.ALL, people.ALL),
    ):
        for sentence in sentences:
            said = misleading.QUOTED.sub(" ", sentence.text)
            if rule.search(said) and (value == Affected.ONE or shares_the_fault(said)):
                return fact_in("affected", value.value, sentence)
    return None


def shares_the_fault(said: str) -> bool:
    """Whether the people of whom it tells have the fault, and not that they are spared."""
    if people.SPARED.search(said):
        return False
    return bool(misleading.TROUBLE.search(said) or misleading.ALIKE.search(said) or people.COUNTS.search(said))


def error_text(sentences: list[Sentence]) -> FoundFact | None:
    errors = ((each, error_in(each)) for each in sorted(sentences, key=lambda each: each.where != Source.MESSAGE))
    return next((fact_in("error_text", text, each) for each, text in errors if text), None)


def error_in(sentence: Sentence) -> str:
    """What the screen says; empty where it says nothing, or where a person says it."""
    for rule in patterns.ERRORS:
        match = rule.search(sentence.text)
        if match and not misleading.SPEAKER.search(sentence.text[: match.start("text")]):
            return match["text"].strip()
    return ""


def steps(texts: list[SourceText], sentences: list[Sentence]) -> FoundFact | None:
    """The numbered list, else the sentences that say what somebody did."""
    for said in texts:
        lines = [line for line in said.text.splitlines() if NUMBERED.match(line)]
        if said.where == Source.MESSAGE and len(lines) > 1 and any(patterns.DOES.search(line) for line in lines):
            return FoundFact("steps", "\n".join(lines)[: 3 * LONGEST], lines[0], said.where)
    return in_sentences("steps", [each for each in sentences if patterns.DID.search(each.text)])


def happened(sentences: list[Sentence], *, is_fault: bool) -> FoundFact | None:
    """What fails, in the words of the messages; where nothing says so and other facts of a fault are told, what
    somebody did and what came of it, or the first that they say of the matter."""
    said = [each for each in sentences if each.where == Source.MESSAGE and may_tell_what_happened(each)]
    failing = [each for each in said if patterns.FAILS.search(misleading.LOST.sub(" ", each.failing))]
    doing = [
        each
        for each in said
        if patterns.DID.search(each.text) and not (patterns.ABOUT_ME.search(each.text) or is_mere_question(each))
    ][:1]
    about_it = [each for each in said if not patterns.ABOUT_ME.search(each.text) and not is_mere_question(each)]
    about_it = [
        each
        for each in about_it
        if is_fault and not misleading.LOST.search(each.text) and not misleading.BEFORE_THAT.search(each.text)
    ]
    matter = [each for each in about_it if says_more_than_signs(each) or error_in(each)][:1]
    return in_sentences("happened", failing or [each for each in said if error_in(each)] or doing or matter)


def says_more_than_signs(sentence: Sentence) -> bool:
    """Whether it is more than a device, a browser and a time."""
    rest = sentence.own
    for sign in (*patterns.DEVICES, patterns.BROWSER, times.TIME):
        rest = sign.sub(" ", rest)
    return len(rest.split()) > FEW_WORDS


def may_tell_what_happened(sentence: Sentence) -> bool:
    """Unless it is of others, of another machine, of a wish, of what helped not, or is a question of the rules."""
    beside = (
        people.OTHERS,
        patterns.WISHES,
        patterns.EXTENT,
        misleading.NO_HELP,
        misleading.THE_SAME,
        misleading.MADE,
        misleading.ASKS_FOR_RULES,
    )
    is_beside = any(rule.search(sentence.text) for rule in beside) or is_of_another_machine(sentence)
    return bool(sentence.failing.strip(" .,!")) and not is_beside


def is_of_another_machine(sentence: Sentence) -> bool:
    """Whether it is of a printer and its like, and of no part of Aula."""
    names_a_part = any(rule.search(sentence.text) for rule, _weight in modules.MODULES.values())
    return bool(misleading.MACHINE_FAILS.search(sentence.text)) and not names_a_part


def asks_or_wishes(sentence: Sentence) -> bool:
    return is_mere_question(sentence) or bool(patterns.WISHES.search(sentence.text))


def may_be_a_fault(sentences: list[Sentence]) -> bool:
    """Unless somebody asks or wishes, and nothing that is said surely fails."""
    if not any(asks_or_wishes(each) for each in sentences):
        return True
    return any(surely_fails(each) for each in sentences if each.where == Source.MESSAGE and not asks_or_wishes(each))


def surely_fails(sentence: Sentence) -> bool:
    said = misleading.LOST.sub(" ", sentence.failing)
    return bool(patterns.FAILS_SURELY.search(said)) or bool(error_in(sentence))


def is_mere_question(sentence: Sentence) -> bool:
    """A question that says of nothing that it fails."""
    if misleading.ASKS_FOR_RULES.search(sentence.text):
        return True
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
