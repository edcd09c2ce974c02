"""The cases behind a figure: the same events that `reporting.course` counts, asked of the database.

Each name stands for the events that count, so that a case stands behind a figure as often as it counts in it.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, Subquery, TextField
from django.db.models.fields.json import KeyTextTransform
from django.utils.translation import gettext_lazy as _

from reporting.counting import begin_of
from reporting.course import ANSWERS, NOT_SOLVED, PARTY_ANSWERS, WITH_OTHERS
from reporting.models import LONGEST_VALUE
from tickets.models import Event
from tickets.models.event import EventQuerySet
from tickets.words import DONE, OPEN, Status

RATINGS: Final = ("helped", "not_helped")
LEAVES_FIRST_LEVEL: Final = ("escalated", "forwarded", "collected")
OLDER: Final = ~Q(data__has_key="changed") | ~Q(data__changed__has_key="status")
"""Events of earlier versions, whose kind alone tells what became of the case."""


def moved(before: Any, after: Any) -> Q:
    """Events that say that they moved a case from one of these states to one of those."""
    return Q(data__changed__status__0__in=sorted(before), data__changed__status__1__in=sorted(after))


SOLVED: Final = (moved(OPEN, DONE) & ~Q(kind__in=sorted(NOT_SOLVED))) | (OLDER & Q(kind__in=["resolved", "closed"]))
REOPENED: Final = (moved(DONE, OPEN) & ~Q(kind="unmerged")) | (OLDER & Q(kind="reopened"))
TO_OTHERS: Final = moved(Status.values, WITH_OTHERS) | (OLDER & Q(kind="forwarded"))


def standing() -> EventQuerySet:
    """What was not taken back: an answer before it left, or an act on many cases."""
    of_case = Event.objects.filter(ticket=OuterRef("ticket"))
    since = of_case.filter(pk__gt=OuterRef(OuterRef("pk")), pk__lt=OuterRef("pk"), held_until__isnull=False)
    other_act = since.exclude(held_until=OuterRef(OuterRef("held_until")))
    undoing = of_case.filter(kind="undone", pk__gt=OuterRef("pk")).filter(~Exists(other_act))
    events = Event.objects.exclude(kind="undone").filter(~Q(data__has_key="undone"))
    return events.filter(Q(held_until=None) | ~Exists(undoing))


def earlier(which: Q) -> EventQuerySet:
    """Those of the same case before the event."""
    return standing().filter(which, ticket=OuterRef("ticket"), pk__lt=OuterRef("pk"))


def later(which: Q) -> EventQuerySet:
    return standing().filter(which, ticket=OuterRef("ticket"), pk__gt=OuterRef("pk"))


def first_answers(events: EventQuerySet) -> EventQuerySet:
    answers = Q(kind__in=sorted(ANSWERS))
    return events.filter(answers).exclude(Exists(earlier(answers)))


def solved_first_level(events: EventQuerySet) -> EventQuerySet:
    return events.filter(SOLVED).exclude(Exists(earlier(Q(kind__in=LEAVES_FIRST_LEVEL))))


def last_ratings(events: EventQuerySet) -> EventQuerySet:
    ratings = Q(kind__in=RATINGS)
    return events.filter(ratings).exclude(Exists(later(ratings)))


def of_kind(kind: str) -> Callable[[EventQuerySet], EventQuerySet]:
    return lambda events: events.filter(kind=kind)


def heard_from(events: EventQuerySet) -> EventQuerySet:
    """By which an outside party was first heard from, each with the `party` it had been sent to."""
    answers = Q(kind__in=sorted(PARTY_ANSWERS))
    sent = earlier(Q(kind="forwarded")).order_by("-pk")
    heard = events.filter(answers).annotate(sent=Subquery(sent.values("pk")[:1]), party=party_of(sent))
    before = standing().filter(answers, ticket=OuterRef("ticket"), pk__lt=OuterRef("pk"), pk__gt=OuterRef("sent"))
    return heard.filter(sent__isnull=False).exclude(Exists(before))


def party_of(sent: EventQuerySet) -> Subquery:
    named = sent.annotate(named=KeyTextTransform("party", "data"))
    return Subquery(named.values("named")[:1], output_field=TextField())


def sent_out(events: EventQuerySet) -> EventQuerySet:
    return events.filter(kind="forwarded").annotate(party=KeyTextTransform("party", "data"))


BEHIND: Final[dict[str, Callable[[EventQuerySet], EventQuerySet]]] = {
    "answered": first_answers,
    "solved": lambda events: events.filter(SOLVED),
    "solved_first_level": solved_first_level,
    "waiting": lambda events: events.filter(SOLVED).filter(Exists(earlier(TO_OTHERS))),
    "handed_up": of_kind("escalated"),
    "forwarded": of_kind("forwarded"),
    "returned": of_kind("rejected"),
    "reopened": lambda events: events.filter(REOPENED),
    "attached": of_kind("attached"),
    "rated": last_ratings,
    "helped": lambda events: last_ratings(events).filter(kind="helped"),
    "party_sent": sent_out,
    "party_answered": lambda events: heard_from(events).exclude(kind="rejected"),
    "party_returned": lambda events: heard_from(events).filter(kind="rejected"),
}
"""By the name of the figure."""
OF_PARTIES: Final = frozenset({"party_sent", "party_answered", "party_returned"})
NAMES: Final = {
    "answered": _("Answered for the first time"),
    "solved": _("Solved"),
    "solved_first_level": _("Solved at first level"),
    "waiting": _("Solved after waiting for others"),
    "handed_up": _("Handed up"),
    "forwarded": _("Forwarded"),
    "returned": _("Returned by a party"),
    "reopened": _("Reopened"),
    "attached": _("Because of a known error"),
    "rated": _("Said whether it helped"),
    "helped": _("Said that it helped"),
    "party_sent": _("Forwarded to a party"),
    "party_answered": _("Answered by a party"),
    "party_returned": _("Returned by that party"),
}
"""What happened to the cases, in words."""


def behind(figure: str, first: date, last: date, *, party: str = "") -> EventQuerySet:
    """The events that count in the figure (a name of `BEHIND`) from the first to the last day, Danish time; those of
    one party where it is of parties."""
    within = standing().filter(at__gte=begin_of(first), at__lt=begin_of(last + timedelta(days=1)))
    events = BEHIND[figure](within)
    return events.filter(Q(party__startswith=party)) if len(party) == LONGEST_VALUE else narrowed(events, party)


def narrowed(events: EventQuerySet, party: str) -> EventQuerySet:
    return events.filter(Q(party=party)) if party else events
