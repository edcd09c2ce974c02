"""A flag as the case page shows it: the words that raised it, and who was told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Q

from database.dialects import danish_order
from organisation.models import User
from tickets.models import Attachment, Delivery, Event, Ticket
from triage.flags import gate
from triage.flags.lexicon import LexiconHit
from triage.flags.models import Flag

MOST_WORDS: Final = 3


@dataclass(frozen=True)
class Alarm:
    flag: Flag
    words: list[str]
    """As they stand in the case, at most three; none where the model alone heard it."""
    informed: list[str]
    """Names."""
    file: str
    """The file in which it stands; empty where it is none."""
    in_held_mail: bool
    """Whether it stands in a mail that waits to be let in."""


def alarms_of(ticket: Ticket, flags: Sequence[Flag], texts: Iterable[str]) -> list[Alarm]:
    read = list(texts)
    return [alarm_of(ticket, flag, read) for flag in flags]


def alarm_of(ticket: Ticket, flag: Flag, texts: Sequence[str]) -> Alarm:
    raised = Event.objects.filter(ticket=ticket, kind="flagged", data__flag=flag.kind).order_by("-id").first()
    where = raised.data if raised else {}
    return Alarm(
        flag,
        telling_words(flag.kind, texts, ticket.audience),
        told_of(ticket, flag.kind),
        name_of(where["file"]) if "file" in where else "",
        in_held_mail="words" in where and not where["words"],
    )


def name_of(file: int) -> str:
    """Empty where the file is gone."""
    return Attachment.objects.filter(pk=file).values_list("name", flat=True).first() or ""


def telling_words(kind: str, texts: Iterable[str], audience: str = "") -> list[str]:
    matches = [word for text in texts for word in matched(kind, text, audience)]
    return list({word.lower(): word for word in reversed(matches)}.values())[::-1][:MOST_WORDS]


def matched(kind: str, text: str, audience: str = "") -> list[str]:
    """What the lexicon found, in the letters of the text; of two that overlap the longer."""
    hits = [hit for hit in gate.hits(text, audience) if hit.kind == kind]
    longest = sorted(hits, key=lambda hit: hit.start - hit.end)
    kept: list[LexiconHit] = []
    for hit in longest:
        if not any(other.start <= hit.start and hit.end <= other.end for other in kept):
            kept.append(hit)
    return [text[hit.start : hit.end] for hit in sorted(kept, key=lambda hit: hit.start)]


def told_of(ticket: Ticket, kind: str) -> list[str]:
    """Who has heard of the flag, in the page or by mail."""
    raised = Event.objects.filter(ticket=ticket, kind="flagged", data__flag=kind)
    mailed = Delivery.objects.filter(event__in=raised, kind="named_flagged").values("recipient")
    people = User.objects.filter(Q(notices__event__in=raised) | Q(email__in=mailed)).distinct()
    return list(people.order_by(danish_order("name"), "id").values_list("name", flat=True))
