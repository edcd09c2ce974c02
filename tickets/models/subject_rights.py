"""What a person may ask for of what is kept about them: to have it handed out and put right, and where it is filed.

To have it deleted: `tickets.models.forgetting`.
"""

from typing import TYPE_CHECKING

from organisation.models import User
from privacy.cpr import mask
from tickets.models import putting_right
from tickets.models.acting import disclosing
from tickets.models.event import Event

if TYPE_CHECKING:
    from tickets.models.ticket import Ticket


def journal(ticket: "Ticket", *, number: str, kle: str, by: User) -> None:
    """Notes where the case lies in the municipality's own record system, and under which subject (KLE)."""
    with disclosing(ticket, by):
        number, kle = mask(number).text.strip(), mask(kle).text.strip()
        if (ticket.journal_number, ticket.kle) != (number, kle):
            ticket.journal_number, ticket.kle = number, kle
            ticket.count_change()
            ticket.save(update_fields=["journal_number", "kle"])
            Event.record(ticket, "journalled", by=by)


def correct(ticket: "Ticket", *, by: User, name: str = "", email: str = "", phone: str = "") -> None:
    """Writes the requester's name, address or number as they are; what is empty stays as it was."""
    given = {word: text for word, text in {"name": name, "email": email, "phone": phone}.items() if text}
    with disclosing(ticket, by):
        if changed := putting_right.write(ticket, putting_right.columns_of(given)):
            Event.record(ticket, "person_corrected", by=by, facts=[], columns=changed)


def note_disclosure(ticket: "Ticket", *, by: User) -> None:
    """What is kept of the case was handed out to somebody who has a right to it."""
    with disclosing(ticket, by):
        Event.record(ticket, "disclosed", by=by)
