"""Several cases about one matter become one, and part again.

The merged case keeps its row, its messages and its private link. Whoever has that link sees their own words and the
public answers given while the cases were together, never what other requesters wrote. What a merged requester writes
lands in the common case, marked with the case it came through, and goes back with them when the merge is undone; the
answers stay where they were given, and stay readable for everybody they were sent to.
"""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisation.models import User
from organisation.roles import Verb
from tickets.models import locking
from tickets.models.event import Event
from tickets.models.family import family_of, of_one_person
from tickets.models.follow import Follow
from tickets.models.message import Message
from tickets.models.refusals import UnableTo
from tickets.models.safeguarding import LetIn
from tickets.models.snapshot import plain
from tickets.models.ticket import Ticket
from tickets.words import Status

RESTORED = (
    "status",
    "tier",
    "route",
    "priority",
    "assignee_id",
    "touched_at",
    "last_activity_at",
    "due_at",
    "clock_since",
    "clock_spent",
    "clock_at",
    "snoozed_until",
    "resolved_at",
    "version",
)


MOMENTS = ("_at", "_since", "_until")


class UnableToMerge(UnableTo): ...


class UnableToMergeUnasked(UnableToMerge):
    """The cases are of different people: who merges them says that each may read what the other is answered."""


class MergeQuerySet(models.QuerySet["Merge"]):
    def live(self) -> "MergeQuerySet":
        return self.filter(undone_at=None)

    def own(self) -> "MergeQuerySet":
        """Those that a person made; not those that followed from another."""
        return self.filter(because=None)


class Merge(models.Model):
    """One case in another, and all that it takes to part them again.

    `before` is the state of the merged case; `follows` are the people who came to follow the common case by it.
    Answers with an id beyond `after`, up to `until`, were sent to the merged requester too. When a case that others
    were merged into is merged itself, those get a row of their own, which names its cause in `because`.
    """

    source = models.ForeignKey(Ticket, models.CASCADE, related_name="merges", verbose_name=_("merged case"))
    target = models.ForeignKey(Ticket, models.CASCADE, related_name="took_in", verbose_name=_("case"))
    because = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="consequences")
    before = models.JSONField(default=dict)
    follows = models.JSONField(default=list)
    after = models.BigIntegerField()
    until = models.BigIntegerField(null=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=timezone.now)
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)

    objects = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        constraints = [
            models.UniqueConstraint(
                fields=["source", "target"], condition=models.Q(undone_at=None), name="merge_once_at_a_time"
            ),
            models.CheckConstraint(condition=~models.Q(source=models.F("target")), name="merge_into_another"),
        ]

    def __str__(self) -> str:
        return f"#{self.source_id} → #{self.target_id}"

    @classmethod
    def begin(cls, source: Ticket, into: Ticket, *, by: User, confirmed: bool = False) -> "Merge":
        """Merges `source` into a case, or into that which this one was merged into. Merged already: nothing happens.

        Cases of different people are merged only when that is `confirmed`, and never while one of them is sensitive.
        """
        guard(by, source, into)
        with locking.common_of(into, source) as target:
            guard(by, target)
            if made := cls.objects.live().own().filter(source=source, target=target).first():
                return made
            cls._check(source, target)
            cls._check_people(source, target, confirmed=confirmed)
            merge = cls._make(source, target, by=by)
            guard_words(target, like=source)
            Event.record(source, "merged", by=by, other=target.number)
            Event.record(target, "took_in", by=by, other=source.number)
        return merge

    @staticmethod
    def _check(source: Ticket, target: Ticket) -> None:
        if source.pk == target.pk:
            raise UnableToMerge(_("A case cannot be merged into itself."))
        if source.merged_into is not None:
            values = {"number": source.merged_into.number}
            raise UnableToMerge(_("The case is merged into %(number)s already. Undo that first.") % values)
        if source.forgotten_at or target.forgotten_at:
            raise UnableToMerge(_("The case is too old."))
        source.require_seen()
        target.require_seen()
        if target.is_done and not source.is_done:
            raise UnableToMerge(_("%(number)s is solved. Reopen it first.") % {"number": target.number})

    @staticmethod
    def _check_people(source: Ticket, target: Ticket, *, confirmed: bool) -> None:
        family = family_of(source, target)
        if of_one_person(family):
            return
        if any(case.is_sensitive for case in family):
            raise UnableToMerge(_("A sensitive case is not merged with the case of somebody else."))
        if not confirmed:
            names = {case.requester_name or str(_("Without a name")): None for case in family}
            raise UnableToMergeUnasked(
                _(
                    "The cases are from different people (%(names)s). Each of them would read what you answer from now "
                    "on. Confirm that they may, or link the cases instead."
                )
                % {"names": ", ".join(names)}
            )

    @classmethod
    def _make(cls, source: Ticket, target: Ticket, *, by: User) -> "Merge":
        newest = target.messages.order_by("-id").values_list("id", flat=True).first() or 0
        there = set(target.follows.values_list("user", flat=True))
        coming = [user for user in source.follows.values_list("user", flat=True) if user not in there]
        Follow.objects.bulk_create([Follow(ticket=target, user_id=user) for user in coming])
        before = {name: plain(getattr(source, name)) for name in RESTORED}
        merge = cls.objects.create(source=source, target=target, before=before, follows=coming, after=newest, by=by)
        inside = Ticket.objects.filter(merged_into=source)
        rows = [Merge(source=case, target=target, because=merge, after=newest, by=by) for case in inside]
        Merge.objects.bulk_create(rows)
        inside.update(merged_into=target)
        now = timezone.now()
        stopped = dict.fromkeys(("due_at", "clock_since", "clock_at", "snoozed_until"))
        ended = {"status": Status.CLOSED, "resolved_at": source.resolved_at or now, "clock_spent": 0}
        set_state(source, merged_into=target, **stopped, **ended)
        return merge

    def undo(self, *, by: User) -> None:
        """Parts the cases: the merged one is as it was, with what its requester has written since."""
        source, target = self.source, self.target
        guard(by, source, target)
        with locking.all_of(source, target):
            self.refresh_from_db(fields=["undone_at"])
            if self.undone_at is not None:
                return
            if source.forgotten_at:
                raise UnableToMerge(_("The case is too old."))
            self._part(source)
            written = Message.objects.filter(via=source).update(ticket=source, via=None)
            Follow.objects.filter(ticket=target, user__in=self.follows).delete()
            set_state(source, merged_into=None, **restored(self.before))
            if written:
                source.heard_from_requester()
                guard_words(source, like=target)
            Event.record(source, "unmerged", by=by, other=target.number)
            Event.record(target, "gave_back", by=by, other=source.number)

    def _part(self, source: Ticket) -> None:
        """Ends this merge and what followed from it; cases inside the merged one come back with it."""
        now = timezone.now()
        ending = Merge.objects.live().filter(models.Q(pk=self.pk) | models.Q(because=self) | models.Q(source=source))
        for row in ending.select_related("target"):
            row.undone_at = now
            row.until = row.target.messages.order_by("-id").values_list("id", flat=True).first() or row.after
            row.save(update_fields=["undone_at", "until"])
            if row.source_id != source.pk:
                back = Message.objects.filter(via=row.source_id, ticket=row.target_id, id__gt=row.after)
                back.update(ticket=source)
                Ticket.objects.filter(pk=row.source_id).update(merged_into=source)


