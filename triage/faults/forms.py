"""The questions of a fault report, as fields of a form."""

from collections.abc import Sequence
from typing import Any, Final

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from organisation.pages.form_layout import without_form_tag
from triage.facts import Affected, Module, refuse_unilogin
from triage.faults.models import FaultReport

CHOSEN_FACTS: Final = {"affected": Affected.choices, "module": Module.choices}
FEW: Final = 6
"""So many choices are shown to tap; more are a list."""
TOO_LONG: Final = {"max_length": _("The answer is too long. Write %(limit_value)d characters at most.")}
LONG_FACTS: Final = frozenset({"steps", "happened", "expected", "error_text"})


def fact_field(fact: str) -> forms.Field:
    """The form field of one fact of the fault report; never required, so that nobody gives up on it."""
    column = FaultReport._meta.get_field(fact)
    label, hint = column.verbose_name, column.help_text  # type: ignore[union-attr]
    if fact in CHOSEN_FACTS:
        choices = [("", _("Choose")), *CHOSEN_FACTS[fact]]
        wrong = {"invalid_choice": _("Choose one of the answers.")}
        return forms.ChoiceField(label=label, help_text=hint, choices=choices, required=False, error_messages=wrong)
    if fact in LONG_FACTS:
        area = forms.Textarea(attrs={"rows": 3})
        options: dict[str, Any] = {"label": label, "help_text": hint, "widget": area, "error_messages": TOO_LONG}
        return forms.CharField(max_length=4000, required=False, **options)
    validators = [refuse_unilogin] if fact == "full_name" else []
    length = column.max_length  # type: ignore[union-attr]
    options = {"label": label, "help_text": hint, "validators": validators, "error_messages": TOO_LONG}
    return forms.CharField(max_length=length, required=False, **options)


class FactsForm(forms.Form):
    """The questions of a fault report."""

    def __init__(self, *args: Any, facts: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for fact in facts:
            self.fields[fact] = fact_field(fact)
            if len(CHOSEN_FACTS.get(fact, range(FEW + 1))) <= FEW:
                self.fields[fact].widget = forms.RadioSelect(choices=CHOSEN_FACTS[fact])

    @property
    def given(self) -> dict[str, str]:
        """What was answered, as it was written."""
        return {fact: str(value) for fact, value in self.cleaned_data.items()}

    @property
    def helper(self) -> FormHelper:
        return without_form_tag()
