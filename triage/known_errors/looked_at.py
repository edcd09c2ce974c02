"""What in the words of a known error may point to one person: everybody concerned is sent them, and everybody may read
them. Whoever writes them looks at each piece, and says that it may stand."""

import re
from collections.abc import Collection, Iterable, Sequence
from typing import Final

from django.utils.translation import gettext as _

from knowledgebase.persons import Finding, named_in, unconfirmed
from organisation.pages.quotation import quoted
from organisation.pages.refusals import UnableTo
from privacy.persons import name_rules
from tickets.models import Message, Ticket

LONG: Final = 40
"""Characters of a sentence that two people do not write by chance."""
READ: Final = 300
"""Cases whose sentences are compared, the newest first."""
SHOWN: Final = 5
_ends: Final = re.compile(r"(?<=[.!?])\s+|\n+")


class UnableToTellAll(UnableTo): ...


def findings_in(texts: Iterable[str], cases: Sequence[int] = ()) -> list[Finding]:
    """Names, also in a greeting, numbers and addresses, and whole sentences that somebody wrote in one of the cases (by
    their ids)."""
    whole = "\n".join(texts)
    lowered = whole.casefold()
    names = [name for name in names_of(cases) if any(part in lowered for part in name.casefold().split())]
    called = [Finding("name", match[0]) for rule in name_rules(names) for match in rule.finditer(whole)]
    quotes = [Finding("quote", each) for each in quotes_in(whole, cases)]
    return list({each.text: each for each in [*called, *named_in(whole, names=names), *quotes]}.values())


def names_of(cases: Collection[int]) -> list[str]:
    names = Ticket.objects.filter(pk__in=cases).exclude(requester_name="").values_list("requester_name", flat=True)
    return sorted(set(names))


def quotes_in(text: str, cases: Sequence[int]) -> list[str]:
    """Sentences of the requesters that stand in the text, whatever the capitals and the ends of lines."""
    newest = sorted(cases, reverse=True)[:READ]
    bodies = Message.objects.filter(ticket__in=newest, kind=Message.Kind.REQUESTER).values_list("body", flat=True)
    plain = in_one_line(text)
    sentences = {in_one_line(each) for body in bodies for each in _ends.split(body)}
    return sorted(each for each in sentences if len(each) >= LONG and each in plain)


def in_one_line(text: str) -> str:
    return " ".join(text.casefold().split()).strip(" .!?")


def require_looked_at(texts: Iterable[str], cases: Sequence[int], confirmed: Collection[str]) -> None:
    """Refuses words with a piece in them that nobody has looked at. Raises `UnableToTellAll`."""
    if left := unconfirmed(findings_in(texts, cases), confirmed):
        raise UnableToTellAll(not_looked_at(left))


def not_looked_at(pieces: Sequence[Finding]) -> str:
    sentence = _("Everybody concerned reads it. Rewrite what may point to a person, or tick what may stand: %(pieces)s")
    return sentence % {"pieces": ", ".join(quoted(each.text or str(each.label)) for each in pieces[:SHOWN])}
