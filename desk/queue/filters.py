"""What the address of the queue says: a list, what narrows it, its order and the place in it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final, Self
from urllib.parse import urlencode

from django.utils.dates import WEEKDAYS as DAY_NAMES
from django.utils.translation import gettext_lazy as _

from organisation.models import Institution
from reporting.behind import BEHIND
from reporting.models import LONGEST_VALUE
from tickets.words import Audience, Channel, Route, Status, Tier

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

LONGEST_ID: Final = 19
"""Digits; a longer number is no id, and no database takes it."""
SLUG: Final = re.compile(r"[-a-z0-9_]{1,40}")
LISTS: Final[dict[str, "StrPromise"]] = {
    "needs_us": _("Waiting for us"),
    "needs_triage": _("To be assessed"),
    "flagged": _("Cannot wait"),
    "mine": _("Mine"),
    "waiting": _("Waiting for the requester"),
    "forwarded": _("Forwarded"),
    "snoozed": _("Put aside"),
    "done": _("Solved"),
    "all": _("All"),
    "open": _("Open"),
    "to_ring": _("To ring"),
    "homeless": _("Without an institution"),
    "new": _("New"),
    "soon": _("Time is running out"),
    "answered": _("Answered since"),
    "handed_up": _("Handed up by me"),
    "came_back": _("Came back"),
    "pilot": _("With the pilots"),
    "support_entitled": _("With the support-entitled"),
}
"""The lists of the queue; the first is where one begins."""
TABS: Final = ("needs_us", "needs_triage", "mine", "answered", "waiting", "forwarded", "snoozed", "done", "all")
"""The lists that stand above the queue; the others are reached from the overview."""
ENDLESS: Final = frozenset({"done", "all"})
"""Lists that only grow: nobody needs to know how long they are."""
ALL_DUE: Final = frozenset(
    {"needs_us", "needs_triage", "homeless", "new", "soon", "snoozed", "pilot", "support_entitled"}
)
"""Lists in which every case has a due time."""
SMALL: Final = frozenset({"flagged", "mine", "answered", "handed_up", "came_back", "to_ring"})
"""Lists of what one person can have in hand, so that they may be sorted without an index."""
ORDERS: Final[dict[str, "StrPromise"]] = {
    "due": _("Due first"),
    "activity": _("Latest activity"),
    "opened": _("Newest first"),
}
WAITING_FOR: Final[dict[str, "StrPromise"]] = {
    "us": _("Us"),
    "requester": _("The requester"),
    "party": _("An outside party"),
}
ME, NOBODY, ANY, NONE = "me", "nobody", "any", "none"
WEEKDAYS: Final = {str(day + 1): name for day, name in DAY_NAMES.items()}
HOURS: Final = {
    f"{first}-{last}": f"{first}–{last + 1}" for first, last in [(0, 5), *((at, at) for at in range(6, 22)), (22, 23)]
}
"""Hours by which cases are told apart, as the numbers tell them; few come at night."""


@dataclass(frozen=True)
class QueueFilters:
    """Anything unknown in an address is ignored. `after` and `before` are places in the list, not filters."""

    chosen: str = "needs_us"
    words: str = ""
    status: str = ""
    route: str = ""
    """A route, or `none`."""
    tier: str = ""
    audience: str = ""
    channel: str = ""
    institution: str = ""
    """An id, or `none`."""
    kind: str = ""
    area: str = ""
    """Of the institution: its kind, and its area or `none`."""
    assignee: str = ""
    """`me`, `nobody` or a person's id."""
    waiting: str = ""
    overdue: str = ""
    known_error: str = ""
    """`any` or the id of a known error."""
    merged: str = ""
    """`1`: those that were merged into another too."""
    flagged: str = ""
    tag: str = ""
    """The id of a tag."""
    topic: str = ""
    """The address of a topic, or `none`."""
    opened_from: str = ""
    opened_to: str = ""
    """Days, as 2026-08-01: the first and the last on which the case came."""
    weekday: str = ""
    """On which it came, from 1 for Monday."""
    hours: str = ""
    """In which it came, as 0-5: the first and the last."""
    figure: str = ""
    """What happened to it, as a figure counts it: a name of `reporting.behind.BEHIND`."""
    figure_from: str = ""
    figure_to: str = ""
    """The first and the last day on which that happened."""
    party: str = ""
    """To which outside party, where the figure is one of parties."""
    sort: str = ""
    after: str = ""
    before: str = ""

    @classmethod
    def read(cls, query: Mapping[str, Any]) -> Self:
        """From the parameters of an address or the stored filters of a saved view."""
        params = {name: str(query.get(name) or "") for name in PARAMETERS}
        terms = params["q"].replace("\0", "").strip()[:200]
        return cls(
            chosen=among(params["list"], LISTS) or ("all" if terms else "needs_us"),
            words=terms,
            status=among(params["status"], Status.values),
            route=among(params["route"], (*Route.values, NONE)),
            tier=among(params["tier"], Tier.values),
            audience=among(params["audience"], Audience.values),
            channel=among(params["channel"], Channel.values),
            institution=among(params["institution"], (NONE,)) or an_id(params["institution"]),
            kind=among(params["kind"], Institution.Kind.values),
            area=params["area"].replace("\0", "")[:60],
            assignee=among(params["assignee"], (ME, NOBODY)) or an_id(params["assignee"]),
            waiting=among(params["waiting"], WAITING_FOR),
            overdue=among(params["overdue"], ("1",)),
            known_error=among(params["known_error"], (ANY,)) or an_id(params["known_error"]),
            merged=among(params["merged"], ("1",)),
            flagged=among(params["flagged"], ("1",)),
            tag=an_id(params["tag"]),
            topic=a_slug(params["topic"]),
            opened_from=a_day(params["opened_from"]),
            opened_to=a_day(params["opened_to"]),
            weekday=among(params["weekday"], WEEKDAYS),
            hours=among(params["hours"], HOURS),
            figure=among(params["figure"], BEHIND),
            figure_from=a_day(params["figure_from"]),
            figure_to=a_day(params["figure_to"]),
            party=params["party"].replace("\0", "")[:LONGEST_VALUE],
            sort=among(params["sort"], ORDERS),
            after=params["after"][:80],
            before=params["before"][:80],
        )

    def params(self) -> dict[str, str]:
        """What is chosen, by the names of the address, without the place in the list."""
        values = {name: getattr(self, field) for field, name in NAMES.items() if field not in PLACES}
        return {name: value for name, value in values.items() if value}

    def address(self, **changes: object) -> str:
        """The query string with some parameters changed; it begins at page one unless a place is among them."""
        now = self.params() | changes
        return "?" + urlencode({name: value for name, value in now.items() if value not in {"", None}})

    def without_position(self) -> Self:
        return replace(self, after="", before="")

    @property
    def narrowed(self) -> bool:
        """Whether more than the list, the words and the order were chosen."""
        return any(getattr(self, field) for field in NARROWING)

    @property
    def orders(self) -> list[str]:
        """The orders that the list can be read in at the same cost whatever its size; the first is its own."""
        if self.words:
            return ["opened"]
        if self.chosen in ALL_DUE | SMALL:
            return ["due", "activity", "opened"]
        return ["activity", "opened"]

    @property
    def order(self) -> str:
        return self.sort if self.sort in self.orders else self.orders[0]


def among(value: str, known: Any) -> str:
    return value if value in known else ""


def an_id(value: str) -> str:
    return value if value.isdecimal() and value.isascii() and len(value) < LONGEST_ID else ""


def a_slug(value: str) -> str:
    return value if SLUG.fullmatch(value) else ""


def a_day(value: str) -> str:
    try:
        return value if len(value) == len("2026-08-01") and date.fromisoformat(value) else ""
    except ValueError:
        return ""


PLACES: Final = frozenset({"after", "before"})
NAMES: Final = {
    field.name: {"chosen": "list", "words": "q"}.get(field.name, field.name) for field in fields(QueueFilters)
}
"""The parameter in the address by the field."""
PARAMETERS: Final = tuple(NAMES.values())
NARROWING: Final = frozenset(NAMES) - PLACES - {"chosen", "words", "sort"}
