"""Who publishes at a place, and so hears of what is to be looked after there."""

from typing import Final

from organisation.models import Institution, Membership, StandIns, User
from organisation.roles import RIGHTS, Verb

PUBLISHING: Final = tuple(role for role, verbs in RIGHTS.items() if Verb.PUBLISH in verbs)


class Publishers:
    """Reads those of each place once."""

    def __init__(self, stand_ins: StandIns) -> None:
        self.stand_ins = stand_ins
        self.by_place: dict[Institution | None, list[User]] = {}

    def at(self, place: Institution | None) -> list[User]:
        """Those of the place, or of the whole municipality where it has nobody; who is away, by their stand-in."""
        if place not in self.by_place:
            memberships = Membership.objects.filter(role__in=PUBLISHING, institution=place, user__is_active=True)
            people = User.objects.filter(pk__in=memberships.values("user")).order_by("pk")
            present = self.stand_ins.present(people)
            self.by_place[place] = present or (self.at(None) if place else [])
        return self.by_place[place]
