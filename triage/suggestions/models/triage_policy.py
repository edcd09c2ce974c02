"""How sure triage must be before it sets a route without a person, and what it may keep to learn from."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _


class TriagePolicy(models.Model):
    """One row. Above the threshold a suggested route is set; below it the case waits under "to be assessed"."""

    threshold = models.FloatField(
        _("threshold"),
        default=0.8,
        validators=[MinValueValidator(0.0), MaxValueValidator(1.01)],
        help_text=_("From 0 to 1: 0.8 means right four times in five. Above 1 nothing is set without a person."),
    )

    keeps_examples = models.BooleanField(
        _("keep learned examples"),
        default=False,
        help_text=_(
            "What triage learned from a case stays when the personal parts of the case are deleted: the text without "
            "names and numbers, and with no way back to the case. Otherwise it is deleted with them."
        ),
    )

    class Meta:
        verbose_name = _("triage policy")
        verbose_name_plural = _("triage policy")
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_triage_policy")]

    def __str__(self) -> str:
        return number_format(self.threshold, 2)

    @classmethod
    def current(cls) -> "TriagePolicy":
        return cls.objects.first() or cls(id=1)

    @classmethod
    def stand_still(cls) -> None:
        """Within a transaction: nobody else changes how triage works meanwhile."""
        cls.objects.get_or_create(id=1)
        cls.objects.select_for_update().get(id=1)
