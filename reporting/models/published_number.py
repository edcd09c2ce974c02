"""The numbers of a month as other programs may read them: nobody in it, and small numbers hidden."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from organisation.stored_text import MaskedCharField
from reporting.models.daily_number import COUNTS, LONGEST_VALUE, Dimension


class PublishedNumber(models.Model):
    """One row for each month, institution (or the whole municipality) and value of a dimension.

    The table is called `numbers_by_month` and its columns stay: spreadsheets and Power BI read it by SQL. It stands by
    itself, names and all, so that who may read it need read no other. A count that is hidden is null.
    """

    month = models.DateField(_("month"))
    is_whole = models.BooleanField(_("whole municipality"), default=False)
    code = models.CharField(_("institution code"), max_length=6, blank=True, default="")
    institution = MaskedCharField(_("institution"), max_length=120, blank=True, default="")
    kind = models.CharField(_("kind"), max_length=20, blank=True, default="")
    area = MaskedCharField(_("area"), max_length=60, blank=True, default="")
    dimension = models.CharField(_("by"), max_length=10, choices=Dimension, blank=True, default="")
    value = models.CharField(_("value"), max_length=LONGEST_VALUE, blank=True, default="")
    opened = models.PositiveIntegerField(_("received"), null=True)
    answered = models.PositiveIntegerField(_("answered"), null=True)
    solved = models.PositiveIntegerField(_("solved"), null=True)
    solved_first_level = models.PositiveIntegerField(_("solved at first level"), null=True)
    ended_otherwise = models.PositiveIntegerField(_("ended otherwise"), null=True)
    reopened = models.PositiveIntegerField(_("reopened"), null=True)
    handed_up = models.PositiveIntegerField(_("handed up"), null=True)
    forwarded = models.PositiveIntegerField(_("forwarded"), null=True)
    returned = models.PositiveIntegerField(_("returned by a party"), null=True)
    attached = models.PositiveIntegerField(_("had a known error as cause"), null=True)
    rated = models.PositiveIntegerField(_("said whether it helped"), null=True)
    helped = models.PositiveIntegerField(_("said that it helped"), null=True)

    class Meta:
        db_table = "numbers_by_month"
        verbose_name = _("published number")
        verbose_name_plural = _("published numbers")
        indexes = [models.Index(fields=["month", "is_whole", "dimension"], name="published_by_month")]

    def __str__(self) -> str:
        return f"{self.month} {self.code} {self.dimension} {self.value}"


PUBLISHED = tuple(name for name in COUNTS if name not in {"still_open", "parted"})
