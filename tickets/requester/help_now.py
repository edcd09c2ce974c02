"""What a writer is told at once when something in their words must not wait: where there is help now."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from organisation.models import Municipality
from tickets.models import Event, HelpLine, Message, Safeguarding, Ticket
from tickets.words import SENSITIVE, Actor, Audience, FlagKind


@dataclass(frozen=True)
class HelpNow:
    lines: list[HelpLine]
    duty: Safeguarding
    municipality: Municipality
    to_pupil: bool
    is_danger: bool
    """Somebody may come to harm; otherwise it is a matter of data, for which nobody rings 112."""
    is_unread: bool = False
    """It was searched for, not sent to anybody."""


def help_for(kinds: Iterable[str], audience: str) -> HelpNow | None:
    """None where nothing is sensitive."""
    sensitive = set(kinds) & set(SENSITIVE)
    if not sensitive:
        return None
    return HelpNow(
        lines=HelpLine.for_writer(sensitive, audience),
        duty=Safeguarding.current(),
        municipality=Municipality.current(),
        to_pupil=audience == Audience.PUPIL,
        is_danger=sensitive != {FlagKind.BREACH},
    )


def help_in(ticket: Ticket) -> HelpNow | None:
    """By the flags that the words of its requester have raised, seen to or not, but for those that were mistaken.

    In a common case others write, too: of what they said, this one is told nothing.
    """
    common = ticket.merged_into or ticket
    if not (ticket.is_sensitive or common.is_sensitive):
        return None
    events = Event.objects.filter(ticket__in={ticket.pk, common.pk}, kind__in=["flagged", "flag_cleared"])
    listed = list(events.oldest_first())
    own = own_words(ticket, listed)
    kinds: dict[tuple[int, str], bool] = {}
    for event in listed:
        key = (event.ticket_id, event.data.get("flag", ""))
        if event.kind == "flagged":
            kinds[key] = kinds.get(key, False) or is_about(ticket, event, own)
        elif key in kinds:
            kinds[key] = kinds[key] and not event.data.get("mistaken", False)
    return help_for([kind for (_case, kind), stands in kinds.items() if stands], ticket.audience)


def own_words(ticket: Ticket, events: Iterable[Event]) -> set[int]:
    """Which of the messages that raised flags the requester of this very case wrote."""
    raising = {event.data["words"] for event in events if event.data.get("words")}
    if not raising:
        return set()
    own = Message.objects.filter(Q(ticket=ticket, via=None) | Q(via=ticket), kind=Message.Kind.REQUESTER)
    return set(own.filter(pk__in=raising).values_list("pk", flat=True))


def is_about(ticket: Ticket, event: Event, own: set[int]) -> bool:
    """Whether the requester of this case is the one who may need help. A colleague who marks a case that others are
    part of has not said whom they mean."""
    if "words" in event.data:
        return event.data["words"] in own
    return event.ticket_id == ticket.pk and not (event.actor == Actor.STAFF and ticket.merged.exists())
