"""What a writer is told at once when something in their words must not wait: where there is help now."""

from collections.abc import Iterable
from dataclasses import dataclass

from organisation.models import Municipality
from tickets.models import Event, HelpLine, Safeguarding, Ticket
from tickets.words import SENSITIVE, Audience, FlagKind


@dataclass(frozen=True)
class HelpNow:
    lines: list[HelpLine]
    duty: Safeguarding
    municipality: Municipality
    to_pupil: bool
    is_danger: bool
    """Somebody may come to harm; otherwise it is a matter of data, for which nobody rings 112."""


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
    """By the flags that the case has had, seen to or not, but for those that were mistaken."""
    if not ticket.is_sensitive:
        return None
    raised = Event.objects.filter(ticket=ticket, kind__in=["flagged", "flag_cleared"]).oldest_first()
    kinds: dict[str, bool] = {}
    for event in raised:
        kinds[event.data.get("flag", "")] = not event.data.get("mistaken", False)
    return help_for([kind for kind, stands in kinds.items() if stands], ticket.audience)
