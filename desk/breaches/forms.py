"""What is asked about a breach: first what happened, then the rest as it becomes known."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tickets.models import Breach
from tickets.requester.forms import LONGEST_TEXT

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


def area(label: Any, help_text: Any = "", **options: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, help_text=help_text, max_length=LONGEST_TEXT, widget=widget, **options)


class BreachNoteForm(forms.Form):
    """The first words; nothing more is asked while it is urgent."""

    what = area(_("What happened?"), _("As short as you like. You can go on later. Leave out names and CPR numbers."))
    known_at = forms.DateTimeField(
        label=_("When did somebody in the municipality know of it?"),
        widget=MOMENT,
        help_text=_("The 72 hours count from here."),
    )
    case = forms.CharField(label=_("Case number"), max_length=60, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        now = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
        super().__init__(*args, **{**kwargs, "initial": {"known_at": now, **kwargs.get("initial", {})}})

    def clean_known_at(self) -> Any:
        moment = self.cleaned_data["known_at"]
        if moment > timezone.now():
            raise ValidationError(_("The time lies ahead."))
        return moment


class BreachForm(forms.ModelForm[Breach]):
    """Everything, each part when it is known."""

    what = area(_("What happened?"), _("What was sent, shown or lost, where and how?"))
    whose = area(
        _("Whose data, and which?"),
        _(
            "How many, and who they are to us (pupils, parents, staff). "
            "Say so if it is health, CPR numbers, a hidden address."
        ),
        required=False,
    )
    who_saw = area(
        _("Who saw it, or may have?"),
        _("How many, and whether they have confirmed that it is deleted."),
        required=False,
    )
    contained = area(
        _("What did you do to stop it?"),
        _("Retracted the answer, gave a new private link, asked for deletion …"),
        required=False,
    )
    consequences = area(_("What may it lead to for those it concerns?"), required=False)
    authority_why_not = area(
        _("If it is not reported to Datatilsynet: why?"), _("Only possible when harm is unlikely."), required=False
    )
    people_why_not = area(_("If those it concerns are not told: why?"), required=False)

    class Meta:
        model = Breach
        fields = (
            "what",
            "whose",
            "who_saw",
            "contained",
            "consequences",
            "risk",
            "authority_told_on",
            "authority_number",
            "authority_why_not",
            "people_told_on",
            "people_why_not",
        )
        widgets = {"authority_told_on": DAY, "people_told_on": DAY}
        labels = {
            "risk": _("How bad may it be?"),
            "authority_told_on": _("Reported to Datatilsynet on"),
            "authority_number": _("Datatilsynet's case number"),
            "people_told_on": _("Those it concerns were told on"),
        }
