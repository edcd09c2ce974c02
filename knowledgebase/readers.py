"""Who reads the shared answers, and where. The least is everybody, at no school in particular."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db.models import Q

from knowledgebase.words import Reach
from organisation.roles import Verb

if TYPE_CHECKING:
    from organisation.models import User


@dataclass(frozen=True)
class Reader:
    """`user`: somebody of the support organisation, or nobody. `institution_id`: whose own answers stand beside the
    municipality's."""

    user: "User | None" = None
    institution_id: int | None = None

    @property
    def may_read(self) -> Q:
        """What of the published answers the person may read at all."""
        public = Q(reach=Reach.EVERYBODY)
        if self.user is None or not self.user.may(Verb.PROPOSE):
            return public
        places = self.user.institutions_for(Verb.PROPOSE)
        return Q() if places is None else public | Q(institution=None) | Q(institution__in=places)

    @property
    def belongs_here(self) -> Q:
        """The municipality's answers, and those of the place."""
        return Q(institution=None) | Q(institution=self.institution_id) if self.institution_id else Q(institution=None)


EVERYBODY: Final = Reader()
LONGEST_ID: Final = 15


def as_id(text: str) -> int | None:
    """The id of an institution as a form sends it; None for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < LONGEST_ID else None
