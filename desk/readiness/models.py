"""What people say themselves, with date and name, and how ready the municipality was from day to day."""

from datetime import date
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisation.models import User
from organisation.stored_text import MaskedCharField


class Confirmation(models.Model):
    """Somebody stands for it that a thing was done which no row can show. One for each question; a newer one takes its
    place."""

    question = models.CharField(_("question"), max_length=40, unique=True)
    confirmed_on = models.DateField(_("done on"))
    name = MaskedCharField(_("who did it"), max_length=120)
    note = MaskedCharField(_("note"), max_length=200, blank=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("written down by"))
    at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("confirmation")
        verbose_name_plural = _("confirmations")

    def __str__(self) -> str:
        return f"{self.question} · {self.confirmed_on} · {self.name}"

    @classmethod
    def confirm(cls, question: str, *, by: User, on: date | None = None, name: str = "", note: str = "") -> None:
        fields: dict[str, Any] = {"confirmed_on": on or timezone.localdate(), "name": name or by.name, "note": note}
        cls.objects.update_or_create(question=question, defaults=fields | {"by": by})

    @classmethod
    def withdraw(cls, question: str) -> None:
        cls.objects.filter(question=question).delete()

    @classmethod
    def by_question(cls) -> "dict[str, Confirmation]":
        return {each.question: each for each in cls.objects.all()}


class ReadinessDay(models.Model):
    """How many questions stood well, half and badly on a day before the start."""

    day = models.DateField(_("day"), unique=True)
    green = models.PositiveSmallIntegerField(_("in place"))
    amber = models.PositiveSmallIntegerField(_("nearly"))
    red = models.PositiveSmallIntegerField(_("missing"))

    class Meta:
        verbose_name = _("readiness of a day")
        verbose_name_plural = _("readiness by day")

    def __str__(self) -> str:
        return f"{self.day}: {self.green}/{self.amber}/{self.red}"

    @property
    def total(self) -> int:
        return self.green + self.amber + self.red
