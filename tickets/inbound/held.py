"""What a person decides of a mail that was held."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from organisation.models import User
from organisation.roles import Verb
from tickets.inbound.matching import is_staff
from tickets.inbound.receiving import add, open_case
from tickets.inbound.storage import reread
from tickets.models import Event, ReceivedMail
from tickets.models.received_mail import REASONS

Outcome = ReceivedMail.Outcome


def admit(mail: ReceivedMail, *, by: User) -> None:
    """Lets a held mail in: into its case, in the name of who sent it, or as a new case; so, too, one that was ignored
    and belongs to no case. Again changes nothing.

    Whoever was let in once writes freely in this case from then on; what a colleague wrote becomes an internal note,
    whoever lets it in. Raises `PermissionDenied`.
    """
    with deciding(mail, by=by) as row:
        if row is None:
            return
        understood, limit = reread(row), row.reason
        if row.ticket is None:
            lost = (str(REASONS[limit]),) if limit.startswith("too_large") else ()
            open_case(row, understood, refused=lost)
        else:
            if is_staff(row.from_email) and row.from_email != row.ticket.requester_email.lower() and not row.party:
                row.speaker = ReceivedMail.Speaker.STAFF
            add(row, understood, row.ticket, by=by)
        row.save()
        assert row.ticket is not None
        Event.record(row.ticket, "mail_admitted", by=by, mail=row.pk)


def refuse(mail: ReceivedMail, *, by: User) -> None:
    """A held mail stays out. Again changes nothing. Raises `PermissionDenied`."""
    with deciding(mail, by=by) as row:
        if row is None:
            return
        row.outcome, row.text = Outcome.REFUSED, ""
        row.save(update_fields=["outcome", "text"])
        if row.ticket is not None:
            Event.record(row.ticket, "mail_refused", by=by, mail=row.pk)


@contextmanager
def deciding(mail: ReceivedMail, *, by: User) -> Iterator[ReceivedMail | None]:
    """The mail under lock while it waits, None when it was decided before. Only for who may decide."""
    allowed = by.may(Verb.ANSWER, mail.ticket) if mail.ticket else by.has_perm("tickets.change_receivedmail")
    if not allowed:
        raise PermissionDenied(_("Your role does not allow this for the case."))
    with transaction.atomic():
        waiting = ReceivedMail.objects.undecided().select_for_update(of=("self",)).filter(pk=mail.pk)
        row = waiting.first()
        yield row
    mail.refresh_from_db(fields=["outcome", "ticket", "text"])
