"""Words that speak for a route, edited by administrators."""

from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from organisation.models import Institution
from organisation.stored_text import MaskedCharField
from tickets.words import Route
from triage.classifier import interface
from triage.classifier.patterns import UnsafePattern, bounded
from triage.classifier.text import folded

SHORTEST_TERM: Final = 3
PATTERN_ERRORS: Final = {
    "empty": _("The pattern also matches empty text. Make it more specific."),
    "sign": _("The pattern holds a sign that is not taken here."),
    "repeat": _("Only a single letter, sign or [group] may be repeated with * + or {}."),
    "wide": _("The pattern has too many ways to fit. Make two hints of it."),
    "broken": _("The pattern is not complete: a bracket or sign is missing."),
}


class Hint(models.Model):
    """A term or pattern and the route it speaks for; for one institution, where vendors differ, or for all."""

    term = MaskedCharField(
        _("term"), max_length=120, help_text=_("A word, a phrase or a product name, as people write it.")
    )
    is_pattern = models.BooleanField(
        _("a pattern"),
        default=False,
        help_text=_("Letters and \\b \\w \\d \\s . ? * + [a-z] (one|other). Leave it off for ordinary words."),
    )
    route = models.CharField(_("route"), max_length=20, choices=Route)
    weight = models.FloatField(
        _("weight"),
        default=1.0,
        validators=[MinValueValidator(0.0), MaxValueValidator(interface.FULL_WEIGHT)],
        help_text=_("From 0 to 5: how strongly it speaks. 5 decides, whatever else the text says."),
    )
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

    def clean(self) -> None:
        """A term that stands in nearly every text, or a pattern that could read for ever, is refused."""
        if self.is_pattern:
            try:
                bounded(self.term)
            except UnsafePattern as refusal:
                raise ValidationError({"term": PATTERN_ERRORS[refusal.why]}) from refusal
        elif len(folded(self.term).strip()) < SHORTEST_TERM:
            raise ValidationError({"term": _("Write at least three characters; shorter ones stand in most texts.")})

    def for_classifier(self) -> interface.Hint:
        """As the classifier takes it."""
        return interface.Hint(self.term, self.route, self.weight, self.is_pattern)

    def __str__(self) -> str:
        return f"{self.term} → {self.get_route_display()}"
