"""School holidays as people have them: a calendar file (RFC 5545), a table in any order of columns, or the lines of a
municipality's page."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from desk.setup.guide.closing import LONGEST, ONE_DAY, Closing

MONTHS: Final = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
"""How the Danish names of months begin."""
MONTH: Final = rf"(?P<month>{'|'.join(MONTHS)})[a-zæøå]*\.?"
BESIDE: Final = r"(?:fra|til|og med|den|d|man|tirs|ons|tors|fre|lør|søn|(?:man|tirs|ons|tors|fre|lør|søn)dag)"
"""Words beside a day that are no part of the name."""
EDGE: Final = rf"(?:[\s:;.,–—\-\"']|\b{BESIDE}\b)+"
CENTURY: Final = 2000
SHORT_YEAR: Final = 100
DAYS: Final = (
    re.compile(r"(?<!\d)(?P<year>\d{4})-(?P<number>\d{1,2})-(?P<day>\d{1,2})(?!\d)"),
    re.compile(r"(?<!\d)(?P<year>20\d\d)(?P<number>\d\d)(?P<day>\d\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<day>\d{1,2})\s?[-./]\s?(?P<number>\d{1,2})\s?[-./]\s?(?P<year>\d{4}|\d\d)(?!\d)"),
    re.compile(rf"(?<!\d)(?P<day>\d{{1,2}})\.?\s*{MONTH}\s*(?P<year>\d{{4}})", re.IGNORECASE),
)
FIRST_OF_MONTH: Final = re.compile(
    rf"(?<!\d)(?P<day>\d{{1,2}})\.?\s*(?:{MONTH})?\s*(?:-|–|—|til)(?=[^\d\n]{{0,20}}\d{{1,2}}\.?\s*"
    rf"(?P<last_month>{'|'.join(MONTHS)})[a-zæøå]*\.?\s*(?P<year>\d{{4}}))",
    re.IGNORECASE,
)
"""The first day of “12.-16. oktober 2026”, which leaves out what the last one says."""
PROPERTY: Final = re.compile(r"([A-Za-z-]+)(?:;(?:\"[^\"]*\"|[^:\"])*)?:(.*)")
LONGEST_LINE: Final = 1_000
MOST: Final = 500
"""Holidays that are shown of one file."""
LENGTH: Final = re.compile(
    r"P(?:(?P<weeks>\d{1,3})W)?(?:(?P<days>\d{1,4})D)?(?:T(?:(?P<hours>\d{1,5})H)?(?:(?P<minutes>\d{1,6})M)?(?:\d+S)?)?"
)


@dataclass(frozen=True)
class HolidayFile:
    """The closings, in order of the days, and the lines or names of which nothing could be made."""

    closings: list[Closing]
    left_out: list[str]


def read(text: str) -> HolidayFile:
    lines = from_ical(text) if "BEGIN:VCALENDAR" in text.upper() else from_lines(text)
    by_key: dict[str, Closing] = {}
    left_out: list[str] = []
    for line, closing in lines:
        if closing is not None and timedelta() <= closing.last - closing.first <= ONE_DAY * LONGEST:
            by_key[closing.key] = closing
        else:
            left_out.append(line[:80])
    in_order = sorted(by_key.values(), key=lambda each: each.first)
    return HolidayFile(in_order[:MOST], left_out + [each.name for each in in_order[MOST:]])


def named(first: date, last: date, name: str) -> Closing:
    return Closing(first, last, name.replace("/", "-").strip()[:80] or _("School holiday"))


# Calendar files


def from_ical(text: str) -> Iterator[tuple[str, Closing | None]]:
    """Each event by its name. Of one that repeats, the first time is taken; cancelled ones are passed over."""
    for values in events_in(re.sub(r"\n[ \t]", "", text.replace("\r\n", "\n").replace("\r", "\n"))):
        if values.get("STATUS", "").upper() != "CANCELLED":
            name = unescaped(values.get("SUMMARY", ""))
            yield name or values.get("DTSTART", ""), closing_of(values, name)


def events_in(text: str) -> Iterator[dict[str, str]]:
    """The values of each event, without those of what lies in it, such as an alarm."""
    inside: list[str] = []
    values: dict[str, str] = {}
    for name, value in (known.groups() for line in text.split("\n") if (known := PROPERTY.match(line[:LONGEST_LINE]))):
        word = value.strip().upper()
        if name.upper() == "BEGIN":
            inside.append(word)
            values = {} if word == "VEVENT" else values
        elif name.upper() != "END":
            values |= {name.upper(): value.strip()} if inside[-1:] == ["VEVENT"] else {}
        elif inside and inside.pop() == "VEVENT":
            yield values


def closing_of(values: dict[str, str], name: str) -> Closing | None:
    begins = moment_of(values.get("DTSTART", ""))
    if begins is None:
        return None
    ends = moment_of(values.get("DTEND", "")) or length_added(begins, values.get("DURATION", ""))
    last = ends.date() - ONE_DAY if ends and ends.time() == begins.time().min else ends.date() if ends else None
    return named(begins.date(), max(begins.date(), last or begins.date()), name)


def moment_of(value: str) -> datetime | None:
    """Danish time, without its zone; midnight for a whole day."""
    for pattern, size in (("%Y%m%dT%H%M%S", 15), ("%Y%m%d", 8)):
        try:
            moment = datetime.strptime(value[:size].upper(), pattern)  # noqa: DTZ007  of the place, or made so below
        except ValueError:
            continue
        is_utc = value.upper().endswith("Z")
        return timezone.make_naive(moment.replace(tzinfo=UTC)) if is_utc else moment
    return None


def length_added(begins: datetime, value: str) -> datetime | None:
    known = LENGTH.fullmatch(value.strip().upper())
    return begins + timedelta(**{unit: int(count) for unit, count in known.groupdict("0").items()}) if known else None


def unescaped(text: str) -> str:
    return re.sub(r"\\([,;\\])", r"\1", text.replace("\\n", " ").replace("\\N", " ")).strip()


# Tables and pages


def from_lines(text: str) -> Iterator[tuple[str, Closing | None]]:
    """A line without any digit is a heading, and says nothing of days."""
    for line in (each[:LONGEST_LINE] for each in text.splitlines()):
        if any(character.isdigit() for character in line):
            yield line.strip(), in_line(line)


def in_line(line: str) -> Closing | None:
    """The first two days of the line, and the name before or after them."""
    places = sorted(days_in(line))
    if not places:
        return None
    chosen = places[:2]
    begins, ends = chosen[0][0], chosen[-1][1]
    return named(chosen[0][2], chosen[-1][2], cell(line[:begins], -1) or cell(line[ends:], 0))


def days_in(line: str) -> Iterator[tuple[int, int, date]]:
    """(begins, ends, day) of each day in the line."""
    for pattern in (*DAYS, FIRST_OF_MONTH):
        for match in pattern.finditer(line):
            day = day_of(match.groupdict())
            if day is not None:
                yield match.start(), match.end(), day


def day_of(parts: dict[str, str | None]) -> date | None:
    year = int(parts["year"] or 0)
    name = (parts.get("month") or parts.get("last_month") or "").lower()
    number = MONTHS.index(name) + 1 if name else int(parts.get("number") or 0)
    try:
        return date(year + CENTURY if year < SHORT_YEAR else year, number, int(parts["day"] or 0))
    except ValueError:
        return None


def cell(text: str, nearest: int) -> str:
    """The cell nearest to the days (-1: the last, 0: the first) that has letters, without the words beside a day."""
    cells = [trimmed(each) for each in re.split(r"[;\t|]", text)]
    worded = [each for each in cells if any(letter.isalpha() for letter in each)]
    return worded[nearest] if worded else ""


def trimmed(text: str) -> str:
    return re.sub(rf"(?i)^{EDGE}|{EDGE}$", "", text).strip()
