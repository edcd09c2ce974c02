"""How long a case may lie untouched at each tier."""

from datetime import datetime
from typing import Final

from django.core.cache import cache
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from organisation.models import Municipality
from tickets.words import Priority, Tier

CACHED, CACHED_SECONDS = "escalation-times", 60
SHARE: Final = [MinValueValidator(1), MaxValueValidator(100)]
DEFAULT_MINUTES = {Tier.FIRST_LEVEL: 420, Tier.PILOT: 420, Tier.SUPPORT_ENTITLED: 840}


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

    class Meta:
        verbose_name = _("escalation time")
        verbose_name_plural = _("escalation times")

    def __str__(self) -> str:
        return f"{self.get_tier_display()}: {self.working_minutes}"

    @classmethod
    def due_after(cls, start: datetime, tier: str, priority: str = Priority.NORMAL) -> datetime:
        """When a case last touched at `start` must have been touched again; counted in working time."""
        return Municipality.calendar().add_minutes(start, cls.minutes(tier, priority))

    @classmethod
    def minutes(cls, tier: str, priority: str) -> int:
        """Working minutes at the tier, shorter for what is urgent."""
        minutes, high, urgent = cls.times_by_tier().get(tier, (DEFAULT_MINUTES[Tier(tier)], 50, 25))
        percent = {Priority.HIGH.value: high, Priority.URGENT.value: urgent}.get(str(priority), 100)
        return max(minutes * percent // 100, 1)

    @classmethod
    def times_by_tier(cls) -> dict[str, tuple[int, int, int]]:
        """Minutes, and the percents of high and urgent. Asked for with every act on a case, so they are remembered."""
        found = cache.get(CACHED)
        if found is None:
            rows = cls.objects.values_list("tier", "working_minutes", "high_percent", "urgent_percent")
            found = {tier: (minutes, high, urgent) for tier, minutes, high, urgent in rows}
            cache.set(CACHED, found, CACHED_SECONDS)
        assert isinstance(found, dict)
        return found

    @staticmethod
    def forget_cached() -> None:
        """Shows a change at once; called where an administrator saves the rows."""
        cache.delete(CACHED)
