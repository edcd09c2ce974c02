"""Takes a mail in: stored first, then judged, then done what follows, all or nothing.

A mail that is stored is never lost: should we stumble over it, it is held for a person, who can try again.
"""

import logging
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from organisation.models import User
from privacy.cpr import mask
from tickets.inbound import attachments, matching, new_senders, rate_limits, storage, too_large
from tickets.inbound.auto_generated import bounce_of, reason_for, wants_no_answer
from tickets.inbound.matching import Match
from tickets.inbound.parsing import Mail, address_in, parse
from tickets.models import Delivery, Event, Mailbox, Message, ReceivedMail, Ticket
from tickets.models.conversation import write
from tickets.private_links import hide
from tickets.words import Actor, Channel

log = logging.getLogger(__name__)
Outcome, Speaker = ReceivedMail.Outcome, ReceivedMail.Speaker
LONGEST = 100_000
"""Characters of a mail that go into a case."""


@dataclass(frozen=True)
class Result:
    """What became of a mail, as `manage.py receive_mail` prints it."""

    outcome: str
    case: str | None
    reason: str
    auto_generated: bool

    @classmethod
    def of(cls, row: ReceivedMail, outcome: str = "") -> "Result":
        number = row.ticket.number if row.ticket else None
        return cls(outcome or row.outcome, number, row.reason, row.auto_generated)


def receive(raw: bytes, mailbox: Mailbox | None = None) -> Result:
    """Takes in one raw mail. Raises only when its bytes could not be stored; then it must be brought again.

    What is stored is never asked for again: the sweeper goes on where this ends.
    """
    row, made = storage.store(raw, mailbox)
    if not made:
        return Result.of(row, Outcome.DUPLICATE)
    try:
        mail = parse(raw)
        return take(storage.describe(row, raw, mail).pk, mail)
    except Exception as trouble:  # noqa: BLE001  say a database that went away meanwhile
        log.warning("mail %s waits for the sweeper: %s", row.pk, type(trouble).__name__)
        return Result.of(row)


def replay(row: ReceivedMail) -> Result:
    """Judges a stored mail anew, say after a fault of ours was put right. One that is in a case stays there."""
    raw = bytes(row.raw.data)
    mail = parse(raw)
    described = row if row.from_email or row.message_id else storage.describe(row, raw, mail)
    return take(described.pk, mail, again=described.pk == row.pk)


def finish(row: ReceivedMail) -> None:
    """Takes in what was stored by a process that died then. Held first: should it be the mail that kills, a person
    sees it, and it is not tried for ever."""
    if ReceivedMail.objects.filter(pk=row.pk, outcome="").update(outcome=Outcome.HELD, reason="failed"):
        replay(row)


def take(pk: int, mail: Mail, *, again: bool = False) -> Result:
    try:
        with transaction.atomic():
            row = ReceivedMail.objects.select_for_update(of=("self",)).get(pk=pk)
            settled = row.outcome in {Outcome.OPENED, Outcome.REPLY} or (row.outcome and not again)
            if settled:
                return Result.of(row, Outcome.DUPLICATE)
            judge(row, mail)
            row.save()
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("mail %s failed", pk)
        ReceivedMail.objects.filter(pk=pk).update(outcome=Outcome.HELD, reason="failed")
        row = ReceivedMail.objects.get(pk=pk)
    return Result.of(row)


def judge(row: ReceivedMail, mail: Mail) -> None:
    """Decides, and does what follows. In the order of what must not go wrong: never answer a machine, never let a
    stranger into a case, never lose a person's words."""
    row.ticket, row.speaker, row.party = None, "", ""
    machine = reason_for(mail, own_addresses())
    row.auto_generated, row.quiet = bool(machine), wants_no_answer(mail)
    if machine:
        from_machine(row, mail, machine)
    elif match := matching.find(mail):
        answer(row, mail, match)
    elif mail.limit:
        hold(row, mail, mail.limit)
    elif mail.header("X-Spam-Flag").lower() == "yes":
        hold(row, mail, "spam")
    elif rate_limits.too_many(mail.from_email):
        hold(row, mail, "too_many")
    else:
        open_case(row, mail)


def own_addresses() -> frozenset[str]:
    boxes = Mailbox.objects.values_list("address", flat=True)
    return frozenset({address_in(settings.DEFAULT_FROM_EMAIL)[0], *(box.lower() for box in boxes)})


