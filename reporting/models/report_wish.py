"""Who gets the report of each month by mail, and of which month they have had it."""

from datetime import date
from typing import Self

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from organisation.models import User
from organisation.roles import Role

READERS = (Role.OBSERVER, Role.PROJECT_LEAD)
"""Roles that get it without asking."""


class ReportWish(models.Model):
    """`wanted` None: nobody has said, so the role decides."""

    user = models.OneToOneField(User, models.CASCADE, related_name="+", verbose_name=_("person"))
    wanted = models.BooleanField(_("wants the monthly report"), null=True)
    sent_for = models.DateField(_("sent for the month of"), null=True)

    class Meta:
        verbose_name = _("wish for the monthly report")
        verbose_name_plural = _("wishes for the monthly report")

    def __str__(self) -> str:
        return f"{self.user_id} · {self.wanted}"

    @classmethod
    def of(cls, user: User) -> bool:
        """Whether the person gets the report."""
        wanted = cls.objects.filter(user=user).values_list("wanted", flat=True).first()
        return bool(set(READERS) & user.roles) if wanted is None else wanted

    @classmethod
    def say(cls, user: User, *, wanted: bool) -> None:
        cls.objects.update_or_create(user=user, defaults={"wanted": wanted})

    @classmethod
    def readers(cls, month: date) -> models.QuerySet[User]:
        """Everybody who gets a report and has not had that of the month."""
        wishes = cls.objects.exclude(wanted=None)
        by_role = models.Q(memberships__role__in=READERS) & ~models.Q(pk__in=wishes.values("user"))
        asking = models.Q(pk__in=wishes.filter(wanted=True).values("user"), memberships__isnull=False)
        had = cls.objects.filter(sent_for__gte=month).values("user")
        return User.objects.filter(by_role | asking, is_active=True).exclude(pk__in=had).distinct()

    @classmethod
    def claim(cls, user: User, month: date) -> "Self | None":
        """Within a transaction: the row of who has not had the report of the month, which is noted as sent by that."""
        assert transaction.get_connection().in_atomic_block
        cls.objects.get_or_create(user=user)
        row = cls.objects.select_for_update().get(user=user)
        if row.sent_for is not None and row.sent_for >= month:
            return None
        row.sent_for = month
        row.save(update_fields=["sent_for"])
        return row
