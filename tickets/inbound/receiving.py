"""Takes a mail in: stored first, then judged, then done what follows, all or nothing.

A mail that is stored is never lost: should we stumble over it, it is held for a person, who can try again.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError, transaction
from django.db.models.functions import Lower
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from database.read_ahead import read_ahead
from database.written import change
from organisation.models import Municipality, User
from privacy.cpr import mask
from tickets import screening
from tickets.inbound import attachments, authentication, matching, new_senders, rate_limits, storage, too_large
from tickets.inbound.absences import reads_like_absence
from tickets.inbound.auto_generated import (
    Bounce,
    OwnAddresses,
    answers_as_program,
    bounce_of,
    doubt_about,
    is_report,
    is_spam,
    reason_for,
    wants_no_answer,
)
from tickets.inbound.case_texts import LONGEST, first_line, subject_of, with_new_subject, words_of
from tickets.inbound.matching import Match
from tickets.inbound.parsing import Mail, address_in, parse
from tickets.models import Delivery, Event, Link, Mailbox, Message, ReceivedMail, Ticket, policy, target
from tickets.models.conversation import Received, write
from tickets.models.opening import opened
from tickets.models.received_mail import REASONS
from tickets.models.refusals import UnableTo
from tickets.news.colleagues_mail import Becomes, becomes
from tickets.requester.private_links import hide
from tickets.words import Actor, Channel

log = logging.getLogger(__name__)
Outcome, Speaker = ReceivedMail.Outcome, ReceivedMail.Speaker
JUDGED: Final = (
    "outcome",
    "reason",
    "text",
    "auto_generated",
    "quiet",
    "ticket",
    "entry",
    "speaker",
    "party",
)
"""What judging a mail says of its row; the rest was written as it was described."""
READ_BY_OPENING: Final = ("municipality", "calendars", policy.CACHED, target.CACHED)
RETURNS_WITHIN: Final = timedelta(days=7)
"""A report that names only the recipient is about a mail of so many days."""


@dataclass(frozen=True)
class IntakeResult:
    """What became of a mail, as `manage.py receive_mail` prints it."""

    outcome: str
    case: str | None
    reason: str
    auto_generated: bool

    @classmethod
    def of(cls, row: ReceivedMail, outcome: str = "") -> "IntakeResult":
        number = row.ticket.number if row.ticket else None
        return cls(outcome or row.outcome, number, row.reason, row.auto_generated)


def receive(raw: bytes, mailbox: Mailbox | None = None) -> IntakeResult:
    """Takes in one raw mail. Raises only when its bytes could not be stored; then it must be brought again.

    What is stored is never asked for again: the sweeper goes on where this ends.
    """
    row, made = storage.store(raw, mailbox)
    if not made:
        return IntakeResult.of(row, Outcome.DUPLICATE)
    try:
        mail = parse(raw)
        return take_at_once(row, raw, mail) or take(storage.describe(row, raw, mail).pk, mail)
    except Exception as trouble:  # noqa: BLE001  say a database that went away meanwhile
        log.warning("mail %s waits for the sweeper: %s", row.pk, type(trouble).__name__)
        return IntakeResult.of(row)


def replay(row: ReceivedMail) -> IntakeResult:
    """Judges a stored mail anew, say after a fault of ours was put right. One that is in a case stays there."""
    raw = bytes(row.raw.data)
    mail = parse(raw, size=row.size)
    described = row if row.from_email or row.message_id else storage.describe(row, raw, mail)
    return take(described.pk, mail, again=described.pk == row.pk)


def finish(row: ReceivedMail) -> None:
    """Takes in what was stored by a process that died then. Held first: should it be the mail that kills, a person
    sees it, and it is not tried for ever."""
    if ReceivedMail.objects.filter(pk=row.pk, outcome="").update(outcome=Outcome.HELD, reason="failed"):
        replay(row)


def take_at_once(row: ReceivedMail, raw: bytes, mail: Mail) -> IntakeResult | None:
    """Describes and judges a mail that was just stored, in one transaction. None where that does not go, say since it
    was here before: then it is done step by step, and each step stays done."""
    boxes = storage.all_mailboxes()
    try:
        with read_ahead(*READ_BY_OPENING), transaction.atomic():
            if not storage.describe_at_once(row, raw, mail, boxes):
                return None
            judge(row, mail, own_addresses(boxes))
            change(row, {name: getattr(row, name) for name in JUDGED})
    except (OperationalError, InterfaceError):
        raise
    except Exception as trouble:  # noqa: BLE001  tried once more, and noted there
        log.info("mail %s is taken in step by step: %s", row.pk, type(trouble).__name__)
        return None
    return IntakeResult.of(row)


def take(pk: int, mail: Mail, *, again: bool = False) -> IntakeResult:
    try:
        with transaction.atomic():
            row = ReceivedMail.objects.select_for_update(of=("self",)).select_related("mailbox__institution").get(pk=pk)
            settled = row.outcome in {Outcome.OPENED, Outcome.REPLY} or (row.outcome and not again)
            if settled:
                return IntakeResult.of(row, Outcome.DUPLICATE)
            judge(row, mail, own_addresses(storage.all_mailboxes()))
            row.save(update_fields=JUDGED)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("mail %s failed", pk)
        ReceivedMail.objects.filter(pk=pk).update(outcome=Outcome.HELD, reason="failed")
        row = ReceivedMail.objects.get(pk=pk)
        screening.screen_held(row)
    return IntakeResult.of(row)


def judge(row: ReceivedMail, mail: Mail, own: OwnAddresses) -> None:
    """Decides, and does what follows. In the order of what must not go wrong: never answer a machine, never let a
    stranger into a case, never lose a person's words."""
    mail = answered_elsewhere(mail, own)
    row.ticket, row.speaker, row.party, row.entry = None, "", "", None
    machine = reason_for(mail, own)
    row.auto_generated, row.quiet = bool(machine), wants_no_answer(mail, own)
    match = matching.find(mail) if machine not in {"bounce", "loop", "receipt"} else None
    if machine == "list" and match and match.known and not match.party:
        machine, row.auto_generated, row.quiet = "", False, True
    if match and match.speaker == Speaker.REQUESTER and not machine and answers_as_program(mail):
        machine, row.auto_generated = "automatic_reply", True
    if machine:
        from_machine(row, mail, machine, match)
    elif authentication.fails(mail, row.mailbox):
        hold_or_open(row, mail, "forged", match)
    elif match:
        answer(row, mail, match)
    else:
        new_enquiry(row, mail, own)


