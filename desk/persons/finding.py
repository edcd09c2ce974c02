"""Everything that is kept of one person: their own cases whole, and the lines elsewhere that name them."""

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.db import models
from django.db.models import Q
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from desk.case.timeline import words_of
from desk.persons.pieces import Disclosure, ExportPiece, LeftOut
from organisation.models import Institution, Municipality, User
from privacy.persons import others_in
from tickets.event_kinds import KINDS
from tickets.models import (
    Attachment,
    AttachmentContent,
    Delivery,
    DeliveryFile,
    Event,
    Follow,
    FoundInFile,
    HeldFile,
    Merge,
    Message,
    Notice,
    PersonRequest,
    RawMail,
    Reading,
    ReceivedMail,
    ReplyAddress,
    SearchEntry,
    Ticket,
)
from tickets.models.merge import words_for
from tickets.persons import places
from tickets.persons.erasing import is_one_of
from tickets.persons.identity import Identity
from tickets.requester.private_links import hide
from triage.wishes.models import Vote

TOLD_APART: Final = (Ticket, Message, Attachment, Event, Delivery, ReceivedMail, SearchEntry, Vote, HeldFile)
"""Tables that are told in words of their own. All others are read as they are, column by column."""

TECHNICAL: Final = (AttachmentContent, DeliveryFile, Follow, FoundInFile, Merge, Notice, RawMail, Reading, ReplyAddress)
"""Keys, counters and copies; what they stand for is told by the tables beside them."""


