"""When a fault occurred: of the times that somebody tells, the surest that it is not when something else was done."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

from django.utils import timezone

from triage.faults import patterns, signs, times
from triage.faults.sentences import Sentence
from triage.faults.weights import sureness

FROM_ITS_DAY: Final = re.compile(r"(?:fra |from |siden |since |d\.? )?", re.IGNORECASE)
BRACKETS: Final = re.compile(r"\([^()]*\)")
SURE: Final = -0.3
"""From which a time is offered; see `sureness`."""


def moment_of(sentences: list[Sentence]) -> tuple[str, Sentence] | None:
    """A day that is told from another is named."""
    times = [each for each in times_in(sentences) if not is_in_brackets_of_something(each[0])]
    weighed = [(sureness("occurred", seen), match, each) for match, each, seen in times]
    best = max(weighed, key=lambda each: each[0], default=None)
    if best is None or best[0] < SURE:
        return None
    return with_its_date(best[1][0].strip(" ,"), best[2].at), best[2]


def times_in(sentences: list[Sentence]) -> Iterator[tuple[re.Match[str], Sentence, set[str]]]:
    """Each time that is told, its sentence, and what both look like."""
    for place, each in enumerate(sentences):
        of_sentence = signs.of_sentence(each, place, len(sentences))
        for match in times.TIME.finditer(each.text):
            is_else = is_of_something_else(match, each.at)
            yield match, each, of_sentence | signs.of_time(match, each, is_of_something_else=is_else)


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


def is_in_brackets_of_something(match: re.Match[str]) -> bool:
    """Whether it stands in brackets with other words, none of which says that it fails: "(ansat siden 1. august)"."""
    inside = next(
        (each[0] for each in BRACKETS.finditer(match.string) if each.start() < match.start() < each.end()), ""
    )
    return bool(times.WORD.search(inside.replace(match[0], ""))) and not patterns.FAILS.search(inside)


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
    lowered = text.casefold()
    for word, back in times.DAYS_BACK.items():
        if re.search(rf"\b{word}\b", lowered):
            return written - timedelta(days=back)
    for number, name in enumerate(times.WEEKDAYS):
        if re.search(rf"\b{name}s?\b", lowered) and not re.search(rf"\b{name}s?\b \w*\s*\d", lowered):
            return written - timedelta(days=(written.weekday() - number) % 7 or 7)
    return None
