"""What a mail that opens a case tells of its sender, who has filled in no form."""

import re
from typing import Any, Final

from organisation.models import Institution, User
from tickets.inbound.parsing import Mail
from tickets.models import Mailbox, Ticket
from tickets.words import Audience

ENGLISH: Final = re.compile(r"\b(the|is|and|my|not|have|with|please|cannot|hello|this|you)\b", re.IGNORECASE)
DANISH: Final = re.compile(r"\b(og|jeg|ikke|er|det|hej|kan|med|til|har|vi|mit|min)\b", re.IGNORECASE)


def facts(mail: Mail, mailbox: Mailbox | None) -> dict[str, Any]:
    """Institution, audience and language as far as they are known: by the mailbox, by earlier cases, by the text."""
    earlier = Ticket.objects.filter(requester_email=mail.answer_to).order_by("-id")
    last = earlier.select_related("institution").first()
    institution = mailbox.institution if mailbox and mailbox.institution else None
    office = Institution.objects.active().filter(email__iexact=mail.from_email).order_by("id").first()
    return {
        "institution": institution or office or (last.institution if last else None),
        "audience": audience(mail, last, is_office=office is not None),
        "language": language(mail.text, last),
        "requester_name": mail.from_name or mail.answer_to.partition("@")[0][:120],
        "requester_email": mail.answer_to,
    }


def audience(mail: Mail, last: Ticket | None, *, is_office: bool) -> str:
    """Staff by their address; whoever asked before as then; else a parent, as most are. A person can see it."""
    if is_office or User.objects.filter(email=mail.from_email, is_active=True).exists():
        return Audience.STAFF
    return last.audience if last else Audience.PARENT


def language(text: str, last: Ticket | None) -> str:
    """English only where the text clearly is."""
    english, danish = len(ENGLISH.findall(text[:5000])), len(DANISH.findall(text[:5000]))
    if english > 2 and english > 2 * danish:  # noqa: PLR2004  two words may be a product's name
        return "en"
    return "da" if danish or not last else last.language
