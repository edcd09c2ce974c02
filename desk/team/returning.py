"""Cases that lie with somebody who sees them no longer, as when the days are over on which they stood in for another.

They are theirs again from whom they came, if those may see them; else nobody's, and their tier hears. What somebody
left whom the directory took out waits for an administrator (`desk.team.departures`).
"""

from typing import Final

from desk.team.leaving import cases_left
from organisation.models import Departure, User
from organisation.sweeping import each
from tickets.models import Event, Ticket

MOST: Final = 500


def give_back_all() -> int:
    """Everybody who has open cases is asked about. How many people had some that they do not see."""
    holders = Ticket.objects.open().unmerged().exclude(assignee=None).order_by().values("assignee").distinct()
    waiting = Departure.objects.waiting().values("user")
    people = User.objects.filter(pk__in=holders, is_active=True, api_client=None).exclude(pk__in=waiting)
    return each("cases_unseen", people, give_back, at_most=MOST).done


def give_back(person: User) -> bool:
    cases = list(cases_left(person, person.held).select_related("institution"))
    for ticket in cases:
        ticket.fall_to(had_before(ticket, person), after=person)
    return bool(cases)


def had_before(ticket: Ticket, person: User) -> User | None:
    """For whom the person got the case, or who had it until then."""
    given = Event.objects.filter(ticket=ticket, kind="assigned", data__to=person.pk).order_by("-id").first()
    if given is None:
        return None
    before = given.data.get("changed", {}).get("assignee", [None])[0]
    return User.objects.filter(pk=given.data.get("instead_of") or before, is_active=True).first()
