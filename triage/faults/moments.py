"""When a fault occurred: a time that somebody tells, unless it is when something else was done or comes."""

import re
from datetime import date, datetime, timedelta
from typing import Final

from django.utils import timezone

from triage.faults import misleading, patterns, times
from triage.faults.sentences import FEW_WORDS, Sentence, Source

FROM_ITS_DAY: Final = re.compile(r"(?:fra |from |siden |since |d\.? )?", re.IGNORECASE)
BREATH: Final = re.compile(r"[,;:()]|\s(?=(?:men|but|som|that|which)\b)", re.IGNORECASE)
BRACKETS: Final = re.compile(r"\([^()]*\)")
GOES_ON: Final = re.compile(r"[,;] (?:og|and|da|når|when)\b", re.IGNORECASE)
TELLING: Final = (patterns.FAILS, times.BEGAN, patterns.DID, misleading.NOTICED)
"""What the words beside a time say, if it is the time of the fault."""


def moment_of(sentences: list[Sentence]) -> tuple[str, Sentence] | None:
    """A day with a time before a day alone, and that before a time alone; a day that is told from another is named."""
    best: tuple[int, str, Sentence] | None = None
    for sentence in sentences:
        for match in times.TIME.finditer(sentence.own):
            if is_of_something_else(match, sentence.at) or is_of_nothing_that_fails(match, sentence):
                continue
            rank = 2 - bool(times.DAY.search(match[0])) * 2 + (not times.CLOCK.search(match[0]))
            if best is None or rank < best[0]:
                best = (rank, match[0].strip(" ,"), sentence)
    return (with_its_date(best[1], best[2].at), best[2]) if best else None


def with_its_date(moment: str, at: datetime) -> str:
    day = day_of(moment, timezone.localtime(at).date())
    return f"{moment} ({day:%d.%m.%Y})" if day else moment


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
    if is_in_brackets_of_something(match) or (is_of_a_habit(match) and not times.ANSWERS.search(sentence.text)):
        return True
    is_short = sentence.where != Source.SUBJECT and len(match.string.replace(match[0], "").split()) < FEW_WORDS
    if is_short or times.ANSWERS.search(sentence.text):
        return False
    breath = breath_of(match)
    return not any(sign.search(breath) for sign in TELLING) and not shows_an_error(sentence.text)


def is_of_a_habit(match: re.Match[str]) -> bool:
    """Whether it comes again and again, in a sentence that says of nothing that it fails or began."""
    rest = match.string.replace(match[0], " ")
    fails = any(sign.search(rest) for sign in (patterns.FAILS, times.BEGAN, *patterns.ERRORS))
    return bool(times.AGAIN.search(match[0])) and not fails


def shows_an_error(text: str) -> bool:
    return any(each.search(text) for each in patterns.ERRORS)


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
