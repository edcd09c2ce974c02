"""Solved cases like this one, for who is about to answer it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from database import dialects
from knowledgebase.search.analysis import fold, matters
from organisation.models import User
from tickets.models import Message, Reading, SearchEntry, Ticket
from tickets.words import Sensitivity

TELLING: Final = 6
"""How many words of a case are looked for: the longest, which in Danish say most."""
SHORTEST: Final = 5
READ: Final = 60
"""How many cases are compared; the search stops when it has them."""
SHOWN: Final = 3


@dataclass(frozen=True)
class Solved:
    """A solved case and how its answer begins."""

    ticket: Ticket
    answer: str
    common: int
    """How many of the telling words it shares."""


def telling_words(text: str) -> list[str]:
    """The words that say most about a text: long, not everyday ones; in the order of their length."""
    candidates = dict.fromkeys(re.findall(rf"[a-zæøåéü]{{{SHORTEST},30}}", text.casefold()))
    return sorted((word for word in candidates if matters(fold(word))), key=len, reverse=True)[:TELLING]


def solved_like(ticket: Ticket, text: str, user: User) -> list[Solved]:
    """At most three solved cases, of those the person may see, that share most telling words with the text; what was
    answered to something sensitive is for nobody else."""
    words = telling_words(f"{ticket.subject}\n{text}")
    if len(words) < 2:  # noqa: PLR2004  one word in common says nothing
        return []
    cases = Ticket.objects.visible_to(user).done().filter(forgotten_at=None, sensitivity=Sensitivity.NONE)
    cases = cases.filter(language=ticket.language)
    entries = SearchEntry.objects.filter(ticket__in=cases).exclude(ticket=ticket)
    near = dialects.some_words(entries, "text", words).values_list("ticket_id", "text")[:READ]
    counted = sorted(((shared(words, entry), pk) for pk, entry in near), reverse=True)
    return with_answers(user, [(pk, common) for common, pk in counted if common > 1][:SHOWN])


def shared(words: Iterable[str], entry: str) -> int:
    known = entry.casefold()
    return sum(word[: max(SHORTEST, len(word) - 2)] in known for word in words)


def with_answers(user: User, matches: list[tuple[int, int]]) -> list[Solved]:
    """Those that were answered, as a list shows them: whoever asks is in the reading log of each."""
    cases = Ticket.objects.visible_to(user).select_related("institution").in_bulk([pk for pk, _common in matches])
    answers = last_answers(cases)
    Reading.note_listed([cases[pk] for pk in answers], user)
    return [Solved(cases[pk], answers[pk], common) for pk, common in matches if pk in cases and pk in answers]


def last_answers(cases: dict[int, Ticket]) -> dict[int, str]:
    """The last answer of each case, with the persons taken out."""
    answers = Message.objects.public().filter(ticket__in=cases, kind=Message.Kind.ANSWER).oldest_first()
    return {
        message.ticket_id: cases[message.ticket_id].without_persons(message.body, also=[message.author_name])
        for message in answers
    }


def answer_of(user: User, pk: int) -> str:
    """The last answer of a solved case that the person may see, without persons; empty for any other."""
    cases = Ticket.objects.visible_to(user).done().filter(sensitivity=Sensitivity.NONE)
    case = cases.select_related("institution").filter(pk=pk).first()
    if case is None:
        return ""
    Reading.note_listed([case], user)
    return last_answers({case.pk: case}).get(case.pk, "")
