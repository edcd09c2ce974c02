"""Flags what must not wait, and tells the people whom the municipality has named for it until somebody has taken it."""

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from organisation.models import Municipality, User
from organisation.sweeps.sweeping import sweep_rows
from tickets.events import subscribe
from tickets.models import Event, Message, Safeguarding, Ticket
from tickets.news import notifications
from tickets.words import Actor, FlagKind
from triage.flags import gate
from triage.flags.models import Flag, NamedPerson

BATCH = 200


def subscribe_all() -> None:
    subscribe("replied", flag_reply)
    subscribe("rewritten", flag_reply)
    subscribe("put_here", flag_reply)
    subscribe("split_off", flag_split)
    subscribe("took_in", flag_alike)
    subscribe("unmerged", flag_alike)
    subscribe("flagged", tell_named)
    subscribe("flag_waits", tell_again)


def flag_reply(event: Event) -> None:
    """What the requester adds later may be the sensitive part; here the model reads it too."""
    message = Message.objects.from_requester().filter(pk=event.data.get("message"), ticket=event.ticket).first()
    if message is not None:
        kinds = gate.carefully(message.body, event.ticket.audience).kinds
        Flag.raise_on(event.ticket, kinds, message=message.pk)


def flag_split(event: Event) -> None:
    """A case that was split off holds more than its first words, which are read like those of any other."""
    new = Ticket.objects.filter(pk=Ticket.objects.named(event.data.get("other", "")) or 0).first()
    for message in new.messages.from_requester().oldest_first()[1:] if new else ():
        kinds = gate.carefully(message.body, message.ticket.audience).kinds
        Flag.raise_on(message.ticket, kinds, message=message.pk)


def flag_alike(event: Event) -> None:
    """What came over from a sensitive case, as cases were merged or parted, is sensitive here for the same reasons."""
    other = Ticket.objects.filter(pk=Ticket.objects.named(event.data.get("other", "")) or 0).first()
    if other is not None and other.is_sensitive and event.ticket.is_sensitive:
        Flag.hand_on(other, event.ticket)


def carry_over(ticket: Ticket, new: Ticket, *, by: User) -> None:
    """What was split off from a sensitive case has its flags, until somebody says that it is another matter."""
    if ticket.is_sensitive:
        kinds = Flag.objects.sensitive().filter(ticket=ticket, was_mistaken=False).values_list("kind", flat=True)
        Flag.raise_on(new, kinds, by=by)
        new.let_in(by)


def tell_named(event: Event) -> None:
    """A mail with the number and the link, and nothing of what was written; who is told may see the case."""
    kind = event.data["flag"]
    people = NamedPerson.objects.people_for(event.ticket, kind)
    if kind != FlagKind.URGENT:
        let_in(event.ticket, people)
    notifications.tell(event, "named_flagged", people)
    Flag.objects.filter(ticket=event.ticket, kind=kind).update(told_at=timezone.now())


def let_in(ticket: Ticket, people: list[User]) -> None:
    for person in people:
        ticket.let_in(person)


def let_in_named(ticket: Ticket) -> None:
    """Whoever is named for what is sensitive in the case need to know of it: who knew of it has left."""
    for kind in Flag.objects.sensitive().filter(ticket=ticket).values_list("kind", flat=True):
        let_in(ticket, NamedPerson.objects.people_for(ticket, kind))


def remind(now: datetime | None = None) -> int:
    """Tells again of what nobody has taken; how many flags it was. Two at once remind once."""
    at, policy = now or timezone.now(), Safeguarding.current()
    if not policy.again_after_minutes or not (policy.at_any_time or Municipality.calendar().is_open(at)):
        return 0
    before = at - timedelta(minutes=policy.again_after_minutes)
    waiting = Flag.objects.standing().sensitive().filter(ticket__forgotten_at=None, ticket__merged_into=None)
    waiting = waiting.filter(Q(told_at__lte=before) | Q(told_at=None, raised_at__lte=before))
    due = waiting.select_related("ticket__institution")
    return sweep_rows("remind_flagged", due, lambda flag: remind_of(flag, before, at), at_most=BATCH).done


def remind_of(flag: Flag, before: datetime, now: datetime) -> bool:
    with flag.ticket.locked():
        count = Flag.objects.standing().filter(Q(told_at=None) | Q(told_at__lte=before), pk=flag.pk).update(told_at=now)
        if count:
            Event.record(flag.ticket, "flag_waits", by=Actor.SYSTEM, flag=flag.kind)
    return bool(count)


def tell_again(event: Event) -> None:
    notifications.tell(event, "named_waits", NamedPerson.objects.people_for(event.ticket, event.data["flag"]))
