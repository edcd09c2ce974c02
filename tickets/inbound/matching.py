"""Which case a mail answers, and who speaks in it.

In order of trust: the key of a reply address; a signed Message-ID that it answers; the thread of the case; the case
number in the subject. The first two say who was written to, the others name a case alone. Whoever writes from another
address than the one we know is not let in without a person.

Who speaks is asked of the address first: words of the support organisation are internal by whatever way they come.
"""

import re
from dataclasses import dataclass, replace
from typing import Final

from django.db.models import Q

from organisation.models import Party, User
from organisation.roles import Verb
from tickets.inbound.parsing import Mail
from tickets.models import Delivery, ReceivedMail, ReplyAddress, Ticket
from tickets.models.reply_address import KEY_LENGTH
from tickets.models.ticket_list import NUMBER
from tickets.outbound import message_ids

KEYED: Final = re.compile(rf"\+([a-z2-9]{{{KEY_LENGTH}}})@", re.IGNORECASE)
RECIPIENTS: Final = (
    "To",
    "Cc",
    "Delivered-To",
    "X-Original-To",
    "Envelope-To",
    "X-Envelope-To",
    "X-Forwarded-To",
    "Resent-To",
)
WRITTEN: Final = re.compile(
    r"\bAULA(?:\s?[-\u2010-\u2015\u2212]\s?|\s)(\d{2})(?:\s?[-\u2010-\u2015\u2212]\s?|\s)(\d{5,12})\b", re.IGNORECASE
)
"""A case number as a telephone writes its hyphens, or as it is typed off a letter: with blanks."""
ID: Final = re.compile(r"<[^<>\s]{3,248}>")
Speaker = ReceivedMail.Speaker


@dataclass(frozen=True)
class Match:
    """The case; who speaks in it (a `party` by its name, `staff` where they may); whether we know that it is they.

    `reason` says why a person must look at it though we know the sender. `answers_own`: it answers a mail of ours that
    went to this very colleague about this very case."""

    ticket: Ticket
    known: bool
    speaker: Speaker = Speaker.REQUESTER
    party: str = ""
    staff: User | None = None
    reason: str = ""
    answers_own: bool = False


@dataclass(frozen=True)
class Addressee:
    """Whom the mail that is answered was written to, or by whom; no `speaker` where it is none of ours. The `email` of
    a colleague and the case that we wrote to them about, else nothing."""

    speaker: str = ""
    party: str = ""
    email: str = ""
    ticket: int = 0


def find(mail: Mail) -> Match | None:
    """None for a mail that answers nothing of ours, or a case that was forgotten."""
    keyed, answered = by_key(mail), by_delivery(mail)
    match = keyed or answered or by_thread(mail) or by_number(mail)
    if match is None or match.ticket.forgotten_at is not None:
        return None
    if not mail.from_email:
        return replace(match, known=False)
    if keyed and answered and common(keyed.ticket) != common(answered.ticket):
        return replace(keyed, known=False, reason="disagree")
    return match


def common(ticket: Ticket) -> int:
    """The case that it was merged into, else itself."""
    return ticket.merged_into_id or ticket.pk


def of_sender(mail: Mail, ticket: Ticket) -> Ticket:
    """Of the cases that are one by now, the sender's own: what is answered may have come from the common one."""
    if mail.from_email == ticket.requester_email.lower():
        return ticket
    family = Ticket.objects.filter(Q(pk=common(ticket)) | Q(merged_into=common(ticket)))
    own = family.filter(requester_email__iexact=mail.from_email).order_by("id").first() if mail.from_email else None
    return own or ticket


def by_key(mail: Mail) -> Match | None:
    keys = [key.lower() for key in KEYED.findall(mail.every(*RECIPIENTS))]
    if not keys:
        return None
    addresses = {address.key: address for address in ReplyAddress.objects.filter(key__in=keys).select_related("ticket")}
    address = next((addresses[key] for key in keys if key in addresses), None)
    if address is None:
        return None
    if address.party:
        return from_party(mail, address.ticket, address.party)
    return from_anybody(mail, address.ticket, as_requester=True)


