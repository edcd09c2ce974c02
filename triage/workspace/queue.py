"""The queue: which cases, in which order, a page at a time at the same cost for every page."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from organisation.models import Institution, User
from tickets.models import Ticket
from tickets.models.ticket import TicketQuerySet
from tickets.words import Audience, Route, Status, Tier

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

PAGE: Final = 50
MOST_COUNTED: Final = 100
LONGEST_ID: Final = 19
"""Digits; a longer number is no id, and no database takes it."""
LISTS: Final[dict[str, "StrPromise"]] = {
    "needs_us": _("Waiting for us"),
    "needs_triage": _("To be assessed"),
    "mine": _("Mine"),
    "waiting": _("Waiting for the requester"),
    "forwarded": _("Forwarded"),
    "done": _("Solved"),
    "all": _("All"),
}
"""The lists a person chooses from; the first is where one begins."""
BY_DUE_TIME: Final = frozenset({"needs_us", "needs_triage"})


@dataclass(frozen=True)
class Filters:
    """What the address of the page says; anything unknown in it is ignored."""

    chosen: str = "needs_us"
    words: str = ""
    route: str = ""
    tier: str = ""
    audience: str = ""
    institution: int | None = None
    after: str = ""

    @classmethod
    def read(cls, query: "dict[str, str]") -> "Filters":
        institution = query.get("institution", "")
        return cls(
            chosen=query.get("list", "") if query.get("list") in LISTS else ("all" if query.get("q") else "needs_us"),
            words=query.get("q", "").replace("\0", "").strip()[:200],
            route=query.get("route", "") if query.get("route") in Route.values else "",
            tier=query.get("tier", "") if query.get("tier") in Tier.values else "",
            audience=query.get("audience", "") if query.get("audience") in Audience.values else "",
            institution=int(institution) if institution.isdecimal() and len(institution) < LONGEST_ID else None,
            after=query.get("after", "")[:80],
        )

    def address(self, **changes: object) -> str:
        """The query string of these filters with some of them changed; a changed filter begins at page one."""
        now = {
            "list": self.chosen,
            "q": self.words,
            "route": self.route,
            "tier": self.tier,
            "audience": self.audience,
            "institution": self.institution,
        } | changes
        return "?" + urlencode({name: value for name, value in now.items() if value not in {"", None}})

    @property
    def narrowed(self) -> bool:
        """Whether more than the list and the words were chosen."""
        return bool(self.route or self.tier or self.audience or self.institution)

    @property
    def by_due_time(self) -> bool:
        return self.chosen in BY_DUE_TIME


@dataclass(frozen=True)
class Page:
    tickets: list[Ticket]
    following: str
    """The query string of the next page; empty on the last."""


def cases(user: User, filters: Filters) -> TicketQuerySet:
    """The cases of a list, as far as the person may see them."""
    tickets = Ticket.objects.visible_to(user)
    match filters.chosen:
        case "needs_us":
            tickets = tickets.needs_us()
        case "needs_triage":
            tickets = tickets.needs_triage()
        case "mine":
            tickets = tickets.open().filter(assignee=user)
        case "waiting":
            tickets = tickets.filter(status=Status.WAITING_REQUESTER)
        case "forwarded":
            tickets = tickets.filter(status=Status.FORWARDED)
        case "done":
            tickets = tickets.done()
    for field in ("route", "tier", "audience", "institution"):
        if value := getattr(filters, field):
            tickets = tickets.filter(**{field: value})
    return tickets.search(filters.words) if filters.words else tickets


def page(user: User, filters: Filters) -> Page:
    """One page by keyset: the place where the last page ended is in its address, so no page counts the others."""
    tickets = cases(user, filters).for_list()
    tickets = tickets.by_due_time() if filters.by_due_time else tickets.by_activity()
    if place := read_place(filters.after):
        tickets = tickets.filter(beyond(place, due=filters.by_due_time))
    rows = list(tickets[: PAGE + 1])
    following = ""
    if len(rows) > PAGE:
        last = rows[PAGE - 1]
        at = last.due_at if filters.by_due_time else last.last_activity_at
        assert at is not None
        following = filters.address(after=f"{at.isoformat()}_{last.pk}")
    return Page(rows[:PAGE], following)


def read_place(text: str) -> tuple[datetime, int] | None:
    at, _separator, pk = text.partition("_")
    try:
        moment = parse_datetime(at)
    except ValueError:
        return None
    return (moment, int(pk)) if moment and pk.isdecimal() and len(pk) < LONGEST_ID else None


def beyond(place: tuple[datetime, int], *, due: bool) -> Q:
    at, pk = place
    if due:
        return Q(due_at__gte=at) & (Q(due_at__gt=at) | Q(pk__gt=pk))
    return Q(last_activity_at__lte=at) & (Q(last_activity_at__lt=at) | Q(pk__lt=pk))


def institutions_of(user: User) -> list[Institution]:
    """For the filter: the institutions whose cases the person sees."""
    places = user.institutions_for()
    found = Institution.objects.by_name()
    return list(found if places is None else found.filter(pk__in=places))


def todo(user: User) -> "list[tuple[StrPromise, str, str]]":
    """(list, how many, address) of what waits for the person; counted no further than a hundred."""
    waiting = []
    for name in ("mine", "needs_triage", "needs_us", "forwarded"):
        filters = Filters(chosen=name)
        count = cases(user, filters)[: MOST_COUNTED + 1].count()
        shown = f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count)
        waiting.append((LISTS[name], shown, reverse("admin:tickets_ticket_changelist") + filters.address()))
    return waiting
