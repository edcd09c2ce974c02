"""A case on its way to an outside party: what was sent, by whom, and the party's own number."""

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisation.models import Party, User
from organisation.roles import Verb
from tickets.models import Event, Ticket
from tickets.models.ticket import UnableToForward
from tickets.words import Status
from triage import gates, package
from triage.models.routing_rule import Channel, RoutingRule

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class NotReady(UnableToForward):
    """The case may not leave yet; `lacks` says in words what is missing."""

    def __init__(self, lacks: "list[str | StrPromise]") -> None:
        super().__init__(_("The case cannot be forwarded yet. Something is missing."))
        self.lacks = lacks


class ForwardingQuerySet(models.QuerySet["Forwarding"]):
    def of(self, ticket: Ticket) -> "ForwardingQuerySet":
        return self.filter(ticket=ticket).select_related("party", "by").order_by("id")


class Forwarding(models.Model):
    """One passing on. `text` is the package exactly as it left."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="forwardings", verbose_name=_("case"))
    rule = models.ForeignKey(RoutingRule, models.PROTECT, related_name="+", verbose_name=_("rule"))
    party = models.ForeignKey(Party, models.PROTECT, related_name="forwardings", verbose_name=_("party"))
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    address = models.EmailField(_("address"), blank=True)
    text = models.TextField(_("text"))
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))
    forwarded_at = models.DateTimeField(_("forwarded"), auto_now_add=True)
    external_number = models.CharField(_("the party's case number"), max_length=60, blank=True)
    external_noted_at = models.DateTimeField(null=True, blank=True)

    objects = ForwardingQuerySet.as_manager()

    class Meta:
        verbose_name = _("forwarding")
        verbose_name_plural = _("forwardings")
        indexes = [models.Index(fields=["ticket", "id"], name="forwarding_of_ticket")]

    def __str__(self) -> str:
        return f"#{self.ticket_id} → {self.party}"

    @classmethod
    def forward(cls, ticket: Ticket, *, by: User, external_number: str = "") -> "Forwarding":
        """Passes the case on to the party of its route, by the rule in force.

        Raises `PermissionDenied` for who may not, `NotReady` with a list while something is missing,
        `UnableToForward` where the route stays in the house. A case that is already there is not sent again.
        """
        with ticket.locked():
            rule = gates.rule_of(ticket)
            if rule is None or not rule.allows(by, ticket) or not by.may(Verb.FORWARD, ticket):
                raise PermissionDenied(_("Your role may not pass this case on."))
            if not rule.leaves_the_house:
                raise UnableToForward(_("This route is handled in the house."))
            last = cls.objects.of(ticket).last()
            if last is not None and ticket.status == Status.FORWARDED and last.rule_id == rule.pk:
                return last
            lacks = gates.lacks(ticket, rule)
            party = rule.party_for(ticket)
            if lacks or party is None:
                raise NotReady(lacks)
            forwarding = cls.objects.create(
                ticket=ticket,
                rule=rule,
                party=party,
                channel=rule.channel,
                address=rule.address or party.email,
                text=package.as_text(package.fields_for(ticket)),
                by=by,
                external_number=external_number,
                external_noted_at=timezone.now() if external_number else None,
            )
            ticket.mark_forwarded(by=by, party=party.name, forwarding=forwarding.pk)
        return forwarding

    def note_external_number(self, number: str, *, by: User) -> None:
        """Notes the number that the party has given the case."""
        if not by.may(Verb.FORWARD, self.ticket) or not self.rule.allows(by, self.ticket):
            raise PermissionDenied
        with self.ticket.locked():
            if self.external_number != number:
                self.external_number, self.external_noted_at = number, timezone.now()
                self.save(update_fields=["external_number", "external_noted_at"])
                Event.record(self.ticket, "external_number_noted", by=by, number=number, party=self.party.name)

    def note_answer(self, text: str, *, by: User) -> None:
        """Types in what the party answered by phone, mail or its own module; the case is ours again."""
        if not by.may(Verb.FORWARD, self.ticket):
            raise PermissionDenied
        self.ticket.hear_from_party(text, party=self.party.name)
