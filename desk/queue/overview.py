"""The overview: what needs the person now, in the order of their role. Each number is the list that it opens."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from database.together import counts_of
from desk.queue import paging
from desk.queue.filters import NOBODY, QueueFilters
from desk.queue.lists import cases
from organisation.models import User
from organisation.roles import Role, Verb
from tickets.models import Ticket
from tickets.words import Route

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

MOST_COUNTED: Final = 99
PREVIEWED: Final = 5
MOST_LISTS: Final = 3
"""How many lists are looked into for the first cases to begin with."""
OTHERS: Final = frozenset({"waiting", "forwarded", "handed_up"})
"""Lists of what waits for somebody else."""
ONLY_IF_ANY: Final = frozenset({"flagged", "homeless", "to_ring"})
"""Lists that are shown only while something is in them."""
Wording = tuple["StrPromise", "StrPromise"]

CARDS: Final[dict[str, tuple[Wording, QueueFilters]]] = {
    "flagged": (
        (_("Cannot wait"), _("Sensitive, and nobody has looked at it yet")),
        QueueFilters(chosen="flagged", sort="opened"),
    ),
    "homeless": (
        (_("Without an institution"), _("Nobody has them until you give them a home")),
        QueueFilters(chosen="homeless"),
    ),
    "to_ring": (
        (_("To ring"), _("Neither mail nor text message reaches them, and they do not know the answer yet")),
        QueueFilters(chosen="to_ring"),
    ),
    "soon": (
        (_("Time is running out"), _("Late, or due within two hours")),
        QueueFilters(chosen="soon"),
    ),
    "answered": (
        (_("Answered since"), _("The requester or a party wrote, and nobody has looked yet")),
        QueueFilters(chosen="answered", sort="activity"),
    ),
    "mine": ((_("My cases"), _("Open and yours")), QueueFilters(chosen="mine")),
    "new": ((_("New ones"), _("Nobody has touched them yet")), QueueFilters(chosen="new")),
    "needs_triage": ((_("To be assessed"), _("They have no route yet")), QueueFilters(chosen="needs_triage")),
    "unassigned": ((_("Nobody has them"), _("Waiting for us, assigned to nobody")), QueueFilters(assignee=NOBODY)),
    "pilot": ((_("With the pilots"), _("First level has handed them up")), QueueFilters(chosen="pilot")),
    "support_entitled": (
        (_("With the support-entitled"), _("Handed up, and waiting for you")),
        QueueFilters(chosen="support_entitled"),
    ),
    "faults": (
        (_("Faults for Netcompany"), _("Only you may report them")),
        QueueFilters(route=Route.TECHNICAL_FAULT),
    ),
    "wishes": (
        (_("Wishes to collect"), _("For the next bundle to KOMBIT")),
        QueueFilters(route=Route.CHANGE_REQUEST),
    ),
    "project": (
        (_("Questions about the project"), _("Yours to pass on to KOMBIT")),
        QueueFilters(route=Route.PROJECT_QUESTION),
    ),
    "waiting": ((_("Waiting for the requester"), _("We have asked")), QueueFilters(chosen="waiting")),
    "forwarded": ((_("Forwarded"), _("An outside party has them")), QueueFilters(chosen="forwarded")),
    "handed_up": ((_("Handed up by me"), _("Others work on them")), QueueFilters(chosen="handed_up")),
    "came_back": ((_("Came back"), _("You handed them up; now they are here again")), QueueFilters(chosen="came_back")),
}
FIRST_LEVEL: Final = ("soon", "answered", "came_back", "to_ring", "mine", "new", "needs_triage", "handed_up")
ORDER: Final[dict[str, tuple[str, ...]]] = {
    Role.MUNICIPAL_ADMIN: (
        "homeless",
        "soon",
        "unassigned",
        "needs_triage",
        "answered",
        "to_ring",
        "mine",
        "forwarded",
    ),
    Role.SUPPORT_ENTITLED: (
        "homeless",
        "soon",
        "support_entitled",
        "faults",
        "answered",
        "to_ring",
        "mine",
        "needs_triage",
    ),
    Role.PROJECT_LEAD: ("wishes", "project", "homeless", "answered", "to_ring", "mine", "soon", "forwarded"),
    Role.PILOT: ("soon", "pilot", "answered", "came_back", "to_ring", "mine", "new", "handed_up", "forwarded"),
    Role.INSTITUTION_ADMIN: FIRST_LEVEL,
    Role.SUPERUSER: FIRST_LEVEL,
}
"""The cards of a role, most urgent first. Who holds several roles sees those of the first that stands here."""
URGENT: Final = frozenset({"flagged", "homeless", "soon", "answered", "came_back"})
"""Numbers that are coloured when there are any."""


@dataclass(frozen=True)
class Card:
    name: str
    label: "StrPromise"
    hint: "StrPromise"
    filters: QueueFilters
    count: int

    @property
    def shown(self) -> str:
        return f"{MOST_COUNTED}+" if self.count > MOST_COUNTED else str(self.count)

    @property
    def is_urgent(self) -> bool:
        return self.name in URGENT and self.count > 0

    @property
    def address(self) -> str:
        return reverse("admin:tickets_ticket_changelist") + self.filters.address()


@dataclass(frozen=True)
class Home:
    cards: list[Card]
    starts: list[tuple[Card, list[Ticket]]]
    """The most urgent lists with something in them, and the top of each; each case once."""


def home(user: User) -> Home | None:
    """None for who sees no cases at all."""
    if not user.may(Verb.VIEW):
        return None
    cards = counted(user, ("flagged", *cards_of(user)))
    cards = [candidate for candidate in cards if candidate.count or candidate.name not in ONLY_IF_ANY]
    return Home(
        cards, starts(user, [candidate for candidate in cards if candidate.count and candidate.name not in OTHERS])
    )


def starts(user: User, cards: list[Card]) -> list[tuple[Card, list[Ticket]]]:
    """From the most urgent list on, until there is enough to begin with."""
    lists: list[tuple[Card, list[Ticket]]] = []
    seen: set[int] = set()
    urgent = cards[:MOST_LISTS]
    for card, tickets in zip(urgent, paging.tops(user, [card.filters for card in urgent], most=PREVIEWED), strict=True):
        fresh = [ticket for ticket in tickets if ticket.pk not in seen]
        if shown := fresh[: PREVIEWED - len(seen)]:
            lists.append((card, shown))
            seen |= {ticket.pk for ticket in shown}
    return lists


def cards_of(user: User) -> tuple[str, ...]:
    return next((names for role, names in ORDER.items() if role in user.roles), FIRST_LEVEL)


def counted(user: User, names: Sequence[str]) -> list[Card]:
    """Numbers, counted no further than they are shown, in one query."""
    seen = Ticket.objects.visible_to(user)
    sizes = counts_of(*(cases(user, CARDS[name][1], seen) for name in names), most=MOST_COUNTED + 1)
    return [Card(name, *CARDS[name][0], CARDS[name][1], size) for name, size in zip(names, sizes, strict=True)]
