"""Words that speak for a route, edited by administrators."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from organisation.models import Institution
from tickets.words import Route


class Hint(models.Model):
    """A term or pattern and the route it speaks for; for one institution, where vendors differ, or for all."""

    term = models.CharField(
        _("term"), max_length=120, help_text=_("A word, a phrase or a product name, as people write it.")
    )
    route = models.CharField(_("route"), max_length=20, choices=Route)
    weight = models.FloatField(_("weight"), default=1.0, help_text=_("From 0 to 5: how strongly it speaks."))
    institution = models.ForeignKey(
        Institution,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="hints",
        verbose_name=_("institution"),
    )
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("hint")
        verbose_name_plural = _("hints")
        constraints = [
            models.UniqueConstraint(fields=["term", "route", "institution"], name="hint_once"),
            models.UniqueConstraint(
                fields=["term", "route"], condition=models.Q(institution=None), name="wide_hint_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.term} → {self.get_route_display()}"
