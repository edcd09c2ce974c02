"""That an enquiry repeats an open case of the same sender."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from organisation.models import User
from tickets.models import Ticket


class RepeatQuerySet(models.QuerySet["Repeat"]):
    def seen_by(self, user: User, ticket: Ticket) -> "RepeatQuerySet":
        """What the case repeats, as far as the person may see the earlier case; most alike first."""
        visible = Ticket.objects.visible_to(user)
        return self.filter(ticket=ticket, earlier__in=visible).select_related("earlier").order_by("-likeness", "-id")


class Repeat(models.Model):
    """`ticket` says what `earlier`, of the same sender and open at the time, said before; `likeness` from 0 to 1."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="repeats", verbose_name=_("case"))
    earlier = models.ForeignKey(Ticket, models.CASCADE, related_name="repeated_by", verbose_name=_("earlier case"))
    likeness = models.FloatField(_("likeness"), validators=[MinValueValidator(0.0), MaxValueValidator(1.0)])

    objects = RepeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("repeat")
        verbose_name_plural = _("repeats")
        constraints = [
            models.UniqueConstraint(fields=["ticket", "earlier"], name="repeat_once"),
            models.CheckConstraint(condition=~models.Q(ticket=models.F("earlier")), name="repeat_of_another"),
        ]

    def __str__(self) -> str:
        return f"#{self.ticket_id} → #{self.earlier_id}"

    @property
    def percent(self) -> int:
        return round(self.likeness * 100)
