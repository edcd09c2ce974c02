"""A target as it stands for one case: how much of its time is spent, and when it is up. It follows the case."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tickets.models.event import Event
from tickets.models.message import Message
from tickets.models.target import Target
from tickets.models.working_times import WorkingTimes
from tickets.words import Actor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tickets.models.ticket import Ticket

KEPT = ("began_at", "since", "spent", "due_at", "next_at", "reminded", "missed", "ended_at")
"""What changes of a row while it follows its case."""


class PromiseQuerySet(models.QuerySet["Promise"]):
    def alarm_due(self, now: datetime | None = None) -> Self:
        """Those of which the clock has something to say."""
        return self.filter(next_at__lte=now or timezone.now())

    def open(self) -> Self:
        return self.filter(ended_at=None).order_by("due_at", "id")


class Promise(models.Model):
    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="promises")
    kind = models.CharField(_("target"), max_length=12, choices=Target.Kind)
    began_at = models.DateTimeField()
    """What it counts from: the opening or, of an answer, the message that waits for it."""
    since = models.DateTimeField(null=True)
    """Since when its time runs; None while it stands still."""
    spent = models.PositiveIntegerField(default=0)
    """Working seconds that had been spent by then."""
    due_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    """When the clock next has something to say."""
    reminded = models.BooleanField(default=False)
    missed = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True)

    objects = PromiseQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "kind"], name="one_promise_of_a_kind")]
        indexes = [models.Index(fields=["next_at"], name="promise_next", condition=models.Q(next_at__isnull=False))]

    def __str__(self) -> str:
        return f"{self.kind} #{self.ticket_id}"

    def pause(self, now: datetime, times: WorkingTimes, ticket: "Ticket") -> None:
        if self.since is not None:
            minutes = times.calendar_of(ticket).minutes_between(self.since, now)
            self.spent, self.since = self.spent + round(minutes * 60), None
        self.due_at = self.next_at = None

    def count(self, now: datetime, times: WorkingTimes, ticket: "Ticket") -> None:
        """Its due time, and the next moment at which there is something to say."""
        target = Target.of(self.kind, ticket)
        if target is None or self.since is None:
            self.due_at = self.next_at = None
            return
        whole, share = target["working_minutes"], target["remind_percent"]
        self.due_at = self.after(whole, times, ticket)
        self.missed = self.missed and self.due_at <= now
        soon = self.after(whole * share / 100, times, ticket) if share else self.due_at
        reminds = share and not self.reminded and now < soon
        self.next_at = soon if reminds else None if self.missed else self.due_at

    def after(self, minutes: float, times: WorkingTimes, ticket: "Ticket") -> datetime:
        assert self.since is not None
        left = minutes - self.spent / 60
        if left <= 0:
            return self.since + timedelta(minutes=left)
        return times.calendar_of(ticket).add_minutes(self.since, left)

    def sound_alarm(self, now: datetime) -> bool:
        """The clock: reminds or, when its time is up, sends the case to the next tier that has somebody."""
        ticket = self.ticket
        with ticket.locked():
            row = Promise.objects.alarm_due(now).filter(pk=self.pk).first()
            if row is None:
                return False
            if row.due_at is None or not ticket.clock_runs:
                Promise.objects.filter(pk=row.pk).update(next_at=None)
                return False
            if row.due_at > now:
                row.reminded, row.next_at = True, row.due_at
                row.save(update_fields=["reminded", "next_at"])
                Event.record(ticket, "target_soon", by=Actor.SYSTEM, target=row.kind)
            else:
                row.missed, row.next_at = True, None
                row.save(update_fields=["missed", "next_at"])
                Event.record(ticket, "target_missed", by=Actor.SYSTEM, target=row.kind)
                ticket.climb_for_target()
        return True


def follow(ticket: "Ticket", now: datetime) -> None:
    """Under the lock, after every change: what is owed begins, stands still, goes on or ends."""
    follow_all([ticket], now)


def follow_all(tickets: "Sequence[Ticket]", now: datetime) -> None:
    """The same for many cases that are locked, in as many statements as for one."""
    if not Target.plain():
        return
    times, owed = WorkingTimes.current(), owed_by(tickets)
    there = Promise.objects.filter(ticket__in=[ticket.pk for ticket in tickets])
    rows = {(row.ticket_id, row.kind): row for row in there}
    changed: list[Promise] = []
    for ticket in tickets:
        for kind in Target.Kind.values:
            row = followed(rows.get((ticket.pk, kind)), kind, owed[ticket.pk].get(kind), ticket, times, now)
            changed += [row] if row is not None else []
    old = [row for row in changed if row.pk is not None]
    Promise.objects.bulk_create([row for row in changed if row.pk is None])
    Promise.objects.bulk_update(old, KEPT)


def followed(
    row: Promise | None, kind: str, began: datetime | None, ticket: "Ticket", times: WorkingTimes, now: datetime
) -> Promise | None:
    """The row as it is to be kept; None where nothing is."""
    if began is None or Target.of(kind, ticket) is None:
        if row is None or row.ended_at is not None:
            return None
        row.pause(now, times, ticket)
        row.ended_at = now
        return row
    if row is None or (kind != Target.Kind.SOLUTION and (row.ended_at is not None or row.began_at != began)):
        row = Promise(pk=row.pk if row else None, ticket=ticket, kind=kind, began_at=began, since=now)
    row.ended_at = None
    if not runs(kind, ticket):
        row.pause(now, times, ticket)
    else:
        row.since = row.since or now
        row.count(now, times, ticket)
    return row


def runs(kind: str, ticket: "Ticket") -> bool:
    """While a case is put aside, its requester waits for an answer all the same."""
    return ticket.clock_runs and (kind != Target.Kind.SOLUTION or ticket.snoozed_until is None)


def owed_by(tickets: "Sequence[Ticket]") -> dict[int, dict[str, datetime]]:
    """By case, what its requester waits for, and since when: a solution; an answer where nobody has answered what they
    wrote."""
    owed: dict[int, dict[str, datetime]] = {ticket.pk: {} for ticket in tickets}
    going = [ticket for ticket in tickets if not ticket.is_done]
    if not going:
        return owed
    messages = Message.objects.filter(ticket__in=[ticket.pk for ticket in going]).order_by()
    answers = messages.filter(kind=Message.Kind.ANSWER, retracted_at=None)
    answered = dict(answers.values_list("ticket").annotate(last=models.Max("pk")))
    asked_at = messages.filter(kind=Message.Kind.REQUESTER).values_list("ticket", "pk", "created_at").order_by("id")
    for ticket in going:
        owed[ticket.pk][Target.Kind.SOLUTION] = ticket.opened_at
    for ticket_id, message, at in asked_at:
        if message > answered.get(ticket_id, 0):
            kind = Target.Kind.NEXT_ANSWER if ticket_id in answered else Target.Kind.FIRST_ANSWER
            owed[ticket_id].setdefault(kind, at)
    return owed


def count_anew(tickets: "list[Ticket]", at: datetime, before: WorkingTimes, after: WorkingTimes) -> None:
    """After a change of hours or targets at `at`: what was spent until then is kept as it was counted."""
    by_key = {ticket.pk: ticket for ticket in tickets}
    rows = list(Promise.objects.filter(ticket__in=by_key, ended_at=None).exclude(since=None))
    for row in rows:
        ticket = by_key[row.ticket_id]
        if row.since is not None and row.since < at:
            minutes = before.calendar_of(ticket).minutes_between(row.since, at)
            row.spent, row.since = row.spent + round(minutes * 60), at
        row.count(at, after, ticket)
    Promise.objects.bulk_update(rows, ["spent", "since", "due_at", "next_at", "missed"])
    there = {(row.ticket_id, row.kind) for row in rows}
    wanted = {row["kind"] for row in Target.plain()}
    for ticket in tickets:
        if any((ticket.pk, kind) not in there for kind in wanted):
            follow(ticket, timezone.now())
