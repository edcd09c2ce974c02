"""How the mail went on a day: about mails, never about who wrote or got them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DailyMail(models.Model):
    """`failed`: given up on that day, after the last attempt. Kept when the mails themselves are deleted."""

    day = models.DateField(_("day"), primary_key=True)
    received = models.PositiveIntegerField(_("mails received"), default=0)
    sent = models.PositiveIntegerField(_("mails sent"), default=0)
    failed = models.PositiveIntegerField(_("mails that could not be sent"), default=0)

    class Meta:
        verbose_name = _("daily numbers of mail")
        verbose_name_plural = _("daily numbers of mail")

    def __str__(self) -> str:
        return str(self.day)
