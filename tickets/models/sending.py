"""An answer that is being sent: how long it can be taken back, and taking it back."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from organisation.models import Municipality, User
from organisation.roles import Verb
from tickets.attachments.uploads import Upload
from tickets.models.acting import guard
from tickets.models.attachment import Attachment
from tickets.models.conversation import Received
from tickets.models.draft import Draft, files_key
from tickets.models.event import Event
from tickets.models.held_file import HeldFile
from tickets.models.message import Message

if TYPE_CHECKING:
    from tickets.models.ticket import Ticket

KIND_OF_DRAFT = {"answered": Draft.Kind.ANSWER, "asked": Draft.Kind.ASK}


def patience() -> timedelta:
    """How long an answer waits before it leaves; nothing where the municipality wants no undo."""
    return timedelta(seconds=Municipality.current().undo_seconds)


def take_back_answer(ticket: "Ticket", *, by: User) -> Draft | None:
    """Turns the newest answer that is being sent into its author's draft again, and undoes what came with it.

    Whoever may answer may stop it; None when nothing is being sent any more. The requester never knows.
    """
    guard(ticket, Verb.ANSWER, by)
    with ticket.locked():
        return taken_back(ticket, by=by)


def taken_back(ticket: "Ticket", *, by: User) -> Draft | None:
    """Under the lock."""
    message = ticket.messages.held().select_related("author").oldest_first().last()
    if message is None or message.author is None:
        return None
    events = list(ticket.events.held().filter(held_until=message.held_until, by=message.author))
    answered = next(event for event in events if event.data.get("message") == message.pk)
    draft = as_draft(ticket, message, answered)
    message.delete()
    for event in events:
        event.data, event.dispatched_at = event.data | {"undone": True}, timezone.now()
        event.save(update_fields=["data", "dispatched_at"])
    ticket.undo_changes([event.data.get("changed", {}) for event in events])
    Event.record(ticket, "send_undone", by=by)
    return draft


def as_draft(ticket: "Ticket", message: Message, event: Event) -> Draft | None:
    """The message as the draft that it was; files wait a day, as those of any form that was not sent."""
    assert message.author is not None
    kind = KIND_OF_DRAFT[event.kind]
    files = [as_received(attachment) for attachment in message.attachments.order_by("id")]
    HeldFile.hold(files_key(ticket, message.author, kind), files)
    return Draft.keep(ticket, message.author, kind, message.body, event.data.get("missing", ()))


def as_received(attachment: Attachment) -> Received:
    names = ("name", "content_type", "size", "sha256", "is_image", "width", "height")
    facts: dict[str, Any] = {name: getattr(attachment, name) for name in names}
    return Received(Upload(**facts), attachment.data())
