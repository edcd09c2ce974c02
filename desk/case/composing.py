"""Buttons of the composer beside its three texts: taking an answer back, and several verbs at once."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.case.forms import VerbForm
from organisation.models import User
from tickets.models import Ticket, sending
from tickets.models.refusals import UnableTo
from triage.ready_answers.models import Macro


class MacroForm(VerbForm):
    macro = forms.ModelChoiceField(label=gettext_lazy("Macro"), queryset=Macro.objects.none())

    def prepare(self) -> None:
        self.fields["macro"].queryset = Macro.objects.in_use()  # type: ignore[attr-defined]


def undo_send(ticket: Ticket, user: User, _data: dict[str, object]) -> str:
    if ticket.take_back_answer(by=user) is None:
        raise UnableTo(_("It is too late: the answer has been sent."))
    return _("The answer was not sent. It is a draft again.")


def macro(ticket: Ticket, user: User, data: dict[str, object]) -> str:
    chosen = data["macro"]
    assert isinstance(chosen, Macro)
    chosen.run(ticket, by=user, hold=sending.patience())
    return _("Done: %(title)s.") % {"title": chosen.title}
