"""What is filled in about morning meetings and cafés."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from organisation.models import Institution, MorningMeeting, User
from organisation.roles import Verb


class MeetingForm(forms.ModelForm[MorningMeeting]):
    class Meta:
        model = MorningMeeting
        fields = (
            *("kind", "institution", "rhythm", "weekday", "starts", "minutes", "place", "hosts", "link"),
            *("begins", "until"),
        )
        widgets = {
            "starts": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "begins": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places, institutions = by.institutions_for(Verb.PUBLISH), Institution.objects.active().by_name()
        own = institutions if places is None else institutions.filter(pk__in=places)
        self.fields["institution"].queryset = own  # type: ignore[attr-defined]

    def clean_link(self) -> str:
        link: str = self.cleaned_data["link"]
        if link and not link.startswith("https://"):
            raise forms.ValidationError(_("The address must begin with https."))
        return link


class DayForm(forms.Form):
    attendance = forms.IntegerField(label=_("How many came?"), min_value=0, max_value=2000, required=False)


class MeetingNoteForm(forms.Form):
    text = forms.CharField(
        label=_("Note a question"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Without names. Afterwards it becomes a case or a question that everybody sees."),
    )
