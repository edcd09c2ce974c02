"""What the numbers say of the cases that a list holds, and which of those that they count do not stand in it."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from django.db.models import F, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk.queue.filters import NONE, QueueFilters, an_id
from desk.queue.lists import cases, grouped, happenings
from organisation.models import Institution, User
from organisation.roles import Verb
from reporting.behind import NAMES
from reporting.models import COUNTS, DailyNumber, Dimension
from reporting.models.daily_number import DailyNumberQuerySet
from reporting.periods import Period
from reporting.words import number, period_words

COMPARED: Final = 1_000
"""Up to so many, what the numbers count is compared with what the list holds."""
OF_PARTIES: Final = {"party_sent": "forwarded", "party_answered": "answered", "party_returned": "returned"}
"""Which column of the numbers of parties holds the figure."""
TRAITS: Final = ("audience", "channel", "route", "topic", "tier")
PLACES: Final = ("institution", "kind", "area")
TIMES: Final = ("weekday", "hours")
FIGURE: Final = ("figure", "figure_from", "figure_to", "party", "opened_from", "opened_to", "merged", "chosen", "sort")


@dataclass(frozen=True)
class Behind:
    """`number` is None where the numbers do not know cases narrowed like that."""

    what: str
    period: Period
    number: int | None
    sentences: list[str]

    @property
    def heading(self) -> str:
        words = {"what": self.what, "period": period_words(self.period)}
        if self.number is None:
            return _("%(what)s, %(period)s") % words
        return _("%(number)s in the numbers: %(what)s, %(period)s") % (words | {"number": number(self.number)})


def behind(user: User, filters: QueueFilters) -> Behind | None:
    """None where the list is not that of a figure in a period."""
    period = period_of(filters)
    if period is None or filters.chosen != "all" or not filters.merged:
        return None
    what = str(NAMES[filters.figure]) if filters.figure else _("Received")
    count = counted(user, filters, period)
    differences = sentences(user, filters, count) if count is not None and count <= COMPARED else []
    return Behind(f"{what}: {filters.party}" if filters.party else what, period, count, differences)


def period_of(filters: QueueFilters) -> Period | None:
    first, last = filters.opened_from, filters.opened_to
    if filters.figure:
        first, last = filters.figure_from, filters.figure_to
    return Period(date.fromisoformat(first), date.fromisoformat(last)) if first and last and first <= last else None


def counted(user: User, filters: QueueFilters, period: Period) -> int | None:
    """What the daily numbers say, of places whose cases the person sees."""
    column = OF_PARTIES.get(filters.figure, filters.figure or "opened")
    narrowed = [name for name in (*TRAITS, "party") if getattr(filters, name)]
    by_time = any(getattr(filters, name) for name in TIMES)
    known = dict.fromkeys((*TRAITS, *PLACES, *TIMES, *FIGURE, "after", "before"), "")
    if column not in COUNTS or len(narrowed) + by_time > 1 or replace(filters, **known) != QueueFilters(chosen=""):
        return None
    rows = of_places(user, filters).between(period.first, period.last)
    rows = of_times(rows, filters) if by_time else of_trait(rows, filters, *narrowed)
    return int(rows.aggregate(sum=Sum(column))["sum"] or 0)


def of_places(user: User, filters: QueueFilters) -> DailyNumberQuerySet:
    seen = user.institutions_for(Verb.VIEW)
    if not any(getattr(filters, name) for name in PLACES):
        return DailyNumber.objects.of_places(None if seen is None else list(seen))
    if filters.institution == NONE:
        return DailyNumber.objects.filter(is_whole=False, institution=None) if seen is None else none()
    places = grouped(Institution.objects.all(), filters)
    places = places if seen is None else places.filter(pk__in=seen)
    places = places.filter(pk=int(filters.institution)) if an_id(filters.institution) else places
    return DailyNumber.objects.of_places(list(places.values_list("pk", flat=True)))


def none() -> DailyNumberQuerySet:
    return DailyNumber.objects.of_places([])


def of_trait(rows: DailyNumberQuerySet, filters: QueueFilters, trait: str = "") -> DailyNumberQuerySet:
    return rows.filter(dimension=trait, value=getattr(filters, trait) if trait else "")


def of_times(rows: DailyNumberQuerySet, filters: QueueFilters) -> DailyNumberQuerySet:
    rows = rows.filter(dimension=Dimension.HOUR)
    rows = rows.filter(day__iso_week_day=int(filters.weekday)) if filters.weekday else rows
    if filters.hours:
        first, last = map(int, filters.hours.split("-"))
        rows = rows.filter(value__in=[f"{hour:02}" for hour in range(first, last + 1)])
    return rows


def sentences(user: User, filters: QueueFilters, count: int) -> list[str]:
    """How the list differs from the number."""
    listed = cases(user, filters.without_position()).order_by()
    standing = listed.count()
    counting = happenings(filters).filter(ticket__in=listed.values("pk")).count() if filters.figure else standing
    forgotten = listed.filter(Q(forgotten_at__gte=F("resolved_at"))).count()
    differences = []
    if counting > standing:
        differences.append(some_count_twice(standing))
    if forgotten:
        differences.append(_("What was personal in %(count)s of them has been deleted.") % {"count": number(forgotten)})
    if count > counting:
        differences.append(missing(count - counting))
    if count < counting:
        differences.append(_("More has happened since the numbers were counted."))
    return differences


def some_count_twice(standing: int) -> str:
    return ngettext(
        "%(count)s case stands here; it counts more than once.",
        "%(count)s cases stand here; some count more than once.",
        standing,
    ) % {"count": number(standing)}


def missing(count: int) -> str:
    return ngettext(
        "%(count)s more counts in the numbers: it is kept no longer, or only few may see it.",
        "%(count)s more count in the numbers: they are kept no longer, or only few may see them.",
        count,
    ) % {"count": number(count)}