def by_delivery(mail: Mail) -> Match | None:
    if mail.is_forward:
        return None
    ids = [one.number for one in answered_ids(mail) if one.kind == "delivery"]
    delivery = Delivery.objects.filter(pk=ids[0]).select_related("event__ticket").first() if ids else None
    if delivery is None or delivery.event is None:
        return None
    ticket = delivery.event.ticket
    party = party_of(ticket, delivery)
    return from_party(mail, ticket, party) if party else from_anybody(mail, of_sender(mail, ticket))


def answered_ids(mail: Mail) -> list[message_ids.OwnId]:
    """Our own ids that the mail answers: the one it replies to, then its thread from the newest."""
    return message_ids.own_ids(mail.every("In-Reply-To")) + message_ids.own_ids(mail.every("References"))[::-1]


def party_of(ticket: Ticket, delivery: Delivery) -> str:
    """The party that a delivery went to: by its reply address, or as the event of the forwarding names it."""
    key = KEYED.search(delivery.reply_to)
    if key:
        return (
            ReplyAddress.objects.filter(ticket=ticket, key=key[1].lower()).values_list("party", flat=True).first() or ""
        )
    facts = delivery.event.data if delivery.event and delivery.kind.startswith("party_") else {}
    return str(facts.get("party", ""))


def by_thread(mail: Mail) -> Match | None:
    """By the case's own thread, or by a mail that the sender has sent us before."""
    if mail.is_forward:
        return None
    cases = [one.number for one in answered_ids(mail) if one.kind == "case"]
    ticket = Ticket.objects.filter(pk__in=cases[:1]).first() if cases else None
    if ticket is not None:
        return from_anybody(mail, of_sender(mail, ticket))
    earlier = earlier_mail(mail)
    return from_anybody(mail, of_sender(mail, earlier.ticket), signed=False) if earlier and earlier.ticket else None


def earlier_mail(mail: Mail) -> ReceivedMail | None:
    """The newest mail to a case of ours that this one answers."""
    ids = ID.findall(mail.every("In-Reply-To", "References"))[:50]
    if not ids:
        return None
    earlier = ReceivedMail.objects.filter(message_id__in=ids, ticket__isnull=False).select_related("ticket")
    return earlier.order_by("-id").first()


def by_number(mail: Mail) -> Match | None:
    """The number is no secret and can be mistyped: it leads to a case that exists, and in only for whom we know."""
    match = NUMBER.search(mail.subject) or WRITTEN.search(mail.subject)
    ticket = Ticket.objects.numbered(int(match[2]), int(match[1])).first() if match else None
    return from_anybody(mail, of_sender(mail, ticket), signed=False) if ticket else None


def from_party(mail: Mail, ticket: Ticket, party: str) -> Match:
    """An answer to a mail that went to a party: theirs, unless a colleague was among its readers."""
    if mail.from_email in known_addresses(ticket, party):
        return Match(ticket, known=True, speaker=Speaker.PARTY, party=party)
    if is_staff(mail.from_email):
        return from_anybody(mail, ticket)
    return Match(ticket, known=same_house(mail, ticket, party), speaker=Speaker.PARTY, party=party)


def from_anybody(mail: Mail, ticket: Ticket, *, as_requester: bool = False, signed: bool = True) -> Match:
    """Who the sender is in the case; a stranger is taken for the requester at another address, until a person looks.

    `as_requester`: the mail went to the address that only the requester was told. Not `signed`: what led here can be
    guessed or read over a shoulder, and a colleague's address can be written by anybody.
    """
    answered = addressee(mail)
    person = User.objects.filter(email__iexact=mail.from_email).order_by("-is_active").first()
    may = person is not None and person.may(Verb.NOTE, ticket)
    theirs = mail.from_email == ticket.requester_email.lower() or (
        signed and not is_staff(mail.from_email) and plain(mail.from_email) == ticket.requester_email.lower()
    )
    if theirs and answered.speaker != Speaker.STAFF:
        asked = as_requester or answered.speaker == Speaker.REQUESTER
        if asked or not may:
            return Match(ticket, known=True)
    if may:
        own = answered.email == mail.from_email and answered.ticket == ticket.pk and not mail.is_forward
        return Match(ticket, known=signed, speaker=Speaker.STAFF, staff=person, answers_own=signed and own)
    return from_outside(mail, ticket, answered, signed=signed)


