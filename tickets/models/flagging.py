"""What must not wait: flags on a case, and who needs to know of it. Which flag and why, `triage` knows."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from organisation.models import User
from organisation.roles import Verb
from tickets.models.acting import acting
from tickets.models.event import Event
from tickets.models.refusals import UnableWhileFlagged
from tickets.models.safeguarding import LetIn
from tickets.words import SENSITIVE, Actor, Sensitivity

if TYPE_CHECKING:
    from tickets.models.ticket import Ticket


def flag(
    ticket: "Ticket",
    kind: str,
    *,
    by: User | Actor = Actor.SYSTEM,
    at_once: bool = False,
    message: int | None = None,
    file: int | None = None,
) -> None:
    """Something in the case must not wait. While it is flagged so, nothing passes it on, and it stands first.

    `at_once`: found while the case was being opened, so that its receipt says where there is help. `message`: the one
    in which it stands, 0 for none of the requester's; not said where it is the case as a whole. `file`: the file.
    What is urgent and no more holds nothing back.
    """
    details = {name: key for name, key in (("words", message), ("file", file)) if key is not None}
    with ticket.locked():
        if kind in SENSITIVE:
            ticket.sensitivity = Sensitivity.FLAGGED
            ticket.let_in(ticket.assignee)
        ticket.version += 1
        ticket.save(update_fields=["sensitivity", "version"])
        Event.record(ticket, "flagged", by=by, flag=kind, at_once=at_once, **details)


def clear_flag(ticket: "Ticket", kind: str, *, by: User, leaves: str, mistaken: bool = False) -> None:
    """A person has looked at what was flagged: they take care of it or, `mistaken`, it was nothing of the kind.

    `leaves` is how the case stands afterwards, which `triage` knows by the flags that are left.
    """
    with acting(ticket, Verb.TRIAGE, by):
        ticket.sensitivity = Sensitivity(leaves)
        ticket.let_in(by)
        ticket.version += 1
        ticket.save(update_fields=["sensitivity", "version"])
        Event.record(ticket, "flag_cleared", by=by, flag=kind, mistaken=mistaken)


def let_in(ticket: "Ticket", person: User | None) -> None:
    """The person needs to know of the case, should it be or become sensitive; it says nothing to anybody."""
    if person is not None and ticket.is_sensitive:
        LetIn.objects.get_or_create(ticket=ticket, user=person)


def require_seen(ticket: "Ticket") -> None:
    """Raises `UnableWhileFlagged` while something in the case waits for a person who looks at it."""
    if ticket.is_flagged:
        raise UnableWhileFlagged(
            _("This case is marked as sensitive. Read it and say that you have seen to it, then go on.")
        )
