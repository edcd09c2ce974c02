"""When somebody is back: what was lent to the deputy ends, and cases that they see no longer are nobody's by name."""

from collections.abc import Iterable

from django.db import transaction

from organisation import deputies
from organisation.models import LentRole, User
from organisation.roles import Verb
from tickets.models import Ticket


def end_over() -> None:
    end(deputies.over())


def end(rows: Iterable[LentRole]) -> None:
    """Each by itself. Who works at the place hears of the cases, with whoever was away among them."""
    for row in rows:
        with transaction.atomic():
            place, deputy = row.membership.institution_id, row.deputy_id
            row.delete()
            person = User.objects.get(pk=deputy)
            for ticket in Ticket.objects.open().unmerged().filter(assignee=person, institution=place).order_by("pk"):
                if not person.may(Verb.VIEW, ticket):
                    ticket.lose_assignee()