def from_machine(row: ReceivedMail, mail: Mail, reason: str) -> None:
    """Ignored. But a party's own case system may send people's answers as a program: a person looks at those."""
    row.outcome, row.reason = Outcome.IGNORED, reason
    bounce = bounce_of(mail)
    if bounce is not None:
        delivery = Delivery.objects.select_related("event__ticket").filter(pk=bounce.delivery).first()
        if delivery is not None:
            delivery.bounce(bounce.code)
            row.ticket = delivery.event.ticket if delivery.event else None
    elif reason in {"automatic", "list"}:
        match = matching.find(mail)
        if match is not None and match.party and match.known:
            hold(row, mail, reason, match)


def answer(row: ReceivedMail, mail: Mail, match: Match) -> None:
    if not match.known:
        hold(row, mail, "unknown_address", match)
    elif mail.limit:
        hold(row, mail, mail.limit, match)
    elif rate_limits.too_many_in(match.ticket):
        hold(row, mail, "too_many_in_case", match)
    else:
        row.speaker, row.party = match.speaker, match.party
        add(row, mail, match.ticket, by=match.staff)


def hold(row: ReceivedMail, mail: Mail, reason: str, match: Match | None = None) -> None:
    """Keeps the mail for a person. Whoever works on the case is told once, however many more come."""
    row.outcome, row.reason, row.text = Outcome.HELD, reason, mask(hide(mail.reply)).text[:LONGEST]
    if reason == "too_large" and not row.quiet:
        too_large.tell(mail)
    if match is not None:
        row.ticket, row.speaker, row.party = match.ticket, match.speaker, match.party
        waiting = match.ticket.received_mails.held().exclude(pk=row.pk).exists()
        if not waiting:
            Event.record(match.ticket, "mail_held", by=Actor.SYSTEM, mail=row.pk)


def add(row: ReceivedMail, mail: Mail, ticket: Ticket, *, by: User | None) -> None:
    """Puts the mail into its case in the name of its sender, as what `row.speaker` says: the requester's words, a
    party's answer, or an internal note. `by` is the colleague who wrote it, or who lets it in."""
    files, refused = attachments.unpack(mail)
    text, name = words_of(mail.reply), ""
    if row.speaker == Speaker.PARTY:
        message = ticket.hear_from_party(text, party=row.party, files=files)
    elif row.speaker == Speaker.STAFF and by is not None:
        name = "" if row.from_email == by.email.lower() else row.sender
        message = (ticket.merged_into or ticket).note(text, by=by, files=files, name=name)
    elif row.speaker == Speaker.REQUESTER:
        name = "" if row.from_email == ticket.requester_email.lower() else row.sender
        message = ticket.reply(text, files=files, name=name)
    else:
        raise ValueError(row.speaker)
    row.outcome, row.reason, row.text, row.ticket = Outcome.REPLY, "", "", ticket
    told = row.speaker == Speaker.REQUESTER and not (name or row.quiet)
    tell_of_losses(ticket, refused, masked=message.masked, told=told)


def open_case(row: ReceivedMail, mail: Mail, *, refused: tuple[str, ...] = ()) -> None:
    facts = new_senders.facts(mail, row.mailbox)
    row.quiet = row.quiet or rate_limits.too_many_receipts(mail.answer_to)
    with translation.override(facts["language"]):
        text = words_of(mail.text)
        subject = mail.bare_subject or first_line(mail.text) or _("(no subject)")
        files, lost = attachments.unpack(mail)
    ticket = Ticket.open(subject=subject, body=text, files=files, channel=Channel.MAIL, **facts)
    row.outcome, row.reason, row.text, row.ticket = Outcome.OPENED, "", "", ticket
    row.speaker = Speaker.REQUESTER
    tell_of_losses(ticket, [*lost, *refused], masked=0, told=not row.quiet)


def words_of(text: str) -> str:
    if len(text) > LONGEST:
        return text[:LONGEST] + "\n\n" + _("(The mail was longer. The rest was not taken along.)")
    return text or _("(The mail had no text.)")


def first_line(text: str) -> str:
    return next((line.strip()[:80] for line in text.split("\n") if line.strip()), "")


def tell_of_losses(ticket: Ticket, refused: list[str], *, masked: int, told: bool) -> None:
    """Notes in the case which files were not taken, and lets the sender know; of CPR numbers too."""
    if not refused and not masked:
        return
    facts: dict[str, Any] = {"masked": masked, "told": told}
    if refused:
        with translation.override(ticket.language):
            lines = [_("These parts of the mail could not be taken along:"), *(f"– {line}" for line in refused)]
            note = write(ticket.merged_into or ticket, Message.Kind.NOTE, "\n".join(lines), name=_("The helpdesk"))
        facts["message"] = note.pk
    Event.record(ticket, "mail_incomplete", by=Actor.SYSTEM, **facts)
