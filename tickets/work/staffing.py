"""Who works at which tier of a case's institution."""

import re
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from database.dialects import danish_order
from organisation.models import Membership, StandIns, User
from organisation.roles import RIGHTS, Role, Verb
from tickets.words import LEADS, TIERS, Tier

if TYPE_CHECKING:
    from tickets.models import Ticket

MENTION = re.compile(r"(?<![\w.])@([\w'’-]{1,60})")

ROLES_OF_TIER = {
    Tier.FIRST_LEVEL: (Role.SUPERUSER, Role.INSTITUTION_ADMIN),
    Tier.PILOT: (Role.PILOT,),
    Tier.SUPPORT_ENTITLED: (Role.SUPPORT_ENTITLED,),
}


def people_of(ticket: "Ticket", tier: str) -> list[User]:
    """Everybody who works at the tier for the case's institution, once."""
    people: dict[int, User] = {}
    for role in ROLES_OF_TIER[Tier(tier)]:
        people |= {user.pk: user for user in User.objects.with_role(role, ticket.institution)}
    return list(people.values())


def leads_of(ticket: "Ticket") -> list[User]:
    """The project leads who wait for the case; none unless its route is theirs alone."""
    return list(User.objects.with_role(Role.PROJECT_LEAD, ticket.institution)) if ticket.route in LEADS else []


def present(ticket: "Ticket", people: list[User]) -> list[User]:
    """Those who are there, and the deputies of those who are not, as far as they may see the case."""
    there = [person for person in StandIns().present(people) if person.may(Verb.VIEW, ticket)]
    return [person for person in there if not (ticket.is_sensitive and ticket.institution_id in person.lent_places)]


def stand_in(ticket: "Ticket", person: User) -> User | None:
    """The person, or their deputy while they are away; None when nobody stands in who may see the case."""
    return next(iter(present(ticket, [person])), None)


def colleagues(ticket: "Ticket") -> QuerySet[User]:
    """Everybody who works at any tier for the case's institution, by name."""
    roles = [role for roles in ROLES_OF_TIER.values() for role in roles]
    memberships = Membership.objects.filter(Q(institution=None) | Q(institution=ticket.institution_id), role__in=roles)
    return User.objects.filter(pk__in=memberships.values("user"), is_active=True).order_by(danish_order("name"), "id")


def onlookers(ticket: "Ticket") -> QuerySet[User]:
    """Everybody who can see the case, by name."""
    seeing = [role for role, verbs in RIGHTS.items() if Verb.VIEW in verbs]
    memberships = Membership.objects.filter(Q(institution=None) | Q(institution=ticket.institution_id), role__in=seeing)
    return User.objects.filter(pk__in=memberships.values("user"), is_active=True).order_by(danish_order("name"), "id")


def mentioned(text: str, ticket: "Ticket") -> list[User]:
    """The colleagues whom a note calls with an @ before their name or mail address; only who can see the case.

    A first name is enough where only one of them has it.
    """
    if "@" not in text:
        return []
    written = " ".join(text.casefold().split())
    people = list(onlookers(ticket))
    alone = [of_first_name(match[1], people) for match in MENTION.finditer(written)]
    by_first_name = {namesakes[0].pk for namesakes in alone if len(namesakes) == 1}
    return [
        person
        for person in people
        if person.pk in by_first_name or calls(written, person.name) or calls(written, person.email)
    ]


def unreached(text: str, ticket: "Ticket") -> list[str]:
    """What stands after an @ in a note and calls nobody who can see the case, or several."""
    if "@" not in text:
        return []
    people = list(onlookers(ticket))
    written = " ".join(text.split())
    lost = []
    for match in MENTION.finditer(written):
        rest = written[match.start() :].casefold()
        named = [person for person in people if calls(rest, person.name) or calls(rest, person.email)]
        starts = [each for each in named if starts_with(rest, each)]
        if not starts and len(of_first_name(match[1], people)) != 1:
            lost.append(match[0])
    return list(dict.fromkeys(lost))


def starts_with(rest: str, person: User) -> bool:
    return any(rest.startswith("@" + " ".join(name.casefold().split())) for name in (person.name, person.email))


def of_first_name(name: str, people: list[User]) -> list[User]:
    return [person for person in people if person.name.casefold().split()[:1] == [name.casefold()]]


def calls(written: str, name: str) -> bool:
    return re.search(rf"(?<![\w.])@{re.escape(' '.join(name.casefold().split()))}(?!\w)", written) is not None


def tier_above(ticket: "Ticket") -> Tier:
    """The next tier at which somebody works (an institution need not have pilots); the next one if nobody does.

    Raises `IndexError` at the last tier.
    """
    above = TIERS[TIERS.index(Tier(ticket.tier)) + 1 :]
    return next((tier for tier in above if people_of(ticket, tier)), above[0])
