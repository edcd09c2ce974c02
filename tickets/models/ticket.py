"""The case: one enquiry from its opening to its end, and the verbs that move it."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisation.mail_addresses import compared
from organisation.models import Institution, User
from organisation.roles import Verb
from organisation.stored_text import MaskedCharField
from privacy.cpr import mask
from privacy.persons import depersonalise
from tickets import private_links, screening, staffing
from tickets.models import (
    clock,
    covering,
    locking,
    promise,
    putting_right,
    retraction,
    rewriting,
    sending,
    snapshot,
    splitting,
    tagging,
)
from tickets.models.attachment import Attachment
from tickets.models.conversation import Received, keep, write
from tickets.models.delivery import Delivery
from tickets.models.draft import Draft
from tickets.models.event import Event
from tickets.models.message import Message
from tickets.models.refusals import (
    UnableTo,
    UnableToAnswer,
    UnableToEscalate,
    UnableToForward,
    UnableToHandBack,
    UnableToUndo,
    UnableWhileFlagged,
)
from tickets.models.safeguarding import LetIn, needs_to_know
from tickets.models.satisfaction import Satisfaction, rate
from tickets.models.search_entry import SearchEntry
from tickets.models.tagging import Tag
from tickets.models.ticket_list import ANSWERED, TicketQuerySet
from tickets.pictures import Area
from tickets.thanks import is_thanks
from tickets.words import (
    CLOCK_RUNS,
    DONE,
    OPEN,
    SENSITIVE,
    TIERS,
    Actor,
    Audience,
    Channel,
    Priority,
    Route,
    Sensitivity,
    Status,
    Tier,
)

STATE = [
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
UNDOABLE = [name for name in STATE if name not in {"forgotten_at", "version", "sensitivity"}] + ["last_activity_at"]
"""What an undone verb gives back."""
DUE = Q(due_at__isnull=False)
CLIMBING = DUE & ~Q(tier=TIERS[-1])
FILTERED = ["status", "route", "tier", "audience", "assignee"]
"""What the queue is narrowed by; at the end of its indexes, so that a rare combination is looked for there alone."""
MOVES = frozenset({"status", "tier", "route", "priority", "assignee"})
"""What of a case an event tells the change of."""
KEPT_FOR_NUMBERS = frozenset(
    {
        "route",
        "before",
        "suggested",
        "tier",
        "party",
        "suggestion",
        "changed",
        "undone",
        "flag",
        "change_request",
        "target",
    }
)
"""What stays of an event when its case is forgotten."""


def who_takes(by: User) -> User | None:
    """Whoever answers an unassigned case takes it, unless it is a program: no case is left to one."""
    return by if by.is_active else None


def named(person: User | None) -> dict[str, Any]:
    """Who was given a case, for the data of an event."""
    return {"to": person.pk, "name": person.name} if person else {"to": None}


class Ticket(models.Model):
    """An enquiry and where it stands. Only the verbs below assign status, tier and route."""

    sealed_token = models.CharField(max_length=64, editable=False)
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    submission = models.CharField(max_length=64, unique=True, null=True, editable=False)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    audience = models.CharField(_("who asks"), max_length=8, choices=Audience)
    institution = models.ForeignKey(
        Institution,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="tickets",
        verbose_name=_("institution"),
    )
    requester_name = MaskedCharField(_("name"), max_length=120)
    requester_email = models.EmailField(_("e-mail"), blank=True)
    requester_phone = MaskedCharField(_("phone"), max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=5, default="da")
    subject = MaskedCharField(_("subject"), max_length=200)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.NEW)
    tier = models.CharField(_("tier"), max_length=20, choices=Tier, default=Tier.FIRST_LEVEL)
    route = models.CharField(_("route"), max_length=20, choices=Route, null=True, blank=True)
    priority = models.CharField(_("priority"), max_length=8, choices=Priority, default=Priority.NORMAL)
    assignee = models.ForeignKey(
        User,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="assigned_tickets",
        verbose_name=_("assigned to"),
    )
    opened_at = models.DateTimeField(_("opened"), default=timezone.now)
    touched_at = models.DateTimeField(_("last touched by the support"), default=timezone.now)
    last_activity_at = models.DateTimeField(_("last activity"), default=timezone.now)
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    clock_since = models.DateTimeField(null=True, editable=False)
    """Since when the time at the tier counts; None for as long as the last touch (cases from before there was this)."""
    clock_spent = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    """Working seconds at the tier that had been spent by then."""
    clock_at = models.DateTimeField(null=True, editable=False)
    """When the clock next has something to say before the case is due."""
    snoozed_until = models.DateTimeField(_("put aside until"), null=True, editable=False)
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)
    forgotten_at = models.DateTimeField(_("personal parts deleted"), null=True, blank=True, editable=False)
    journal_number = MaskedCharField(_("journal number"), max_length=60, blank=True, default="")
    kle = MaskedCharField(_("KLE number"), max_length=20, blank=True, default="")
    version = models.PositiveIntegerField(default=1, editable=False)
    sensitivity = models.CharField(
        _("sensitivity"), max_length=10, choices=Sensitivity, blank=True, default="", db_default="", editable=False
    )
    came_in_rush = models.BooleanField(default=False, db_default=False, editable=False)
    """More came from its network than usual, on a day when Aula was down: a person looks whether it is real."""
    merged_into = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, editable=False, db_index=False, related_name="merged"
    )

    tags = models.ManyToManyField(
        Tag, through="tickets.Tagging", blank=True, related_name="tickets", verbose_name=_("tags")
    )

    objects = TicketQuerySet.as_manager()

    held_until: datetime | None = None
    """Of this act, not of the case: what it says and records is held until then, and can be taken back."""
    opening: Message | None = None
    """Of this act: what it was opened with."""
    moved: dict[str, list[Any]] | None = None
    """What the act has changed and no event has told yet."""

    class Meta:
        verbose_name = _("enquiry")
        verbose_name_plural = _("enquiries")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=sorted(CLOCK_RUNS), due_at__isnull=False)
                | (~models.Q(status__in=sorted(CLOCK_RUNS)) & models.Q(due_at__isnull=True)),
                name="ticket_due_while_clock_runs",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=sorted(DONE), resolved_at__isnull=False)
                | (~models.Q(status__in=sorted(DONE)) & models.Q(resolved_at__isnull=True)),
                name="ticket_resolved_when_done",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id", *FILTERED, "institution"], name="ticket_due", condition=DUE),
            models.Index(fields=["institution", "due_at", "id", *FILTERED], name="ticket_due_there", condition=DUE),
            models.Index(fields=["due_at", "id"], name="ticket_climbing", condition=CLIMBING),
            models.Index(fields=["clock_at", "id"], name="ticket_clock", condition=Q(clock_at__isnull=False)),
            models.Index(fields=["snoozed_until"], name="ticket_snoozed", condition=Q(snoozed_until__isnull=False)),
            models.Index(fields=["-last_activity_at", "-id", *FILTERED, "institution"], name="ticket_activity"),
            models.Index(fields=["institution", "-last_activity_at", "-id", *FILTERED], name="ticket_activity_there"),
            models.Index(fields=["status", "-last_activity_at", "-id"], name="ticket_activity_status"),
            models.Index(fields=["assignee", "-last_activity_at", "-id", *FILTERED[:-1]], name="ticket_activity_of"),
            models.Index(fields=["assignee", "due_at", "id"], name="ticket_open_of", condition=Q(status__in=OPEN)),
            models.Index(fields=["institution", "-id"], name="ticket_opening_there"),
            models.Index(fields=["institution", "due_at"], name="ticket_answered", condition=ANSWERED),
            models.Index(fields=["requester_email", "-id"], name="ticket_of_requester"),
            models.Index(fields=["-last_activity_at"], name="ticket_without_mail", condition=Q(requester_email="")),
            models.Index(compared("requester_email"), models.F("id").desc(), name="ticket_of_address"),
            models.Index(fields=["sensitivity", "-id"], name="ticket_sensitive", condition=~Q(sensitivity="")),
            models.Index(fields=["merged_into"], name="ticket_merged", condition=models.Q(merged_into__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.subject}"

    @property
    def number(self) -> str:
        """Short and speakable, never secret: AULA-26-004217. The year is that of Danish time."""
        return f"AULA-{timezone.localtime(self.opened_at):%y}-{self.pk:06d}"

    @property
    def token(self) -> str:
        """The secret of the private link. Raises `private_links.LostKey`."""
        return private_links.unseal(self.sealed_token, self.token_digest)

    @token.setter
    def token(self, token: str) -> None:
        self.sealed_token, self.token_digest = private_links.seal(token), private_links.digest(token)

    @property
    def needs_triage(self) -> bool:
        return self.route is None and self.clock_runs

    @property
    def clock_runs(self) -> bool:
        return self.status in CLOCK_RUNS

    @property
    def is_done(self) -> bool:
        return self.status in DONE

    @property
    def is_flagged(self) -> bool:
        """Something in it must not wait, and nobody has looked at it yet."""
        return self.sensitivity == Sensitivity.FLAGGED

    @property
    def may_be_spam(self) -> bool:
        """It came among very many, and nobody has touched it yet."""
        return self.came_in_rush and self.status == Status.NEW

    @property
    def is_sensitive(self) -> bool:
        return self.sensitivity != Sensitivity.NONE

    @property
    def is_overdue(self) -> bool:
        return self.due_at is not None and self.due_at <= timezone.now()

    @property
    def clock_began(self) -> datetime:
        return self.clock_since or self.touched_at

    @property
    def next_tier(self) -> Tier | None:
        at = TIERS.index(Tier(self.tier))
        return TIERS[at + 1] if at + 1 < len(TIERS) else None

    @property
    def previous_tier(self) -> Tier | None:
        at = TIERS.index(Tier(self.tier))
        return TIERS[at - 1] if at else None

    def first_message(self) -> Message | None:
        """What the requester wrote first; None where it is kept no longer."""
        return self.messages.from_requester().oldest_first().first()

    def first_words(self) -> str:
        first = self.first_message()
        return first.body if first else ""

    def writers(self) -> set[str]:
        """The names of everybody who wrote in the case."""
        return {self.requester_name, *self.messages.values_list("author_name", flat=True)} - {""}

    def without_persons(self, text: str, *, also: Iterable[str] = (), language: str = "da") -> str:
        """The text without the requester, the people `also` named, numbers and places: marks in `language` stand there.

        The one word for it; what leaves the case for many eyes goes through here, and a person reads it again.
        """
        places = [self.institution.name] if self.institution else []
        names = sorted({self.requester_name, *also} - {""})
        return depersonalise(text, names=names, institutions=places, language=language).text

    def get_absolute_url(self) -> str:
        """The requester's private page."""
        return reverse("case", args=[self.token])

    # Opening

    @classmethod
    def open(
        cls,
        *,
        subject: str,
        body: str,
        by: User | Actor = Actor.REQUESTER,
        files: Sequence[Received] = (),
        submission: str | None = None,
        **facts: Any,
    ) -> "Ticket":
        """Opens a case; every way in ends here.

        `facts`: audience, channel, institution, requester_name, requester_email, requester_phone, language, priority.
        `submission` names one act of sending: the same one again returns the case it made, with files that are new
        (`add_files`), and else records nothing.
        Raises `PermissionDenied` when a person opens for an institution that is not theirs.
        """
        try:
            with transaction.atomic():
                return cls._opened(subject=subject, body=body, by=by, files=files, submission=submission, facts=facts)
        except IntegrityError:
            if submission and (made := cls.objects.filter(submission=submission).first()):
                made.add_files(files)
                return made
            raise

    @classmethod
    def _opened(
        cls,
        *,
        subject: str,
        body: str,
        by: User | Actor,
        files: Sequence[Received],
        submission: str | None,
        facts: dict[str, Any],
    ) -> "Ticket":
        now = timezone.now()
        if place := facts.get("institution"):
            facts = facts | {"institution": place.in_place_of()}
        clean = mask(private_links.hide(subject))
        ticket = cls(
            submission=submission,
            subject=clean.text[:200],
            touched_at=now,
            last_activity_at=now,
            **{"opened_at": now} | facts,
        )
        clock.follow(ticket, now, restarts=True)
        ticket.token = private_links.make()
        ticket._guard(Verb.OPEN_FOR, by)
        ticket.save(force_insert=True)
        message = write(
            ticket, Message.Kind.REQUESTER, body, name=ticket.requester_name, files=files, masked=clean.count
        )
        ticket.opening = message
        promise.follow(ticket, now)
        Event.record(ticket, "opened", by=by, message=message.pk)
        screening.screen(ticket, message)
        return ticket

    # Conversation

    def reply(
        self,
        text: str,
        *,
        files: Sequence[Received] = (),
        name: str = "",
        through: "Ticket | None" = None,
        reopens: bool | None = None,
    ) -> Message:
        """The requester adds to the conversation; a case that was waiting or done is ours again.

        `reopens`: what the requester said about a solved case. Where nobody asked, thanks alone leave it solved.

        In a merged case the message lands in the common one, which knows `through` which case it came. `name` is
        given where somebody else was let in to answer for them.
        """
        with locking.common_of(self) as common:
            if common is not self:
                return common.reply(text, files=files, name=name, through=through or self, reopens=reopens)
            if self.forgotten_at is not None:
                raise UnableToAnswer(_("The case is too old. Send a new enquiry."))
            stays = self.is_done and (is_thanks(text) and not files if reopens is None else not reopens)
            reopened = self.is_done and not stays
            author = name or (through or self).requester_name
            message = write(self, Message.Kind.REQUESTER, text, name=author, files=files)
            if through is not None:
                message.via = through
                message.save(update_fields=["via"])
            if stays:
                self.last_activity_at = timezone.now()
                self.count_change()
            else:
                self.heard_from_requester()
            Event.record(self, "replied", by=Actor.REQUESTER, message=message.pk, reopened=reopened)
            screening.screen(self, message)
        return message

    def add_files(self, files: Sequence[Received]) -> None:
        """The requester sends files after what they wrote first; those that are there already are not kept twice."""
        with locking.common_of(self) as common:
            own = Message.objects.from_requester().filter(models.Q(ticket=self, via=None) | models.Q(via=self))
            first = own.oldest_first().first()
            if first is None:
                return
            there = set(first.attachments.values_list("sent_sha256", flat=True))
            new = [file for file in files if file.upload.sha256 not in there]
            for file in new:
                keep(first, file)
            if new:
                common.heard_from_requester()
                Event.record(common, "files_added", by=Actor.REQUESTER, message=first.pk, count=len(new))

    def heard_from_requester(self) -> None:
        """What the requester wrote makes a case ours again, unless it lies with a party or is new still."""
        stays = self.status in {Status.NEW, Status.FORWARDED}
        self._change(by_us=False, status=self.status if stays else Status.IN_PROGRESS)

    def answer(self, text: str, *, by: User, files: Sequence[Received] = (), hold: timedelta = timedelta()) -> Message:
        """Answers the requester. The case stays ours; who answers an unassigned case takes it.

        For the time of `hold` it can be taken back (`tickets.models.sending`), with what is done after it in this act.
        """
        with self._acting(Verb.ANSWER, by):
            if self.status == Status.CLOSED:
                raise UnableToAnswer(_("The case is closed. Reopen it first."))
            self.held_until = timezone.now() + hold if hold else None
            message = write(self, Message.Kind.ANSWER, text, author=by, files=files)
            status = Status.IN_PROGRESS if self.status in {Status.NEW, Status.WAITING_REQUESTER} else self.status
            self._change(status=status, assignee=self.assignee or who_takes(by))
            Event.record(self, "answered", by=by, message=message.pk)
        return message

    def retract(self, message: Message, *, by: User, reason: str = "") -> None:
        """Takes back an answer that has been sent (`tickets.models.retraction`)."""
        retraction.retract(self, message, by=by, reason=reason)

    def cover(self, attachment: Attachment, areas: Sequence[Area], *, by: User | Actor) -> None:
        """Paints over parts of a picture, for good (`tickets.models.covering`)."""
        if isinstance(by, User):
            with self._acting(Verb.AMEND, by):
                covering.cover(self, attachment, areas, by=by)
        else:
            with self.locked():
                covering.cover(self, attachment, areas, by=by)

    def stop_waiting_for(self, message: Message) -> None:
        """Under the lock: a question that was retracted needs no answer; the case is ours again."""
        if retraction.is_last_question(self, message):
            self._change(status=Status.IN_PROGRESS)
        else:
            self.count_change()

    def note(self, text: str, *, by: User, files: Sequence[Received] = (), name: str = "") -> Message:
        """Writes an internal note, which the requester never sees. Colleagues named with an @ are told.

        `name` is given where `by` lets in what somebody else wrote.
        """
        with self._acting(Verb.NOTE, by):
            message = write(self, Message.Kind.NOTE, text, author=None if name else by, name=name, files=files)
            self._change()
            mentioned = [person.pk for person in staffing.mentioned(text, self) if person != by]
            Event.record(self, "noted", by=by, message=message.pk, mentioned=mentioned)
        return message

    def ask(self, text: str, *, by: User, missing: Sequence[str] = (), hold: timedelta = timedelta()) -> Message:
        """Asks the requester for more, and waits. `missing` names the facts asked for; `hold` as in `answer`.

        Whoever has no mail address must be rung: until then the case is ours, and its clock runs.
        """
        with self._acting(Verb.ASK, by):
            if self.status == Status.CLOSED:
                raise UnableToAnswer(_("The case is closed. Reopen it first."))
            self.held_until = timezone.now() + hold if hold else None
            message = write(self, Message.Kind.ANSWER, text, author=by)
            status = Status.WAITING_REQUESTER if self.hears_by_mail else Status.IN_PROGRESS
            self._change(status=status, assignee=self.assignee or who_takes(by))
            Event.record(self, "asked", by=by, message=message.pk, missing=list(missing))
        return message

    @property
    def hears_by_mail(self) -> bool:
        return bool(self.requester_email)

    def mark_told(self, *, by: User) -> None:
        """Somebody rang: the requester knows what was answered. Nothing left to tell changes nothing."""
        with self._acting(Verb.ANSWER, by):
            if self.messages.untold().update(told_at=timezone.now()):
                self._change()
                Event.record(self, "told", by=by)

    def hear_from_party(
        self, text: str, *, party: str, files: Sequence[Received] = (), by: User | Actor = Actor.PARTY
    ) -> Message:
        """A party that a case was passed on to has answered; the case is ours again. `by`: who brought it in."""
        self._guard(Verb.FORWARD, by)
        with locking.common_of(self) as common:
            if common is not self:
                return common.hear_from_party(text, party=party, files=files)
            message = write(self, Message.Kind.PARTY, text, name=party, files=files)
            self._change(by_us=False, status=Status.IN_PROGRESS if not self.is_done else self.status)
            Event.record(self, "party_answered", by=Actor.PARTY, message=message.pk, party=party)
        return message

    def inform(self, text: str, *, by: User, event: str, settled: bool = False, **data: Any) -> Message:
        """Tells the requester something that concerns many cases alike; `settled`: and that ends the matter."""
        self._guard(Verb.ANSWER, by)
        with self.locked():
            self.require_seen()
            message = write(self, Message.Kind.ANSWER, text, author=by)
            if settled and not self.is_done:
                self._change(status=Status.RESOLVED, resolved_at=timezone.now())
            else:
                self._change()
            Event.record(self, event, by=by, message=message.pk, **data)
        return message

    def take_back_answer(self, *, by: User) -> Draft | None:
        """Turns the newest answer that is being sent into its author's draft again, and undoes what came with it.

        Whoever may answer may stop it; None when nothing is being sent any more. The requester never knows.
        """
        self._guard(Verb.ANSWER, by)
        with self.locked():
            return sending.take_back(self, by=by)

    def split_off(self, messages: Sequence[Message], *, subject: str, by: User) -> "Ticket":
        """Opens a case for the requester with copies of the messages and their files; this one keeps all it has.

        Nothing is taken away, so merging the new case back undoes it. The same messages twice are one case.
        """
        self._guard(Verb.TRIAGE, by)
        with self.locked():
            return splitting.split_off(self, messages, subject=subject, by=by)

    # Where it goes

    def set_route(self, route: str, *, by: User | Actor) -> None:
        """Gives the case its route. The same route again changes nothing."""
        with self._acting(Verb.TRIAGE, by):
            if self.route != route:
                self.require_seen()
                before = self.route
                self._change(by_us=isinstance(by, User), route=Route(route))
                Event.record(self, "routed", by=by, route=route, before=before)

    def retriage(self, *, by: User) -> None:
        """Leads the case back to be assessed anew, wherever it was."""
        with self._acting(Verb.TRIAGE, by):
            if self.route is not None:
                before, done = self.route, self.is_done
                self._change(route=None, status=self.status if done else Status.IN_PROGRESS)
                Event.record(self, "retriaged", by=by, before=before)

    def come_back(self, *, by: User | Actor) -> None:
        """The case waits for us again: what the requester or a party was to say has been said. The caller's event
        tells what it was."""
        self._guard(Verb.FORWARD, by)
        with self.locked():
            if self.forgotten_at is None and self.status not in {Status.NEW, Status.IN_PROGRESS}:
                self._change(by_us=isinstance(by, User), status=Status.IN_PROGRESS)

    def assign(self, to: User | None, *, by: User, note: str = "") -> None:
        """Hands the case to a person or to nobody, with a note where one is needed; to the deputy of who is away."""
        with self._acting(Verb.ASSIGN, by):
            if to is not None and not (to.is_active and to.may(Verb.VIEW, self)):
                raise UnableTo(_("This person cannot see the case."))
            assignee = to if to is None or to == by else staffing.stand_in(self, to) or to
            written = write(self, Message.Kind.NOTE, note, author=by) if note else None
            if self.assignee != assignee:
                self._change(assignee=assignee)
                self.let_in(assignee)
                event_data = {"message": written.pk} if written else {}
                instead = {"instead_of": to.pk} if to and to != assignee else {}
                Event.record(self, "assigned", by=by, **named(assignee), **event_data, **instead)
            elif written:
                self._change()
                Event.record(self, "noted", by=by, message=written.pk)

    def share_out(self, to: User, *, source: int) -> None:
        """The helpdesk gives a case that nobody has to the person whose turn it is; `source` is the event behind it.

        Nobody is given what they may not see.
        """
        with self.locked():
            if self.assignee is None and not self.is_done and to.may(Verb.VIEW, self):
                self._change(by_us=False, assignee=to)
                self.let_in(to)
                Event.record(self, "shared_out", by=Actor.SYSTEM, source=source, **named(to))

    def lose_assignee(self) -> None:
        """Who had the case has left, and who sees them off may not see it: it is nobody's, and its tier hears."""
        with self.locked():
            if self.assignee is not None:
                self._change(by_us=False, assignee=None)
                Event.record(self, "assigned", by=Actor.SYSTEM, **named(None))

    def escalate(self, *, by: User, reason: str, to: str | None = None) -> None:
        """Hands the case up a tier, or two, with a reason."""
        with self._acting(Verb.ESCALATE, by):
            tier = to or self.next_tier
            if self.is_done:
                raise UnableToEscalate(_("The case is resolved. Reopen it first."))
            if tier is None or TIERS.index(Tier(tier)) <= TIERS.index(Tier(self.tier)):
                raise UnableToEscalate(_("The case is already at this tier or above it."))
            self._climb(Tier(tier), by=by, reason=mask(reason).text)

    def climb(self, now: datetime | None = None) -> bool:
        """The clock: an untouched case goes up one tier. False when it was touched or moved meanwhile."""
        with self.locked():
            if self.next_tier is None or self.due_at is None or self.due_at > (now or timezone.now()):
                return False
            self._climb(staffing.tier_above(self), by=Actor.SYSTEM, reason="")
        return True

    def climb_for_target(self) -> None:
        """Under the lock: the time of a target is up, so the next tier that has somebody takes the case."""
        if self.next_tier is not None and self.clock_runs:
            self._climb(staffing.tier_above(self), by=Actor.SYSTEM, reason="")

    def heed_clock(self, now: datetime | None = None) -> bool:
        """The clock: whoever has the case is reminded that its time runs out, or that it is no longer put aside."""
        at = now or timezone.now()
        with self.locked():
            if self.clock_at is None or self.clock_at > at:
                return False
            woke, self.clock_at = self.snoozed_until is not None, None
            if woke:
                self.snoozed_until = None
                clock.count(self, at)
            self.count_change()
            self.save(update_fields=["clock_at", "snoozed_until"])
            if woke:
                Event.record(self, "woke", by=Actor.SYSTEM)
            elif self.due_at is not None and at < self.due_at:
                Event.record(self, "due_soon", by=Actor.SYSTEM)
        return True

    def snooze(self, until: date, *, by: User) -> None:
        """Puts the case aside: its clock stands still until somebody works on that day, or the requester writes."""
        with self._acting(Verb.SNOOZE, by):
            if not self.clock_runs:
                raise clock.UnableToSnooze(_("The case waits for nobody here. There is nothing to put aside."))
            self.require_seen()
            moment = clock.wake_time(self, until)
            if self.snoozed_until != moment:
                self._change(status=Status.IN_PROGRESS, snoozed_until=moment)
                Event.record(self, "snoozed", by=by, until=until.isoformat())

    def unsnooze(self, *, by: User) -> None:
        """Takes a case up again that was put aside."""
        with self._acting(Verb.SNOOZE, by):
            if self.snoozed_until is not None:
                self._change(snoozed_until=None)
                Event.record(self, "unsnoozed", by=by)

    def _climb(self, tier: Tier, *, by: User | Actor, reason: str) -> None:
        before = self.tier
        status = Status.IN_PROGRESS if self.status == Status.WAITING_REQUESTER else self.status
        self._change(tier=tier, assignee=None, status=status)
        Event.record(self, "escalated", by=by, tier=tier, before=before, reason=reason)

    def hand_back(self, *, by: User, reason: str) -> None:
        """Hands the case down a tier, with a reason that says what is needed there."""
        with self._acting(Verb.HAND_BACK, by):
            tier = self.previous_tier
            if self.is_done:
                raise UnableToHandBack(_("The case is resolved. Reopen it first."))
            if tier is None:
                raise UnableToHandBack(_("The case is already at the first level."))
            before = self.tier
            self._change(tier=tier, assignee=None)
            Event.record(self, "handed_back", by=by, tier=tier, before=before, reason=mask(reason).text)

    def mark_forwarded(self, *, by: User, party: str, event: str = "forwarded", **data: Any) -> None:
        """The case waits for an outside party now. With what, and by which rule, `triage` has decided before."""
        with self._acting(Verb.FORWARD, by):
            self.require_seen()
            if self.is_done:
                raise UnableToForward(_("The case is resolved. Reopen it first."))
            self._change(status=Status.FORWARDED, assignee=self.assignee or who_takes(by))
            Event.record(self, event, by=by, party=party, **data)

    def take_back(self, *, by: User, event: str, **data: Any) -> None:
        """The case waits for nobody outside any more."""
        self._guard(Verb.TRIAGE, by)
        with self.locked():
            self._change(status=Status.IN_PROGRESS if self.status == Status.FORWARDED else self.status)
            Event.record(self, event, by=by, **data)

    # Facts that were not right

    def move(self, to: Institution, *, by: User | Actor, quietly: bool = False) -> None:
        """The case belongs to another institution: the people there have it now, and those of the old one no longer.

        `quietly`: nobody is told, since its people move along with it.
        Raises `UnableToMove` for an institution that is closed.
        """
        with self._acting(Verb.MOVE, by):
            if self.institution_id == to.pk:
                return
            putting_right.check_place(to)
            before, self.institution = self.institution, to
            self._change(institution=to, assignee=putting_right.keeps_sight(self.assignee, self))
            self.follows.keep_sight(self, before)
            putting_right.tell_moved(self, before, by=by, quietly=quietly)

    def amend(self, *, by: User, **corrections: str) -> None:
        """Puts right who asks and what about. `corrections`: name, email, phone, language, audience, subject.

        With another address, the link that the old one was sent stops working, and the new one gets a link.
        """
        with self._acting(Verb.AMEND, by):
            changed = putting_right.write(self, putting_right.columns_of(corrections))
            if not changed:
                return
            self._change()
            Event.record(self, "amended", by=by, columns=changed)
            if putting_right.link_went_elsewhere(self, changed):
                self.renew_token(by=by)

    def correct_address(self, *, email: str, phone: str) -> None:
        """The requester puts right where we answer them, as long as nobody has answered yet.

        The link that a wrong address was sent stops working, and the right one gets another.
        """
        with self.locked():
            if not self.may_correct_address:
                raise UnableTo(_("We have answered already. Write to us below, and we put it right."))
            changed = putting_right.write(self, putting_right.columns_of({"email": email, "phone": phone}))
            if not changed:
                return
            self._change()
            Event.record(self, "amended", by=Actor.REQUESTER, columns=changed)
            if putting_right.link_went_elsewhere(self, changed):
                self.renew_token(by=Actor.REQUESTER)

    @property
    def may_correct_address(self) -> bool:
        return self.status == Status.NEW and self.merged_into_id is None

    def rewrite(self, *, subject: str, text: str) -> None:
        """The requester puts right what they wrote (`tickets.models.rewriting`)."""
        rewriting.rewrite(self, subject=subject, text=text)

    def prioritise(self, priority: str, *, by: User) -> None:
        """Says how urgent the case is; its due time follows, and time spent counts. The same again changes nothing."""
        with self._acting(Verb.PRIORITISE, by):
            if self.priority != priority:
                before, self.clock_since = self.priority, self.clock_began if self.clock_runs else None
                self._change(restarts=False, priority=Priority(priority))
                Event.record(self, "prioritised", by=by, priority=priority, before=before)

    # What must not wait

    def tag(self, tags: Iterable[Tag], *, by: User) -> None:
        """Puts tags of the municipality on; those that are there already stay as they are."""
        with self._acting(Verb.TRIAGE, by):
            if names := tagging.put_on(self, tags, by=by):
                Event.record(self, "tagged", by=by, tags=names)

    def untag(self, tags: Iterable[Tag], *, by: User) -> None:
        with self._acting(Verb.TRIAGE, by):
            if names := tagging.take_off(self, tags):
                Event.record(self, "untagged", by=by, tags=names)

    def flag(self, kind: str, *, by: User | Actor = Actor.SYSTEM, at_once: bool = False) -> None:
        """Something in the case must not wait. While it is flagged so, nothing passes it on, and it stands first.

        `at_once`: found while the words were being stored. What is urgent and no more holds nothing back.
        """
        with self.locked():
            if kind in SENSITIVE:
                self.sensitivity = Sensitivity.FLAGGED
                self.let_in(self.assignee)
            self.version += 1
            self.save(update_fields=["sensitivity", "version"])
            Event.record(self, "flagged", by=by, flag=kind, at_once=at_once)

    def clear_flag(self, kind: str, *, by: User, leaves: str, mistaken: bool = False) -> None:
        """A person has looked at what was flagged: they take care of it or, `mistaken`, it was nothing of the kind.

        `leaves` is how the case stands afterwards, which `triage` knows by the flags that are left.
        """
        with self._acting(Verb.TRIAGE, by):
            self.sensitivity = Sensitivity(leaves)
            self.let_in(by)
            self.version += 1
            self.save(update_fields=["sensitivity", "version"])
            Event.record(self, "flag_cleared", by=by, flag=kind, mistaken=mistaken)

    def let_in(self, person: User | None) -> None:
        """The person needs to know of the case, should it be or become sensitive; it says nothing to anybody."""
        if person is not None and self.is_sensitive:
            LetIn.objects.get_or_create(ticket=self, user=person)

    def require_seen(self) -> None:
        """Raises `UnableWhileFlagged` while something in the case waits for a person who looks at it."""
        if self.is_flagged:
            raise UnableWhileFlagged(
                _("This case is marked as sensitive. Read it and say that you have seen to it, then go on.")
            )

    # The end

    def _require_look(self, by: User | Actor) -> None:
        """What is flagged ends only after somebody looked, unless its requester ends it."""
        if by is not Actor.REQUESTER:
            self.require_seen()

    def resolve(self, *, by: User | Actor) -> None:
        """The matter is settled, says the support or the requester; ours of a flagged case only once they looked."""
        with self._acting(Verb.RESOLVE, by):
            if not self.is_done:
                self._require_look(by)
                self._change(status=Status.RESOLVED, resolved_at=timezone.now())
                Event.record(self, "resolved", by=by)

    def reopen(self, *, by: User | Actor, reason: str = "") -> None:
        with self._acting(Verb.REOPEN, by):
            if self.is_done:
                self._change(status=Status.IN_PROGRESS, resolved_at=None)
                Event.record(self, "reopened", by=by, reason=mask(reason).text)

    def rate(self, *, helped: bool) -> Satisfaction:
        """The requester says whether it helped; one answer for each case (`tickets.models.satisfaction`)."""
        with self.locked():
            return rate(self, helped=helped)

    def close(self, *, by: User | Actor) -> None:
        """Ends a resolved case for good; an answer from the requester still reopens it."""
        with self._acting(Verb.RESOLVE, by):
            self._require_look(by)
            if self.status != Status.CLOSED:
                self._change(status=Status.CLOSED, resolved_at=self.resolved_at or timezone.now())
                Event.record(self, "closed", by=by)

    def ask_about_standstill(self) -> bool:
        """Asks whoever has the case, or the people of its tier, whether it goes on. It stands as still as before."""
        with self.locked():
            if self.is_done or self.is_flagged:
                return False
            Event.record(self, "stood_still", by=Actor.SYSTEM)
        return True

    def end_standstill(self) -> bool:
        """Nobody has touched the case since it was asked about: it is over. Its requester may open it again."""
        with self.locked():
            if self.is_done or self.is_flagged:
                return False
            self._change(by_us=False, status=Status.CLOSED, resolved_at=timezone.now())
            Event.record(self, "ended", by=Actor.SYSTEM)
        return True

    def forget(self) -> None:
        """Deletes what is personal in a case that ended long ago; the case itself stays, for the numbers.

        Once for each ending: a case that was opened again is forgotten again. `triage` hears of it and deletes its
        own part.
        """
        with self.locked():
            if self.is_done and not self.is_forgotten:
                self._forget(by=Actor.SYSTEM)

    @property
    def is_forgotten(self) -> bool:
        """Whether nothing personal has come in since its personal parts were deleted."""
        return self.forgotten_at is not None and self.resolved_at is not None and self.resolved_at <= self.forgotten_at

    def erase(self, *, by: User) -> None:
        """Deletes what is personal because the person asks for it, at once; a case that goes on ends by that.

        What the requester wrote through a merge goes from the common case, too. What others wrote in this one goes
        with it, so whoever asks has looked whether the case is this person's alone.
        """
        with self._disclosing(by):
            Message.objects.filter(via=self).delete()
            if self.is_forgotten:
                return
            if not self.is_done:
                self._change(status=Status.CLOSED, resolved_at=timezone.now())
            self._forget(by=by)
            Event.record(self, "erased", by=by)

    def _forget(self, *, by: User | Actor) -> None:
        """Under the lock."""
        self.messages.all().delete()
        self.drafts.all().delete()
        self.received_mails.all().delete()
        self.reply_addresses.all().delete()
        SearchEntry.objects.filter(ticket=self).delete()
        Delivery.objects.filter(event__ticket=self).delete()
        self.text_messages.all().delete()
        self.news_refusals.all().delete()
        self.taggings.all().delete()
        for event in self.events.exclude(data={}):
            event.data = {name: value for name, value in event.data.items() if name in KEPT_FOR_NUMBERS}
            event.save(update_fields=["data"])
        self.subject, self.requester_name, self.requester_email, self.requester_phone = "–", "", "", ""
        self.journal_number, self.kle = "", ""
        self.token, self.forgotten_at = private_links.make(), timezone.now()
        personal = ["subject", "requester_name", "requester_email", "requester_phone", "sealed_token", "token_digest"]
        self.save(update_fields=[*personal, "journal_number", "kle", "forgotten_at"])
        Event.record(self, "forgotten", by=by)

    # What the person may ask for

    def journal(self, *, number: str, kle: str, by: User) -> None:
        """Notes where the case lies in the municipality's own record system, and under which subject (KLE)."""
        with self._disclosing(by):
            number, kle = mask(number).text.strip(), mask(kle).text.strip()
            if (self.journal_number, self.kle) != (number, kle):
                self.journal_number, self.kle = number, kle
                self.count_change()
                self.save(update_fields=["journal_number", "kle"])
                Event.record(self, "journalled", by=by)

    def correct(self, *, by: User, name: str = "", email: str = "", phone: str = "") -> None:
        """Writes the requester's name, address or number as they are; what is empty stays as it was."""
        given = {word: text for word, text in {"name": name, "email": email, "phone": phone}.items() if text}
        with self._disclosing(by):
            if changed := putting_right.write(self, putting_right.columns_of(given)):
                Event.record(self, "person_corrected", by=by, facts=[], columns=changed)

    def note_disclosure(self, *, by: User) -> None:
        """What is kept of the case was handed out to somebody who has a right to it."""
        with self._disclosing(by):
            Event.record(self, "disclosed", by=by)

    @contextmanager
    def _disclosing(self, by: User) -> Iterator[None]:
        """Also of a case that was merged into another: its requester has the same rights."""
        self._guard(Verb.DISCLOSE, by)
        with self.locked():
            yield

    def put_back(self, before: dict[str, Any], *, version: int, by: User, done: str) -> None:
        """Undoes the verb `done`, which took the case from the state `before` to this `version`.

        Raises `UnableToUndo` when anything has happened since. Whether it is theirs to undo, the caller has asked; who
        moved a case away may see it again only as it was.
        """
        with self.locked():
            if self.version != version:
                raise UnableToUndo(_("Someone has worked on the case in the meantime."))
            for name in sorted(MOVES):
                self._note_move(name, before[name])
            snapshot.give_back(self, UNDOABLE, before)
            self._guard(Verb.VIEW, by)
            self.version += 1
            self.save(update_fields=[*UNDOABLE, "version"])
            promise.follow(self, timezone.now())
            Event.record(self, "undone", by=by, verb=done)

    @property
    def state(self) -> dict[str, Any]:
        """What `put_back` needs to know of the case as it is now."""
        return snapshot.take(self, UNDOABLE)

    def renew_token(self, *, by: User | Actor, tell: bool = True) -> None:
        """Gives the case a new private link; the old one stops working. `tell`: the requester gets it, by mail or by
        text message.

        A merged case, too, has a link of its own.
        """
        self._guard(Verb.ANSWER, by)
        with self.locked():
            self.token = private_links.make()
            self.save(update_fields=["sealed_token", "token_digest"])
            Event.record(self, "link_renewed", by=by, sent=tell and bool(self.requester_email or self.requester_phone))

    # How a verb works

    def _guard(self, verb: str, by: User | Actor) -> None:
        if isinstance(by, User) and not by.may(verb, self):
            raise PermissionDenied(_("Your role does not allow this for the case."))
        if isinstance(by, User) and self.pk and not needs_to_know(by, self):
            raise PermissionDenied(_("Only who needs to know sees this case."))

    @contextmanager
    def locked(self) -> Iterator[None]:
        """A transaction in which the case stands still, with its state read anew."""
        place = self._state.fields_cache.get("institution")
        with transaction.atomic():
            self.refresh_from_db(fields=STATE, from_queryset=Ticket.objects.select_for_update(of=("self",)))
            if place is not None and place.pk == self.institution_id:
                self.institution = place
            yield

    @contextmanager
    def _acting(self, verb: str, by: User | Actor) -> Iterator[None]:
        """One transaction in which the person may do this and the case stands still."""
        self._guard(verb, by)
        place = self.institution_id
        with self.locked():
            if self.institution_id != place:
                self._guard(verb, by)
            if self.merged_into is not None and by is not Actor.SYSTEM:
                values = {"number": self.merged_into.number}
                raise UnableTo(_("The case was merged into %(number)s. Go on there.") % values)
            yield

    def _note_move(self, name: str, value: Any) -> None:
        before, after = getattr(self, f"{name}_id", getattr(self, name)), value.pk if isinstance(value, User) else value
        if name in MOVES and before != after:
            self.moved = {**(self.moved or {}), name: [before, after]}

    def told_changes(self) -> dict[str, Any]:
        """What changed since the last event, for this one to tell."""
        moved, self.moved = self.moved, None
        return {"changed": moved} if moved else {}

    def undo_changes(self, changes: Sequence[dict[str, list[Any]]]) -> None:
        """Under the lock: takes changes back, newest first, as far as nobody has changed the same thing since."""
        fields: dict[str, Any] = {}
        for name, (before, after) in [move for change in reversed(changes) for move in reversed(change.items())]:
            now = fields.get(name, self.assignee_id if name == "assignee" else getattr(self, name))
            if now == after:
                fields[name] = before
        if "assignee" in fields:
            fields["assignee"] = User.objects.filter(pk=fields["assignee"]).first()
        self._change(by_us=False, **fields)

    def count_change(self) -> None:
        """Under the lock: something of the case changed in a row beside it, so that older pictures of it are old."""
        self.version += 1
        self.save(update_fields=["version"])

    def _change(self, *, by_us: bool = True, restarts: bool | None = None, **fields: Any) -> None:
        """Assigns and saves what changed; restarts the clock when the support has touched the case."""
        now = timezone.now()
        if clock.wakes(self, fields, by_us=by_us):
            fields = {"snoozed_until": None} | fields
            restarts = True
        for name, value in fields.items():
            self._note_move(name, value)
            setattr(self, name, value)
        self.last_activity_at = now
        if by_us:
            self.touched_at = now
        clock.follow(self, now, restarts=by_us if restarts is None else restarts, counts="priority" in fields)
        if not self.is_done:
            self.resolved_at = None
        self.version += 1
        self.save(update_fields=[*STATE, "last_activity_at"])
        promise.follow(self, now)
