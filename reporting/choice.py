"""What somebody wants to see the numbers of: a period, places, and perhaps one value of one dimension."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, Self
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.dateparse import parse_date

from knowledgebase.models import Topic
from organisation.models import Institution, User
from organisation.roles import Verb
from reporting.counting import NONE
from reporting.models import Dimension
from reporting.periods import LONGEST, USUAL, WEEKS, Period, month_of, weeks_until
from tickets.words import Audience, Channel, Route, Tier

DIMENSIONS: Final[tuple[str, ...]] = (
    Dimension.AUDIENCE.value,
    Dimension.CHANNEL.value,
    Dimension.ROUTE.value,
    Dimension.TOPIC.value,
    Dimension.TIER.value,
)
"""What cases are told apart by, in the order in which it is shown; the hour is for the picture of the week alone."""
SPANS: Final = frozenset({"period", "from", "to"})
LONGEST_ID: Final = 19
OLDEST, NEWEST = date(2000, 1, 1), date(2999, 12, 31)


def values() -> dict[str, tuple[str, ...]]:
    """What can be chosen of each dimension, in the order in which it is shown. Topics out of use keep their cases."""
    topics = (*(row["slug"] for row in Topic.plain()), NONE)
    all_values = (tuple(Audience.values), tuple(Channel.values), (*Route.values, NONE), topics, tuple(Tier.values))
    return dict(zip(DIMENSIONS, all_values, strict=True))


@dataclass(frozen=True)
class Choice:
    """`places` None: the whole municipality. `covered`: the person does not see the cases behind the numbers, so that
    small ones are hidden; they choose among fixed periods and single places, or what is hidden could be subtracted.

    `parameters` is what was understood of an address: `period` (weeks, or a month as 2026-10) or `from` and `to`,
    `place` (an id, `kind:school` or `area:Nord`) and `only` (`audience:parent`).
    """

    period: Period
    parameters: dict[str, str]
    places: list[int] | None
    theirs: list[int] | None = None
    """All places that the person may see the numbers of."""
    dimension: str = ""
    value: str = ""
    covered: bool = False
    months_first: bool = False
    """Where not every period can be shown, months come before weeks: in what leaves the desk of somebody who sees the
    cases, since reports are of months."""

    @classmethod
    def read(cls, query: Mapping[str, Any], user: User, today: date | None = None, *, leaves: bool = False) -> Self:
        """From the parameters of an address. What is unknown or not theirs is ignored.

        `leaves`: what is read leaves the desk, so that it is covered whoever asks.
        """
        theirs, sees_cases = places_of(user), None if leaves else user.institutions_for(Verb.VIEW)
        sees_all = not leaves and sees_them(user, theirs)
        place, places = read_places(str(query.get("place") or ""), theirs, free=sees_all)
        covered = leaves or (sees_cases is not None and (places is None or not set(places) <= set(sees_cases)))
        span, period = read_period(query, today or timezone.localdate(), free=sees_all)
        dimension, _colon, value = str(query.get("only") or "").partition(":")
        only = dimension in DIMENSIONS and value in values()[dimension]
        params = span | place | ({"only": f"{dimension}:{value}"} if only else {})
        narrowed = (dimension, value) if only else ("", "")
        return cls(period, params, places, theirs, *narrowed, covered, leaves and sees_them(user, theirs))

    @property
    def before(self) -> Self:
        return replace(self, period=self.period.before)

    def address(self, **changes: str) -> str:
        """The query string with something else chosen."""
        kept = {name: text for name, text in self.parameters.items() if "period" not in changes or name not in SPANS}
        return "?" + urlencode({name: text for name, text in (kept | changes).items() if text})


def places_of(user: User) -> list[int] | None:
    """Ids of the institutions whose numbers the person may see, in whatever role; None means all."""
    places = {at for _role, at in user.role_keys}
    return None if None in places else sorted(place for place in places if place is not None)


def sees_them(user: User, places: list[int] | None) -> bool:
    """Whether the person sees the cases of these places; None stands for all."""
    seen = user.institutions_for(Verb.VIEW)
    return seen is None or (places is not None and set(places) <= set(seen))


def read_places(wanted: str, theirs: list[int] | None, *, free: bool) -> tuple[dict[str, str], list[int] | None]:
    """What was understood, and which places it is."""
    institutions = Institution.objects.all() if theirs is None else Institution.objects.filter(pk__in=theirs)
    sort, colon, name = wanted.replace("\0", "")[:80].partition(":")
    if colon and free and sort in {"kind", "area"} and name:
        places = list(institutions.filter(**{sort: name}).order_by("pk").values_list("pk", flat=True))
    elif wanted.isascii() and wanted.isdecimal() and len(wanted) < LONGEST_ID:
        places = list(institutions.filter(pk=int(wanted)).values_list("pk", flat=True))
    else:
        places = []
    return ({"place": wanted}, places) if places else ({}, theirs)


def read_period(query: Mapping[str, Any], today: date, *, free: bool) -> tuple[dict[str, str], Period]:
    wanted = str(query.get("period") or "")
    first, last, month = a_day(query.get("from")), a_day(query.get("to")), a_day(f"{wanted}-01")
    if free and first and last and first <= last <= today and last - first <= LONGEST:
        return {"from": first.isoformat(), "to": last.isoformat()}, Period(first, last)
    if month and month <= today:
        return {"period": f"{month:%Y-%m}"}, month_of(month)
    if wanted in {str(each) for each in WEEKS}:
        return {"period": wanted}, weeks_until(today, int(wanted))
    return {}, weeks_until(today, USUAL)


def a_day(text: Any) -> date | None:
    try:
        day = parse_date(str(text or ""))
    except ValueError:
        return None
    return day if day and OLDEST <= day <= NEWEST else None
