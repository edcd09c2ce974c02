"""Who changed which rule, and when: the rules decide what leaves the municipality, so nobody changes them unseen."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisation.models import User
from organisation.stored_text import MaskedJSONField
from tickets.words import Route


class RuleChange(models.Model):
    """One change of the rules of a route. Rows are added, never changed.

    `changes` holds [before, after] by name of what was decided; it is empty for a rule that was made or taken back.
    """

    class Kind(models.TextChoices):
        MADE = "made", _("made")
        AMENDED = "amended", _("changed")
        WITHDRAWN = "withdrawn", _("taken back")

    route = models.CharField(_("route"), max_length=20, choices=Route)
    kind = models.CharField(_("what happened"), max_length=9, choices=Kind)
    valid_from = models.DateField(_("valid from"))
    changes = MaskedJSONField(default=dict, encoder=DjangoJSONEncoder)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("change of a routing rule")
        verbose_name_plural = _("changes of routing rules")
        indexes = [models.Index(fields=["route", "-id"], name="rule_change_of_route")]

    def __str__(self) -> str:
        return f"{self.get_route_display()} · {self.valid_from} · {self.get_kind_display()}"
