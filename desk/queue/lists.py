"""Which cases a list and its filters hold. Pages, numbers, search and the counter all ask here."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from django.db import connection
from django.utils import timezone

from database.together import keys_in
from desk.queue.filters import ANY, ENDLESS, ME, NOBODY, NONE, TABS, QueueFilters
from organisation.models import Institution, User
from organisation.models.institution import InstitutionQuerySet
from reporting.behind import OF_PARTIES, behind
from reporting.choice import NEWEST, OLDEST
from tickets.models import Ticket
from tickets.models.event import EventQuerySet
from tickets.models.ticket_list import TicketQuerySet
from tickets.words import Status, Tier
from triage.flags.models import Flag
from triage.topics.models import CaseTopic

SOON: Final = timedelta(hours=2)
"""A case that is due within this time is shown as running out."""
Narrow = Callable[[TicketQuerySet, User], TicketQuerySet]
LISTS: Final[dict[str, Narrow]] = {
    "needs_us": lambda tickets, _user: tickets.needs_us(),
    "needs_triage": lambda tickets, _user: tickets.needs_triage(),
    "homeless": lambda tickets, _user: tickets.without_home(),
    "to_ring": lambda tickets, user: tickets.to_ring_by(user),
    "new": lambda tickets, _user: tickets.needs_us().filter(status=Status.NEW),
    "soon": lambda tickets, _user: tickets.overdue(timezone.now() + SOON),
    "flagged": lambda tickets, _user: tickets.flagged(),
    "mine": lambda tickets, user: tickets.open().filter(assignee=user),
    "answered": lambda tickets, _user: tickets.answered(),
    "handed_up": lambda tickets, user: tickets.handed_up_by(user),
    "came_back": lambda tickets, user: tickets.handed_back_to(user),
    "waiting": lambda tickets, _user: tickets.filter(status=Status.WAITING_REQUESTER),
    "forwarded": lambda tickets, _user: tickets.filter(status=Status.FORWARDED),
    "snoozed": lambda tickets, _user: tickets.snoozed(),
    "pilot": lambda tickets, _user: tickets.needs_us().for_tier(Tier.PILOT),
    "support_entitled": lambda tickets, _user: tickets.needs_us().for_tier(Tier.SUPPORT_ENTITLED),
    "done": lambda tickets, _user: tickets.done(),
    "open": lambda tickets, _user: tickets.open(),
    "all": lambda tickets, _user: tickets,
}
WAITING: Final[dict[str, Narrow]] = {
    "us": LISTS["needs_us"],
    "requester": LISTS["waiting"],
    "party": LISTS["forwarded"],
}


def without_words(user: User, filters: QueueFilters, seen: TicketQuerySet | None = None) -> TicketQuerySet:
    """The cases of the list and its filters that the person may see, whatever they say. `seen` are those that they may
    see at all, where one has asked for them before."""
    visible = Ticket.objects.visible_to(user) if seen is None else seen
    return LISTS[filters.chosen](narrowed(visible, user, filters), user)


def narrowed(tickets: TicketQuerySet, user: User, filters: QueueFilters) -> TicketQuerySet:
    """Those that the filters leave, whatever list is chosen."""
    if not filters.words and not filters.merged:
        tickets = tickets.unmerged()
    tickets = of_columns(tickets, filters)
    if filters.assignee:
        known = {ME: user.pk, NOBODY: None}
        tickets = tickets.filter(assignee=known[who] if (who := filters.assignee) in known else int(who))
    if filters.waiting:
        tickets = WAITING[filters.waiting](tickets, user)
    if filters.overdue:
        tickets = tickets.overdue()
    if filters.flagged:
        tickets = tickets.filter(pk__in=Flag.objects.standing().values("ticket"))
    if filters.tag:
        tickets = tickets.tagged(int(filters.tag))
    if filters.topic:
        tickets = of_topic(tickets, filters.topic)
    tickets = tickets.opened_between(filters.opened_from, filters.opened_to)
    tickets = tickets.opened_at_times(filters.weekday, filters.hours)
    if filters.figure:
        tickets = tickets.filter(pk__in=happenings(filters).values("ticket"))
    return of_known_error(tickets, filters.known_error) if filters.known_error else tickets


def of_columns(tickets: TicketQuerySet, filters: QueueFilters) -> TicketQuerySet:
    for field in ("status", "tier", "audience", "channel"):
        if value := getattr(filters, field):
            tickets = tickets.filter(**{field: value})
    tickets = of_places(tickets, filters)
    if filters.route:
        tickets = tickets.without_route() if filters.route == NONE else tickets.filter(route=filters.route)
    return tickets


def of_places(tickets: TicketQuerySet, filters: QueueFilters) -> TicketQuerySet:
    if filters.institution:
        tickets = tickets.filter(institution=None if filters.institution == NONE else int(filters.institution))
    if filters.kind or filters.area:
        tickets = tickets.filter(institution__in=grouped(Institution.objects.all(), filters))
    return tickets


def grouped(institutions: InstitutionQuerySet, filters: QueueFilters) -> InstitutionQuerySet:
    """Those of the kind and the area that are chosen."""
    area = "" if filters.area == NONE else filters.area
    institutions = institutions.filter(kind=filters.kind) if filters.kind else institutions
    return institutions.filter(area=area) if filters.area else institutions


def happenings(filters: QueueFilters) -> EventQuerySet:
    """The events that count in the figure, on the days that are chosen."""
    first, last = filters.figure_from or OLDEST.isoformat(), filters.figure_to or NEWEST.isoformat()
    days = date.fromisoformat(first), date.fromisoformat(last)
    return behind(filters.figure, *days, party=filters.party if filters.figure in OF_PARTIES else "")


def of_topic(tickets: TicketQuerySet, topic: str) -> TicketQuerySet:
    if topic == NONE:
        return tickets.exclude(pk__in=CaseTopic.objects.exclude(topic=None).values("ticket"))
    return tickets.filter(pk__in=CaseTopic.objects.of(topic).values("ticket"))


def of_known_error(tickets: TicketQuerySet, which: str) -> TicketQuerySet:
    """The cases of one known error, or of any."""
    joined = Ticket.known_errors.through.objects.all()
    if which != ANY:
        joined = joined.filter(known_error_id=int(which))
    return tickets.filter(pk__in=joined.values("ticket"))


def cases(user: User, filters: QueueFilters, seen: TicketQuerySet | None = None) -> TicketQuerySet:
    tickets = without_words(user, filters, seen)
    return tickets.search(filters.words) if filters.words else tickets


def arrived_since(user: User, filters: QueueFilters, since: int, *, most: int) -> int:
    """How many cases of the list have come since; read from the end of the primary key."""
    return cases(user, filters).filter(pk__gt=since)[: most + 1].count()


def counted(user: User, filters: QueueFilters, *, most: int) -> tuple[int, dict[str, int]]:
    """(id of the newest case, how many cases each list above the queue holds as the filters narrow it), in one query.

    Counted no further than `most`. Lists without an end are not counted, nor is what words find, nor what few of many
    cases behind a figure they hold.
    """
    names = [] if filters.words or filters.figure else [name for name in TABS if name not in ENDLESS]
    left = narrowed(Ticket.objects.visible_to(user), user, filters).order_by()
    asked = [keys_in(LISTS[name](left, user)[:most]) for name in names]
    newest = keys_in(Ticket.objects.by_opening()[:1])
    counts = [f"(SELECT COUNT(*) FROM ({one}) AS listed)" for one, _told in asked]  # noqa: S608  Django made it
    with connection.cursor() as cursor:
        arguments = [value for _one, parameters in [newest, *asked] for value in parameters]
        cursor.execute(f"SELECT {', '.join([f'({newest[0]})', *counts])}", arguments)
        latest, *numbers = cursor.fetchone() or (0,)
    return latest or 0, dict(zip(names, numbers, strict=True))
