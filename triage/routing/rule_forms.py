"""The forms in which routing rules are changed: choices and dates instead of lists of names."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organisation.models import Party
from organisation.roles import Role
from tickets.words import Route
from triage.facts import FACTS, LABELS, as_list
from triage.routing.models import RoutingRule
from triage.routing.models.routing_rule import DECIDED, Channel, Gate
from triage.routing.rule_words import VALUES

Condition = dict[str, Any]
MOST_CONDITIONS: Final = 20
FORWARDERS: Final = [(role.value, role.label) for role in Role if role != Role.OBSERVER]
FEW_PARTIES: Final = frozenset({Party.Kind.SCHEDULE_VENDOR, Party.Kind.WIDGET_VENDOR})
"""Kinds whose party follows from the institution; the others are one party for the whole municipality."""


class Ticked(forms.MultipleChoiceField):
    """Boxes to tick; to tick none is an answer too, so it is not called optional."""

    def validate(self, value: Any) -> None:
        if value:
            super().validate(value)


class PartyKindField(forms.ChoiceField):
    """The kind of a party, or nobody, which is an answer too."""

    def validate(self, value: Any) -> None:
        if value:
            super().validate(value)


def ticked(label: Any, choices: Any, **options: Any) -> Ticked:
    return Ticked(label=label, choices=choices, widget=forms.CheckboxSelectMultiple, **options)


def fact_choices() -> list[tuple[str, Any]]:
    return [(fact, LABELS[fact]) for fact in FACTS]


class RuleForm(forms.Form):
    """What one rule decides. `decisions` holds it as the model's verbs want it, with the conditions of the formset."""

    use_required_attribute = False

    route = forms.ChoiceField(label=gettext_lazy("Route"), choices=Route.choices)
    party_kind = PartyKindField(
        label=gettext_lazy("Who takes care of it?"),
        choices=[("", gettext_lazy("Nobody outside the house")), *Party.Kind.choices],
        help_text=gettext_lazy("For vendors of schedules and widgets it is the one of the case's institution."),
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("How does the case get there?"), choices=Channel.choices, widget=forms.RadioSelect
    )
    address = forms.EmailField(
        label=gettext_lazy("E-mail address for this alone"),
        required=False,
        help_text=gettext_lazy("Empty means the address that stands on the party."),
    )
    forwarders = ticked(gettext_lazy("Who may pass the case on?"), FORWARDERS)
    gates = ticked(gettext_lazy("What must be in order first?"), Gate.choices)
    required_facts = ticked(
        gettext_lazy("What must the fault report hold?"),
        fact_choices,
        help_text=gettext_lazy("The requester is asked for these when they are missing."),
    )
    remind_after_days = forms.IntegerField(
        label=gettext_lazy("Working days before we remind the party"),
        min_value=0,
        max_value=60,
        help_text=gettext_lazy("0 means never."),
    )
    valid_from = forms.DateField(
        label=gettext_lazy("Valid from"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Today, or a day that comes. Until then nothing changes."),
    )
    source = forms.CharField(
        label=gettext_lazy("Where does the rule stand?"),
        max_length=200,
        help_text=gettext_lazy("For example a letter from KOMBIT or a page on aulainfo.dk, with its date."),
    )

    def __init__(self, *args: Any, rule: RoutingRule | None = None, route: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rule = rule
        if rule is not None:
            del self.fields["route"]
            self.initial.update(first_values(rule))
        else:
            self.initial.update(route=route, valid_from=timezone.localdate(), remind_after_days=5)

    @property
    def of_route(self) -> str:
        return self.rule.route if self.rule else str(self.cleaned_data["route"])

    def decisions(self, conditions: list[Condition]) -> dict[str, Any]:
        return {name: conditions if name == "conditions" else self.cleaned_data[name] for name in DECIDED}

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        channel, kind = data.get("channel"), data.get("party_kind")
        if channel == Channel.INTERNAL:
            return data
        if channel and not kind:
            self.add_error("party_kind", _("Choose the party, or that the case is answered in the house."))
        if channel and not data.get("forwarders"):
            self.add_error("forwarders", _("Choose at least one role; otherwise nobody could pass the case on."))
        if channel == Channel.MAIL and kind and not data.get("address") and not has_address(kind):
            self.add_error("address", _("No party of this kind has an e-mail address. Write one here."))
        return data


def has_address(kind: str) -> bool:
    return kind in FEW_PARTIES or Party.objects.filter(kind=kind).exclude(email="").exists()


def first_values(rule: RoutingRule) -> dict[str, Any]:
    """The rule as it stands; what has been in force gets a new day, on which its successor begins."""
    day = timezone.localdate() if rule.is_settled() else rule.valid_from
    return rule.decided | {"valid_from": day}


class ConditionForm(forms.Form):
    """What some cases need besides. Where both questions are answered, both must hold."""

    module = ticked(gettext_lazy("Where in Aula is one of"), VALUES["module"].choices)
    affected = ticked(gettext_lazy("Hit are"), VALUES["affected"].choices)
    facts = ticked(gettext_lazy("Then the report must also hold"), fact_choices)
    gates = ticked(gettext_lazy("and this must be in order"), Gate.choices)
    source = forms.CharField(label=gettext_lazy("Where does it stand?"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if self.has_changed() and not data.get("DELETE"):
            if not any(data.get(fact) for fact in VALUES):
                self.add_error("module", _("Say for which cases it holds, or remove it."))
            if not data.get("facts") and not data.get("gates"):
                self.add_error("facts", _("Say what these cases need, or remove it."))
        return data

    @property
    def condition(self) -> Condition | None:
        """As it is kept; None for one that was left empty or removed."""
        data = self.cleaned_data
        if not data or data.get("DELETE") or not (data["facts"] or data["gates"]):
            return None
        when = {fact: data[fact] for fact in VALUES if data[fact]}
        more = {name: data[name] for name in ("facts", "gates", "source") if data[name]}
        return {"when": when, **more}


ConditionForms = forms.formset_factory(ConditionForm, extra=1, can_delete=True, max_num=MOST_CONDITIONS)


def is_plain(condition: Mapping[str, Any]) -> bool:
    """Whether the form can show the condition; another one, from an import, is kept as it is."""
    return set(condition.get("when", {})) <= set(VALUES)


def as_initial(condition: Mapping[str, Any]) -> dict[str, Any]:
    asked = {fact: as_list(values) for fact, values in condition.get("when", {}).items()}
    return (
        asked
        | {name: condition.get(name) or [] for name in ("facts", "gates")}
        | {"source": condition.get("source", "")}
    )


def conditions_of(formset: "forms.BaseFormSet[ConditionForm]", kept: Iterable[Condition]) -> list[Condition]:
    conditions = [form.condition for form in formset if form.condition is not None]
    return [*conditions, *kept]
