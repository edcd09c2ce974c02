"""Who reads what a case is answered: its requester, and those of the cases that were merged into it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from organisation.people.mail_addresses import comparable
from tickets.models.refusals import UnableToAnswer

if TYPE_CHECKING:
    from tickets.models.ticket import Ticket


def of_one_person(cases: "Iterable[Ticket]") -> bool:
    """As far as their addresses and names show it: one mailbox may be that of two parents."""
    people = {(comparable(case.requester_email), " ".join(case.requester_name.casefold().split())) for case in cases}
    return len(people) == 1 and all(address for address, _name in people)


def family_of(*cases: "Ticket") -> "list[Ticket]":
    """The cases, and those that are merged into them: everybody who reads what the common case is answered."""
    return [*cases, *type(cases[0]).objects.filter(merged_into__in=cases)]


def is_read_by_others(ticket: "Ticket") -> bool:
    """Whether what is answered in this sensitive case would reach somebody else, too."""
    family = family_of(ticket) if ticket.is_sensitive else [ticket]
    return len(family) > 1 and not of_one_person(family)


def require_one_reader(ticket: "Ticket") -> None:
    """What one of two people wrote after their cases were merged may be what the other must never hear."""
    if is_read_by_others(ticket):
        raise UnableToAnswer(
            _(
                "The case is sensitive, and somebody else reads what is answered here. Undo the merge, then answer "
                "each of them."
            )
        )
