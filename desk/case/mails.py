"""Every mail of a case, whole: what is quoted in it unfolds. As long as the mail itself is kept."""

from dataclasses import dataclass

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from desk.access import find
from organisation.people.staff import person
from organisation.roles import Verb
from privacy.cpr import mask
from tickets.inbound.storage import reread
from tickets.models import RawMail, Reading, ReceivedMail
from tickets.requester.private_links import hide

MOST = 50


@dataclass(frozen=True)
class WholeMail:
    """A mail as it may be read: without CPR numbers and private links. `whole` where more stands in it than `own`."""

    row: ReceivedMail
    to: str
    own: str
    whole: str
    files: list[str]
    is_kept: bool

    @classmethod
    def of(cls, row: ReceivedMail, *, is_kept: bool) -> "WholeMail":
        mail = reread(row)
        own, whole = readable(mail.reply), readable(mail.text)
        files = [readable(file.filename) for file in mail.attachments]
        return cls(row, readable(mail.header("To")), own, whole if whole != own else "", files, is_kept)


def readable(text: str) -> str:
    return mask(hide(text)).text


@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The newest mails of the case, oldest first. Whoever opens them has read the case."""
    ticket, user = find(request, pk), person(request)
    if not user.may(Verb.VIEW, ticket):
        raise PermissionDenied
    Reading.note(ticket, user)
    rows = list(ticket.received_mails.order_by("-id")[:MOST])[::-1]
    kept = set(RawMail.objects.filter(mail__in=rows).values_list("mail", flat=True))
    context = {
        **admin.site.each_context(request),
        "title": _("Mails in %(number)s") % {"number": ticket.number},
        "ticket": ticket,
        "mails": [WholeMail.of(row, is_kept=row.pk in kept) for row in rows],
    }
    return render(request, "desk/case/mails.html", context)
