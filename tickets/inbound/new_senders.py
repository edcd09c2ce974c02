"""What a mail that opens a case tells of its sender, who has filled in no form."""

import re
from dataclasses import dataclass
from typing import Any, Final

from django.db.models.functions import Lower

from database.prepared import WORD, Prepared
from organisation.models import Institution, Party, User
from tickets.inbound.matching import PUBLIC_DOMAINS
from tickets.inbound.parsing import Mail
from tickets.models import Mailbox, Ticket
from tickets.words import Audience

ENGLISH: Final = re.compile(r"\b(the|is|and|my|not|have|with|please|cannot|hello|this|you)\b", re.IGNORECASE)
DANISH: Final = re.compile(r"\b(og|jeg|ikke|er|det|hej|kan|med|til|har|vi|mit|min)\b", re.IGNORECASE)

OFFICE: Final = Prepared(
    lambda: Institution.objects.active().annotate(to=Lower("email")).filter(to=WORD).order_by("id")[:1]
)
COLLEAGUE: Final = Prepared(lambda: User.objects.filter(email=WORD, is_active=True).only("id").order_by()[:1])
EARLIER: Final = Prepared(
    lambda: (
        Ticket.objects.filter(requester_email=WORD).only("institution_id", "audience", "language").order_by("-id")[:1]
    )
)


def facts(mail: Mail, mailbox: Mailbox | None, last: "LastCase | None") -> dict[str, Any]:
    """Institution, audience and language as far as they are known: by the mailbox, by earlier cases, by the text."""
    institution = mailbox.institution if mailbox and mailbox.institution else None
    office = OFFICE.first({WORD: mail.from_email.lower()})
    return {
        "institution": institution or office or (last.institution() if last else None),
        "audience": audience(mail, last, is_office=office is not None),
        "language": language(mail.text, last),
        "requester_name": mail.from_name or mail.answer_to.partition("@")[0][:120],
        "requester_email": mail.answer_to,
    }


def works_with_us(mail: Mail) -> bool:
    """Whether the sender is a party, a colleague at a supplier, or one of our institutions: their programs may write
    what people must know. The IT department's house is our own, whose programs are many."""
    domain = mail.from_email.rpartition("@")[2]
    if OFFICE.first({WORD: mail.from_email.lower()}) or Party.objects.filter(email__iexact=mail.from_email).exists():
        return True
    houses = Party.objects.exclude(kind=Party.Kind.LOCAL_IT).filter(email__iendswith=f"@{domain}")
    return domain not in PUBLIC_DOMAINS and houses.exists()


@dataclass(frozen=True)
class LastCase:
    """What is known of a sender from the last case: three columns, since most senders have none."""

    institution_id: int | None
    audience: str
    language: str

    def institution(self) -> Institution | None:
        return Institution.objects.filter(pk=self.institution_id).first() if self.institution_id else None


def last_case(mail: Mail) -> LastCase | None:
    case = EARLIER.first({WORD: mail.answer_to})
    return LastCase(case.institution_id, case.audience, case.language) if case else None


def audience(mail: Mail, last: LastCase | None, *, is_office: bool) -> str:
    """Staff by their address; whoever asked before as then; else a parent, as most are. A person can see it."""
    if is_office or COLLEAGUE.first({WORD: mail.from_email}):
        return Audience.STAFF
    return last.audience if last else Audience.PARENT


def language(text: str, last: LastCase | None) -> str:
    """English only where the text clearly is."""
    english, danish = len(ENGLISH.findall(text[:5000])), len(DANISH.findall(text[:5000]))
    if english > 2 and english > 2 * danish:  # noqa: PLR2004  two words may be a product's name
        return "en"
    return "da" if danish or not last else last.language
