"""One sign-in for each role of the demo. The password is no secret: the demo holds invented people only."""

from typing import Final

from organisation.models import User
from organisation.roles import Role

PASSWORD: Final = "aula-demo-2026"  # noqa: S105  printed on the demo's own page


def accounts() -> list[tuple[str, User]]:
    """(role in words, person) for each role, in the order of the support organisation."""
    pairs = []
    for role in Role:
        people = User.objects.with_role(role)
        people = people if people.exists() else User.objects.filter(memberships__role=role).order_by("id")
        if (person := people.first()) is not None:
            pairs.append((str(role.label), person))
    return pairs