def new_enquiry(row: ReceivedMail, mail: Mail, own: OwnAddresses) -> None:
    if mail.limit and mail.limit != "too_large":
        hold_or_open(row, mail, mail.limit)
    elif doubt := doubt_about(mail, own):
        row.auto_generated = True
        hold_or_open(row, mail, doubt)
    elif is_spam(mail):
        hold_or_open(row, mail, "spam")
    elif rate_limits.too_many(mail.from_email):
        hold_or_open(row, mail, "too_many")
    else:
        open_case(row, mail)


def own_addresses(boxes: Iterable[Mailbox]) -> OwnAddresses:
    ours = address_in(settings.DEFAULT_FROM_EMAIL)[0]
    return OwnAddresses(frozenset({ours, *(box.address.lower() for box in boxes)}) - {""})


def answered_elsewhere(mail: Mail, own: OwnAddresses) -> Mail:
    """The same with its sender to answer, where it asks for answers at an address of ours: they would come back."""
    astray = mail.answer_to in own.addresses and mail.from_email not in own.addresses
    return replace(mail, answer_to=mail.from_email) if astray and mail.from_email else mail


def from_machine(row: ReceivedMail, mail: Mail, reason: str, match: Match | None) -> None:
    """Ignored; what answers something of ours can be read in its case, which stays as it is. But a party's own case
    system may send people's answers as a program: a person looks at those."""
    row.outcome, row.reason = Outcome.IGNORED, reason
    bounce = bounce_of(mail) if reason == "bounce" else None
    if bounce is not None:
        note_bounce(row, bounce)
    elif match is None:
        if reason == "automatic" and not is_report(mail) and new_senders.works_with_us(mail):
            hold(row, mail, reason)
    elif reason == "list" or (reason == "automatic" and match.party and match.known):
        hold(row, mail, reason, match)
    else:
        row.ticket, row.speaker, row.party = match.ticket, match.speaker, match.party
        show_automatic(row, mail)


