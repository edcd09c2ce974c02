"""Buttons for what went wrong: an answer taken back after it was sent, the wrong case, and a new private link."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.case.bringing_together import find, number_field
from desk.case.forms import VerbForm
from organisation.models import User
from tickets.models import Message, Ticket
from tickets.models.misplacing import put_elsewhere
from tickets.text_messages.text_news import number_of


class RetractForm(VerbForm):
    message = forms.ModelChoiceField(label=gettext_lazy("Answer"), queryset=Message.objects.none())
    reason = forms.CharField(label=gettext_lazy("Why? (for colleagues)"), max_length=500, required=False)

    def prepare(self) -> None:
        answers = self.ticket.messages.filter(kind=Message.Kind.ANSWER)
        self.fields["message"].queryset = answers  # type: ignore[attr-defined]


def retract(ticket: Ticket, user: User, data: dict[str, Any]) -> str:
    ticket.retract(data["message"], by=user, reason=data["reason"])
    return _("The answer was retracted. Whoever had it by mail is told.")


class WrongCaseForm(VerbForm):
    message = forms.ModelChoiceField(label=gettext_lazy("Message"), queryset=Message.objects.none())
    other = number_field(gettext_lazy("Number of the right case"))
    reason = forms.CharField(label=gettext_lazy("Why? (for colleagues)"), max_length=500, required=False)

    def prepare(self) -> None:
        self.fields["message"].queryset = self.ticket.messages.all()  # type: ignore[attr-defined]


def wrong_case(ticket: Ticket, user: User, data: dict[str, Any]) -> str:
    right = find(data["other"], user)
    put_elsewhere(ticket, data["message"], to=right, by=user, reason=data["reason"])
    if data["message"].kind == Message.Kind.ANSWER:
        done = _("The answer was retracted here. It lies in %(number)s as your draft: read it, and send it there.")
    else:
        done = _("The message stands in %(number)s now, and is hidden here.")
    return done % {"number": right.number}


class NewLinkForm(VerbForm):
    withhold = forms.BooleanField(
        label=gettext_lazy("Do not send it by mail: the address is wrong or no longer theirs"), required=False
    )


def renew_link(ticket: Ticket, user: User, data: dict[str, Any]) -> str:
    ticket.renew_token(by=user, tell=not data["withhold"])
    if number_of(ticket) and data["withhold"]:
        return _("The old link no longer works. The new one goes with the next text message to the requester.")
    if number_of(ticket):
        return _("The old link no longer works. The requester gets the new one by text message.")
    if not ticket.requester_email:
        return _("The old link no longer works. There is no address to send the new one to: whoever rings is told.")
    if data["withhold"]:
        return _("The old link no longer works. The new one goes with the next mail to the requester.")
    return _("The old link no longer works. The requester gets the new one by mail.")
