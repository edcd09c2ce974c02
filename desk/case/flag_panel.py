"""A flag as the case page shows it: the words that raised it, and who was told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Q

from organisation.models import User
from tickets.models import Delivery, Event, Ticket
from triage.classifier.flags import SENSITIVE, URGENT
from triage.classifier.text import folded
from triage.flags.models import Flag, FlagKind

PATTERNS: Final = {FlagKind.SENSITIVE: SENSITIVE, FlagKind.URGENT: URGENT}
MOST_WORDS: Final = 3
READ: Final = 20_000
"""Letters of a text that are looked through, as when the flag was raised."""


@dataclass(frozen=True)
class Alarm:
    flag: Flag
    words: list[str]
    """As they stand in the case, at most three."""
    told: list[str]
    """Names."""


def alarms_of(ticket: Ticket, flags: Sequence[Flag], texts: Iterable[str]) -> list[Alarm]:
    read = list(texts)
    return [Alarm(flag, telling_words(flag.kind, read), told_of(ticket, flag.kind)) for flag in flags]


def telling_words(kind: str, texts: Iterable[str]) -> list[str]:
    found = [word for text in texts for word in matched(kind, text[:READ])]
    return list({word.lower(): word for word in reversed(found)}.values())[::-1][:MOST_WORDS]


def matched(kind: str, text: str) -> list[str]:
    """What the pattern found, in the letters of the text: folding makes two letters of one, so places are counted."""
    places = [at for at, letter in enumerate(text) for _each in folded(letter)]
    found = PATTERNS[FlagKind(kind)].finditer("".join(map(folded, text)))
    return [text[places[match.start()] : places[match.end() - 1] + 1].strip() for match in found if match[0]]


def told_of(ticket: Ticket, kind: str) -> list[str]:
    """Who has heard of the flag, in the page or by mail."""
    raised = Event.objects.filter(ticket=ticket, kind="flagged", data__flag=kind)
    mailed = Delivery.objects.filter(event__in=raised, kind="named_flagged").values("recipient")
    people = User.objects.filter(Q(notices__event__in=raised) | Q(email__in=mailed)).distinct()
    return list(people.order_by("name", "id").values_list("name", flat=True))
