"""Who is in the room, and whom a text calls with an @."""

from django.db.models import QuerySet

from database.dialects import danish_order
from organisation.models import Membership, User
from organisation.roles import RIGHTS, Verb
from tickets.work.staffing import MENTION, calls, of_first_name


def people() -> "QuerySet[User]":
    """Everybody who works with cases somewhere."""
    roles = [role for role, rights in RIGHTS.items() if Verb.VIEW in rights]
    memberships = Membership.objects.filter(role__in=roles).values("user")
    return User.objects.filter(pk__in=memberships, is_active=True).order_by(danish_order("name"), "id")


def mentioned(text: str) -> list[User]:
    """By their name or mail address after an @; a first name is enough where only one of them has it."""
    if "@" not in text:
        return []
    written, everybody = " ".join(text.casefold().split()), list(people())
    alone = [of_first_name(match[1], everybody) for match in MENTION.finditer(written)]
    by_first_name = {namesakes[0].pk for namesakes in alone if len(namesakes) == 1}
    return [
        person
        for person in everybody
        if person.pk in by_first_name or calls(written, person.name) or calls(written, person.email)
    ]
