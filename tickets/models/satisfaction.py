"""Whether the help helped: one tap of the requester when the case is solved. Counted, and without any words."""

from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tickets.models.event import Event
from tickets.models.refusals import UnableTo
from tickets.words import Actor

if TYPE_CHECKING:
    from tickets.models.ticket import Ticket


class Satisfaction(models.Model):
    """One for each case. Who changes their mind changes the row."""

    ticket = models.OneToOneField("tickets.Ticket", models.CASCADE, related_name="satisfaction", verbose_name=_("case"))

    class Missing(models.TextChoices):
        UNSOLVED = "unsolved", _("It still does not work")
        UNCLEAR = "unclear", _("I did not understand the answer")
        SLOW = "slow", _("It took too long")
        OTHER = "other", _("Something else")

    helped = models.BooleanField(_("helped"))
    missing = models.CharField(_("what was missing"), max_length=8, choices=Missing, default="", db_default="")
    """Empty where it helped, or where they did not say."""
    said_at = models.DateTimeField(_("said"), default=timezone.now)

    class Meta:
        verbose_name = _("answer to whether it helped")
        verbose_name_plural = _("answers to whether it helped")

    def __str__(self) -> str:
        return f"#{self.ticket_id}"


def rate(ticket: "Ticket", *, helped: bool, missing: str = "") -> Satisfaction:
    """The requester says whether it helped, and what was missing; one answer for each case. The same again changes
    nothing."""
    with ticket.locked():
        return rated(ticket, helped=helped, missing="" if helped else missing)


def rated(ticket: "Ticket", *, helped: bool, missing: str) -> Satisfaction:
    """Under the lock."""
    if not ticket.is_done:
        raise UnableTo(_("The enquiry is not solved yet. Write to us below if something is missing."))
    before = Satisfaction.objects.filter(ticket=ticket).first()
    if before is not None and before.helped == helped:
        return with_missing(before, missing)
    values = {"helped": helped, "missing": missing, "said_at": timezone.now()}
    satisfaction, _made = Satisfaction.objects.update_or_create(ticket=ticket, defaults=values)
    if helped:
        Event.record(ticket, "helped", by=Actor.REQUESTER)
    else:
        Event.record(ticket, "not_helped", by=Actor.REQUESTER)
    return satisfaction


def with_missing(satisfaction: Satisfaction, missing: str) -> Satisfaction:
    if missing and satisfaction.missing != missing:
        satisfaction.missing = missing
        satisfaction.save(update_fields=["missing"])
    return satisfaction
