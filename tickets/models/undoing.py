"""A verb that is taken back, with what it changed."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisation.models import User
from organisation.roles import Verb
from tickets.models import promise, snapshot
from tickets.models.acting import MOVES, STATE, change, guard, note_move
from tickets.models.event import Event
from tickets.models.refusals import UnableToUndo

if TYPE_CHECKING:
    from tickets.models.ticket import Ticket

UNDOABLE: Final = [name for name in STATE if name not in {"forgotten_at", "version", "sensitivity"}] + [
    "last_activity_at"
]
"""What an undone verb gives back."""


def put_back(ticket: "Ticket", before: dict[str, Any], *, version: int, by: User, done: str) -> None:
    """Undoes the verb `done`, which took the case from the state `before` to this `version`.

    Raises `UnableToUndo` when anything has happened since. Whether it is theirs to undo, the caller has asked; who
    moved a case away may see it again only as it was.
    """
    with ticket.locked():
        if ticket.version != version:
            raise UnableToUndo(_("Someone has worked on the case in the meantime."))
        for name in sorted(MOVES):
            note_move(ticket, name, before[name])
        snapshot.give_back(ticket, UNDOABLE, before)
        guard(ticket, Verb.VIEW, by)
        ticket.version += 1
        ticket.save(update_fields=[*UNDOABLE, "version"])
        promise.follow(ticket, timezone.now())
        Event.record(ticket, "undone", by=by, verb=done)


def undo_changes(ticket: "Ticket", changes: Sequence[dict[str, list[Any]]]) -> None:
    """Under the lock: takes changes back, newest first, as far as nobody has changed the same thing since."""
    fields: dict[str, Any] = {}
    for name, (before, after) in [move for moves in reversed(changes) for move in reversed(moves.items())]:
        now = fields.get(name, ticket.assignee_id if name == "assignee" else getattr(ticket, name))
        if now == after:
            fields[name] = before
    if "assignee" in fields:
        fields["assignee"] = User.objects.filter(pk=fields["assignee"]).first()
    change(ticket, by_us=False, **fields)
