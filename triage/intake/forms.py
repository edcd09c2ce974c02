"""The form of an enquiry."""

import uuid
from functools import cached_property
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from organisation.form_layout import without_form_tag
from organisation.models import Institution
from tickets.fields import FilesField, Honeypot
from tickets.forms import LONGEST_TEXT
from tickets.words import Audience
from triage.intake.fault_signs import sounds_like_fault


class EnquiryForm(forms.Form):
    """What a parent, pupil or member of staff tells us. The less we ask, the more come to the end."""

    audience = forms.ChoiceField(label=_("Who are you?"), choices=Audience.choices, widget=forms.RadioSelect)
    institution = forms.ModelChoiceField(
        label=_("Which school or daycare is it about?"),
        queryset=Institution.objects.none(),
        empty_label=_("Choose"),
        widget=forms.Select(attrs={"data-combobox": ""}),
        error_messages={"invalid_choice": _("Choose one from the list.")},
    )
    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(
        label=_("Your e-mail"),
        max_length=254,
        help_text=_("We send the answer here."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label=_("Your phone number"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    subject = forms.CharField(
        label=pgettext_lazy("of a message", "Subject"),
        max_length=150,
        help_text=_("Say briefly what it is about, for example “I cannot see my child in Aula”."),
    )
    body = forms.CharField(
        label=_("What do you need help with?"),
        max_length=LONGEST_TEXT,
        help_text=_("Do not write CPR numbers or health information."),
        widget=forms.Textarea(attrs={"rows": 7}),
    )
    attachments = FilesField(
        label=_("Screenshots or files"),
        required=False,
        help_text=_(
            "Up to 5 files of at most 10 MB each. Hide other people's names and faces before you send a screenshot."
        ),
    )
    website = Honeypot()
    submission = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        institutions = forms.ModelChoiceField(queryset=Institution.objects.active().by_name())
        self.fields["institution"].queryset = institutions.queryset  # type: ignore[attr-defined]

    @property
    def helper(self) -> FormHelper:
        return without_form_tag()

    @property
    def written(self) -> str:
        """Subject and body as typed so far, valid or not; no more than would be taken."""
        return f"{self.data.get('subject', '')}\n{self.data.get('body', '')}"[:LONGEST_TEXT]

    @cached_property
    def sounds_like_fault(self) -> bool:
        return sounds_like_fault(self.written, self.data.get("audience", ""))
