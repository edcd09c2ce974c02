"""Which institutions stand without a first level once a list of all staff has been carried out."""

from typing import Final

from desk.rollover.models import RowKind
from desk.rollover.plan import Key, PersonChange, PlaceLeft, RolloverPlan
from desk.rollover.stranding import Place
from organisation.models import Membership, User
from tickets.words import Tier
from tickets.work.staffing import ROLES_OF_TIER

FIRST_LEVEL: Final = frozenset(str(role) for role in ROLES_OF_TIER[Tier.FIRST_LEVEL])


class FirstLevel:
    """Who is the first level of an institution before and after, by address."""

    def __init__(self, plan: RolloverPlan, known: dict[str, User]) -> None:
        self.rows = plan.rows
        self.before = {
            user.email: {row.institution_id for row in user.memberships.all() if row.role in FIRST_LEVEL}
            for user in known.values()
            if user.is_active
        }
        wide = Membership.objects.filter(role__in=FIRST_LEVEL, institution=None, user__is_active=True)
        everywhere = set(wide.values_list("user__email", flat=True))
        everywhere -= {row.email for row in plan.rows if any(at is None for _role, at in row.loses)}
        everywhere |= {row.email for row in plan.rows if any((role, None) in row.gets for role in FIRST_LEVEL)}
        self.is_everywhere = bool(everywhere)

    def had(self, place: Place) -> bool:
        return place is not None and not self.is_everywhere and any(place in at for at in self.before.values())

    def after(self, place: Place) -> frozenset[str]:
        """With everybody who is not on the list still there."""
        return frozenset(
            row.email
            for row in self.rows
            if any(role in FIRST_LEVEL and at == place for role, at in (row.role_keys | self.role_keys_kept(row)))
        )

    def role_keys_kept(self, row: PersonChange) -> frozenset[Key]:
        return row.loses if row.kind == RowKind.LEAVES else frozenset()

    def may_go(self, place: Place) -> frozenset[str]:
        leaving = [row for row in self.rows if row.may_leave]
        return frozenset(row.email for row in leaving if any((role, place) in row.loses for role in FIRST_LEVEL))

    def left_alone_by(self, row: PersonChange, places: dict[Place, PlaceLeft]) -> set[Place]:
        """Where nobody of the list is the first level besides this person."""
        lost = {at for role, at in row.loses if role in FIRST_LEVEL}
        left = {place: places[place] for place in lost}
        return {
            key for key, each in left.items() if each.had_first_level and each.first_level - each.may_go <= {row.email}
        }
