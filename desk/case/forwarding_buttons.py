"""The buttons on the way out of the municipality: what is missing, the gates, the letter, and what the party said."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from desk.case.forms import VerbForm, text_field
from desk.case.telling import unless_by_mail
from organisation.models import Party, User
from tickets.models import Attachment, Ticket
from tickets.models.refusals import UnableTo
from tickets.words import Route
from triage.faults import questions
from triage.faults.models import FaultReport
from triage.forwarding import package
from triage.forwarding.letters import Letter, draft
from triage.forwarding.models import Forwarding
from triage.forwarding.models.forwarding import Enclosed
from triage.routing.models import RoutingRule
from triage.routing.models.routing_rule import Gate

FormData = dict[str, Any]
PASSED_BY_HAND = [(gate.value, gate.label) for gate in Gate if gate != Gate.REPORT_COMPLETE]


class GateForm(VerbForm):
    gate = forms.ChoiceField(choices=PASSED_BY_HAND, widget=forms.HiddenInput)
    reason = forms.CharField(label=gettext_lazy("What was checked?"), max_length=300, required=False)


class WithdrawForm(VerbForm):
    gate = forms.ChoiceField(choices=PASSED_BY_HAND, widget=forms.HiddenInput)


class PartyField(forms.ModelChoiceField[Party]):
    """The party that fits best stands chosen; a form without it, from the API or a macro, leaves it at that."""

    def clean(self, value: Any) -> Any:
        return None if value in self.empty_values else super().clean(value)


class ForwardForm(VerbForm):
    """What the sender adds to the package; `letter` is what the party will get with it."""

    party = PartyField(label=gettext_lazy("To whom?"), queryset=Party.objects.none(), required=False, empty_label=None)
    cover = text_field(
        gettext_lazy("Covering note"), 3, required=False, help_text=gettext_lazy("Stands above the facts.")
    )
    chosen = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Files that go along"),
        queryset=Attachment.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    pictures_checked = forms.BooleanField(
        label=gettext_lazy("I have looked at the files: nobody can be recognised in them."), required=False
    )
    external_number = forms.CharField(
        label=gettext_lazy("The party's case number"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("If you have it already; otherwise note it later."),
    )
    external_date = forms.DateField(
        label=gettext_lazy("Reported on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def prepare(self) -> None:
        parties = self.rule.parties_for(self.ticket) if self.rule else []
        self.fields["party"].queryset = Party.objects.filter(pk__in=[each.pk for each in parties])  # type: ignore[attr-defined]
        self.fields["chosen"].queryset = package.files_of(self.ticket)  # type: ignore[attr-defined]
        if self.rule and (best := self.rule.party_for(self.ticket)):
            self.initial.setdefault("party", best.pk)
            self.fields["party"].required = True
        self.initial.setdefault("chosen", list(package.files_of(self.ticket).values_list("pk", flat=True)))

    @cached_property
    def rule(self) -> RoutingRule | None:
        return RoutingRule.for_ticket(self.ticket)

    @property
    def enclosed(self) -> Enclosed:
        """What is typed so far, valid or not; at first everything that may go along."""
        if not self.is_bound:
            return Enclosed(files=list(package.files_of(self.ticket)))
        self.is_valid()
        cleaned = self.cleaned_data
        return Enclosed(
            cleaned.get("cover", ""), list(cleaned.get("chosen") or []), cleaned.get("pictures_checked", False)
        )

    @cached_property
    def chosen_party(self) -> Party | None:
        party = self.cleaned_data.get("party") if self.is_bound and self.is_valid() else None
        return party or (self.rule.party_for(self.ticket) if self.rule else None)

    @cached_property
    def letter(self) -> Letter | None:
        """The mail as it would leave now; None where it cannot."""
        party = self.chosen_party
        return draft(self.ticket, self.rule, party, self.enclosed) if self.rule and party else None

    def offers_parties(self) -> bool:
        return self.fields["party"].queryset.count() > 1  # type: ignore[attr-defined, no-any-return]

    def waits_for_files(self) -> bool:
        return package.files_under_way(self.ticket).exists()

    @property
    def offers_files(self) -> bool:
        return bool(self.initial.get("chosen"))


class ExternalNumberForm(VerbForm):
    number = forms.CharField(label=gettext_lazy("The party's case number"), max_length=60)
    on = forms.DateField(
        label=gettext_lazy("Reported on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class RejectForm(VerbForm):
    reason = forms.ChoiceField(
        label=gettext_lazy("Why did they reject it?"),
        choices=[("", gettext_lazy("Choose")), *Forwarding.Rejection.choices],
    )
    route = forms.ChoiceField(
        label=pgettext_lazy("of a rejected case", "Where does it belong?"),
        required=False,
        choices=[("", gettext_lazy("What follows from the reason")), *Route.choices],
        help_text=gettext_lazy("Triage learns from it. A case for somebody else is assessed anew."),
    )


def last_forwarding(ticket: Ticket) -> Forwarding:
    """The latest passing on of the case. Raises `UnableTo` where there is none."""
    forwarding = ticket.forwardings.whole().last()
    if forwarding is None:
        raise UnableTo(_("The case has not been passed on yet."))
    return forwarding


def ask_rest(ticket: Ticket, user: User, _data: FormData) -> str:
    asked = questions.ask_for_the_rest(ticket, by=user)
    count = {"count": len(asked)}
    by_mail = _("The requester has been sent a link to %(count)d questions.") % count
    return unless_by_mail(ticket, by_mail, _("%(count)d questions stand on the requester's page.") % count)


def gate(ticket: Ticket, user: User, data: FormData) -> str:
    report = FaultReport.record(ticket, {}, by=user)
    if data["gate"] == Gate.USAGE_RULED_OUT:
        report.rule_out_usage(by=user, reason=data["reason"])
        return _("Noted that wrong use is ruled out.")
    report.check_master_data(by=user, reason=data["reason"])
    return _("Noted that master data are checked.")


def withdraw(ticket: Ticket, user: User, data: FormData) -> str:
    FaultReport.record(ticket, {}, by=user).withdraw(data["gate"], by=user)
    return _("Undone. Someone must check it again before the case is forwarded.")


def forward(ticket: Ticket, user: User, data: FormData) -> str:
    before = ticket.forwardings.order_by("id").values_list("pk", flat=True).last()
    forwarding = Forwarding.forward(
        ticket,
        by=user,
        external_number=data["external_number"],
        external_date=data["external_date"],
        party=data["party"],
        enclosed=Enclosed(data["cover"], list(data["chosen"]), data["pictures_checked"]),
    )
    if forwarding.pk == before:
        return already_there(forwarding, user, data)
    party = {"party": forwarding.party}
    by_mail = _("Passed on to %(party)s. The requester has been told.") % party
    return unless_by_mail(ticket, by_mail, _("Passed on to %(party)s.") % party)


def already_there(forwarding: Forwarding, user: User, data: FormData) -> str:
    """What a second click really does: it sends nothing, and notes a number that was typed with it."""
    since = date_format(timezone.localtime(forwarding.forwarded_at), "SHORT_DATETIME_FORMAT")
    values = {"party": forwarding.party, "time": since}
    if data["external_number"]:
        forwarding.note_external_number(data["external_number"], by=user, on=data["external_date"])
        return _("Number noted. Nothing was sent: the case has been with %(party)s since %(time)s.") % values
    return _("Nothing was sent: the case has been with %(party)s since %(time)s. You can remind them.") % values


def external_number(ticket: Ticket, user: User, data: FormData) -> str:
    last_forwarding(ticket).note_external_number(data["number"], by=user, on=data["on"])
    return _("Number noted.")


def party_answer(ticket: Ticket, user: User, data: FormData) -> str:
    last_forwarding(ticket).note_answer(data["text"], by=user)
    return _("Answer of the party noted. The case is ours again.")


def settle(ticket: Ticket, user: User, _data: FormData) -> str:
    last_forwarding(ticket).settle(by=user)
    return _("Noted that the party has solved it. The requester still waits for your answer.")


def reject(ticket: Ticket, user: User, data: FormData) -> str:
    last_forwarding(ticket).reject(by=user, reason=data["reason"], route=data["route"])
    ticket.refresh_from_db(fields=["route"])
    if ticket.route:
        return _("Rejection noted. The case is now: %(route)s.") % {"route": ticket.get_route_display()}
    return _("Rejection noted. The case is to be assessed anew.")


def retriage(ticket: Ticket, user: User, _data: FormData) -> str:
    last_forwarding(ticket).retriage(by=user)
    return _("The case is to be assessed anew.")


def remind(ticket: Ticket, user: User, _data: FormData) -> str:
    forwarding = last_forwarding(ticket)
    forwarding.remind(by=user)
    return _("%(party)s gets a reminder.") % {"party": forwarding.party}


def resend(ticket: Ticket, user: User, _data: FormData) -> str:
    last_forwarding(ticket).resend(by=user)
    return _("We try to send it again now.")
