"""What the pages of the guide show: a colour as it will look, and who helps where."""

from dataclasses import dataclass

from database.dialects import danish_order
from organisation.models import Institution, Membership, User
from organisation.pages.contrast import COLOUR, READABLE, contrast_with_white
from organisation.roles import Role
from tickets.words import Tier
from tickets.work.staffing import ROLES_OF_TIER

ENOUGH = 2
"""People at first level, so that one is there when the other is ill."""


@dataclass(frozen=True)
class Swatch:
    """`contrast` of white text on the colour, 1 to 21; `colour` is safe to draw with."""

    colour: str
    contrast: float

    @property
    def is_readable(self) -> bool:
        return self.contrast >= READABLE


def swatch(colour: str) -> Swatch | None:
    """None for what is no colour."""
    return Swatch(colour, round(contrast_with_white(colour), 1)) if COLOUR.fullmatch(colour) else None


@dataclass(frozen=True)
class Helpers:
    """Who helps at an institution; who does so in the whole municipality counts, too."""

    institution: Institution
    first_level: list[User]
    pilots: list[User]

    @property
    def has_deputy(self) -> bool:
        return len(self.first_level) >= ENOUGH


def people_table() -> list[Helpers]:
    """Two queries, however many institutions there are."""
    memberships = list(
        Membership.objects.filter(user__is_active=True)
        .select_related("user")
        .order_by(danish_order("user__name"), "id")
    )

    def at(place: Institution, roles: tuple[Role, ...]) -> list[User]:
        people = [each.user for each in memberships if each.role in roles and each.institution_id in {None, place.pk}]
        return list({user.pk: user for user in people}.values())

    return [
        Helpers(place, at(place, ROLES_OF_TIER[Tier.FIRST_LEVEL]), at(place, (Role.PILOT,)))
        for place in Institution.objects.active().by_name()
    ]


def of_staff(roles: tuple[Role, ...], *, wide: bool) -> list[tuple[str, list[User]]]:
    """(role, its people) in the whole municipality; roles without anybody stand there, too."""
    memberships = Membership.objects.filter(user__is_active=True, institution__isnull=wide).select_related("user")
    rows = list(memberships.order_by(danish_order("user__name"), "id"))
    return [(str(role.label), [each.user for each in rows if each.role == role]) for role in roles]