def note_bounce(row: ReceivedMail, bounce: Bounce) -> None:
    sent = Delivery.objects.select_related("event__ticket")
    if bounce.delivery:
        delivery = sent.filter(pk=bounce.delivery).first()
    else:
        lately = sent.filter(sent_at__gt=timezone.now() - RETURNS_WITHIN).annotate(to=Lower("recipient"))
        delivery = lately.filter(to__in=bounce.recipients).order_by("-sent_at", "-id").first()
    if delivery is not None:
        delivery.bounce(bounce.code)
        row.ticket = delivery.event.ticket if delivery.event else None


def show_automatic(row: ReceivedMail, mail: Mail) -> None:
    """That somebody is on holiday is good to know, and changes nothing: not whose turn it is, and not that it ended."""
    assert row.ticket is not None
    if rate_limits.too_many_automatic(row.ticket):
        return
    case = row.ticket.merged_into or row.ticket
    with translation.override(case.language):
        text = "\n\n".join(filter(None, [_("Automatic reply from %(sender)s:") % {"sender": row.sender}, mail.reply]))
        note = write(case, Message.Kind.NOTE, text[:LONGEST], name=_("The helpdesk"))
    row.entry = note
    Event.record(case, "auto_replied", by=Actor.SYSTEM, message=note.pk)


def answer(row: ReceivedMail, mail: Mail, match: Match) -> None:
    if not match.known:
        hold(row, mail, match.reason or "unknown_address", match)
    elif mail.limit and mail.limit != "too_large":
        hold(row, mail, mail.limit, match)
    elif rate_limits.too_many_in(match.ticket):
        hold(row, mail, "too_many_in_case", match)
    elif match.speaker == Speaker.REQUESTER and ended_long_ago(match.ticket):
        go_on(row, mail, match.ticket)
    elif match.speaker != Speaker.STAFF and reads_like_absence(mail):
        row.auto_generated = row.quiet = True
        hold(row, mail, "away", match)
    else:
        row.speaker, row.party = match.speaker, match.party
        to_requester = match.answers_own and not reads_like_absence(mail)
        add(row, mail, match.ticket, by=match.staff, to_requester=to_requester)


def ended_long_ago(ticket: Ticket) -> bool:
    """Whether what is written now is more likely a new matter than the old one."""
    case, days = ticket.merged_into or ticket, Municipality.current().reply_days
    return bool(days and case.resolved_at and case.resolved_at < timezone.now() - timedelta(days=days))


def go_on(row: ReceivedMail, mail: Mail, earlier: Ticket) -> None:
    """A case of its own, at the same place and linked with the one that has ended."""
    open_case(row, mail, earlier=earlier)
    assert row.ticket is not None
    Link.follow(row.ticket, earlier)


def hold_or_open(row: ReceivedMail, mail: Mail, reason: str, match: Match | None = None) -> None:
    """What sounds as if somebody may come to harm is not left among mails that wait: it is a case at once."""
    text = f"{mail.subject}\n{mail.text}"
    if match is None and screening.must_not_wait(text) and not rate_limits.far_too_many(mail.from_email):
        open_at_once(row, mail, reason)
    else:
        hold(row, mail, reason, match)


def open_at_once(row: ReceivedMail, mail: Mail, reason: str) -> None:
    """Opens what would have been held. A note says why; its sender, who may be a program or somebody else, hears
    nothing."""
    row.quiet = True
    open_case(row, mail)
    assert row.ticket is not None
    with translation.override(row.ticket.language):
        sentences = [
            _("This mail sounds as if it must not wait, so the helpdesk opened it at once. Otherwise it would wait:"),
            str(REASONS[reason]) + ".",
            _("See who really wrote it before you answer. The sender has had no receipt."),
        ]
        note = write(row.ticket, Message.Kind.NOTE, " ".join(sentences), name=_("The helpdesk"))
    Event.record(row.ticket, "mail_admitted", by=Actor.SYSTEM, mail=row.pk, message=note.pk)


@transaction.atomic
def open_held(mail: ReceivedMail) -> None:
    """A held mail that belongs to no case becomes one, since a closer look heard that it must not wait. Twice is
    once."""
    rows = ReceivedMail.objects.held().select_for_update(of=("self",)).filter(pk=mail.pk, ticket=None)
    row = rows.select_related("mailbox__institution").first()
    if row is None or rate_limits.far_too_many(row.from_email):
        return
    open_at_once(row, storage.reread(row), row.reason)
    row.save(update_fields=JUDGED)


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
    screening.screen_held(row)


