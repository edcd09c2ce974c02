"""What is filled in to exchange answers."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from knowledgebase.exchange.fetching import LARGEST

LONGEST: Final = 500


class SubscribeForm(forms.Form):
    name = forms.CharField(label=_("Municipality"), max_length=120)
    address = forms.URLField(
        label=_("Address of their answers"),
        max_length=LONGEST,
        assume_scheme="https",
        help_text=_("They find it on the same page as this, and give it to you together with the key."),
    )
    key = forms.CharField(label=_("Key"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"]
        if not address.startswith("https://"):
            raise forms.ValidationError(_("The address must begin with https."))
        return address


class PartnerForm(forms.Form):
    name = forms.CharField(label=_("Municipality"), max_length=120)


class FileForm(forms.Form):
    file = forms.FileField(label=_("File with answers"), help_text=_("JSON Lines, as another municipality saved it."))

    def clean_file(self) -> str:
        """The text of the file."""
        file: Any = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("The file is too large."))
        try:
            return str(file.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise forms.ValidationError(_("This is no file with shared answers.")) from None
