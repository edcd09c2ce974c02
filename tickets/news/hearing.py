"""Who of the support organisation hears of a case. The one place that decides it.

Who has the case, if they are there and may still see it; else their deputy; else who is at its tier; else the next
tier, and in the end the administrators. Never nobody, and never somebody who may not see the case. That who did
something does not hear of it is seen to where the news is told (`tickets.news.notifications.tell`).
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from organisation.models import StandIns, User
from organisation.roles import Role, Verb
from tickets.models.safeguarding import needs_to_know
from tickets.words import TIERS, Actor, Tier
from tickets.work.staffing import leads_of, people_of

if TYPE_CHECKING:
    from tickets.models import Event, Ticket


class Hearers(NamedTuple):
    """Who has the case, or their deputy; or those who work where it lies. One of the two is empty."""

    owners: list[User]
    tier: list[User]

    @property
    def people(self) -> list[User]:
        return self.owners + self.tier


def sees(person: User, ticket: "Ticket") -> bool:
    able = person.is_active and (person.may(Verb.VIEW, ticket) or keeps_in_sight(person, ticket))
    return able and needs_to_know(person, ticket)


def keeps_in_sight(person: User, ticket: "Ticket") -> bool:
    """Whether they follow a case that has moved away from where they work."""
    return not ticket.is_sensitive and ticket.follows.keeping_sight(person).exists()


def seeing(ticket: "Ticket", people: Iterable[User]) -> list[User]:
    return [person for person in people if sees(person, ticket)]


def workers(ticket: "Ticket") -> Hearers:
    """Whoever must do something about the case now."""
    if ticket.assignee is not None and (owner := StandIns().of(ticket.assignee)) and sees(owner, ticket):
        return Hearers([owner], [])
    return Hearers([], of_tier(ticket, ticket.tier))


def of_tier(ticket: "Ticket", tier: str) -> list[User]:
    """Those of the tier who are there; else those of the next that has anybody; when all are away, they do."""
    away = StandIns()
    tiers = [seeing(ticket, people_of(ticket, each)) for each in TIERS[TIERS.index(Tier(tier)) :]]
    there = (seeing(ticket, away.present(people)) for people in tiers)
    return next(filter(None, there), []) or next(filter(None, tiers), []) or last_resort(ticket)


def last_resort(ticket: "Ticket") -> list[User]:
    """Where nobody is left at any tier: the administrators or, where only some need to know, who was let in."""
    able = seeing(ticket, User.objects.with_role(Role.MUNICIPAL_ADMIN))
    return able or seeing(ticket, User.objects.filter(pk__in=ticket.let_in_people.values("user")).order_by("id"))


def at_tier(event: "Event") -> tuple[str, list[User]]:
    """The kind of the news, and who hears that the case has come to them.

    Where only the project lead can do something, it is the lead whom the clock reminds.
    """
    ticket = event.ticket
    if event.kind == "escalated" and event.actor == Actor.SYSTEM and (leads := seeing(ticket, leads_of(ticket))):
        return "tier_waits_for_lead", seeing(ticket, StandIns().present(leads)) or leads
    return f"tier_{event.kind}", of_tier(ticket, event.data.get("tier", Tier.FIRST_LEVEL))


def in_place_of(ticket: "Ticket", people: Iterable[User]) -> list[User]:
    """The people, or who stands in for those who are away and may see the case; the absent where nobody does."""
    able, away = seeing(ticket, people), StandIns()
    hearers: dict[int, User] = {}
    for person in able:
        other = away.of(person)
        hears = other if other is not None and sees(other, ticket) else person
        hearers[hears.pk] = hears
    return list(hearers.values())