def from_outside(mail: Mail, ticket: Ticket, answered: Addressee, *, signed: bool) -> Match:
    """Anybody but the requester and those who may write in the case as staff. Who opened the case from an address and
    asked for answers at another is the requester at both, where what led here cannot be guessed."""
    for party in ticket.reply_addresses.exclude(party="").values_list("party", flat=True):
        if mail.from_email in known_addresses(ticket, party):
            return Match(ticket, known=True, speaker=Speaker.PARTY, party=party)
    theirs = ticket.received_mails.filter(from_email=mail.from_email)
    if answered.speaker == Speaker.STAFF or is_staff(mail.from_email) or theirs.filter(speaker=Speaker.STAFF).exists():
        return Match(ticket, known=False, speaker=Speaker.STAFF)
    if answered.speaker == Speaker.PARTY:
        return Match(ticket, known=False, speaker=Speaker.PARTY, party=answered.party)
    known = [ReceivedMail.Outcome.REPLY, *([ReceivedMail.Outcome.OPENED] if signed else [])]
    return Match(ticket, known=theirs.filter(outcome__in=known, speaker=Speaker.REQUESTER).exists())


def is_staff(address: str) -> bool:
    """Whether it is or was the address of a colleague, whatever they may see today; also with a plus and more."""
    return User.objects.filter(Q(email__iexact=address) | Q(email__iexact=plain(address))).exists()


def plain(address: str) -> str:
    """The address without a plus and what stands behind it: the same mailbox."""
    local, at, domain = address.partition("@")
    return f"{local.partition('+')[0]}{at}{domain}"


def addressee(mail: Mail) -> Addressee:
    """Whom the answered mail of ours went to, else who wrote the mail of theirs that is answered. What went to nobody
    else went to a colleague, such as a digest."""
    ids = [one.number for one in answered_ids(mail) if one.kind == "delivery"]
    delivery = Delivery.objects.filter(pk=ids[0]).select_related("event__ticket").first() if ids else None
    if delivery is None:
        earlier = earlier_mail(mail)
        return Addressee(earlier.speaker, earlier.party) if earlier else Addressee()
    if delivery.kind.startswith("requester_"):
        return Addressee(Speaker.REQUESTER)
    party = party_of(delivery.event.ticket, delivery) if delivery.event else ""
    if party:
        return Addressee(Speaker.PARTY, party)
    about = delivery.event.ticket_id if delivery.event else 0
    return Addressee(Speaker.STAFF, email=delivery.recipient.lower(), ticket=about)


def known_addresses(ticket: Ticket, party: str) -> set[str]:
    """Where we have written to a party in this case, its own address, and those that a person has let in."""
    keyed = [f"+{key}@" for key in ticket.reply_addresses.filter(party=party).values_list("key", flat=True)]
    wrote = Q(kind__startswith="party_", event__data__party=party)
    for key in keyed:
        wrote |= Q(reply_to__contains=key)
    sent = Delivery.objects.filter(wrote, event__ticket=ticket).values_list("recipient", flat=True)
    entered = Party.objects.filter(name=party).exclude(email="").values_list("email", flat=True)
    let_in = ticket.received_mails.filter(speaker=Speaker.PARTY, party=party, outcome=ReceivedMail.Outcome.REPLY)
    return {
        email.lower() for emails in (sent, entered, let_in.values_list("from_email", flat=True)) for email in emails
    }


def same_house(mail: Mail, ticket: Ticket, party: str) -> bool:
    """Whether a colleague at the party answers. Only for who holds the key: a shared domain alone proves nothing."""
    domain = mail.from_email.rpartition("@")[2]
    return domain in {email.rpartition("@")[2] for email in known_addresses(ticket, party)} - PUBLIC_DOMAINS


PUBLIC_DOMAINS: Final = frozenset(
    [
        "gmail.com",
        "googlemail.com",
        "hotmail.com",
        "outlook.com",
        "live.dk",
        "live.com",
        "msn.com",
        "yahoo.com",
        "yahoo.dk",
        "icloud.com",
        "me.com",
        "mail.dk",
        "jubii.dk",
        "ofir.dk",
        "stofanet.dk",
        "youmail.dk",
        "proton.me",
        "protonmail.com",
    ]
)
