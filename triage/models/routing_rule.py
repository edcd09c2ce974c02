"""Which party handles a route, since when, and who may pass a case on to it: dated data."""

from collections.abc import Mapping
from datetime import date

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisation.models import Party, User
from organisation.roles import Role
from tickets.models import Message, Ticket
from tickets.words import Route
from triage.facts import needed


class Channel(models.TextChoices):
    COPY = "copy", _("Copied into the party's own form")
    WEB_FORM = "web_form", _("The party's web form")
    MAIL = "mail", _("Mail")
    COLLECT = "collect", _("Collected by the project lead")
    INTERNAL = "internal", _("Answered in the house")


COPIED = frozenset({Channel.COPY, Channel.WEB_FORM})
"""Channels in which a person copies the package into a form of the party."""


class Gate(models.TextChoices):
    """What must be true before a case may leave."""

    REPORT_COMPLETE = "report_complete", _("The fault report is complete")
    USAGE_RULED_OUT = "usage_ruled_out", _("Wrong use is ruled out")
    MASTER_DATA_CHECKED = "master_data_checked", _("Master data are checked")


class RoutingRuleQuerySet(models.QuerySet["RoutingRule"]):
    def for_route(self, route: str, on: date | None = None) -> "RoutingRule | None":
        """The rule in force on a day: the newest one that is valid by then."""
        day = on or timezone.localdate()
        return self.filter(route=route, valid_from__lte=day).order_by("-valid_from", "-id").first()


class RoutingRule(models.Model):
    """From `valid_from` on, until a newer rule of the same route takes its place.

    `forwarders` lists role slugs, `gates` and `required_facts` what must be there before the case leaves;
    `conditions` adds to both where the facts are so (`triage.facts.needed`).
    """

    route = models.CharField(_("route"), max_length=20, choices=Route)
    party_kind = models.CharField(_("party"), max_length=20, choices=Party.Kind, blank=True)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    address = models.EmailField(_("address"), blank=True, help_text=_("Where the party has one for this alone."))
    forwarders = models.JSONField(_("who may pass it on"), default=list, blank=True)
    gates = models.JSONField(_("gates"), default=list, blank=True)
    required_facts = models.JSONField(_("facts that must be there"), default=list, blank=True)
    conditions = models.JSONField(
        _("what some cases need besides"),
        default=list,
        blank=True,
        help_text=_("For example the name of the group, where the fault is in groups."),
    )
    remind_after_days = models.PositiveSmallIntegerField(
        _("working days before we remind the party"), default=5, help_text=_("0 means never.")
    )
    source = models.CharField(_("source of the rule"), max_length=200)
    valid_from = models.DateField(_("valid from"))

    objects = RoutingRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("routing rule")
        verbose_name_plural = _("routing rules")
        constraints = [models.UniqueConstraint(fields=["route", "valid_from"], name="one_rule_a_day")]

    def __str__(self) -> str:
        return f"{self.get_route_display()} · {self.valid_from}"

    @property
    def leaves_the_house(self) -> bool:
        return self.channel == Channel.MAIL or self.is_copied

    @property
    def is_copied(self) -> bool:
        return self.channel in COPIED

    @property
    def forwarder_names(self) -> list[str]:
        return [str(Role(role).label) for role in self.forwarders]

    def facts_for(self, given: Mapping[str, str]) -> list[str]:
        """The facts that a report with these facts must hold."""
        return needed(self.required_facts, self.conditions, given)

    def gates_for(self, given: Mapping[str, str]) -> list[str]:
        return needed(self.gates, self.conditions, given, "gates")

    def allows(self, user: User, ticket: Ticket) -> bool:
        """Whether the person holds one of the forwarding roles for the case."""
        return bool(user.roles_at(ticket) & set(self.forwarders))

    def parties_for(self, ticket: Ticket) -> list[Party]:
        """Whom the case may go to: the institution's own vendors, or the parties of the kind."""
        institution = ticket.institution
        if self.party_kind == Party.Kind.SCHEDULE_VENDOR:
            return [institution.schedule_vendor] if institution and institution.schedule_vendor else []
        parties = Party.objects.filter(kind=self.party_kind)
        if self.party_kind == Party.Kind.WIDGET_VENDOR and institution:
            parties = institution.widget_vendors.all()
        return list(parties.order_by("id"))

    def party_for(self, ticket: Ticket) -> Party | None:
        """The party of this case: where there are several, the one whose product the requester names."""
        parties = self.parties_for(ticket)
        if len(parties) > 1:
            words = ticket.messages.filter(kind=Message.Kind.REQUESTER).values_list("body", flat=True)[:5]
            text = " ".join([ticket.subject, *words]).casefold()
            parties.sort(key=lambda party: -party.named_in(text))
        return parties[0] if parties else None
