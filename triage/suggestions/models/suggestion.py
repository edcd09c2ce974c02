"""What triage thinks an enquiry is, why, and what a person decided."""

from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from database.prepared import FIRST, Prepared
from organisation.models import Institution, User
from organisation.stored_text import MaskedJSONField
from tickets.models import Event, Ticket, snapshot
from tickets.words import Actor, Route

SUREST = 99
PLAIN = 0.95
"""From here one route stands out so far that a second one is not offered."""
DECISION = ["outcome", "decided_route", "decided_by", "decided_at"]


class Suggestion(models.Model):
    """A route with a confidence (0 to 1) and reasons (`{"code": …, "params": {…}}`), and its fate.

    `scores` are those of all routes before hints spoke, so that another set of hints is tried without the model.
    `institution` is the case's, kept here so that quality is counted without reading cases.
    """

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("To be assessed")
        AUTOMATIC = "automatic", _("Set automatically")
        ACCEPTED = "accepted", _("Accepted")
        CORRECTED = "corrected", _("Corrected")

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="suggestions", verbose_name=_("case"))
    event = models.OneToOneField(Event, models.CASCADE, related_name="suggestion")
    route = models.CharField(_("route"), max_length=20, choices=Route)
    confidence = models.FloatField(_("confidence"))
    reasons = MaskedJSONField(_("reasons"), default=list)
    flags = models.JSONField(_("flags"), default=list)
    may_be_sensitive = models.BooleanField(
        default=False, db_default=False, editable=False, help_text=_("Below the flag, but too near to learn from.")
    )
    scores = models.JSONField(_("scores before hints"), null=True, blank=True)
    bars = models.JSONField(
        default=dict, db_default={}, editable=False, help_text=_("How sure the model must be of each route.")
    )
    holds = models.JSONField(
        default=list, db_default=[], editable=False, help_text=_("Why a person must look, however sure it is.")
    )
    model = models.CharField(_("model"), max_length=40, blank=True)
    institution = models.ForeignKey(
        Institution, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("institution")
    )
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, default=Outcome.WAITING)
    was_automatic = models.BooleanField(
        _("set automatically"), default=False, help_text=_("It stays so when a person decides later.")
    )
    decided_route = models.CharField(_("decided route"), max_length=20, choices=Route, null=True, blank=True)
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")
        indexes = [
            models.Index(fields=["ticket", "-id"], name="suggestion_of_ticket"),
            models.Index(
                fields=["made_at", "institution", "route", "outcome", "decided_route", "was_automatic", "confidence"],
                name="suggestion_quality",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_route_display()} {self.confidence:.0%}"

    @classmethod
    def latest_of(cls, ticket: Ticket) -> "Suggestion | None":
        """The newest one about the case, which is this very object."""
        return LATEST.first({FIRST: ticket.pk}, ticket=ticket)

    @property
    def percent(self) -> int:
        """For people, who should not be told that anything is certain."""
        return min(round(self.confidence * 100), SUREST)

    def may_be_set(self, route: str, confidence: float, threshold: float) -> bool:
        """Whether the route is set without a person, where the case is as sure as that."""
        return not self.flags and not self.holds and confidence >= max(threshold, self.bars.get(route, 0.0))

    @property
    def runner_up(self) -> str:
        """The route that is likely too, where there is one; nothing where a single one stands out."""
        scores = self.scores or {}
        others = sorted((route for route in scores if route != self.route), key=lambda route: -scores[route])
        near = others and self.confidence < PLAIN
        return others[0] if near and others[0] in Route.values else ""

    @property
    def runner_up_label(self) -> str:
        return str(Route(self.runner_up).label) if self.runner_up else ""

    @property
    def is_decided(self) -> bool:
        return self.outcome in {self.Outcome.ACCEPTED, self.Outcome.CORRECTED}

    @classmethod
    def decide_for(cls, ticket: Ticket, route: str, *, by: User) -> None:
        """The route that a person chose for the case: their decision on its suggestion, where there is one."""
        suggestion = cls.latest_of(ticket)
        if suggestion is None:
            ticket.set_route(route, by=by)
        else:
            suggestion.decide(route, by=by)

    def accept(self, *, by: User) -> None:
        """The person agrees with the suggested route."""
        self.decide(self.route, by=by)

    def decide(self, route: str, *, by: User | Actor) -> None:
        """The route a person chose, the suggested one or another; the case gets it. The same again is a no-op.

        The helpdesk itself decides nothing while a flag stands on the case.
        """
        with transaction.atomic():
            if by is Actor.SYSTEM and self.ticket.flags.standing().exists():
                return
            self.ticket.set_route(route, by=by)
            if self.is_decided and self.decided_route == route:
                return
            agreed = route == self.route
            if by is Actor.SYSTEM:
                self._settle(self.Outcome.AUTOMATIC, route, None)
                return
            assert isinstance(by, User)
            self._settle(self.Outcome.ACCEPTED if agreed else self.Outcome.CORRECTED, route, by)
            kind = "accepted" if agreed else "corrected"
            Event.record(self.ticket, kind, by=by, route=route, suggested=self.route, suggestion=self.pk)

    def yield_to_person(self, route: str | None) -> None:
        """A person was quicker: the route that they chose stands, and teaches triage as their decision.

        Where the case was led back meanwhile (None), the suggestion waits like any other.
        """
        routed = self.ticket.events.filter(kind="routed", by__isnull=False).order_by("-id").first()
        if route is not None and routed is not None:
            self._settle(self.Outcome.ACCEPTED if route == self.route else self.Outcome.CORRECTED, route, routed.by)

    @property
    def decision(self) -> dict[str, Any]:
        """What `undecide` needs to know of the suggestion as it is now."""
        return snapshot.take(self, DECISION)

    def undecide(self, before: dict[str, Any]) -> None:
        """Gives the suggestion the fate it had before a decision that was undone."""
        snapshot.give_back(self, DECISION, before)
        self.save(update_fields=DECISION)

    def _settle(self, outcome: str, route: str, by: User | None) -> None:
        changes: dict[str, Any] = {
            "outcome": outcome,
            "decided_route": route,
            "decided_by": by,
            "decided_at": timezone.now(),
            "was_automatic": self.was_automatic or outcome == self.Outcome.AUTOMATIC,
        }
        for name, value in changes.items():
            setattr(self, name, value)
        self.save(update_fields=list(changes))


LATEST = Prepared(lambda: Suggestion.objects.filter(ticket=FIRST).order_by("-id")[:1])
