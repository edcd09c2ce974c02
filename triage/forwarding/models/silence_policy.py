"""How long we wait: for a requester who was asked something, for news of a known error, and for KOMBIT."""

from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


def waiting_days(label: "StrPromise", *, usual: int, most: int) -> "models.PositiveSmallIntegerField[int, int]":
    limit, never = MaxValueValidator(most), _("0 means never.")
    return models.PositiveSmallIntegerField(label, default=usual, db_default=usual, validators=[limit], help_text=never)


class SilencePolicy(models.Model):
    """One row; 0 means never. Of a party that does not answer its rule says it (`RoutingRule`)."""

    remind_after_days = models.PositiveSmallIntegerField(
        _("working days before we ask the requester again"), default=3, help_text=_("0 means never.")
    )
    close_after_days = models.PositiveSmallIntegerField(
        _("working days after that before the case closes itself"),
        default=0,
        help_text=_("0 means never. The requester gets a mail that says how to open it again."),
    )
    error_days = waiting_days(
        _("working days without news of a known error before who looks after it is reminded"), usual=5, most=250
    )
    sent_days = waiting_days(
        _("days without an answer from KOMBIT before who collected the wish is reminded"), usual=60, most=3650
    )
    unsent_days = waiting_days(
        _("days in which a wish was not sent to KOMBIT before who collected it is reminded"), usual=90, most=3650
    )

    class Meta:
        verbose_name = _("waiting time")
        verbose_name_plural = _("waiting times")
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_silence_policy")]

    def __str__(self) -> str:
        return f"{self.remind_after_days} + {self.close_after_days}"

    @classmethod
    def current(cls) -> "SilencePolicy":
        return cls.objects.filter(id=1).first() or cls(id=1)
