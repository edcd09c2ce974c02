"""Who may be meant: the cases, names and addresses that fit what somebody has told of themselves."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from django.db.models import Q

from organisation.people.mail_addresses import comparable, compared, same
from tickets.models import PersonRequest, ReceivedMail, Ticket
from tickets.persons.identity import Identity, digits

MOST: Final = 200
"""Cases shown to choose from; whoever has more is asked for by address."""


@dataclass(frozen=True)
class Candidate:
    """A case that may be theirs, and what speaks for it. Only an address or a number says it for sure."""

    ticket: Ticket
    fits: tuple[str, ...]

    @property
    def is_sure(self) -> bool:
        return "email" in self.fits or "phone" in self.fits


@dataclass
class Candidates:
    cases: list[Candidate] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    emails: set[str] = field(default_factory=set)
    phones: set[str] = field(default_factory=set)


def candidates(request: PersonRequest) -> Candidates:
    """By what was told, and then by the addresses and numbers of the cases that are surely theirs."""
    sought = request.asked_by
    cases = look(sought)
    sure = [candidate.ticket for candidate in cases if candidate.is_sure]
    wider = Identity.of(
        sought.names,
        [*sought.emails, *(ticket.requester_email for ticket in sure)],
        [*sought.phones, *(ticket.requester_phone for ticket in sure)],
    )
    cases = look(wider) if wider != sought else cases
    choices = Candidates(cases, set(wider.names), set(wider.emails), set(wider.phones))
    for candidate in cases:
        choices.names.add(candidate.ticket.requester_name)
        choices.emails.add(candidate.ticket.requester_email.lower())
        choices.phones.add(digits(candidate.ticket.requester_phone))
    for email, name in senders(wider):
        choices.emails.add(email)
        choices.names.add(name)
    for known in (choices.names, choices.emails, choices.phones):
        known.discard("")
    return choices


def look(identity: Identity) -> list[Candidate]:
    by_name = Q(pk__in=[])
    for name in identity.names:
        by_name |= Q(requester_name__icontains=name)
    by_email = Q(compared_address__in={comparable(email) for email in identity.emails})
    by_phone = Identity(phones=identity.phones).query(["requester_phone"])
    rows = Ticket.objects.alias(compared_address=compared("requester_email"))
    cases = rows.filter(by_name | by_email | by_phone, Q(forgotten_at=None)).select_related("institution")
    return [Candidate(ticket, fits(ticket, identity)) for ticket in cases.order_by("-id")[:MOST]]


def fits(ticket: Ticket, identity: Identity) -> tuple[str, ...]:
    checks = {
        "email": any(same(ticket.requester_email, email) for email in identity.emails),
        "phone": digits(ticket.requester_phone) in identity.phones,
        "name": any(name.casefold() in ticket.requester_name.casefold() for name in identity.names),
    }
    return tuple(name for name, does in checks.items() if does)


def senders(identity: Identity) -> Iterable[tuple[str, str]]:
    """Addresses and names of mails from one of the addresses, or under one of the names."""
    known = Q(pk__in=[])
    for email in identity.emails:
        known |= Q(from_email__iexact=email)
    for name in identity.names:
        known |= Q(from_name__iexact=name)
    rows = ReceivedMail.objects.filter(known).values_list("from_email", "from_name").distinct()
    return [(email.lower(), name) for email, name in rows[:MOST]]
