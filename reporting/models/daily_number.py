"""The sums of one day: what is kept of how it goes when the cases are forgotten."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from organisation.models import Institution


class Dimension(models.TextChoices):
    """By what the cases of an institution are told apart; one at a time, since two together point at people."""

    ALL = "", _("All")
    AUDIENCE = "audience", _("Who asks")
    CHANNEL = "channel", _("Channel")
    ROUTE = "route", _("Case type")
    TOPIC = "topic", _("Topic")
    TIER = "tier", _("Level")
    HOUR = "hour", _("Hour")
    PARTY = "party", _("Outside party")


LONGEST_VALUE: Final = 40
COUNTS: Final = (
    "opened",
    "answered",
    "solved",
    "solved_first_level",
    "ended_otherwise",
    "reopened",
    "parted",
    "handed_up",
    "forwarded",
    "returned",
    "attached",
    "rated",
    "helped",
    "still_open",
)
TIMES: Final = ("first_answer", "solution", "waiting")


class DailyNumberQuerySet(models.QuerySet["DailyNumber"]):
    def between(self, first: object, last: object) -> "DailyNumberQuerySet":
        return self.filter(day__gte=first, day__lte=last)

    def of_places(self, places: list[int] | None) -> "DailyNumberQuerySet":
        """Of the institutions, or of the whole municipality in one row where `places` is None."""
        if places is None:
            return self.filter(is_whole=True)
        return self.filter(is_whole=False, institution__in=places)


class DailyNumber(models.Model):
    """What happened on a day (Danish time) to the cases of one institution that share one value of one dimension.

    Rows of an hour hold what came in it alone, and those of an outside party what it had: forwarded to it, answered or
    returned by it, and the time it took, as `waiting`.

    Rows of `is_whole` hold the whole municipality. A case stands under what is known of it now (its institution,
    audience, case type, topic, level), not under what was known on the day. The times are how often each length came
    up, in working minutes as `reporting.lengths.rounded` writes them: {"15": 3}.
    """

    day = models.DateField(_("day"))
    is_whole = models.BooleanField(_("whole municipality"), default=False)
    institution = models.ForeignKey(
        Institution, models.CASCADE, null=True, related_name="+", verbose_name=_("institution"), db_index=False
    )
    dimension = models.CharField(_("by"), max_length=10, choices=Dimension, blank=True, default="")
    value = models.CharField(_("value"), max_length=LONGEST_VALUE, blank=True, default="")

    opened = models.PositiveIntegerField(_("received"), default=0)
    answered = models.PositiveIntegerField(_("answered"), default=0)
    solved = models.PositiveIntegerField(_("solved"), default=0)
    solved_first_level = models.PositiveIntegerField(_("solved at first level"), default=0)
    ended_otherwise = models.PositiveIntegerField(_("ended otherwise"), default=0)
    reopened = models.PositiveIntegerField(_("reopened"), default=0)
    parted = models.PositiveIntegerField(_("parted from another again"), default=0)
    handed_up = models.PositiveIntegerField(_("handed up"), default=0)
    forwarded = models.PositiveIntegerField(_("forwarded"), default=0)
    returned = models.PositiveIntegerField(_("returned by a party"), default=0)
    attached = models.PositiveIntegerField(_("had a known error as cause"), default=0)
    rated = models.PositiveIntegerField(_("said whether it helped"), default=0)
    helped = models.PositiveIntegerField(_("said that it helped"), default=0)
    still_open = models.PositiveIntegerField(_("came that day and open still"), default=0)
    first_answer = models.JSONField(_("first answer"), default=dict)
    solution = models.JSONField(_("solution"), default=dict)
    waiting = models.JSONField(_("waiting"), default=dict)

    objects = DailyNumberQuerySet.as_manager()

    class Meta:
        verbose_name = _("daily number")
        verbose_name_plural = _("daily numbers")
        indexes = [
            models.Index(fields=["is_whole", "dimension", "day"], name="number_by_day"),
            models.Index(fields=["institution", "dimension", "day"], name="number_of_place"),
            models.Index(
                fields=["is_whole", "institution", "day"], name="number_open", condition=models.Q(still_open__gt=0)
            ),
            models.Index(fields=["day"], name="number_of_day"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.dimension} {self.value}"