class Search:
    """One request on its way through the tables."""

    def __init__(self, identity: Identity, own: list[Ticket], in_files: Iterable[FoundInFile] = ()) -> None:
        self.identity = identity
        self.in_files = in_files
        self.own = own
        self.own_keys = {ticket.pk for ticket in self.own}
        self.shared = shared_cases(self.own_keys)
        self.seen: set[tuple[type[models.Model], Any]] = set()
        self.others_words = 0

    def pieces_found(self) -> Disclosure:
        pieces = [piece for ticket in self.own for piece in self.case(ticket)]
        pieces += [*self.mail(), *self.votes(), *self.mentions(), *self.said_in_files()]
        self.others_words += messages_of_others(self.own_keys)
        why = _("They are the words of somebody else in the same case, and not about this person alone.")
        count = self.others_words
        return Disclosure(pieces, [LeftOut(_("messages by others"), count, why)] if count else [])

    # Their own cases

    def case(self, ticket: Ticket) -> Iterator[ExportPiece]:
        section = _("Case %(number)s") % {"number": ticket.number}
        yield ExportPiece(
            f"case:{ticket.pk}", section, _("The case"), facts_of(ticket), ticket.opened_at, own=True, case=ticket.pk
        )
        yield from self.conversation(ticket, section)
        yield from self.inside(ticket, section)
        yield from self.deliveries(ticket, section)
        yield from self.rows_of(ticket, section)
        yield from self.events(ticket, section)
        readings = Reading.objects.filter(ticket=ticket).count()
        if readings:
            sentence = _("Staff have read the case %(count)s times.") % {"count": readings}
            yield ExportPiece(
                f"readings:{ticket.pk}", section, _("Who has read it"), sentence, None, own=True, case=ticket.pk
            )

    def conversation(self, ticket: Ticket, section: str) -> Iterator[ExportPiece]:
        """What they wrote, and the answers that they were sent."""
        for message in words_for(ticket).prefetch_related("attachments"):
            self.seen.add((Message, message.pk))
            if message.kind == Message.Kind.REQUESTER and not self.is_theirs(message, ticket):
                self.others_words += 1
                continue
            own = message.kind == Message.Kind.REQUESTER
            label = _("Written by the person") if own else _("Our answer")
            yield ExportPiece(f"message:{message.pk}", section, label, message.body, message.created_at, own, ticket.pk)
            yield from self.files(message, section, own=own)

    def files(self, message: Message, section: str, *, own: bool) -> Iterator[ExportPiece]:
        for file in message.attachments.all():
            self.seen.add((Attachment, file.pk))
            text = _("%(name)s (%(type)s, %(size)s bytes)") % {
                "name": file.name,
                "type": file.content_type,
                "size": file.size,
            }
            yield ExportPiece(f"file:{file.pk}", section, _("File"), text, message.created_at, own, message.ticket_id)

    def is_theirs(self, message: Message, ticket: Ticket) -> bool:
        """Somebody else may have been let in to write in the case."""
        known = {ticket.requester_name.casefold(), *(name.casefold() for name in self.identity.names), ""}
        return message.author_name.casefold() in known

    def inside(self, ticket: Ticket, section: str) -> Iterator[ExportPiece]:
        """Notes of colleagues and answers of parties; in a case that others are part of, the lines about them."""
        rows = Message.objects.filter(ticket=ticket, kind__in=[Message.Kind.NOTE, Message.Kind.PARTY]).oldest_first()
        for message in rows.prefetch_related("attachments"):
            self.seen.add((Message, message.pk))
            text = self.part(message.body, ticket.pk)
            if text:
                label = str(Message.Kind(message.kind).label)
                yield ExportPiece(
                    f"message:{message.pk}", section, label, text, message.created_at, own=False, case=ticket.pk
                )
            yield from self.files(message, section, own=False)

    def part(self, text: str, case: int | None) -> str:
        return self.identity.lines_about(text) if case in self.shared else text

    def deliveries(self, ticket: Ticket, section: str) -> Iterator[ExportPiece]:
        rows = Delivery.objects.filter(event__ticket__in=family(ticket)).filter(
            is_one_of("recipient", self.identity.emails)
        )
        for mail in rows.order_by("id"):
            if (Delivery, mail.pk) not in self.seen:
                self.seen.add((Delivery, mail.pk))
                text = f"{mail.subject}\n\n{'' if mail.secret else hide(mail.body)}".strip()
                at = mail.sent_at or mail.next_attempt_at
                yield ExportPiece(
                    f"delivery:{mail.pk}", section, _("Mail to the person"), text, at, own=False, case=ticket.pk
                )

    def rows_of(self, ticket: Ticket, section: str) -> Iterator[ExportPiece]:
        """Whatever else hangs on the case, table by table as the models have it."""
        for model in places.tables():
            way = places.way_to_case(model)
            if not way or model in TOLD_APART or model in TECHNICAL:
                continue
            for row in model._default_manager.filter(**{way: ticket.pk}).order_by("pk"):
                self.seen.add((model, row.pk))
                text = self.part(as_text(row), ticket.pk)
                if text:
                    label = str(model._meta.verbose_name).capitalize()
                    yield ExportPiece(f"{model._meta.label}:{row.pk}", section, label, text, own=False, case=ticket.pk)

    def events(self, ticket: Ticket, section: str) -> Iterator[ExportPiece]:
        """What happened, when; who of the staff did it is not said."""
        for event in ticket.events.oldest_first():
            self.seen.add((Event, event.pk))
            values = dict(words_of(event)) | {
                "who": _("The support"),
                "to": _("a colleague"),
                "other": _("another case"),
            }
            if event.actor == "requester":
                values["who"] = _("The requester")
            text = str(KINDS[event.kind].sentence) % values
            reason = self.part(str(event.data.get("reason", "")), ticket.pk) if event.kind != "rejected" else ""
            text = f"{text}: {reason}" if reason else text
            yield ExportPiece(
                f"event:{event.pk}", section, _("What happened"), text, event.at, own=False, case=ticket.pk
            )

    # Elsewhere

    def mail(self) -> Iterator[ExportPiece]:
        """What came from their addresses: taken in, held or refused."""
        for mail in ReceivedMail.objects.filter(is_one_of("from_email", self.identity.emails)).oldest_first():
            self.seen.add((ReceivedMail, mail.pk))
            label = f"{_('Mail from the person')} ({mail.get_outcome_display()})"
            text = f"{mail.subject}\n\n{hide(mail.text)}".strip()
            section = _("Mail")
            yield ExportPiece(f"mail:{mail.pk}", section, label, text, mail.received_at, own=True, case=mail.ticket_id)

    def votes(self) -> Iterator[ExportPiece]:
        rows = Vote.objects.filter(is_one_of("email", self.identity.emails)).select_related("change_request")
        for vote in rows.order_by("id"):
            self.seen.add((Vote, vote.pk))
            text = f"{vote.change_request.title} ({date_format(vote.day, 'SHORT_DATE_FORMAT')})"
            yield ExportPiece(f"vote:{vote.pk}", _("Votes for ideas"), _("Vote"), text)

    def mentions(self) -> Iterator[ExportPiece]:
        """Every other row that names them: the lines that do. What others wrote to us stays theirs."""
        section = _("Mentioned elsewhere")
        for model in places.tables():
            columns = places.text_columns(model)
            if not columns or model in {SearchEntry, *TECHNICAL}:
                continue
            for row in model._default_manager.filter(self.identity.query(each.name for each in columns)).order_by("pk"):
                if (model, row.pk) in self.seen or (model is Ticket and row.pk in self.own_keys):
                    continue
                self.seen.add((model, row.pk))
                if is_by_others(row):
                    self.others_words += not isinstance(row, Delivery)
                    continue
                text = self.identity.lines_about(as_text(row))
                if text:
                    label = str(model._meta.verbose_name).capitalize()
                    at = getattr(row, "created_at", None) or getattr(row, "at", None)
                    yield ExportPiece(
                        f"{model._meta.label}:{row.pk}", section, label, text, at, own=False, case=case_of(row)
                    )

    def said_in_files(self) -> Iterator[ExportPiece]:
        """What files say of them, in their own cases and elsewhere. What they sent and were sent is handed out whole;
        what another requester sent stays theirs."""
        for hit in self.in_files:
            if hit.mail is not None:
                yield self.came_with_mail(hit.mail, hit.text)
                continue
            assert hit.attachment is not None
            message = hit.attachment.message
            own = message.ticket_id in self.own_keys
            if (Message, message.pk) in self.seen and message.kind in {Message.Kind.REQUESTER, Message.Kind.ANSWER}:
                continue
            if not own and is_by_others(message):
                self.others_words += 1
                continue
            text = self.part(hit.text, message.ticket_id)
            if text:
                section = _("Case %(number)s") % {"number": message.ticket.number} if own else _("In files")
                label = _("In the file %(name)s") % {"name": hit.attachment.name}
                at, case = message.created_at, message.ticket_id
                yield ExportPiece(f"in-file:{hit.attachment_id}", section, label, text, at, own=False, case=case)

    def came_with_mail(self, mail: ReceivedMail, text: str) -> ExportPiece:
        own = mail.from_email.lower() in self.identity.emails
        section, label = _("Mail") if own else _("In files"), _("Came with a mail that is held")
        return ExportPiece(
            f"in-mail:{mail.pk}", section, label, hide(text), mail.received_at, own=own, case=mail.ticket_id
        )


