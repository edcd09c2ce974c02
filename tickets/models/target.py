"""What the municipality wants to keep: a first answer, a next answer and a solution within so many working minutes."""

from typing import TYPE_CHECKING, Any, Final

from django.core.cache import cache
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from database.read_ahead import remembered
from tickets.words import Audience, Priority, Tier

if TYPE_CHECKING:
    from tickets.models.ticket import Ticket

CACHED, CACHED_SECONDS = "targets", 60
NARROWING: Final = ("priority", "audience", "tier")


class Target(models.Model):
    """Of all cases, or of those of a priority, an audience, a tier: the row that says most of a case counts for it."""

    class Kind(models.TextChoices):
        FIRST_ANSWER = "first_answer", _("First answer")
        NEXT_ANSWER = "next_answer", _("Next answer")
        SOLUTION = "solution", _("Solution")

    kind = models.CharField(_("target"), max_length=12, choices=Kind)
    priority = models.CharField(_("priority"), max_length=8, choices=Priority, blank=True, default="")
    audience = models.CharField(_("who asks"), max_length=8, choices=Audience, blank=True, default="")
    tier = models.CharField(_("tier"), max_length=20, choices=Tier, blank=True, default="")
    working_minutes = models.PositiveIntegerField(
        _("working minutes"),
        validators=[MinValueValidator(5)],
        help_text=_("Minutes within the opening hours. They stand still while the case waits for others."),
    )
    remind_percent = models.PositiveSmallIntegerField(
        _("percent of it until a reminder"),
        default=75,
        validators=[MaxValueValidator(99)],
        help_text=_("Whoever has the case is reminded before its time is up. 0 means no reminder."),
    )

    class Meta:
        verbose_name = _("target for answers and solutions")
        verbose_name_plural = _("targets for answers and solutions")
        constraints = [models.UniqueConstraint(fields=["kind", *NARROWING], name="one_target_of_a_kind")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.working_minutes}"

    @classmethod
    def plain(cls) -> list[dict[str, Any]]:
        """Every row. Asked for with every act on a case, so they are remembered."""
        rows = remembered(CACHED)
        if rows is None:
            rows = cls.stored()
            cache.set(CACHED, rows, CACHED_SECONDS)
        assert isinstance(rows, list)
        return rows

    @classmethod
    def stored(cls) -> list[dict[str, Any]]:
        return list(cls.objects.order_by("id").values("kind", *NARROWING, "working_minutes", "remind_percent"))

    @classmethod
    def of(cls, kind: str, ticket: "Ticket") -> dict[str, Any] | None:
        """The row that counts for the case; None where there is no such target for it."""
        fitting = [row for row in cls.plain() if row["kind"] == kind and fits(row, ticket)]
        return max(fitting, key=how_narrow, default=None)

    @staticmethod
    def forget_cached() -> None:
        cache.delete(CACHED)


def fits(row: dict[str, Any], ticket: "Ticket") -> bool:
    return all(row[name] in {"", getattr(ticket, name)} for name in NARROWING)


def how_narrow(row: dict[str, Any]) -> tuple[int, bool, bool]:
    """Of two that say as much, the one that names the priority counts, then the one that names who asks."""
    return (sum(bool(row[name]) for name in NARROWING), bool(row["priority"]), bool(row["audience"]))
