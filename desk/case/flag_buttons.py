"""The button on a flagged case: a person has seen to it."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from desk.case.forms import VerbForm
from organisation.models import User
from organisation.roles import Verb
from tickets.models import Ticket
from tickets.models.refusals import UnableTo
from tickets.words import FlagKind
from triage.flags.models import Flag


class ClearFlagForm(VerbForm):
    flag = forms.ChoiceField(choices=FlagKind.choices, widget=forms.HiddenInput)
    mistaken = forms.BooleanField(required=False, widget=forms.HiddenInput)


class RaiseFlagForm(VerbForm):
    flag = forms.ChoiceField(label=_lazy("What is it about?"), choices=FlagKind.choices)


def clear_flag(ticket: Ticket, user: User, data: dict[str, Any]) -> str:
    flag = ticket.flags.filter(kind=data["flag"]).first()
    if flag is None:
        raise UnableTo(_("The case does not have this flag."))
    flag.clear(by=user, mistaken=data["mistaken"])
    if data["mistaken"]:
        return _("Noted that it was nothing of the kind.")
    return _("Noted that you have seen to it.")


def raise_flag(ticket: Ticket, user: User, data: dict[str, Any]) -> str:
    if not user.may(Verb.TRIAGE, ticket):
        raise PermissionDenied(_("Your role does not allow this for the case."))
    Flag.raise_on(ticket, [data["flag"]], by=user)
    return _("The case is marked. The people named for it have been told.")
