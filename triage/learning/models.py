"""A decision of a person, as a labelled example that triage learns from."""

import hashlib
from typing import Final

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisation.stored_text import MaskedCharField, MaskedTextField
from tickets.models import Ticket
from tickets.words import Audience, Route

HELD_BACK: Final = 5
"""One example in so many is never trained on: models are judged by it."""
LEAST_HELD_BACK: Final = 20
"""Below that no judgement is worth anything."""


class ExampleQuerySet(models.QuerySet["Example"]):
    def in_order(self) -> "ExampleQuerySet":
        """The order in which they are trained on."""
        return self.order_by("id")

    def held_back(self) -> "ExampleQuerySet":
        return self.filter(is_held_back=True)


class Example(models.Model):
    """What somebody wrote, without persons, and the route that a person decided.

    `ticket` is null once the case is forgotten and the municipality keeps what was learned from it.
    """

    ticket = models.OneToOneField(
        Ticket, models.CASCADE, null=True, blank=True, related_name="example", verbose_name=_("case")
    )
    subject = MaskedCharField(_("subject"), max_length=200)
    body = MaskedTextField(_("text"))
    audience = models.CharField(_("who asks"), max_length=8, choices=Audience)
    suggested = models.CharField(_("suggested route"), max_length=20, choices=Route)
    route = models.CharField(_("decided route"), max_length=20, choices=Route)
    is_held_back = models.BooleanField(
        _("held back"), help_text=_("Never trained on: new models are judged by it."), editable=False
    )
    learned_at = models.DateTimeField(_("learned"), default=timezone.now)

    objects = ExampleQuerySet.as_manager()

    class Meta:
        verbose_name = _("learned example")
        verbose_name_plural = _("learned examples")

    def __str__(self) -> str:
        return f"#{self.pk} → {self.get_route_display()}"

    @classmethod
    def learn(cls, ticket: Ticket, *, subject: str, body: str, suggested: str, route: str) -> None:
        """One example for each case, with what was decided last. What is held back is told by the text alone, so that
        the same words never stand on both sides."""
        chance = hashlib.sha256(f"{subject}\n{body}".encode()).digest()[0]
        values: dict[str, object] = {"subject": subject, "body": body, "suggested": suggested, "route": route}
        values |= {"audience": ticket.audience, "is_held_back": chance % HELD_BACK == 0}
        cls.objects.update_or_create(ticket=ticket, defaults=values)

    @classmethod
    def forget(cls, ticket: Ticket, *, keep: bool) -> None:
        """The case is forgotten: the example goes with it, or stays without a way back to it."""
        own = cls.objects.filter(ticket=ticket)
        if keep:
            own.update(ticket=None)
        else:
            own.delete()
