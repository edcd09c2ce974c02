"""One verb on many cases at once: what was done, what was not and why, what is still to do, and the way back."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from database.after_commit import start_after_commit
from desk.queue.models import undoing
from organisation.models import User
from organisation.stored_text import MaskedJSONField
from tickets.models import Event, Message, Ticket
from tickets.models.refusals import UnableTo

UNDO_TIME: Final = timedelta(seconds=90)
"""How long an act may be undone; for as long nobody is told of it."""
FOR_EACH: Final = timedelta(seconds=0.2)
"""So much longer for each case, since the first of many are done well before the last."""
KEPT: Final = timedelta(days=30)
"""How long its outcome can be read."""
AT_WORK: Final = timedelta(minutes=2)
"""After so long without a sign, whoever was working it off is taken for dead."""


class BulkActQuerySet(models.QuerySet["BulkAct"]):
    def of(self, user: User) -> "BulkActQuerySet":
        return self.filter(by=user)

    def left_lying(self) -> "BulkActQuerySet":
        """Acts with cases still to do on which nobody works."""
        waiting = self.filter(finished_at=None)
        return waiting.filter(models.Q(claimed_until=None) | models.Q(claimed_until__lt=timezone.now()))


class BulkAct(models.Model):
    """`done`: for each case its id, number, version afterwards, and state and suggestion before.
    `refused`: number and reason. `kept`: the same, for cases that could not be put back.
    `todo`: ids that wait for a task, with `told` (what its form was told) until it is finished."""

    by = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("by"))
    verb = models.CharField(_("verb"), max_length=40)
    at = models.DateTimeField(_("at"), default=timezone.now)
    done = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    refused = MaskedJSONField(default=list)
    kept = MaskedJSONField(default=list)
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    told = MaskedJSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    todo = models.JSONField(default=list, db_default=models.Value([], models.JSONField()))
    total = models.PositiveIntegerField(default=0, db_default=0)
    """How many cases it was begun with, where it is worked off by a task."""
    claimed_until = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = BulkActQuerySet.as_manager()

    class Meta:
        db_table = "triage_bulkact"
        verbose_name = _("bulk act")
        verbose_name_plural = _("bulk acts")
        indexes = [models.Index(fields=["at"], name="bulk_act_at")]

    def __str__(self) -> str:
        return f"{self.verb} × {len(self.done)}"

    @property
    def until(self) -> datetime:
        """When it is too late to undo."""
        return self.at + UNDO_TIME + self.total * FOR_EACH

    @property
    def is_running(self) -> bool:
        return self.finished_at is None

    @property
    def gone_through(self) -> int:
        return len(self.done) + len(self.refused)

    @property
    def can_be_undone(self) -> bool:
        is_over = self.is_running or self.is_undone
        return bool(self.done) and not is_over and timezone.now() < self.until

    @property
    def is_undone(self) -> bool:
        return self.undone_at is not None

    @property
    def put_back(self) -> int:
        """How many cases an undo gave back."""
        return len(self.done) - len(self.kept)

    @classmethod
    def drop_old(cls) -> None:
        cls.objects.filter(at__lt=timezone.now() - KEPT).delete()

    @classmethod
    def begin(cls, verb: str, keys: list[int], data: dict[str, list[str]], *, by: User) -> "BulkAct":
        """An act that a task works off, case by case."""
        with transaction.atomic():
            act = cls.objects.create(by=by, verb=verb, told=data, todo=keys, total=len(keys))
            start_after_commit("desk.tasks.work_off_bulk_act", act.pk)
        return act

    def claim(self) -> bool:
        """Whether the act is ours to work off now; nobody else works on it until the claim runs out."""
        until = timezone.now() + AT_WORK
        claimed = BulkAct.objects.left_lying().filter(pk=self.pk).update(claimed_until=until)
        self.refresh_from_db()
        return bool(claimed)

    def note_progress(self, keys: Iterable[int]) -> None:
        """In the transaction in which they were done: these cases are no longer to do."""
        gone = set(keys)
        self.todo = [key for key in self.todo if key not in gone]
        self.claimed_until = timezone.now() + AT_WORK
        if not self.todo:
            self.told, self.finished_at = {}, timezone.now()
        self.save(update_fields=["todo", "told", "done", "refused", "claimed_until", "finished_at"])

    def note_done(self, ticket: Ticket, before: dict[str, Any], *, also: Iterable[Ticket] = ()) -> None:
        """Within the transaction of the verb: nobody hears of it while it can be undone."""
        cases = [ticket, *also]
        fresh = Event.objects.filter(ticket__in=cases, dispatched_at=None, by=self.by, at__gte=self.at)
        fresh.update(held_until=self.until)
        held_answers = Message.objects.held().filter(ticket=ticket, author=self.by, created_at__gte=self.at)
        held_answers.update(held_until=self.until)
        entry = {"id": ticket.pk, "number": ticket.number, "version": ticket.version}
        self.done.append(entry | before | {"also": [case.pk for case in also]})

    def note_refused(self, ticket: Ticket, why: str) -> None:
        self.refused.append({"number": ticket.number, "why": why})

    def undo(self, *, by: User) -> None:
        """Puts every case back as it was, unless something has happened to it since. Twice is once.

        Raises `PermissionDenied` for another person, `UnableTo` when it is too late.
        """
        if by.pk != self.by_id:
            raise PermissionDenied
        with transaction.atomic():
            act = BulkAct.objects.select_for_update().get(pk=self.pk)
            if act.is_undone:
                return
            if not act.can_be_undone:
                raise UnableTo(_("It is too late to undo this. The people concerned have been told."))
            seen = Ticket.objects.all() if act.verb == "move" else Ticket.objects.visible_to(by)
            tickets = seen.in_bulk([entry["id"] for entry in act.done])
            for entry in act.done:
                act.undo_one(tickets.get(entry["id"]), entry, by)
            act.undone_at = timezone.now()
            act.save(update_fields=["undone_at", "kept"])
        self.refresh_from_db()

    def undo_one(self, ticket: Ticket | None, entry: dict[str, Any], by: User) -> None:
        try:
            undoing.undo(ticket, entry, by, self.verb)
        except UnableTo as refusal:
            self.kept.append({"number": entry["number"], "why": str(refusal.message)})
            return
        unheard = Event.objects.filter(ticket__in=[entry["id"], *entry.get("also", [])], held_until=self.until)
        unheard.update(dispatched_at=timezone.now())
