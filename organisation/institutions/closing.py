"""What lies at an institution that is to close: the apps above say it, and the form asks."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from organisation.models import Institution

There = Callable[[Institution], list[str]]
"""Sentences of what would be stranded there."""

_there: list[There] = []


def ask_for_what_is_there(there: There) -> None:
    if there not in _there:
        _there.append(there)


def what_is_there(place: Institution) -> list[str]:
    return [sentence for there in _there for sentence in there(place)]


class InstitutionForm(forms.ModelForm[Institution]):
    def clean_is_active(self) -> Any:
        """Where people work or cases are open, it is closed on the page that moves them."""
        wanted = self.cleaned_data["is_active"]
        closes = self.instance.pk is not None and self.initial.get("is_active") and not wanted
        if closes and (sentences := what_is_there(self.instance)):
            move = _("Use “Close or merge” instead: it moves everything in one go.")
            raise forms.ValidationError(" ".join([*sentences, move]))
        return wanted
