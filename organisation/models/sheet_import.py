"""A spreadsheet on its way in: kept between the preview and the confirmation, and as a trace afterwards."""

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisation.models.people import User
from organisation.stored_text import MaskedCharField, MaskedJSONField, MaskedTextField

KEPT = timedelta(hours=24)


class SheetImport(models.Model):
    """Who brought in what, and what it came to. The text itself is gone once it is done, or after a day."""

    class Kind(models.TextChoices):
        INSTITUTIONS = "institutions", _("Institutions")
        PEOPLE = "people", _("People")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    file_name = MaskedCharField(_("file name"), max_length=120)
    text = MaskedTextField()
    only_these = models.BooleanField(default=False)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))
    made_at = models.DateTimeField(_("at"), auto_now_add=True)
    applied_at = models.DateTimeField(null=True)
    counts = MaskedJSONField(default=dict)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")

    def __str__(self) -> str:
        return self.file_name

    @classmethod
    def drop_old(cls) -> None:
        """Forgets files that nobody confirmed, and the names of the others."""
        old = cls.objects.filter(made_at__lt=timezone.now() - KEPT)
        old.filter(applied_at=None).delete()
        old.exclude(file_name="").update(file_name="")
