"""What a mail that opens a case tells of its sender, who has filled in no form."""

import re
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Exists, Subquery
from django.db.models.functions import Lower

from database.prepared import FIRST, OTHER_WORD, WORD, Prepared
from organisation.models import Institution, Party, User
from tickets.inbound.matching import PUBLIC_DOMAINS
from tickets.inbound.parsing import Mail
from tickets.models import Mailbox, ReceivedMail, Ticket
from tickets.words import Audience

ENGLISH: Final = re.compile(r"\b(the|is|and|my|not|have|with|please|cannot|hello|this|you)\b", re.IGNORECASE)
DANISH: Final = re.compile(r"\b(og|jeg|ikke|er|det|hej|kan|med|til|har|vi|mit|min)\b", re.IGNORECASE)

OFFICES: Final = Institution.objects.active().annotate(to=Lower("email")).filter(to=WORD).order_by("id")
EARLIER: Final = Ticket.objects.filter(requester_email=OTHER_WORD).order_by("-id")
SENDER: Final = Prepared(
    lambda: (
        ReceivedMail.objects.filter(pk=FIRST)
        .only("id")
        .annotate(
            office=Subquery(OFFICES.values("pk")[:1]),
            is_colleague=Exists(User.objects.filter(email=WORD, is_active=True)),
            last_place=Subquery(EARLIER.values("institution")[:1]),
            last_audience=Subquery(EARLIER.values("audience")[:1]),
            last_language=Subquery(EARLIER.values("language")[:1]),
        )
    )
)
"""Asked of the row of the mail, so that one statement answers it all."""


@dataclass(frozen=True)
class Sender:
    """What is known of who wrote: the institution whose address it is, whether a colleague has it, and what the last
    case of whoever is to be answered says; most have none."""

    office: int | None = None
    is_colleague: bool = False
    last_place: int | None = None
    last_audience: str = ""
    last_language: str = ""

    @classmethod
    def of(cls, mail: Mail, row: ReceivedMail) -> "Sender":
        (row_of_mail,) = SENDER.rows({FIRST: row.pk, WORD: mail.from_email.lower(), OTHER_WORD: mail.answer_to})
        known = {name: getattr(row_of_mail, name) for name in cls.__dataclass_fields__}
        return cls(**{name: value for name, value in known.items() if value is not None})

    @property
    def has_asked(self) -> bool:
        return bool(self.last_audience)


def facts(mail: Mail, mailbox: Mailbox | None, sender: Sender) -> dict[str, Any]:
    """Institution, audience and language as far as they are known: by the mailbox, by earlier cases, by the text."""
    institution = mailbox.institution if mailbox and mailbox.institution else None
    place = sender.office or sender.last_place
    return {
        "institution": institution or (Institution.objects.filter(pk=place).first() if place else None),
        "audience": audience(sender),
        "language": language(mail.text, sender.last_language),
        "requester_name": mail.from_name or mail.answer_to.partition("@")[0][:120],
        "requester_email": mail.answer_to,
    }


def works_with_us(mail: Mail) -> bool:
    """Whether the sender is a party, a colleague at a supplier, or one of our institutions: their programs may write
    what people must know. The IT department's house is our own, whose programs are many."""
    domain = mail.from_email.rpartition("@")[2]
    offices = Institution.objects.active().filter(email__iexact=mail.from_email)
    if offices.exists() or Party.objects.filter(email__iexact=mail.from_email).exists():
        return True
    houses = Party.objects.exclude(kind=Party.Kind.LOCAL_IT).filter(email__iendswith=f"@{domain}")
    return domain not in PUBLIC_DOMAINS and houses.exists()


def audience(sender: Sender) -> str:
    """Staff by their address; whoever asked before as then; else a parent, as most are. A person can see it."""
    if sender.office or sender.is_colleague:
        return Audience.STAFF
    return sender.last_audience or Audience.PARENT


def language(text: str, last: str = "") -> str:
    """English only where the text clearly is."""
    english, danish = len(ENGLISH.findall(text[:5000])), len(DANISH.findall(text[:5000]))
    if english > 2 and english > 2 * danish:  # noqa: PLR2004  two words may be a product's name
        return "en"
    return "da" if danish or not last else last
