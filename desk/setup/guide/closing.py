"""Closing days to offer: the public holidays that are known anyway, the usual days beside them, and school holidays."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from organisation.importing.reading import separator
from organisation.models import ClosingDay

ONE_DAY: Final = timedelta(days=1)
ASCENSION: Final = "Kristi himmelfartsdag"
EASTER: Final = "Påskedag"
AUTUMN_WEEK, WINTER_WEEK = 42, 7
"""Weeks in which most schools are closed; some municipalities take another for winter."""
LONGEST: Final = 120
DAY_FORMATS: Final = ("%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%Y", "%Y%m%d")
FRIDAY: Final = 4


@dataclass(frozen=True)
class Closing:
    """Days in a row with one name, both ends included."""

    first: date
    last: date
    name: str

    @property
    def days(self) -> list[date]:
        """Working days alone: on others nobody comes anyway."""
        count = (self.last - self.first).days + 1
        days = [self.first + ONE_DAY * at for at in range(count)]
        return [day for day in days if day.weekday() <= FRIDAY]

    @property
    def key(self) -> str:
        return f"{self.first.isoformat()}/{self.last.isoformat()}/{self.name}"

    @classmethod
    def from_key(cls, key: str) -> "Closing | None":
        """None for what this page never offered."""
        first, _slash, rest = key.partition("/")
        last, _slash, name = rest.partition("/")
        try:
            closing = cls(date.fromisoformat(first), date.fromisoformat(last), name[:80])
        except ValueError:
            return None
        return closing if timedelta() <= closing.last - closing.first <= timedelta(days=LONGEST) else None

    def __str__(self) -> str:
        if self.first == self.last:
            return f"{date_format(self.first, 'DATE_FORMAT')} · {self.name}"
        return f"{date_format(self.first, 'DATE_FORMAT')} – {date_format(self.last, 'DATE_FORMAT')} · {self.name}"

    def keep(self) -> None:
        for day in self.days:
            ClosingDay.objects.get_or_create(day=day, institution=None, defaults={"name": self.name})


def danish_holidays(*years: int) -> dict[date, str]:
    from holidays import country_holidays  # noqa: PLC0415  calendars of the whole world, for two pages

    return dict(country_holidays("DK", years=years, language="da"))


def public_holidays(today: date) -> list[Closing]:
    """Those of the coming year, by their Danish names; the support is closed on them by itself."""
    holidays = danish_holidays(today.year, today.year + 1)
    soon = sorted((day, name) for day, name in holidays.items() if today <= day < today + timedelta(days=365))
    return [Closing(day, day, name) for day, name in soon]


def usual(today: date) -> list[Closing]:
    """Days of the coming year on which many are closed beside those, without those that are entered already."""
    there = set(ClosingDay.objects.of_all().values_list("day", flat=True))
    closings = [closing for year in (today.year, today.year + 1) for closing in usual_of(year)]
    soon = [each for each in closings if today <= each.first < today + timedelta(days=365)]
    return sorted((each for each in soon if not set(each.days) <= there), key=lambda each: each.first)


def usual_of(year: int) -> Iterator[Closing]:
    by_name = {name: day for day, name in danish_holidays(year).items()}
    easter, ascension = by_name[EASTER], by_name[ASCENSION]
    yield week(year, WINTER_WEEK, _("Winter break"))
    yield Closing(easter - 6 * ONE_DAY, easter - 4 * ONE_DAY, _("Before Easter"))
    yield Closing(ascension + ONE_DAY, ascension + ONE_DAY, _("The day after Ascension Day"))
    yield week(year, AUTUMN_WEEK, _("Autumn break"))
    yield Closing(date(year, 12, 27), date(year, 12, 30), _("Between Christmas and New Year"))


def week(year: int, number: int, name: str) -> Closing:
    monday = date.fromisocalendar(year, number, 1)
    return Closing(monday, monday + 4 * ONE_DAY, name)


# School holidays from a file


def read(text: str) -> list[Closing]:
    """What a calendar file names, in order; what cannot be read is left out, and the page shows what was found."""
    closings = from_ical(text) if "BEGIN:VCALENDAR" in text.upper() else from_csv(text)
    return sorted(
        {each.key: each for each in closings if each.last >= each.first}.values(), key=lambda each: each.first
    )


def from_ical(text: str) -> Iterator[Closing]:
    """Whole-day events of RFC 5545: the end is the day after the last one."""
    unfolded = re.sub(r"\r?\n[ \t]", "", text)
    for event in re.findall(r"BEGIN:VEVENT(.*?)END:VEVENT", unfolded, re.DOTALL | re.IGNORECASE):
        lines = dict(re.findall(r"^(DTSTART|DTEND|SUMMARY)(?:;[^:\r\n]*)?:(.*?)\r?$", event, re.MULTILINE))
        first = day_of(lines.get("DTSTART", "")[:8])
        if first is None:
            continue
        ends = day_of(lines.get("DTEND", "")[:8])
        last = max(first, ends - ONE_DAY) if ends else first
        yield Closing(first, min(last, first + ONE_DAY * LONGEST), unescaped(lines.get("SUMMARY", ""))[:80])


def unescaped(text: str) -> str:
    return re.sub(r"\\([,;\\])", r"\1", text.replace("\\n", " ").replace("\\N", " ")).replace("/", "-").strip()


def from_csv(text: str) -> Iterator[Closing]:
    """First day, last day and name; a line that begins with no day is a heading."""
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        return
    for cells in csv.reader(io.StringIO("\n".join(lines)), delimiter=separator(lines[0])):
        values = [cell.strip() for cell in cells] + ["", "", ""]
        first = day_of(values[0])
        if first is None:
            continue
        last = day_of(values[1])
        name = values[2] if last else values[1]
        yield Closing(first, min(last or first, first + ONE_DAY * LONGEST), name.replace("/", "-")[:80])


def day_of(text: str) -> date | None:
    for pattern in DAY_FORMATS:
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
    return None
