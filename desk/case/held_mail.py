"""Buttons for mail that waits in a case until a person lets it in."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from desk.case.forms import VerbForm
from organisation.models import User
from tickets.inbound import held
from tickets.models import ReceivedMail, Ticket


class HeldMailForm(VerbForm):
    mail = forms.ModelChoiceField(queryset=ReceivedMail.objects.none())

    def prepare(self) -> None:
        self.fields["mail"].queryset = ReceivedMail.objects.of(self.ticket)  # type: ignore[attr-defined]


def admit(_ticket: Ticket, user: User, data: dict[str, Any]) -> str:
    held.admit(data["mail"], by=user)
    return _("The mail is part of the case now.")


def refuse(_ticket: Ticket, user: User, data: dict[str, Any]) -> str:
    held.refuse(data["mail"], by=user)
    return _("The mail stays out of the case.")
