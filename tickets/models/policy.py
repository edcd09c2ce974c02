"""How long a case may lie untouched at each tier."""

from datetime import datetime

from django.core.cache import cache
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from organisation.models import Municipality
from tickets.words import Tier

CACHED, CACHED_SECONDS = "escalation-minutes", 60
DEFAULT_MINUTES = {Tier.FIRST_LEVEL: 420, Tier.PILOT: 420, Tier.SUPPORT_ENTITLED: 840}


class EscalationPolicy(models.Model):
    """Working minutes at a tier before an untouched case climbs (at the last tier: before it is late)."""

    tier = models.CharField(_("tier"), max_length=20, choices=Tier, unique=True)
    working_minutes = models.PositiveIntegerField(
        _("working minutes"),
        validators=[MinValueValidator(5)],
        help_text=_("Minutes within the opening hours of the support."),
    )

    class Meta:
        verbose_name = _("escalation time")
        verbose_name_plural = _("escalation times")

    def __str__(self) -> str:
        return f"{self.get_tier_display()}: {self.working_minutes}"

    @classmethod
    def due_after(cls, start: datetime, tier: str) -> datetime:
        """When a case last touched at `start` must have been touched again; counted in working time."""
        return Municipality.calendar().add_minutes(start, cls.minutes_by_tier().get(tier, DEFAULT_MINUTES[Tier(tier)]))

    @classmethod
    def minutes_by_tier(cls) -> dict[str, int]:
        """The times that are set. They are asked for with every act on a case, so they are remembered a while."""
        found = cache.get(CACHED)
        if found is None:
            found = dict(cls.objects.values_list("tier", "working_minutes"))
            cache.set(CACHED, found, CACHED_SECONDS)
        assert isinstance(found, dict)
        return found

    @staticmethod
    def forget_cached() -> None:
        """Shows a change at once; called where an administrator saves the rows."""
        cache.delete(CACHED)
