"""Closing days to offer: the public holidays that are known anyway, and the usual days beside them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from organisation.models import ClosingDay

ONE_DAY: Final = timedelta(days=1)
ASCENSION: Final = "Kristi himmelfartsdag"
EASTER: Final = "Påskedag"
AUTUMN_WEEK, WINTER_WEEK = 42, 7
"""Weeks in which most schools are closed; some municipalities take another for winter."""
LONGEST: Final = 120
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