def add(row: ReceivedMail, mail: Mail, ticket: Ticket, *, by: User | None, to_requester: bool = False) -> None:
    """Puts the mail into its case in the name of its sender, as what `row.speaker` says: the requester's words, a
    party's answer, or an internal note. `by` is the colleague who wrote it, or who lets it in; `to_requester`: they
    answered where the municipality may want that to be an answer."""
    files, refused = attachments.unpack(mail, mail.reply)
    text, name = words_of(mail.reply, mail), ""
    if row.speaker == Speaker.PARTY:
        message = ticket.hear_from_party(text, party=row.party, files=files)
    elif row.speaker == Speaker.STAFF and by is not None:
        name, case = "" if row.from_email == by.email.lower() else row.sender, ticket.merged_into or ticket
        answered = answered_requester(case, mail, by=by, files=files) if to_requester else None
        message = answered or case.note(text, by=by, files=files, name=name)
    elif row.speaker == Speaker.REQUESTER:
        name = "" if row.from_email == ticket.requester_email.lower() else row.sender
        message = ticket.reply(with_new_subject(text, mail, ticket), files=files, name=name)
    else:
        raise ValueError(row.speaker)
    row.outcome, row.reason, row.text, row.ticket, row.entry = Outcome.REPLY, "", "", ticket, message
    tell_sender = row.speaker == Speaker.REQUESTER and not (name or row.quiet)
    tell_of_losses(ticket, refused, masked=message.masked, tell_sender=tell_sender)


def answered_requester(case: Ticket, mail: Mail, *, by: User, files: list[Received]) -> Message | None:
    """The answer that a colleague wrote by mail; none where it is to be a note, where our own mail may still hang below
    it, or where the case takes no answer."""
    if becomes(case) != Becomes.ANSWER or not mail.reply or settings.SITE_URL in mail.reply:
        return None
    try:
        with transaction.atomic():
            return case.answer(mail.reply[:LONGEST], by=by, files=files)
    except (UnableTo, PermissionDenied):
        return None


def open_case(row: ReceivedMail, mail: Mail, *, refused: tuple[str, ...] = (), earlier: Ticket | None = None) -> None:
    """`earlier`: the case that has ended, which the mail answers."""
    sender = new_senders.Sender.of(mail, row)
    facts = new_senders.facts(mail, row.mailbox, sender)
    if earlier is not None:
        facts |= {"institution": earlier.institution, "audience": earlier.audience, "language": earlier.language}
    loops = sender.has_asked and rate_limits.too_many_receipts(mail.answer_to)
    first_of_loop = loops and not row.quiet and not rate_limits.has_been_quiet(mail.answer_to)
    row.quiet = row.quiet or loops
    body = mail.reply if earlier else mail.text
    with translation.override(facts["language"]):
        files, lost = attachments.unpack(mail, mail.reply, is_reply=earlier is not None)
        text = words_of(body, mail)
        subject = subject_of(mail, earlier) or first_line(body, mail) or _("(no subject)")
    channel, by = Channel.MAIL, Actor.REQUESTER
    ticket = opened(Ticket, subject=subject, body=text, by=by, files=files, facts=facts | {"channel": channel})
    row.outcome, row.reason, row.text, row.ticket = Outcome.OPENED, "", "", ticket
    row.speaker, row.entry = Speaker.REQUESTER, ticket.opening
    if first_of_loop:
        Event.record(ticket, "loop_suspected", by=Actor.SYSTEM)
    tell_of_losses(ticket, [*lost, *refused], masked=0, tell_sender=not row.quiet)


def tell_of_losses(ticket: Ticket, refused: list[str], *, masked: int, tell_sender: bool) -> None:
    """Notes in the case which files were not taken, and lets the sender know; of CPR numbers too."""
    if not refused and not masked:
        return
    facts: dict[str, Any] = {"masked": masked, "told": tell_sender}
    if refused:
        with translation.override(ticket.language):
            lines = [_("These parts of the mail could not be taken along:"), *(f"– {line}" for line in refused)]
            note = write(ticket.merged_into or ticket, Message.Kind.NOTE, "\n".join(lines), name=_("The helpdesk"))
        facts["message"] = note.pk
    Event.record(ticket, "mail_incomplete", by=Actor.SYSTEM, **facts)
