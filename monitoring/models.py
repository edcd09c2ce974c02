"""When each task of the clock last ran, and what stands or stood still."""

from datetime import datetime, timedelta
from typing import Final

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

KEPT: Final = timedelta(days=90)
GAP: Final = timedelta(minutes=5)
"""Longer than a task that runs often may be silent."""


class Trouble(models.TextChoices):
    """What can stand still. The words end the sentence of the bar in the admin and of the mail."""

    TASKS = "tasks", _("The tasks in the background do not run: the worker or the clock (beat) has stopped.")
    BROKER = "broker", _("The broker (Redis) does not answer: tasks are done late.")
    MAIL = "mail", _("Mail does not leave: the mail server refuses it or does not answer.")
    EVENTS = "events", _("News of cases is not handed on: nobody hears of what happens in them.")
    MAILBOX = "mailbox", _("Mail is not fetched from a mailbox.")
    FLOOD = "flood", _("Unusually much mail comes in: several hundred within an hour.")
    HELD = "held", _("Much mail waits for somebody to let it in, or has waited for days.")
    TEXTS = "texts", _("A text of a mail that the municipality wrote is broken; the usual text is sent instead.")
    ROWS = "rows", _("Some rows fail again and again in the background.")
    OVERTURNED = "overturned", _("Too many of the routes that the helpdesk sets by itself are corrected.")
    DRIFT = "drift", _("What people write has changed: the helpdesk’s suggestions may be worse than they were.")


class PeriodicRun(models.Model):
    """The last end of one task of the clock; `error` names the kind of what went wrong then.

    `steady_since`: of a task that runs often, since when it has had no gap.
    """

    task = models.CharField(_("task"), max_length=80, unique=True)
    last_at = models.DateTimeField(_("last run"), default=timezone.now)
    steady_since = models.DateTimeField(default=timezone.now, editable=False)
    error = models.CharField(_("error"), max_length=80, blank=True)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0)

    class Meta:
        verbose_name = _("task of the clock")
        verbose_name_plural = _("tasks of the clock")

    def __str__(self) -> str:
        return self.task

    @classmethod
    def note(cls, task: str, *, error: str = "") -> None:
        now, failures = timezone.now(), models.F("failures") + 1 if error else 0
        gap = models.When(last_at__lt=now - GAP, then=now)
        done = cls.objects.filter(task=task).update(
            last_at=now,
            steady_since=models.Case(gap, default=models.F("steady_since")),
            error=error[:80],
            failures=failures,
        )
        if not done:
            cls.objects.get_or_create(task=task, defaults={"error": error[:80], "failures": int(bool(error))})

    @classmethod
    def expect(cls, task: str) -> None:
        """From now on the task is waited for, should it never have run."""
        cls.objects.get_or_create(task=task)


class StandstillQuerySet(models.QuerySet["Standstill"]):
    def standing(self) -> "StandstillQuerySet":
        return self.filter(over_at=None).order_by("since", "id")

    def untold(self) -> "StandstillQuerySet":
        return self.standing().filter(told_at=None)

    def unended(self) -> "StandstillQuerySet":
        """Those that are over, which nobody has been told."""
        return self.exclude(over_at=None).filter(told_over_at=None).order_by("id")


class Standstill(models.Model):
    """Something that stood still, from `since` until `over_at`; the administrators are told once of each end."""

    trouble = models.CharField(_("what"), max_length=10, choices=Trouble)
    since = models.DateTimeField(_("since"))
    over_at = models.DateTimeField(_("over"), null=True, blank=True)
    told_at = models.DateTimeField(_("told by mail"), null=True, blank=True)
    told_over_at = models.DateTimeField(null=True, editable=False)

    objects = StandstillQuerySet.as_manager()

    class Meta:
        verbose_name = _("standstill")
        verbose_name_plural = _("standstills")
        constraints = [
            models.UniqueConstraint(
                fields=["trouble"], condition=models.Q(over_at=None), name="one_standstill_of_a_kind_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_trouble_display()} ({self.since:%Y-%m-%d %H:%M})"

    @classmethod
    def begin(cls, trouble: str, since: datetime) -> None:
        """Twice is once, also by two processes at the same time."""
        if not cls.objects.standing().filter(trouble=trouble).exists():
            try:
                with transaction.atomic():
                    cls.objects.create(trouble=trouble, since=since)
            except IntegrityError:
                return

    @classmethod
    def end(cls, trouble: str) -> None:
        cls.objects.standing().filter(trouble=trouble).update(over_at=timezone.now())

    @classmethod
    def drop_old(cls) -> None:
        cls.objects.filter(over_at__lt=timezone.now() - KEPT).delete()
