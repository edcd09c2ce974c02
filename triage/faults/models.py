"""The structured facts of a fault, which grow out of the enquiry."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisation.models import User
from organisation.roles import Verb
from organisation.stored_text import MaskedCharField, MaskedTextField
from privacy.cpr import mask
from tickets.models import Event, Ticket
from tickets.models.refusals import UnableTo
from tickets.words import Actor, Route, Status
from triage.facts import FACTS, LABELS, Affected, Module, looks_like_unilogin, refuse_unilogin
from triage.routing.models.routing_rule import RoutingRule


class UnableToReport(UnableTo): ...


class FaultReport(models.Model):
    """What Netcompany needs to find a fault; one for each case at most. Every text is masked before it is stored."""

    ticket = models.OneToOneField(Ticket, models.CASCADE, related_name="fault_report", verbose_name=_("case"))
    full_name = MaskedCharField(
        LABELS["full_name"],
        max_length=120,
        blank=True,
        validators=[refuse_unilogin],
        help_text=_("First name and surname of the person who has the problem. Do not write the Unilogin."),
    )
    profile_type = MaskedCharField(LABELS["profile_type"], max_length=60, blank=True)
    module = models.CharField(LABELS["module"], max_length=80, blank=True, choices=Module)
    group_name = MaskedCharField(
        LABELS["group_name"],
        max_length=120,
        blank=True,
        help_text=_("As it stands in Aula, for example 3.b parents."),
    )
    other_users = MaskedCharField(
        LABELS["other_users"],
        max_length=300,
        blank=True,
        help_text=_("Full names of the people you wrote to or invited. Write “nobody” if it was only you."),
    )
    client = MaskedCharField(
        LABELS["client"],
        max_length=200,
        blank=True,
        help_text=_("For example Safari 18, or the app for parents."),
    )
    device = MaskedCharField(
        LABELS["device"], max_length=200, blank=True, help_text=_("For example iPhone 15 or a school computer.")
    )
    occurred = MaskedCharField(
        LABELS["occurred"],
        max_length=200,
        blank=True,
        help_text=_("Date and time, as precisely as you can."),
    )
    steps = MaskedTextField(LABELS["steps"], blank=True)
    happened = MaskedTextField(LABELS["happened"], blank=True)
    expected = MaskedTextField(LABELS["expected"], blank=True)
    error_text = MaskedTextField(LABELS["error_text"], blank=True, help_text=_("Word for word, if there was one."))
    affected = models.CharField(LABELS["affected"], max_length=10, choices=Affected, blank=True)
    worked_before = MaskedCharField(LABELS["worked_before"], max_length=200, blank=True)
    other_device = MaskedCharField(LABELS["other_device"], max_length=200, blank=True)
    usage_ruled_out_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    usage_ruled_out_at = models.DateTimeField(null=True, blank=True)
    usage_ruled_out_reason = MaskedCharField(max_length=300, blank=True)
    master_data_checked_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    master_data_checked_at = models.DateTimeField(null=True, blank=True)
    master_data_checked_reason = MaskedCharField(max_length=300, blank=True)
    completed_at = models.DateTimeField(_("complete since"), null=True, blank=True)
    guessed = models.JSONField(default=list, db_default=models.Value([], models.JSONField()), editable=False)
    """Facts that nobody told: they are those of the browser in which the enquiry was written."""

    class Meta:
        verbose_name = _("fault report")
        verbose_name_plural = _("fault reports")
        indexes = [
            models.Index(
                fields=["completed_at"], name="report_completed", condition=models.Q(completed_at__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return f"#{self.ticket_id}"

    @classmethod
    def of(cls, ticket: Ticket) -> "FaultReport":
        """The report of the case, which is this very object, or an unsaved empty one."""
        report = cls.objects.filter(ticket=ticket).first()
        if report is None:
            return cls.empty_for(ticket)
        report.ticket = ticket
        return report

    @classmethod
    def empty_for(cls, ticket: Ticket) -> "FaultReport":
        """An unsaved one that knows the requester's name."""
        name = "" if looks_like_unilogin(ticket.requester_name) else ticket.requester_name
        return cls(ticket=ticket, full_name=name)

    @classmethod
    def record(
        cls, ticket: Ticket, facts: Mapping[str, Any], *, by: User | Actor, guessed: Sequence[str] = ()
    ) -> "FaultReport":
        """Writes the facts that are given; the others stay. `guessed` are those of them that nobody told.

        Raises `KeyError` for a fact that does not exist, `UnableToReport` for a UNI-Login in the place of a name.
        """
        if isinstance(by, User) and not by.may(Verb.ASK, ticket):
            raise PermissionDenied
        unknown = set(facts) - set(FACTS)
        if unknown:
            raise KeyError(", ".join(sorted(unknown)))
        if looks_like_unilogin(str(facts.get("full_name", ""))):
            raise UnableToReport(_("Write the full name of the person, not the UNI-Login."))
        with ticket.locked():
            report = cls.of(ticket)
            before, guesses = report.given, list(report.guessed)
            report.guessed = [fact for fact in guesses if fact not in facts] + [fact for fact in guessed if facts[fact]]
            for fact, value in facts.items():
                setattr(report, fact, mask(str(value)).text.strip())
            changed = [fact for fact in FACTS if getattr(report, fact) != before[fact]]
            if changed or report.pk is None or report.guessed != guesses:
                if report.completed_at is None and report.is_complete():
                    report.completed_at = timezone.now()
                report.save()
                ticket.count_change()
                Event.record(ticket, "reported", by=by, facts=changed)
        return report

    @property
    def given(self) -> dict[str, str]:
        """Every fact as it stands; empty where nothing is known."""
        return {fact: getattr(self, fact) for fact in FACTS}

    def is_complete(self) -> bool:
        """Whether it holds all that the rule in force wants of a fault."""
        rule = RoutingRule.in_force(Route.TECHNICAL_FAULT)
        return rule is not None and not self.missing(rule.facts_for(self.given))

    def missing(self, required: Sequence[str]) -> list[str]:
        """Those of the required facts that are still empty, in the order of the report."""
        return [fact for fact in FACTS if fact in required and not getattr(self, fact)]

    def filled_share(self, required: Sequence[str]) -> int:
        """Percent of the required facts that are there; for the meter."""
        return 100 - round(100 * len(self.missing(required)) / len(required)) if required else 100

    def rule_out_usage(self, *, by: User, reason: str = "") -> None:
        """Gate: somebody has made sure that it is no wrong use; `reason` says how."""
        self._pass("usage_ruled_out", by, reason)

    def check_master_data(self, *, by: User, reason: str = "") -> None:
        """Gate: somebody has made sure that the user is set up right in the administration systems."""
        self._pass("master_data_checked", by, reason)

    def passed(self, gate: str) -> bool:
        return getattr(self, f"{gate}_at") is not None

    def _pass(self, gate: str, by: User, reason: str) -> None:
        with self._at_the_gates(by):
            if not self.passed(gate):
                self._set_gate(gate, by=by, at=timezone.now(), reason=mask(reason).text[:300])
                Event.record(self.ticket, gate, by=by)

    def withdraw(self, gate: str, *, by: User) -> None:
        """Takes the passing of a gate back, as long as the case has not been passed on."""
        with self._at_the_gates(by):
            if self.passed(gate):
                if self.ticket.status == Status.FORWARDED:
                    raise UnableToReport(_("The case has been passed on already."))
                self._set_gate(gate, by=None, at=None, reason="")
                self.ticket.count_change()
                Event.record(self.ticket, "gate_withdrawn", by=by, gate=gate)

    @contextmanager
    def _at_the_gates(self, by: User) -> Iterator[None]:
        """The case stands still, and the gates are read anew, for somebody who may judge it."""
        if not by.may(Verb.TRIAGE, self.ticket):
            raise PermissionDenied
        with self.ticket.locked():
            if self._state.adding:
                self.save()
            self.refresh_from_db(fields=["usage_ruled_out_at", "master_data_checked_at"])
            yield

    def _set_gate(self, gate: str, *, by: User | None, at: datetime | None, reason: str) -> None:
        changes = {f"{gate}_by": by, f"{gate}_at": at, f"{gate}_reason": reason}
        for name, value in changes.items():
            setattr(self, name, value)
        self.save(update_fields=list(changes))
