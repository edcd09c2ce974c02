"""A case on its way to an outside party: what was sent, by whom, and the party's own number."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from organisation.models import Party, User
from organisation.roles import Verb
from organisation.stored_text import MaskedCharField, MaskedTextField
from tickets.models import Attachment, Delivery, Event, Ticket
from tickets.models.refusals import UnableTo, UnableToForward
from tickets.words import Route, Status
from triage.forwarding import gates, package
from triage.routing.models.routing_rule import COPIED, Channel, RoutingRule
from triage.suggestions.models.suggestion import Suggestion

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class NotReady(UnableToForward):
    """The case may not leave yet; `lacks` says in words what is missing."""

    def __init__(self, lacks: "list[str | StrPromise]") -> None:
        super().__init__(_("The case cannot be forwarded yet. Something is missing."), lacks)


@dataclass(frozen=True)
class Enclosed:
    """What the sender adds to the package: a covering note, chosen files, and the word that nobody is seen in them."""

    cover: str = ""
    files: Sequence[Attachment] = ()
    pictures_checked: bool = False


NOTHING: Final = Enclosed()
MAIL: Final = "party_forwarded"
"""The kind of mail by which a case leaves."""


class ForwardingQuerySet(models.QuerySet["Forwarding"]):
    def of(self, ticket: Ticket) -> "ForwardingQuerySet":
        return self.filter(ticket=ticket).whole()

    def whole(self) -> "ForwardingQuerySet":
        """In their order, with what a page tells of them."""
        return self.select_related("party", "by", "rule").order_by("id")

    def waiting(self) -> "ForwardingQuerySet":
        """Those whose party has not answered."""
        return self.filter(outcome=Forwarding.Outcome.WAITING)


class Forwarding(models.Model):
    """One passing on. `text` is the package exactly as it left; `outcome` what became of it."""

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("Waiting for the party")
        ANSWERED = "answered", pgettext_lazy("of a forwarding", "Answered")
        REJECTED = "rejected", _("Rejected by the party")
        SOLVED = "solved", _("Solved by the party")
        WITHDRAWN = "withdrawn", _("Taken back")

    class Rejection(models.TextChoices):
        """Why a party turned a case down (domain: section 2.3)."""

        USAGE = "usage", _("Wrong use, no fault")
        MASTER_DATA = "master_data", _("Master data are wrong")
        SETUP = "setup", _("Set up wrongly, by us")
        LATER_RELEASE = "later_release", _("Comes in a later release")
        WRONG_PARTY = "wrong_party", _("Belongs to somebody else")

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="forwardings", verbose_name=_("case"))
    rule = models.ForeignKey(RoutingRule, models.PROTECT, related_name="forwardings", verbose_name=_("rule"))
    party = models.ForeignKey(Party, models.PROTECT, related_name="forwardings", verbose_name=_("party"))
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    address = models.EmailField(_("address"), blank=True)
    cover = MaskedTextField(_("covering note"), blank=True)
    text = MaskedTextField(_("text"))
    files = models.ManyToManyField(Attachment, blank=True, related_name="+", verbose_name=_("files that went along"))
    pictures_checked = models.BooleanField(_("pictures are anonymised"), default=False)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))
    forwarded_at = models.DateTimeField(_("forwarded"), auto_now_add=True)
    external_number = MaskedCharField(_("the party's case number"), max_length=60, blank=True)
    external_date = models.DateField(_("reported on"), null=True, blank=True)
    external_noted_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, default=Outcome.WAITING)
    rejection = models.CharField(_("reason of the rejection"), max_length=14, choices=Rejection, blank=True)
    right_route = models.CharField(_("where it belonged"), max_length=20, choices=Route, blank=True)
    outcome_at = models.DateTimeField(_("outcome since"), null=True, blank=True)
    outcome_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    last_contact_at = models.DateTimeField(_("last contact"), default=timezone.now)
    silence_told_at = models.DateTimeField(null=True, blank=True)

    objects = ForwardingQuerySet.as_manager()

    class Meta:
        verbose_name = _("forwarding")
        verbose_name_plural = _("forwardings")
        indexes = [
            models.Index(fields=["ticket", "id"], name="forwarding_of_ticket"),
            models.Index(fields=["last_contact_at"], name="forwarding_waiting", condition=models.Q(outcome="waiting")),
        ]

    def __str__(self) -> str:
        return f"#{self.ticket_id} → {self.party}"

    @property
    def is_copied(self) -> bool:
        return self.channel in COPIED

    @property
    def is_open(self) -> bool:
        """Whether nobody has said yet what became of it."""
        return self.outcome in {self.Outcome.WAITING, self.Outcome.ANSWERED}

    @classmethod
    def forward(
        cls,
        ticket: Ticket,
        *,
        by: User,
        external_number: str = "",
        external_date: date | None = None,
        party: Party | None = None,
        enclosed: Enclosed = NOTHING,
    ) -> "Forwarding":
        """Passes the case on to the party of its route, by the rule in force.

        Raises `PermissionDenied` for who may not, `NotReady` with a list while something is missing,
        `UnableToForward` where the route stays in the house. A case that is already there is not sent again.
        """
        with ticket.locked():
            rule = RoutingRule.for_ticket(ticket)
            if rule is None or not rule.allows(by, ticket) or not by.may(Verb.FORWARD, ticket):
                raise PermissionDenied(_("Your role may not pass this case on."))
            if not rule.leaves_the_house:
                raise UnableToForward(_("This route is handled in the house."))
            last = cls.objects.of(ticket).last()
            if last is not None and ticket.status == Status.FORWARDED and last.rule_id == rule.pk:
                return last
            party = party if party in rule.parties_for(ticket) else rule.party_for(ticket)
            lacks = gates.lacks(ticket, rule, party) + gates.lacks_files(ticket)
            lacks += gates.lacks_anonymity(enclosed.files, checked=enclosed.pictures_checked)
            if lacks or party is None:
                raise NotReady(lacks)
            cls.objects.of(ticket).waiting().update(outcome=cls.Outcome.WITHDRAWN, outcome_at=timezone.now())
            forwarding = cls.objects.create(
                ticket=ticket,
                rule=rule,
                party=party,
                channel=rule.channel,
                address=rule.address or party.email,
                cover=package.harmless(enclosed.cover),
                text=package.as_text(package.fields_for(ticket)),
                pictures_checked=enclosed.pictures_checked,
                by=by,
                external_number=external_number,
                external_date=external_date,
                external_noted_at=timezone.now() if external_number else None,
            )
            forwarding.files.set(package.files_of(ticket).filter(pk__in=[file.pk for file in enclosed.files]))
            ticket.mark_forwarded(by=by, party=party.name, forwarding=forwarding.pk)
        return forwarding

    def note_external_number(self, number: str, *, by: User, on: date | None = None) -> None:
        """Notes the number that the party has given the case, and the day on which it did."""
        if not by.may(Verb.FORWARD, self.ticket) or not self.rule.allows(by, self.ticket):
            raise PermissionDenied
        with self.ticket.locked():
            if (self.external_number, self.external_date) != (number, on or self.external_date):
                self.external_number, self.external_noted_at = number, timezone.now()
                self.external_date = on or self.external_date or timezone.localdate()
                self.save(update_fields=["external_number", "external_date", "external_noted_at"])
                Event.record(self.ticket, "external_number_noted", by=by, number=number, party=self.party.name)

    def note_answer(self, text: str, *, by: User) -> None:
        """Types in what the party answered by phone, mail or its own module; the case is ours again."""
        if not by.may(Verb.FORWARD, self.ticket):
            raise PermissionDenied
        with self.ticket.locked():
            self.ticket.hear_from_party(text, party=self.party.name, by=by)
            self.hear()

    def hear(self) -> None:
        """The party has said something; what it means a person decides. Twice is once."""
        now = timezone.now()
        heard = Forwarding.objects.waiting().filter(pk=self.pk)
        heard.update(outcome=self.Outcome.ANSWERED, outcome_at=now, last_contact_at=now)
        self.refresh_from_db(fields=["outcome", "outcome_at", "last_contact_at"])

    def remind(self, *, by: User) -> None:
        """Writes to a party that is silent; at most once a day."""
        if not by.may(Verb.FORWARD, self.ticket) or not self.rule.allows(by, self.ticket):
            raise PermissionDenied
        with self.ticket.locked():
            self.ticket.require_seen()
            self.refresh_from_db(fields=["outcome", "last_contact_at"])
            if self.outcome != self.Outcome.WAITING:
                raise UnableToForward(_("The party has answered. There is nothing to remind it of."))
            if self.channel != Channel.MAIL:
                raise UnableToForward(_("This party has no mail. Write to it in its own form."))
            if timezone.localdate(self.last_contact_at) < timezone.localdate():
                self.last_contact_at, self.silence_told_at = timezone.now(), None
                self.save(update_fields=["last_contact_at", "silence_told_at"])
                Event.record(self.ticket, "reminded", by=by, party=self.party.name, forwarding=self.pk)

    def resend(self, *, by: User) -> None:
        """Tries a mail that could not be sent again at once; it is the same mail, so it cannot arrive twice by this."""
        if not by.may(Verb.FORWARD, self.ticket) or not self.rule.allows(by, self.ticket):
            raise PermissionDenied
        with self.ticket.locked():
            self.ticket.require_seen()
            mail = self.find_mail()
            if mail is None or not mail.is_stuck:
                raise UnableTo(_("There is nothing to send again."))
            mail.requeue()
            Event.record(self.ticket, "resent", by=by, party=self.party.name, delivery=mail.pk)

    def find_mail(self) -> Delivery | None:
        """The mail by which the case left, where there is one yet."""
        mails = Delivery.objects.filter(event__ticket=self.ticket, kind=MAIL).select_related("event")
        return next((mail for mail in mails if mail.event and mail.event.data.get("forwarding") == self.pk), None)

    # What the party's answer meant. Rejections teach triage.

    def settle(self, *, by: User) -> None:
        """The party has done what it was asked. The requester still waits for our answer."""
        with self._judging(by):
            if self.outcome != self.Outcome.SOLVED:
                self._end(self.Outcome.SOLVED, by)
                self.ticket.come_back(by=by)
                Event.record(self.ticket, "settled", by=by, party=self.party.name)

    def reject(self, *, by: User, reason: str, route: str = "") -> None:
        """The party has turned the case down. It gets the right route, or is assessed anew where nobody knows it.

        Either way the decision stands beside the suggestion that was made, so that triage learns from it.
        """
        with self._judging(by):
            if self.outcome == self.Outcome.REJECTED:
                return
            self.ticket.require_seen()
            right = route or RIGHT_ROUTE.get(reason, "")
            right = "" if right == self.rule.route else right
            self.rejection, self.right_route = self.Rejection(reason), right
            self._end(self.Outcome.REJECTED, by)
            self.ticket.come_back(by=by)
            event_data = {"party": self.party.name, "reason": reason, "before": self.rule.route, "route": right}
            Event.record(self.ticket, "rejected", by=by, forwarding=self.pk, **event_data)
            if right:
                Suggestion.decide_for(self.ticket, right, by=by)
            else:
                self.ticket.retriage(by=by)

    def retriage(self, *, by: User) -> None:
        """Takes the case back to be assessed anew, whatever the party has said."""
        with self._judging(by):
            if self.is_open:
                self._end(self.Outcome.WITHDRAWN, by)
            self.ticket.retriage(by=by)

    @contextmanager
    def _judging(self, by: User) -> Iterator[None]:
        if not by.may(Verb.FORWARD, self.ticket) or not by.may(Verb.TRIAGE, self.ticket):
            raise PermissionDenied
        with self.ticket.locked():
            self.refresh_from_db(fields=["outcome"])
            if self.outcome == self.Outcome.WITHDRAWN and self.ticket.route is not None:
                raise UnableToForward(_("The case was taken back from this party already."))
            yield

    def _end(self, outcome: str, by: User) -> None:
        self.outcome, self.outcome_at, self.outcome_by = self.Outcome(outcome), timezone.now(), by
        self.save(update_fields=["outcome", "outcome_at", "outcome_by", "rejection", "right_route"])


RIGHT_ROUTE: Final[dict[str, Route]] = {
    Forwarding.Rejection.USAGE: Route.USAGE_QUESTION,
    Forwarding.Rejection.MASTER_DATA: Route.USAGE_QUESTION,
    Forwarding.Rejection.SETUP: Route.USAGE_QUESTION,
    Forwarding.Rejection.LATER_RELEASE: Route.CHANGE_REQUEST,
}
"""Where a rejected case belongs when nobody says otherwise; a wrong party says nothing about the right one."""
