"""How long we wait for a requester who was asked something."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SilencePolicy(models.Model):
    """One row, in working days. 0 means never."""

    remind_after_days = models.PositiveSmallIntegerField(
        _("working days before we ask the requester again"), default=3, help_text=_("0 means never.")
    )
    close_after_days = models.PositiveSmallIntegerField(
        _("working days after that before the case closes itself"),
        default=0,
        help_text=_("0 means never. The requester gets a mail that says how to open it again."),
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
