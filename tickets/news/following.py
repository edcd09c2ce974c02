"""Tells those who follow a case what happens in it."""

from organisation.models import User
from tickets.event_kinds import Hearer, telling
from tickets.events import subscribe
from tickets.models import Event
from tickets.news import hearing
from tickets.news.notifications import tell

TIER_IS_TOLD = frozenset(telling(Hearer.TIER))
WORKERS_ARE_TOLD = frozenset(telling(Hearer.WORKERS))


def subscribe_all() -> None:
    for kind in telling(Hearer.FOLLOWERS):
        subscribe(kind, tell_followers)


def tell_followers(event: Event) -> None:
    """Those who may still see the case and do not hear of the event in another way."""
    if event.data.get("quietly"):
        return
    told_already = {event.ticket.assignee_id or 0, *(person.pk for person in told_otherwise(event))}
    followers = User.objects.filter(follows__ticket=event.ticket).exclude(pk__in=told_already).order_by("id")
    tell(event, "follower_told", followers)


def told_otherwise(event: Event) -> list[User]:
    if event.kind in TIER_IS_TOLD:
        return hearing.at_tier(event)[1]
    return hearing.workers(event.ticket).people if event.kind in WORKERS_ARE_TOLD else []
