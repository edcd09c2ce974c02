"""When somebody is back: what was lent to the deputy ends, and cases that they see no longer are nobody's by name."""

from django.db import transaction

from organisation.models import LentRole, User
from organisation.people import deputies
from organisation.roles import Verb
from organisation.sweeps.sweeping import sweep_rows
from tickets.models import Ticket


def end_over() -> None:
    sweep_rows("end_standing_in", deputies.over(), end)


@transaction.atomic
def end(row: LentRole) -> bool:
    """Who works at the place hears of the cases, with whoever was away among them."""
    place, deputy = row.membership.institution_id, row.deputy_id
    row.delete()
    person = User.objects.get(pk=deputy)
    for ticket in Ticket.objects.open().unmerged().filter(assignee=person, institution=place).order_by("pk"):
        if not person.may(Verb.VIEW, ticket):
            ticket.lose_assignee()
    return True
