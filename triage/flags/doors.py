"""The doors by which words come in: the gate stands at each of them while they are stored.

What only the model understands is heard in a task, within seconds (`flagging`, `suggestions`).
"""

from typing import Final

from database.after_commit import start_after_commit
from tickets.inbound import receiving
from tickets.inbound.storage import reread
from tickets.models import Attachment, Message, ReceivedMail, Ticket
from tickets.screening import screen_with
from tickets.words import SENSITIVE
from triage.flags import gate
from triage.flags.models import Flag

LONGEST_FILE: Final = 3_000
"""Characters of a file that the model reads, too: a letter. In a report of many pages it hears too much."""
NOBODYS: Final = 0
"""In the place of a message: it stands in none that the requester of the case wrote."""


class Doors:
    """What the gate does at each door (`tickets.screening.Screen`)."""

    def look(self, ticket: Ticket, message: Message) -> None:
        """What the lexicon knows. The receipt of the first message says where there is help."""
        opens = ticket.opening == message
        kinds = gate.at_once(words_of(ticket, message), ticket.audience)
        Flag.raise_on(ticket, kinds, at_once=opens, message=None if opens else message.pk)

    def look_at_file(self, attachment: Attachment, text: str) -> None:
        message, read = attachment.message, f"{attachment.name}\n{text}"
        if message.kind != Message.Kind.REQUESTER or message.is_retracted:
            return
        kinds = gate.at_once(read, message.ticket.audience)
        if len(text.strip()) <= LONGEST_FILE:
            kinds |= gate.carefully(read, message.ticket.audience).kinds
        Flag.raise_on(message.ticket, kinds, message=message.pk, file=attachment.pk)

    def look_at_held(self, mail: ReceivedMail) -> None:
        """A mail that belongs to a case says so there at once; the model reads each in a task."""
        flag_case_of(mail, gate.at_once(gate.whole(mail.subject, mail.text)))
        start_after_commit("triage.tasks.read_held_mail", mail.pk)

    def must_not_wait(self, text: str) -> bool:
        return bool(gate.at_once(text) & set(SENSITIVE))


DOORS: Final = Doors()


def stand() -> None:
    screen_with(DOORS)


def read_held(mail_id: int) -> None:
    """Lexicon and model read a mail that waits: its case is flagged or, where it has none, it becomes one."""
    mail = ReceivedMail.objects.held().select_related("ticket__merged_into").filter(pk=mail_id).first()
    if mail is None:
        return
    kinds = gate.carefully(gate.whole(mail.subject, mail.text or reread(mail).text)).kinds
    if mail.ticket is None and kinds & set(SENSITIVE):
        receiving.open_held(mail)
    flag_case_of(mail, kinds)


def flag_case_of(mail: ReceivedMail, kinds: frozenset[str]) -> None:
    """What is only urgent can wait with the mail; and a party's words are no cry for help."""
    ticket = mail.ticket
    if ticket is not None and mail.waits and mail.speaker == ReceivedMail.Speaker.REQUESTER:
        Flag.raise_on(ticket.merged_into or ticket, kinds & set(SENSITIVE), message=NOBODYS)


def words_of(ticket: Ticket, message: Message) -> str:
    """With the subject where it is the first message: a reply does not say it again."""
    is_first = ticket.opening == message or ticket.first_message() == message
    return gate.whole(ticket.subject, message.body) if is_first else message.body
