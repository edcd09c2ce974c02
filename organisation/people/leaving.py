"""What somebody leaves behind who loses access or a role: the apps above say it, and see to where it goes."""

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from organisation.roles import RIGHTS, Verb

if TYPE_CHECKING:
    from organisation.models import User

RoleKeys = Collection[tuple[str, int | None]]
"""(role, institution id or None for all) of each membership that somebody is to have; none when they lose access."""
Left = Callable[["User", RoleKeys], list[str]]
Handed = Callable[["User", RoleKeys, "User | None", "User", RoleKeys | None], None]
"""Person, what they hold from now on, who takes over (None: nobody by name), who does it, and what they held (None
where nobody knows any more)."""

_left: list[Left] = []
_handed: list[Handed] = []


def ask_for_what_is_left(left: Left, hand_over: Handed) -> None:
    if left not in _left:
        _left.append(left)
        _handed.append(hand_over)


def left_behind(person: "User", role_keys: RoleKeys) -> list[str]:
    """Sentences of what would be nobody's, were this all that the person holds."""
    return [sentence for left in _left for sentence in left(person, role_keys)]


def hand_over(
    person: "User", role_keys: RoleKeys, to: "User | None", *, by: "User", before: RoleKeys | None = None
) -> None:
    for handed in _handed:
        handed(person, role_keys, to, by, before)


def places_seen(role_keys: RoleKeys) -> list[int] | None:
    """Ids of the institutions whose cases somebody sees who holds this; None for all."""
    places = [place for role, place in role_keys if Verb.VIEW in RIGHTS[role]]
    return None if None in places else sorted({place for place in places if place is not None})
