"""How a verb of a case works: the right, the lock, and what changes with the case at every turn.

For the modules beside this one alone. `Ticket` lists the verbs.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisation.models import User
from organisation.roles import Verb
from tickets.models import clock, promise
from tickets.models.refusals import UnableTo
from tickets.models.safeguarding import needs_to_know
from tickets.words import Actor

if TYPE_CHECKING:
    from tickets.models.ticket import Ticket

STATE: Final = [
    "status",
    "tier",
    "route",
    "priority",
    "institution",
    "assignee",
    "touched_at",
    "due_at",
    "clock_since",
    "clock_spent",
    "clock_at",
    "snoozed_until",
    "resolved_at",
    "forgotten_at",
    "version",
    "merged_into",
    "sensitivity",
]
"""What verbs change, and therefore read again under the lock."""
MOVES: Final = frozenset({"status", "tier", "route", "priority", "assignee"})
"""What of a case an event tells the change of."""


def guard(ticket: "Ticket", verb: str, by: User | Actor) -> None:
    """Raises `PermissionDenied` for a person who may not do this here, or does not need to know of the case."""
    if isinstance(by, User) and not by.may(verb, ticket):
        raise PermissionDenied(_("Your role does not allow this for the case."))
    if isinstance(by, User) and ticket.pk and not needs_to_know(by, ticket):
        raise PermissionDenied(_("Only who needs to know sees this case."))


@contextmanager
def locked(ticket: "Ticket") -> Iterator[None]:
    """A transaction in which the case stands still, with its state read anew."""
    place = ticket._state.fields_cache.get("institution")  # noqa: SLF001  where Django keeps what it has read
    with transaction.atomic():
        ticket.refresh_from_db(fields=STATE, from_queryset=type(ticket).objects.select_for_update(of=("self",)))
        if place is not None and place.pk == ticket.institution_id:
            ticket.institution = place
        yield


@contextmanager
def acting(ticket: "Ticket", verb: str, by: User | Actor) -> Iterator[None]:
    """One transaction in which the person may do this and the case stands still."""
    guard(ticket, verb, by)
    place = ticket.institution_id
    with ticket.locked():
        if ticket.institution_id != place:
            guard(ticket, verb, by)
        if ticket.merged_into is not None and by is not Actor.SYSTEM:
            values = {"number": ticket.merged_into.number}
            raise UnableTo(_("The case was merged into %(number)s. Go on there.") % values)
        yield


@contextmanager
def disclosing(ticket: "Ticket", by: User) -> Iterator[None]:
    """Also of a case that was merged into another: its requester has the same rights."""
    guard(ticket, Verb.DISCLOSE, by)
    with ticket.locked():
        yield


def change(ticket: "Ticket", *, by_us: bool = True, restarts: bool | None = None, **fields: Any) -> None:
    """Assigns and saves what changed; restarts the clock when the support has touched the case."""
    now = timezone.now()
    if clock.wakes(ticket, fields, by_us=by_us):
        fields = {"snoozed_until": None} | fields
        restarts = True
    for name, value in fields.items():
        note_move(ticket, name, value)
        setattr(ticket, name, value)
    ticket.last_activity_at = now
    if by_us:
        ticket.touched_at = now
    clock.follow(ticket, now, restarts=by_us if restarts is None else restarts, counts="priority" in fields)
    if not ticket.is_done:
        ticket.resolved_at = None
    ticket.version += 1
    ticket.save(update_fields=[*STATE, "last_activity_at"])
    promise.follow(ticket, now)


def note_move(ticket: "Ticket", name: str, value: Any) -> None:
    before = getattr(ticket, f"{name}_id", getattr(ticket, name))
    after = value.pk if isinstance(value, User) else value
    if name in MOVES and before != after:
        ticket.moved = {**(ticket.moved or {}), name: [before, after]}


def changes_to_tell(ticket: "Ticket") -> dict[str, Any]:
    """What changed since the last event, for this one to tell."""
    moved, ticket.moved = ticket.moved, None
    return {"changed": moved} if moved else {}


def count_change(ticket: "Ticket") -> None:
    """Under the lock: something of the case changed in a row beside it, so that older pictures of it are old."""
    ticket.version += 1
    ticket.save(update_fields=["version"])
