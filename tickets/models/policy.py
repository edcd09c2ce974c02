"""How long a case may lie untouched at each tier."""

from datetime import datetime
from typing import Final, NamedTuple

from django.core.cache import cache
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from database.read_ahead import remembered
from organisation.models import Municipality
from tickets.words import Priority, Tier

CACHED, CACHED_SECONDS = "times-of-tiers", 60
USUAL_REMINDER: Final = 75
"""Percent of the time."""
SHARE: Final = [MinValueValidator(1), MaxValueValidator(100)]


class TierTimes(NamedTuple):
    """Working minutes at a tier, and percents of them: for high priority, for urgent, and until the reminder."""

    minutes: int
    high: int = 50
    urgent: int = 25
    remind: int = USUAL_REMINDER

    def minutes_for(self, priority: str) -> int:
        """Shorter for what is urgent."""
        percent = {Priority.HIGH.value: self.high, Priority.URGENT.value: self.urgent}.get(str(priority), 100)
        return max(self.minutes * percent // 100, 1)

    def minutes_until_reminder(self, priority: str) -> int | None:
        return self.minutes_for(priority) * self.remind // 100 if self.remind else None


DEFAULT_MINUTES: Final = {Tier.FIRST_LEVEL: 420, Tier.PILOT: 420, Tier.SUPPORT_ENTITLED: 840}


class EscalationPolicy(models.Model):
    """Working minutes at a tier before an untouched case climbs (at the last tier: before it is late)."""

    tier = models.CharField(_("tier"), max_length=20, choices=Tier, unique=True)
    working_minutes = models.PositiveIntegerField(
        _("working minutes"),
        validators=[MinValueValidator(5)],
        help_text=_("Minutes within the opening hours of the support."),
    )

    high_percent = models.PositiveSmallIntegerField(
        _("percent of it for high priority"), default=50, db_default=50, validators=SHARE
    )
    urgent_percent = models.PositiveSmallIntegerField(
        _("percent of it for urgent cases"), default=25, db_default=25, validators=SHARE
    )
    remind_percent = models.PositiveSmallIntegerField(
        _("percent of it until a reminder"),
        default=USUAL_REMINDER,
        db_default=USUAL_REMINDER,
        validators=[MaxValueValidator(99)],
        help_text=_("Whoever has the case is reminded before its time is up. 0 means no reminder."),
    )

    class Meta:
        verbose_name = _("escalation time")
        verbose_name_plural = _("escalation times")

    def __str__(self) -> str:
        return f"{self.get_tier_display()}: {self.working_minutes}"

    @classmethod
    def due_after(
        cls, start: datetime, tier: str, priority: str = Priority.NORMAL, *, institution: int | None = None
    ) -> datetime:
        """When a case last touched at `start` must have been touched again; counted in working time."""
        calendar = Municipality.calendar(place_of_work(tier, institution))
        return calendar.add_minutes(start, cls.minutes(tier, priority))

    @classmethod
    def minutes(cls, tier: str, priority: str) -> int:
        """Working minutes at the tier, shorter for what is urgent."""
        return cls.times_by_tier()[tier].minutes_for(priority)

    @classmethod
    def times_by_tier(cls) -> dict[str, TierTimes]:
        """Every tier. Asked for with every act on a case, so they are remembered."""
        times = remembered(CACHED)
        if times is None:
            times = cls.read_times()
            cache.set(CACHED, times, CACHED_SECONDS)
        assert isinstance(times, dict)
        return times

    @classmethod
    def read_times(cls) -> dict[str, TierTimes]:
        columns = ("tier", "working_minutes", "high_percent", "urgent_percent", "remind_percent")
        rows = cls.objects.values_list(*columns)
        usual = {tier.value: TierTimes(minutes) for tier, minutes in DEFAULT_MINUTES.items()}
        return usual | {tier: TierTimes(*times) for tier, *times in rows}

    @staticmethod
    def forget_cached() -> None:
        """Shows a change at once; called where an administrator saves the rows."""
        cache.delete(CACHED)


def place_of_work(tier: str, institution: int | None) -> int | None:
    """Whose hours count: those of the case's institution; the support-entitled work for the whole municipality."""
    return None if tier == Tier.SUPPORT_ENTITLED else institution
