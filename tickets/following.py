"""Tells those who follow a case what happens in it."""

from organisation.models import User
from organisation.roles import Verb
from tickets.event_kinds import Hearer, telling
from tickets.events import subscribe
from tickets.models import Event
from tickets.notifications import tell
from tickets.staffing import people_of, present

TIER_IS_TOLD = frozenset(telling(Hearer.TIER)) & frozenset(telling(Hearer.FOLLOWERS))


def subscribe_all() -> None:
    for kind in telling(Hearer.FOLLOWERS):
        subscribe(kind, tell_followers)


def tell_followers(event: Event) -> None:
    """Those who may still see the case and do not hear of the event in another way."""
    ticket = event.ticket
    told_already = {ticket.assignee_id or 0}
    if event.kind in TIER_IS_TOLD:
        people = people_of(ticket, event.data["tier"])
        told_already |= {person.pk for person in present(ticket, people) or people}
    followers = User.objects.filter(follows__ticket=ticket).exclude(pk__in=told_already).order_by("id")
    tell(event, "follower_told", [person for person in followers if person.may(Verb.VIEW, ticket)])
