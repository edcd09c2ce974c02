"""Due times counted anew: what a change of opening hours, closing days or the times of the tiers sets going.

A row is a change, the times in force since, and the queue of what is left to do for it.
"""

from datetime import datetime
from typing import Any, Final

from django.db import models, transaction
from django.utils import timezone

from database.after_commit import start_after_commit
from tickets.models import clock, promise
from tickets.models.ticket import Ticket
from tickets.models.working_times import WorkingTimes

BATCH: Final = 500
COLUMNS: Final = ("clock_since", "clock_spent", "due_at", "clock_at")


class RecountQuerySet(models.QuerySet["Recount"]):
    def unfinished(self) -> "RecountQuerySet":
        return self.filter(finished_at=None).order_by("id")

    def newest(self) -> "Recount | None":
        return self.order_by("-id").first()


class Recount(models.Model):
    at = models.DateTimeField(default=timezone.now)
    times = models.JSONField()
    last = models.BigIntegerField(default=0)
    """The id of the last case that is done."""
    moved = models.PositiveIntegerField(default=0)
    """How many due times are others than before."""
    finished_at = models.DateTimeField(null=True)

    objects = RecountQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}: {self.moved}"

    @classmethod
    def look(cls) -> "Recount | None":
        """Begins a recount when the times are others than they were; None when they are not.

        The first look only remembers them: every due time was counted by what was in force.
        """
        now = WorkingTimes.stored().as_json()
        with transaction.atomic():
            last = cls.objects.select_for_update().newest()
            if last is None:
                cls.objects.create(times=now, finished_at=timezone.now())
                return None
            if last.times == now:
                return None
            begun = cls.objects.create(times=now)
            start_after_commit("tickets.tasks.recount_due_times")
        return begun

    def go_on(self) -> bool:
        """Counts the next cases anew, in one short transaction; whether there are more. Two at once are one."""
        with transaction.atomic():
            row = Recount.objects.select_for_update(skip_locked=True).filter(pk=self.pk, finished_at=None).first()
            if row is None:
                return False
            cases = Ticket.objects.select_for_update(of=("self",)).needs_us().filter(pk__gt=row.last)
            tickets = list(cases.order_by("pk")[:BATCH])
            row.moved += count_anew(tickets, row.at, before=row.times_before(), after=row.times_in_force())
            row.last = tickets[-1].pk if tickets else row.last
            row.finished_at = None if len(tickets) == BATCH else timezone.now()
            row.save(update_fields=["moved", "last", "finished_at"])
        return row.finished_at is None

    def times_before(self) -> WorkingTimes:
        before = Recount.objects.filter(pk__lt=self.pk).newest()
        return WorkingTimes.from_json((before or self).times)

    def times_in_force(self) -> WorkingTimes:
        """Those of the latest change, when there are several."""
        return WorkingTimes.from_json((Recount.objects.newest() or self).times)


def count_anew(tickets: list[Ticket], at: datetime, *, before: WorkingTimes, after: WorkingTimes) -> int:
    """How many due times moved. What was spent until `at` is kept as it was counted then."""
    moved = [ticket for ticket in tickets if count_one(ticket, at, before, after)]
    if tickets:
        Ticket.objects.bulk_update(tickets, COLUMNS)
        promise.count_anew(tickets, at, before, after)
    return len(moved)


def count_one(ticket: Ticket, at: datetime, before: WorkingTimes, after: WorkingTimes) -> bool:
    due: Any = ticket.due_at
    since = ticket.clock_began
    if since < at:
        ticket.clock_spent += round(before.calendar_of(ticket).minutes_between(since, at) * 60)
        ticket.clock_since = at
    clock.count(ticket, max(at, since), after)
    assert ticket.due_at is not None
    if due <= at and ticket.due_at <= at:  # it was late, and is
        ticket.due_at = due
    return bool(ticket.due_at != due)
