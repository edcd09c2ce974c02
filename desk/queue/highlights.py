"""The words of a search, marked where a text holds them. Pieces of text, never markup: the template escapes them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from database.dialects import SHORTEST_BEGINNING, WORD
from knowledgebase.search.analysis import fold, stem
from tickets.models import Ticket

AROUND: Final = 70
"""Characters shown on each side of the first hit."""
WHO_LINES: Final = 2
"""Lines of a search entry between the subject and the conversation: name and e-mail."""
Pieces = list[tuple[str, bool]]
"""Text and whether it is a hit."""


@dataclass(frozen=True)
class Hit:
    """What a row of the result shows."""

    subject: Pieces
    snippet: Pieces


class Sought:
    """The words of one search, as they are recognised in a text."""

    def __init__(self, query: str) -> None:
        folded = [fold(word) for word in WORD.findall(query)]
        self.stems = {stem(word) for word in folded}
        self.known: dict[str, bool] = {}
        self.beginning = folded[-1] if folded and len(folded[-1]) > SHORTEST_BEGINNING else ""

    def holds(self, word: str) -> bool:
        is_sought = self.known.get(word)
        if is_sought is None:
            plain = fold(word)
            is_sought = stem(plain) in self.stems or bool(self.beginning and plain.startswith(self.beginning))
            self.known[word] = is_sought
        return is_sought

    def pieces(self, text: str) -> Pieces:
        pieces: Pieces = []
        end = 0
        for match in WORD.finditer(text):
            if self.holds(match[0]):
                pieces += [(text[end : match.start()], False), (match[0], True)]
                end = match.end()
        return [piece for piece in [*pieces, (text[end:], False)] if piece[0]]

    def in_conversation(self, text: str) -> Pieces:
        """The snippet of a search entry: of the conversation or, where that has no hit, of name and e-mail."""
        _subject, *lines = text.split("\n", WHO_LINES + 1)
        who, bodies = " · ".join(lines[:WHO_LINES]), " ".join(" ".join(lines[WHO_LINES:]).split())
        return self.snippet(bodies) or self.snippet(who)

    def snippet(self, text: str) -> Pieces:
        """The first hit with what stands around it; nothing where the text has none."""
        first = next((match for match in WORD.finditer(text) if self.holds(match[0])), None)
        if first is None:
            return []
        begin = max(first.start() - AROUND, 0)
        end = min(first.end() + AROUND, len(text))
        begin = text.find(" ", begin, first.start()) + 1 if begin else 0
        end = max(text.rfind(" ", first.end(), end), first.end()) if end < len(text) else end
        pieces = self.pieces(text[begin:end])
        return [*([("… ", False)] if begin else []), *pieces, *([(" …", False)] if end < len(text) else [])]


def hits(tickets: Iterable[Ticket], query: str) -> dict[int, Hit]:
    """By the id of the case; the cases come with their search entries."""
    sought, by_case = Sought(query), {}
    for ticket in tickets:
        text = ticket.search_entry.text if hasattr(ticket, "search_entry") else ""
        by_case[ticket.pk] = Hit(sought.pieces(ticket.subject), sought.in_conversation(text))
    return by_case


def marks_any(hits: Mapping[int, Hit]) -> bool:
    return any(is_hit for hit in hits.values() for _text, is_hit in (*hit.subject, *hit.snippet))
