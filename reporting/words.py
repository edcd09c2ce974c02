"""Lengths, shares and stretches of days as people read them."""

from typing import Final

from django.utils.formats import date_format, localize, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organisation.models import Municipality
from reporting.lengths import FINE
from reporting.periods import Period

HOUR: Final = 60
WHOLE_DAY: Final = 7.0 * HOUR
"""A working day where no opening hours say how long it is."""


def worktime(minutes: int | None, day: float | None = None) -> str:
    """Working minutes as minutes, hours or working days (of `day` minutes); a dash where there are none."""
    if minutes is None:
        return "–"
    if minutes < HOUR:
        return _("%(minutes)s min.") % {"minutes": minutes} if minutes else _("under 5 min.")
    day = day or day_length()
    if minutes < day:
        hours = round(minutes / HOUR, 1)
        return ngettext("%(hours)s hour", "%(hours)s hours", one_or_more(hours)) % {"hours": short(hours)}
    days = round(minutes / day, 1)
    return ngettext("%(days)s working day", "%(days)s working days", one_or_more(days)) % {"days": short(days)}


def within(minutes: int | None) -> str:
    """As it is read after “within”: what took next to nothing was done within the shortest time that is told apart."""
    return worktime(minutes if minutes is None else max(minutes, FINE))


def one_or_more(value: float) -> int:
    return 1 if value == 1 else 2


def short(value: float) -> str:
    return str(localize(int(value) if value == int(value) else value))


def day_length() -> float:
    """The usual length of a working day, in minutes."""
    days = [windows for windows in Municipality.calendar().windows.values() if windows]
    minutes = [
        sum((closes.hour - opens.hour) * 60 + closes.minute - opens.minute for opens, closes in windows)
        for windows in days
    ]
    return sum(minutes) / len(minutes) if minutes else WHOLE_DAY


def number(value: int | None) -> str:
    """12.345; a point for one that is hidden."""
    return "•" if value is None else number_format(value, force_grouping=True)


def percentage(share: float | None) -> str:
    return "–" if share is None else f"{localize(round(share * 100))} %"


def period_words(period: Period) -> str:
    if period.is_month:
        return date_format(period.first, "F Y")
    return f"{date_format(period.first, 'j. F Y')} – {date_format(period.last, 'j. F Y')}"


def step_name(step: Period) -> str:
    if step.days == 1:
        return date_format(step.first, "j.n.")
    return _("week %(week)s") % {"week": step.week}
