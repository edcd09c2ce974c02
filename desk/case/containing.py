"""Buttons for what went wrong: taking an answer back after it was sent."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.case.forms import VerbForm
from organisation.models import User
from tickets.models import Message, Ticket


class RetractForm(VerbForm):
    message = forms.ModelChoiceField(label=gettext_lazy("Answer"), queryset=Message.objects.none())
    reason = forms.CharField(label=gettext_lazy("Why? (for colleagues)"), max_length=500, required=False)

    def prepare(self) -> None:
        answers = self.ticket.messages.filter(kind=Message.Kind.ANSWER)
        self.fields["message"].queryset = answers  # type: ignore[attr-defined]


def retract(ticket: Ticket, user: User, told: dict[str, Any]) -> str:
    ticket.retract(told["message"], by=user, reason=told["reason"])
    return _("The answer was retracted. Whoever had it by mail is told.")
