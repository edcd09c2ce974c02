"""One verb on many cases at once: what was done, what was not and why, and the way back."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisation.models import User
from organisation.stored_text import MaskedJSONField
from tickets.models import Event, Ticket
from tickets.models.refusals import UnableTo
from triage.suggestions.models.suggestion import Suggestion

UNDO_TIME: Final = timedelta(seconds=90)
"""How long an act may be undone; for as long nobody is told of it."""
KEPT: Final = timedelta(days=30)
"""How long its outcome can be read."""


class BulkActQuerySet(models.QuerySet["BulkAct"]):
    def of(self, user: User) -> "BulkActQuerySet":
        return self.filter(by=user)


class BulkAct(models.Model):
    """`done`: for each case its id, number, version afterwards, and state and suggestion before.
    `refused`: number and reason. `kept`: the same, for cases that could not be put back."""

    by = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("by"))
    verb = models.CharField(_("verb"), max_length=40)
    at = models.DateTimeField(_("at"), default=timezone.now)
    done = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    refused = MaskedJSONField(default=list)
    kept = MaskedJSONField(default=list)
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)

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
        return self.at + UNDO_TIME

    @property
    def can_be_undone(self) -> bool:
        return bool(self.done) and self.undone_at is None and timezone.now() < self.until

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

    def note_done(self, ticket: Ticket, before: dict[str, Any]) -> None:
        """Within the transaction of the verb: nobody hears of it while it can be undone."""
        fresh = Event.objects.filter(ticket=ticket, dispatched_at=None, by=self.by, at__gte=self.at)
        fresh.update(held_until=self.until)
        self.done.append({"id": ticket.pk, "number": ticket.number, "version": ticket.version} | before)

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
            tickets = seen.in_bulk([each["id"] for each in act.done])
            for each in act.done:
                act.undo_one(tickets.get(each["id"]), each, by)
            act.undone_at = timezone.now()
            act.save(update_fields=["undone_at", "kept"])
        self.refresh_from_db()

    def undo_one(self, ticket: Ticket | None, each: dict[str, Any], by: User) -> None:
        try:
            put_back(ticket, each, by, self.verb)
        except UnableTo as refusal:
            self.kept.append({"number": each["number"], "why": str(refusal.message)})
            return
        Event.objects.filter(ticket=ticket, held_until=self.until).update(dispatched_at=timezone.now())
        if each.get("suggestion"):
            suggestion = Suggestion.objects.select_for_update().get(pk=each["suggestion"]["id"])
            suggestion.undecide(each["suggestion"])


def put_back(ticket: Ticket | None, each: dict[str, Any], by: User, verb: str) -> None:
    if ticket is None:
        raise UnableTo(_("You no longer see the case."))
    ticket.put_back(each["state"], version=each["version"], by=by, done=verb)