def is_by_others(row: models.Model) -> bool:
    """What another requester wrote or was sent. A mail that is held has no author yet, so it is looked through."""
    if isinstance(row, Message):
        return row.kind == Message.Kind.REQUESTER
    if isinstance(row, ReceivedMail):
        return row.outcome != ReceivedMail.Outcome.HELD and row.speaker in {"", ReceivedMail.Speaker.REQUESTER}
    return isinstance(row, Ticket | Delivery)


def find(request: PersonRequest) -> Disclosure:
    """Everything about the person who was confirmed. In Danish, as it is handed out, whoever looks through it."""
    own = request.tickets.select_related("institution").order_by("id")
    with translation.override("da"):
        return Search(request.identity, list(own), in_files_of(request)).pieces_found()


def in_files_of(request: PersonRequest) -> "models.QuerySet[FoundInFile]":
    """Of mails, those that are still held: what was let in is a file of its case."""
    waiting = Q(mail=None) | Q(mail__in=ReceivedMail.objects.undecided())
    rows = request.found_in_files.filter(waiting).select_related("attachment__message__ticket", "mail")
    return rows.order_by("attachment", "mail")


def find_case(ticket: Ticket) -> Disclosure:
    """Everything in one case, also what others wrote in it: for access to the file, and for the record system."""
    with translation.override("da"):
        return Disclosure(list(in_case(ticket)), [])


