"""The button on a flagged case: a person has seen to it."""

from django import forms
from django.utils.translation import gettext as _

from desk.case.forms import VerbForm
from organisation.models import User
from tickets.models import Ticket
from tickets.models.refusals import UnableTo
from triage.flags.models import FlagKind


class ClearFlagForm(VerbForm):
    flag = forms.ChoiceField(choices=FlagKind.choices, widget=forms.HiddenInput)


def clear_flag(ticket: Ticket, user: User, told: dict[str, str]) -> str:
    flag = ticket.flags.filter(kind=told["flag"]).first()
    if flag is None:
        raise UnableTo(_("The case does not have this flag."))
    flag.clear(by=user)
    return _("Noted that you have seen to it.")
