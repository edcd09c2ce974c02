"""What if: two organisations that somebody had played through, side by side, and what came of it."""

from datetime import timedelta
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils import timezone
from django.utils.formats import localize
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from database.after_commit import start_after_commit
from organisation.models import User
from organisation.roles import Verb
from triage.capacity.organisation import DAYS_A_WEEK, Organisation
from triage.capacity.outcomes import outcome_of
from triage.capacity.simulation import play_many

KEPT: Final = timedelta(days=90)
PATIENCE: Final = timedelta(minutes=3)
"""Whose worker has not said anything for so long is played by another."""
MOST_CASES: Final = 400_000
"""Cases in all runs of one organisation, so that it takes minutes and not hours."""
MOST_RUNS, FEWEST_RUNS = 60, 8
MOST_IN_A_RUN: Final = 160_000
"""Eight seconds of the processor: more than 500 institutions have in half a year, with 12 cases a week each."""


class TooManyCases(Exception):
    """What nobody would wait for. Its text says what to do."""


class WhatIfQuerySet(models.QuerySet["WhatIf"]):
    def unfinished(self) -> "WhatIfQuerySet":
        """Those whose worker died, or that no worker was told of."""
        return self.filter(status=WhatIf.Status.RUNNING, heard_at__lte=timezone.now() - PATIENCE)

    def newest_first(self) -> "WhatIfQuerySet":
        return self.order_by("-id")

    def old(self) -> "WhatIfQuerySet":
        return self.filter(made_at__lt=timezone.now() - KEPT)


class WhatIf(models.Model):
    class Status(models.TextChoices):
        RUNNING = "running", _("Being played through")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Could not be played through")

    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))
    made_at = models.DateTimeField(default=timezone.now)
    weeks = models.PositiveSmallIntegerField()
    runs = models.PositiveSmallIntegerField()
    organisations = models.JSONField()
    outcomes = models.JSONField(default=list)
    status = models.CharField(max_length=8, choices=Status, default=Status.RUNNING)
    done = models.PositiveIntegerField(default=0)
    """Runs that are done, of those of both."""
    heard_at = models.DateTimeField(default=timezone.now)

    objects = WhatIfQuerySet.as_manager()

    class Meta:
        verbose_name = _("what if")
        verbose_name_plural = _("what if")

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d %H:%M}"

    @classmethod
    def ask(cls, now: Organisation, then: Organisation, *, weeks: int, by: User) -> "WhatIf":
        """Has both played through by a worker. Raises `TooManyCases`, and `PermissionDenied` for who does not answer
        for the whole."""
        if not by.may(Verb.AUDIT):
            raise PermissionDenied(_("Your role does not allow this."))
        refuse_too_many(max(cases_in(each, weeks) for each in (now, then)))
        asked = cls.objects.create(
            by=by,
            weeks=weeks,
            runs=min(runs_for(each, weeks) for each in (now, then)),
            organisations=[now.as_json(), then.as_json()],
        )
        start_after_commit("triage.tasks.play_what_if", asked.pk)
        return asked

    @property
    def percent(self) -> int:
        return min(self.done * 100 // (self.runs * 2), 100)

    @property
    def both(self) -> list[Organisation]:
        return [Organisation.from_json(data) for data in self.organisations]

    def play(self) -> None:
        """Plays both through, and says how far it is. The same question again has the same answer."""
        if self.status != self.Status.RUNNING:
            return
        outcomes: list[dict[str, Any]] = []
        for number, organisation in enumerate(self.both):
            before = number * self.runs
            runs = play_many(organisation, weeks=self.weeks, runs=self.runs, tell=lambda done: self.hear(before + done))  # noqa: B023  called at once
            outcomes.append(outcome_of(organisation, runs).as_json())
        self.outcomes, self.status = outcomes, self.Status.READY
        self.save(update_fields=["outcomes", "status"])

    def hear(self, done: int) -> None:
        self.done, self.heard_at = done, timezone.now()
        self.save(update_fields=["done", "heard_at"])

    def give_up(self) -> None:
        self.status = self.Status.FAILED
        self.save(update_fields=["status"])


def cases_in(organisation: Organisation, weeks: int) -> float:
    """About how many come in one run."""
    outage = organisation.outage_factor / DAYS_A_WEEK if organisation.outage_week else 0
    return (organisation.schools + organisation.joining) * organisation.cases_a_week * (weeks + outage)


def refuse_too_many(cases: float) -> None:
    if cases > MOST_IN_A_RUN:
        numbers = {"cases": localize(round(cases)), "most": localize(MOST_IN_A_RUN)}
        sentence = gettext(
            "About %(cases)s enquiries would come, and at most %(most)s can be played through. Take fewer weeks, "
            "institutions or enquiries a week."
        )
        raise TooManyCases(sentence % numbers)


def runs_for(organisation: Organisation, weeks: int) -> int:
    return max(min(int(MOST_CASES / max(cases_in(organisation, weeks), 1)), MOST_RUNS), FEWEST_RUNS)


def drop_old() -> None:
    WhatIf.objects.old().delete()
