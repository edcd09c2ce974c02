"""The case: one enquiry from its opening to its end, and the verbs that move it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisation.models import Institution, User
from organisation.people.mail_addresses import compared
from organisation.roles import Verb
from organisation.stored_text import MaskedCharField
from privacy.persons import depersonalise
from tickets.models import (
    acting,
    answering,
    assigning,
    covering,
    ending,
    flagging,
    forgetting,
    putting_right,
    removing,
    replying,
    retraction,
    rewriting,
    routing,
    satisfaction,
    sending,
    snapshot,
    snoozing,
    splitting,
    subject_rights,
    tagging,
    tiers,
    undoing,
)
from tickets.models.conversation import Received
from tickets.models.event import Event
from tickets.models.message import Message
from tickets.models.opening import opened
from tickets.models.ticket_list import ANSWERED, TicketQuerySet
from tickets.requester import private_links
from tickets.words import (
    CLOCK_RUNS,
    DONE,
    OPEN,
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

DUE = Q(due_at__isnull=False)
CLIMBING = DUE & ~Q(tier=TIERS[-1])
FILTERED = ["status", "route", "tier", "audience", "assignee"]
"""What the queue is narrowed by; at the end of its indexes, so that a rare combination is looked for there alone."""


class Ticket(models.Model):
    """An enquiry and where it stands. Only its verbs assign status, tier and route.

    All of them stand below by name; what each does is a function in the module of its matter beside this one.
    """

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
        tagging.Tag, through="tickets.Tagging", blank=True, related_name="tickets", verbose_name=_("tags")
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

    @property
    def hears_by_mail(self) -> bool:
        return bool(self.requester_email)

    @property
    def is_forgotten(self) -> bool:
        """Whether nothing personal has come in since its personal parts were deleted."""
        return self.forgotten_at is not None and self.resolved_at is not None and self.resolved_at <= self.forgotten_at

    @property
    def may_correct_address(self) -> bool:
        return self.status == Status.NEW and self.merged_into_id is None

    @property
    def state(self) -> dict[str, Any]:
        """What `put_back` needs to know of the case as it is now."""
        return snapshot.take(self, undoing.UNDOABLE)

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
                return opened(cls, subject=subject, body=body, by=by, files=files, submission=submission, facts=facts)
        except IntegrityError:
            if submission and (made := cls.objects.filter(submission=submission).first()):
                made.add_files(files)
                return made
            raise

    # Conversation

    reply = replying.reply
    add_files = replying.add_files
    heard_from_requester = replying.heard_from_requester
    hear_from_party = replying.hear_from_party
    rewrite = rewriting.rewrite
    rate = satisfaction.rate

    answer = answering.answer
    ask = answering.ask
    note = answering.note
    inform = answering.inform
    mark_told = answering.mark_told
    take_back_answer = sending.take_back_answer
    retract = retraction.retract
    cover = covering.cover
    remove_file = removing.remove_file
    split_off = splitting.split_off

    # Where it goes

    set_route = routing.set_route
    retriage = routing.retriage
    mark_forwarded = routing.mark_forwarded
    take_back = routing.take_back
    come_back = routing.come_back
    assign = assigning.assign
    share_out = assigning.share_out
    lose_assignee = assigning.lose_assignee
    escalate = tiers.escalate
    climb = tiers.climb
    climb_for_target = tiers.climb_for_target
    hand_back = tiers.hand_back
    snooze = snoozing.snooze
    unsnooze = snoozing.unsnooze
    sound_alarm = snoozing.sound_alarm

    # Facts that were not right

    move = putting_right.move
    amend = putting_right.amend
    correct_address = putting_right.correct_address
    prioritise = putting_right.prioritise
    tag = tagging.tag
    untag = tagging.untag

    # What must not wait

    flag = flagging.flag
    clear_flag = flagging.clear_flag
    let_in = flagging.let_in
    require_seen = flagging.require_seen

    # The end

    resolve = ending.resolve
    reopen = ending.reopen
    close = ending.close
    ask_about_standstill = ending.ask_about_standstill
    end_standstill = ending.end_standstill
    put_back = undoing.put_back
    forget = forgetting.forget
    erase = forgetting.erase

    # What the person may ask for

    journal = subject_rights.journal
    correct = subject_rights.correct
    note_disclosure = subject_rights.note_disclosure

    def renew_token(self, *, by: User | Actor, tell: bool = True) -> None:
        """Gives the case a new private link; the old one stops working. `tell`: the requester gets it, by mail or by
        text message.

        A merged case, too, has a link of its own.
        """
        acting.guard(self, Verb.ANSWER, by)
        with self.locked():
            self.token = private_links.make()
            self.save(update_fields=["sealed_token", "token_digest"])
            Event.record(self, "link_renewed", by=by, sent=tell and bool(self.requester_email or self.requester_phone))

    # For the verbs, and for rows beside the case

    locked = acting.locked
    count_change = acting.count_change
    changes_to_tell = acting.changes_to_tell
    undo_changes = undoing.undo_changes
