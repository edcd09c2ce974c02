"""Which party handles a route, since when, and who may pass a case on to it: dated data."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from database.prepared import DAY, WORD, Prepared
from organisation.models import Party, User
from organisation.roles import Role
from organisation.stored_text import MaskedCharField
from tickets.models import Ticket
from tickets.models.refusals import UnableTo
from tickets.words import Route
from triage.facts import needed
from triage.routing.models.rule_change import RuleChange

DECIDED: Final = (
    "party_kind",
    "channel",
    "address",
    "forwarders",
    "gates",
    "required_facts",
    "conditions",
    "remind_after_days",
    "source",
    "valid_from",
)
"""What a rule decides, in the order in which people read it."""


class UnableToRule(UnableTo): ...


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
    def newest_first(self) -> "RoutingRuleQuerySet":
        return self.order_by("-valid_from", "-id")


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
    source = MaskedCharField(_("source of the rule"), max_length=200)
    valid_from = models.DateField(_("valid from"))

    objects = RoutingRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("routing rule")
        verbose_name_plural = _("routing rules")
        constraints = [models.UniqueConstraint(fields=["route", "valid_from"], name="one_rule_a_day")]

    def __str__(self) -> str:
        return f"{self.get_route_display()} · {self.valid_from}"

    @classmethod
    def in_force(cls, route: str, on: date | None = None) -> "RoutingRule | None":
        """The route's rule on a day: the newest one that is valid by then."""
        return IN_FORCE.first({WORD: route, DAY: on or timezone.localdate()})

    @classmethod
    def for_ticket(cls, ticket: Ticket) -> "RoutingRule | None":
        """The rule in force for the case's route, if it has one."""
        return cls.in_force(ticket.route) if ticket.route else None

    # Changing the rules

    @classmethod
    def make(cls, route: str, decisions: Mapping[str, Any], *, by: User) -> "RoutingRule":
        """A rule of the route from the day `decisions` names on: today or later. It holds all of `DECIDED`.

        Raises `UnableToRule` for a day that is over, or one from which another rule of the route is valid already.
        """
        with cls._ruling(route, by):
            there = cls.objects.filter(route=route, valid_from=decisions["valid_from"]).first()
            if there is not None and there.decided == dict(decisions):
                return there
            cls._refuse_day(route, decisions["valid_from"])
            rule = cls.objects.create(route=route, **decisions)
            rule.log(RuleChange.Kind.MADE, by)
        return rule

    def revise(self, decisions: Mapping[str, Any], *, by: User) -> "RoutingRule":
        """Changes what is not yet history; otherwise makes a new rule from the day in `decisions`. Returns the rule.

        What was in force once stays as it was: cases were passed on by it.
        """
        with self._ruling(self.route, by):
            self.refresh_from_db()
            changed = [name for name in DECIDED if decisions[name] != self.decided[name]]
            if not changed or (changed == ["valid_from"] and self.is_settled() and self.is_in_force()):
                return self
            if self.is_settled():
                return self.make(self.route, decisions, by=by)
            if "valid_from" in changed:
                self._refuse_day(self.route, decisions["valid_from"])
            before = self.decided
            for name in changed:
                setattr(self, name, decisions[name])
            self.save(update_fields=changed)
            self.log(RuleChange.Kind.AMENDED, by, {name: (before[name], decisions[name]) for name in changed})
        return self

    def withdraw(self, *, by: User) -> None:
        """Takes back a rule that has decided nothing yet; the one before it stays in force."""
        with self._ruling(self.route, by):
            there = RoutingRule.objects.filter(pk=self.pk).first()
            if there is None:
                return
            if there.is_settled():
                raise UnableToRule(_("This rule has been in force. Make a new one that takes its place."))
            there.log(RuleChange.Kind.WITHDRAWN, by)
            there.delete()

    @classmethod
    def _refuse_day(cls, route: str, day: date) -> None:
        if day < timezone.localdate():
            raise UnableToRule(_("A rule cannot begin in the past. Choose today, or a day that comes."))
        if cls.objects.filter(route=route, valid_from=day).exists():
            raise UnableToRule(
                _("Another rule of this route begins on that day. Change that one, or choose another day.")
            )

    @staticmethod
    @contextmanager
    def _ruling(route: str, by: User) -> Iterator[None]:
        """The rules of the route stand still, for somebody who may change them."""
        if not by.has_perm("triage.change_routingrule"):
            raise PermissionDenied(_("Your role does not allow this."))
        with transaction.atomic():
            list(RoutingRule.objects.select_for_update().filter(route=route).values_list("pk"))
            yield

    def log(self, kind: str, by: User, changes: Mapping[str, Any] | None = None) -> None:
        """Keeps who changed the rules, and how; the verbs above call it."""
        RuleChange.objects.create(
            route=self.route, kind=kind, valid_from=self.valid_from, changes=dict(changes or {}), by=by
        )

    @property
    def decided(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in DECIDED}

    def is_settled(self) -> bool:
        """Whether it is history: it was in force before today, or a case was passed on by it."""
        return self.valid_from < timezone.localdate() or self.forwardings.exists()

    def is_in_force(self) -> bool:
        return RoutingRule.in_force(self.route) == self

    @property
    def is_coming(self) -> bool:
        return self.valid_from > timezone.localdate()

    # What it says

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
        if self.party_kind == Party.Kind.WIDGET_VENDOR and institution:
            return list(institution.widget_vendors.order_by("id"))
        return OF_KIND.rows({WORD: self.party_kind})

    def party_for(self, ticket: Ticket) -> Party | None:
        """The party of this case: where there are several, the one whose product the requester names."""
        parties = self.parties_for(ticket)
        if len(parties) > 1:
            bodies = ticket.messages.from_requester().values_list("body", flat=True)[:5]
            text = " ".join([ticket.subject, *bodies]).casefold()
            parties.sort(key=lambda party: -party.named_in(text))
        return parties[0] if parties else None


IN_FORCE = Prepared(lambda: RoutingRule.objects.filter(route=WORD, valid_from__lte=DAY).newest_first()[:1])
OF_KIND = Prepared(lambda: Party.objects.filter(kind=WORD).order_by("id"))