def guard_words(ticket: Ticket, *, like: Ticket) -> None:
    """What comes over from a sensitive case is as sensitive here, and for the same people to know."""
    if like.is_sensitive and not ticket.is_sensitive:
        set_state(ticket, sensitivity=like.sensitivity)
        for user in User.objects.filter(pk__in=LetIn.objects.filter(ticket=like).values("user")):
            ticket.let_in(user)


def guard(by: User, *tickets: Ticket) -> None:
    if not all(by.may(Verb.RESOLVE, ticket) for ticket in tickets):
        raise PermissionDenied(_("Your role does not allow this for the case."))


def restored(before: dict[str, Any]) -> dict[str, Any]:
    """The state again; without an assignee who has no account any more."""
    state: dict[str, Any] = {
        name: datetime.fromisoformat(value) if name.endswith(MOMENTS) and value else value
        for name, value in before.items()
    }
    if not User.objects.filter(pk=state["assignee_id"]).exists():
        state["assignee_id"] = None
    return state


def set_state(ticket: Ticket, **fields: Any) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(**fields)
    ticket.refresh_from_db(fields=[name.removesuffix("_id") for name in fields])


def words_for(ticket: Ticket) -> models.QuerySet[Message]:
    """What the requester of a case may read: their own words and the answers that they were sent."""
    own = models.Q(ticket=ticket, via=None) | models.Q(via=ticket)
    for after, until, target in Merge.objects.filter(source=ticket).values_list("after", "until", "target"):
        answers = models.Q(ticket=target, kind=Message.Kind.ANSWER, id__gt=after)
        own |= answers & models.Q(id__lte=until) if until is not None else answers
    return Message.objects.public().filter(own).oldest_first()


def speaks(case: Ticket, common: Ticket, rows: QuerySet[Any]) -> bool:
    """Whether it is for this case, of all that are merged into the common one, to have it told there.

    `rows` are those that concern cases of the same news. Everybody merged hears what the common case is told.
    """
    family = Q(ticket=common) | Q(ticket__merged_into=common)
    return bool(rows.filter(family).order_by("ticket").values_list("ticket", flat=True).first() == case.pk)
