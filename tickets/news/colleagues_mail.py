"""What becomes of a colleague's answer to a mail about a case; the mail itself says so."""

from enum import StrEnum

from organisation.models import Municipality
from tickets.models import Ticket
from tickets.outbound.envelope import own_mailbox


class Becomes(StrEnum):
    ANSWER = "answer"
    NOTE = "note"


def becomes(ticket: Ticket) -> Becomes:
    """An internal note, unless the municipality wants an answer to the requester."""
    by_mail = Municipality.current().colleagues_answer_by_mail
    return Becomes.ANSWER if by_mail and not ticket.is_sensitive else Becomes.NOTE


def promised(ticket: Ticket) -> str:
    """What the mail about the case says of it; nothing where answers to our mail come in nowhere."""
    return becomes(ticket) if own_mailbox() is not None else ""