def in_case(ticket: Ticket) -> Iterator[ExportPiece]:
    search, section = Search(Identity(), [ticket]), _("Case %(number)s") % {"number": ticket.number}
    search.shared = set()
    yield ExportPiece(f"case:{ticket.pk}", section, _("The case"), facts_of(ticket), ticket.opened_at, case=ticket.pk)
    for message in ticket.messages.oldest_first().prefetch_related("attachments"):
        search.seen.add((Message, message.pk))
        label = f"{Message.Kind(message.kind).label} ({message.author_name or '–'})"
        yield ExportPiece(f"message:{message.pk}", section, label, message.body, message.created_at, case=ticket.pk)
        yield from search.files(message, section, own=False)
    yield from search.rows_of(ticket, section)
    yield from search.events(ticket, section)


def shared_cases(keys: set[int]) -> set[int]:
    """Those of the cases in which others have written, too: others were merged into them at some time."""
    return set(Merge.objects.filter(target__in=keys).exclude(source__in=keys).values_list("target", flat=True))


def family(ticket: Ticket) -> list[int]:
    return [ticket.pk, *Merge.objects.filter(source=ticket).values_list("target", flat=True)]


def messages_of_others(keys: set[int]) -> int:
    """How many messages other requesters wrote in the cases that these were merged with."""
    family = Q(merges__source__in=keys) | Q(took_in__source__in=keys) | Q(merges__target__in=keys)
    cases = Ticket.objects.filter(family).exclude(pk__in=keys).values("pk")
    theirs = Message.objects.filter(ticket__in=cases, kind=Message.Kind.REQUESTER)
    return theirs.exclude(via__in=keys).count()


def case_of(row: models.Model) -> int | None:
    way = places.way_to_case(type(row))
    if not way:
        return None
    return type(row)._default_manager.filter(pk=row.pk).values_list(way, flat=True).first()


def facts_of(ticket: Ticket) -> str:
    facts = [
        (_("Name"), ticket.requester_name),
        (_("E-mail"), ticket.requester_email),
        (_("Phone"), ticket.requester_phone),
        (_("who asks"), ticket.get_audience_display()),
        (_("Institution"), ticket.institution.name if ticket.institution else ""),
        (_("Subject"), ticket.subject),
        (_("Status"), ticket.get_status_display()),
        (_("Route"), ticket.get_route_display() if ticket.route else ""),
        (_("Received via"), ticket.get_channel_display()),
        (_("journal number"), ticket.journal_number),
        (_("KLE number"), ticket.kle),
    ]
    return "\n".join(f"{str(label).capitalize()}: {value}" for label, value in facts if value)


def as_text(row: models.Model) -> str:
    """Every column that says something, a line each."""
    lines = []
    for column in row._meta.concrete_fields:
        value = getattr(row, column.attname)
        if value in (None, "", [], {}) or isinstance(column, models.ForeignKey | models.AutoField | models.BinaryField):
            continue
        if column.choices:
            lines.append(f"{column.verbose_name}: {getattr(row, f'get_{column.name}_display')()}")
        elif places.is_text(column):
            text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            lines.append(f"{column.verbose_name}: {hide(text)}")
    return "\n".join(lines)


def others(disclosure: Disclosure, identity: Identity, numbers: Iterable[str]) -> list[str]:
    """What in it may name somebody else; a person looks through it and chooses what is blackened.

    `numbers` are those of the person's own cases."""
    texts = [piece.text for piece in disclosure.pieces if not piece.own]
    return others_in(
        texts,
        known=known_people(disclosure.cases),
        own=[*identity.names, *identity.emails, *identity.phones, *numbers],
        places=[*Institution.objects.values_list("name", flat=True), Municipality.current().name],
    )


def known_people(cases: set[int]) -> set[str]:
    """Staff, and everybody who wrote in the cases or in those that they were merged with."""
    pairs = Merge.objects.filter(Q(source__in=cases) | Q(target__in=cases)).values_list("source", "target")
    wide = cases | {pk for pair in pairs for pk in pair}
    known = set(User.objects.values_list("name", flat=True))
    known |= set(Message.objects.filter(ticket__in=wide).values_list("author_name", flat=True))
    known |= set(Ticket.objects.filter(pk__in=wide).values_list("requester_name", flat=True))
    return known - {""}
