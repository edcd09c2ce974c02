"""The buttons about the cause of a case: it is part of a known error, or it is not."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.case.forms import VerbForm
from desk.case.telling import unless_by_mail
from organisation.models import User
from tickets.models import Ticket
from tickets.models.refusals import UnableTo
from triage.known_errors.models import KnownError, KnownErrorCase

FormData = dict[str, Any]


class CauseForm(VerbForm):
    known_error = forms.ModelChoiceField(
        label=gettext_lazy("Known error"), queryset=KnownError.objects.none(), empty_label=gettext_lazy("Choose")
    )

    def prepare(self) -> None:
        self.fields["known_error"].queryset = KnownError.objects.current().newest_first()  # type: ignore[attr-defined]


def attach(ticket: Ticket, user: User, data: FormData) -> str:
    data["known_error"].attach(ticket, by=user)
    title = {"title": data["known_error"]}
    by_mail = _("Attached to “%(title)s”. The requester has been told, and hears when there is news.") % title
    return unless_by_mail(ticket, by_mail, _("Attached to “%(title)s”.") % title)


def detach(ticket: Ticket, user: User, _data: FormData) -> str:
    case = KnownErrorCase.objects.filter(ticket=ticket).select_related("known_error").first()
    if case is None:
        raise UnableTo(_("The case is part of no known error."))
    case.known_error.detach(ticket, by=user)
    return _("The case is no longer part of “%(title)s”. It is back with us.") % {"title": case.known_error}


def dismiss(ticket: Ticket, user: User, data: FormData) -> str:
    fit = ticket.known_error_fits.filter(known_error=data["known_error"]).first()
    if fit is None:
        raise UnableTo(_("The known error is not suggested for this case."))
    fit.dismiss(by=user)
    return _("Noted. It is not suggested again.")
