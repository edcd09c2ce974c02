"""Puts right who a person is, in every case of theirs, and what is said of them beside it."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organisation.models import User
from tickets.models import PersonRequest
from tickets.models.person_request import UnableToDisclose


def correct(asked: PersonRequest, *, by: User, name: str, email: str, phone: str, statement: str) -> str:
    """What was done, in words. Raises `UnableToDisclose` while nobody has confirmed which cases are theirs."""
    if asked.confirmed_at is None:
        raise UnableToDisclose(_("Confirm first who it is."))
    with transaction.atomic():
        tickets = list(asked.tickets.select_related("institution", "merged_into").order_by("id"))
        for ticket in tickets:
            ticket.correct(by=by, name=name, email=email, phone=phone)
            if statement.strip():
                note = _("Correction, at the request of the person: %(text)s") % {"text": statement}
                (ticket.merged_into or ticket).note(note, by=by)
        outcome = ngettext("Corrected in %(count)s case.", "Corrected in %(count)s cases.", len(tickets))
        done = outcome % {"count": len(tickets)}
        asked.finish(by=by, outcome=done)
    return done
