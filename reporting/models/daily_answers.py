"""What shared answers did on a day: about answers and days, never about people."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DailyAnswers(models.Model):
    """`spared`: people who were about to write and found the answer first. `readings`: how often answers had been read
    in all when the day was last counted; null where nobody counted on the day itself."""

    day = models.DateField(_("day"), primary_key=True)
    spared = models.PositiveIntegerField(_("enquiries spared"), default=0)
    helped = models.PositiveIntegerField(_("it helped"), default=0)
    did_not_help = models.PositiveIntegerField(_("it did not help"), default=0)
    readings = models.PositiveBigIntegerField(_("readings so far"), null=True)

    class Meta:
        verbose_name = _("daily numbers of shared answers")
        verbose_name_plural = _("daily numbers of shared answers")

    def __str__(self) -> str:
        return str(self.day)
