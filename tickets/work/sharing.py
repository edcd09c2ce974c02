"""Gives a case that came to a tier to one of the people there, where the municipality wants it."""

from organisation.models import StandIns
from organisation.roles import Verb
from tickets.event_kinds import Hearer, telling
from tickets.events import subscribe
from tickets.models import Event, Safeguarding, Sharing, Ticket, Turn
from tickets.words import Tier
from tickets.work.staffing import people_of


def subscribe_all() -> None:
    for kind in telling(Hearer.TIER):
        subscribe(kind, share_out)


def share_out(event: Event) -> None:
    """Once for each event: who has been given the case already keeps it, and so does who gave it back to nobody."""
    ticket = Ticket.objects.select_related("institution").get(pk=event.ticket_id)
    way, tier = Sharing.way_of(ticket.institution), event.data.get("tier", Tier.FIRST_LEVEL)
    if event.data.get("quietly") or way == Sharing.Way.OFF or ticket.assignee_id is not None:
        return
    if ticket.is_sensitive and Safeguarding.current().need_to_know:
        return  # nobody comes to see it because it is their turn
    people = people_of(ticket, tier)
    if len(people) < 2:  # noqa: PLR2004  with one person there is nothing to share
        return
    away = StandIns()
    there = [person for person in people if not away.is_away(person)]
    there = there or [person for person in away.present(people) if person.may(Verb.VIEW, ticket)]
    with ticket.locked():
        done_before = ticket.events.filter(kind="shared_out", data__source=event.pk).exists()
        if there and not done_before and ticket.tier == tier and ticket.assignee is None and not ticket.is_done:
            ticket.share_out(Turn.taken_by(ticket.institution, tier, there, way), source=event.pk)
