"""A message about another matter becomes a case of its own."""

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from organisation.models import User
from organisation.roles import Verb
from tickets import screening
from tickets.models.acting import guard
from tickets.models.attachment import Attachment, AttachmentContent
from tickets.models.conversation import write
from tickets.models.event import Event
from tickets.models.link import Link
from tickets.models.message import Message
from tickets.models.refusals import UnableTo

if TYPE_CHECKING:
    from tickets.models.ticket import Ticket


def split_off(ticket: "Ticket", messages: Sequence[Message], *, subject: str, by: User) -> "Ticket":
    """Opens a case for the requester with copies of the messages and their files; this one keeps all it has.

    Nothing is taken away, so merging the new case back undoes it. The same messages twice are one case.
    """
    guard(ticket, Verb.TRIAGE, by)
    with ticket.locked():
        return opened_with(ticket, messages, subject=subject, by=by)


def opened_with(ticket: "Ticket", messages: Sequence[Message], *, subject: str, by: User) -> "Ticket":
    """Under the lock: the new case, or the one that the same messages made before."""
    chosen = sorted(messages, key=lambda message: message.pk)
    if not chosen or any(each.ticket_id != ticket.pk or each.kind != Message.Kind.REQUESTER for each in chosen):
        raise UnableTo(_("Choose messages of the requester."))
    asker = chosen[0].via or ticket
    key = key_of(chosen, subject)
    if made := type(ticket).objects.filter(submission=key).first():
        return made
    new = type(ticket).open(
        subject=subject,
        body=chosen[0].body,
        by=by,
        submission=key,
        channel=ticket.channel,
        audience=asker.audience,
        institution=asker.institution,
        requester_name=asker.requester_name,
        requester_email=asker.requester_email,
        requester_phone=asker.requester_phone,
        language=asker.language,
    )
    first = new.messages.get()
    copy_files(chosen[0], first)
    for message in chosen[1:]:
        copied = write(new, Message.Kind.REQUESTER, message.body, name=message.author_name)
        copy_files(message, copied)
        screening.screen(new, copied)
    Event.record(ticket, "split_off", by=by, other=new.number)
    Link.join(ticket, new, by=by, kind=Link.Kind.SPLIT)
    return new


def key_of(messages: Sequence[Message], subject: str) -> str:
    """The same for the same messages under the same subject: pressed twice it is one case, and a message that holds
    several matters becomes a case for each."""
    content = "-".join(str(message.pk) for message in messages) + "\n" + " ".join(subject.split()).casefold()
    return f"split-{hashlib.sha256(content.encode()).hexdigest()[:40]}"


def copy_files(source: Message, target: Message) -> None:
    """The same files at another message; one that is still being checked is checked there anew."""
    for attachment in source.attachments.all():
        data, attachment.pk, attachment.message = attachment.data(), None, target
        attachment.key = Attachment._meta.get_field("key").get_default()
        attachment._state.adding = True  # noqa: SLF001  Django's documented way to copy a row
        attachment.save(force_insert=True)
        AttachmentContent.keep(attachment, data)
        attachment.make_ready()
