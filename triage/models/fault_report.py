"""The structured facts of a fault, which grow out of the enquiry."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisation.cpr import mask
from organisation.models import User
from organisation.roles import Verb
from tickets.models import Event, Ticket
from tickets.words import Actor

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

FACTS: Final = (
    "full_name",
    "profile_type",
    "module",
    "group_name",
    "other_users",
    "client",
    "device",
    "occurred",
    "steps",
    "happened",
    "expected",
    "error_text",
    "affected",
    "worked_before",
    "other_device",
)
"""Facts in the order in which Aula's module is filled in (domain: section 2.1)."""
ALWAYS_NEEDED: Final = (
    "full_name",
    "client",
    "device",
    "occurred",
    "steps",
    "happened",
    "expected",
    "affected",
)


class Affected(models.TextChoices):
    ONE = "one", _("Only me")
    SEVERAL = "several", _("Several people")
    ALL = "all", _("Everybody I have asked")
    UNKNOWN = "unknown", _("I do not know")


class FaultReport(models.Model):
    """What Netcompany needs to find a fault; one for each case at most. Every text is masked before it is stored."""

    ticket = models.OneToOneField(Ticket, models.CASCADE, related_name="fault_report", verbose_name=_("case"))
    full_name = models.CharField(
        _("Full name of the user"),
        max_length=120,
        blank=True,
        help_text=_("The name of the person who meets the fault, never the UNI-Login."),
    )
    profile_type = models.CharField(_("Profile type"), max_length=60, blank=True)
    module = models.CharField(
        _("Where in Aula"),
        max_length=80,
        blank=True,
        help_text=_("For example messages, calendar or gallery."),
    )
    group_name = models.CharField(_("Name of the group"), max_length=120, blank=True)
    other_users = models.CharField(_("Other users involved"), max_length=300, blank=True)
    client = models.CharField(
        _("App or browser, with version"),
        max_length=200,
        blank=True,
        help_text=_("For example Safari 18, or the app for parents."),
    )
    device = models.CharField(
        _("Device"), max_length=200, blank=True, help_text=_("For example iPhone 15 or a school computer.")
    )
    occurred = models.CharField(
        _("When did it happen?"),
        max_length=200,
        blank=True,
        help_text=_("Date and time, as exactly as you know."),
    )
    steps = models.TextField(_("What did you do, step by step?"), blank=True)
    happened = models.TextField(_("What happened?"), blank=True)
    expected = models.TextField(_("What did you expect?"), blank=True)
    error_text = models.TextField(
        _("Text of the error message"), blank=True, help_text=_("Word for word, if there was one.")
    )
    affected = models.CharField(_("How many are hit?"), max_length=10, choices=Affected, blank=True)
    worked_before = models.CharField(_("Has it worked before?"), max_length=200, blank=True)
    other_device = models.CharField(_("Does it work on another device?"), max_length=200, blank=True)
    usage_ruled_out_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    usage_ruled_out_at = models.DateTimeField(null=True, blank=True)
    master_data_checked_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    master_data_checked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("fault report")
        verbose_name_plural = _("fault reports")

    def __str__(self) -> str:
        return f"#{self.ticket_id}"

    @classmethod
    def of(cls, ticket: Ticket) -> "FaultReport":
        """The report of the case, or an unsaved empty one."""
        return cls.objects.filter(ticket=ticket).first() or cls(ticket=ticket, full_name=ticket.requester_name)

    @classmethod
    def label(cls, fact: str) -> "StrPromise | str":
        return cls._meta.get_field(fact).verbose_name  # type: ignore[union-attr]

    @classmethod
    def record(cls, ticket: Ticket, facts: Mapping[str, Any], *, by: User | Actor) -> "FaultReport":
        """Writes the facts that are given; the others stay. Raises `KeyError` for a fact that does not exist."""
        if isinstance(by, User) and not by.may(Verb.ASK, ticket):
            raise PermissionDenied
        unknown = set(facts) - set(FACTS)
        if unknown:
            raise KeyError(", ".join(sorted(unknown)))
        with ticket.locked():
            report = cls.of(ticket)
            before = {fact: getattr(report, fact) for fact in FACTS}
            for fact, value in facts.items():
                setattr(report, fact, mask(str(value)).text.strip())
            changed = [fact for fact in FACTS if getattr(report, fact) != before[fact]]
            if changed or report.pk is None:
                report.save()
                ticket.count_change()
                Event.record(ticket, "reported", by=by, facts=changed)
        return report

    def missing(self, required: list[str]) -> list[str]:
        """Those of the required facts that are still empty, in the order of the report."""
        return [fact for fact in FACTS if fact in required and not getattr(self, fact)]

    def filled_share(self, required: list[str]) -> int:
        """Percent of the required facts that are there; for the meter."""
        return 100 - round(100 * len(self.missing(required)) / len(required)) if required else 100

    def rule_out_usage(self, *, by: User) -> None:
        """Gate: somebody has made sure that it is no wrong use."""
        self._pass("usage_ruled_out", by)

    def check_master_data(self, *, by: User) -> None:
        """Gate: somebody has made sure that the user is set up right in the administration systems."""
        self._pass("master_data_checked", by)

    def passed(self, gate: str) -> bool:
        return getattr(self, f"{gate}_at") is not None

    def _pass(self, gate: str, by: User) -> None:
        if not by.may(Verb.TRIAGE, self.ticket):
            raise PermissionDenied
        with transaction.atomic(), self.ticket.locked():
            if not self.passed(gate):
                setattr(self, f"{gate}_by", by)
                setattr(self, f"{gate}_at", timezone.now())
                self.save()
                Event.record(self.ticket, gate, by=by)
