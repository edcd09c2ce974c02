"""Where a case lies in the municipality's own record system."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.case.forms import VerbForm
from organisation.models import User
from tickets.models import Ticket


class JournalForm(VerbForm):
    number = forms.CharField(label=gettext_lazy("Journal number"), max_length=60, required=False)
    kle = forms.CharField(
        label=gettext_lazy("KLE number"), max_length=20, required=False, help_text=gettext_lazy("For example 17.00.00.")
    )

    def prepare(self) -> None:
        self.initial.update(number=self.ticket.journal_number, kle=self.ticket.kle)


def journal(ticket: Ticket, user: User, data: dict[str, Any]) -> str:
    ticket.journal(number=data["number"], kle=data["kle"], by=user)
    return _("Noted where the case lies.")
