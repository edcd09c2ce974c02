"""Who works at which tier of a case's institution."""

import re
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from organisation.models import Membership, StandIns, User
from organisation.roles import RIGHTS, Role, Verb
from tickets.words import LEADS, TIERS, Tier

if TYPE_CHECKING:
    from tickets.models import Ticket

ROLES_OF_TIER = {
    Tier.FIRST_LEVEL: (Role.SUPERUSER, Role.INSTITUTION_ADMIN),
    Tier.PILOT: (Role.PILOT,),
    Tier.SUPPORT_ENTITLED: (Role.SUPPORT_ENTITLED,),
}


def people_of(ticket: "Ticket", tier: str) -> list[User]:
    """Everybody who works at the tier for the case's institution, once."""
    found: dict[int, User] = {}
    for role in ROLES_OF_TIER[Tier(tier)]:
        found |= {user.pk: user for user in User.objects.with_role(role, ticket.institution)}
    return list(found.values())


def leads_of(ticket: "Ticket") -> list[User]:
    """The project leads who wait for the case; none unless its route is theirs alone."""
    return list(User.objects.with_role(Role.PROJECT_LEAD, ticket.institution)) if ticket.route in LEADS else []


def present(ticket: "Ticket", people: list[User]) -> list[User]:
    """Those who are there, and the deputies of those who are not, as far as they may see the case."""
    return [person for person in StandIns().present(people) if person.may(Verb.VIEW, ticket)]


def stand_in(ticket: "Ticket", person: User) -> User | None:
    """The person, or their deputy while they are away; None when nobody stands in who may see the case."""
    return next(iter(present(ticket, [person])), None)


def colleagues(ticket: "Ticket") -> QuerySet[User]:
    """Everybody who works at any tier for the case's institution, by name."""
    roles = [role for roles in ROLES_OF_TIER.values() for role in roles]
    held = Membership.objects.filter(Q(institution=None) | Q(institution=ticket.institution_id), role__in=roles)
    return User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("name", "id")


def onlookers(ticket: "Ticket") -> QuerySet[User]:
    """Everybody who can see the case, by name."""
    seeing = [role for role, verbs in RIGHTS.items() if Verb.VIEW in verbs]
    held = Membership.objects.filter(Q(institution=None) | Q(institution=ticket.institution_id), role__in=seeing)
    return User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("name", "id")


def mentioned(text: str, ticket: "Ticket") -> list[User]:
    """The colleagues whom a note calls with an @ before their full name or mail address; only who can see the case."""
    if "@" not in text:
        return []
    written = " ".join(text.casefold().split())
    return [person for person in onlookers(ticket) if calls(written, person.name) or calls(written, person.email)]


def calls(written: str, name: str) -> bool:
    return re.search(rf"(?<![\w.])@{re.escape(' '.join(name.casefold().split()))}(?!\w)", written) is not None


def tier_above(ticket: "Ticket") -> Tier:
    """The next tier at which somebody works (an institution need not have pilots); the next one if nobody does.

    Raises `IndexError` at the last tier.
    """
    above = TIERS[TIERS.index(Tier(ticket.tier)) + 1 :]
    return next((tier for tier in above if people_of(ticket, tier)), above[0])
