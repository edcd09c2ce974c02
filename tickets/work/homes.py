"""Where a case without an institution may belong: by the mailbox it came to, its words, and earlier cases."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from organisation.institutions.homes import named_in
from organisation.models import Institution
from tickets.models import Ticket

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

MOST: Final = 3
LONGEST: Final = 20_000
"""Characters of a case that are read."""


@dataclass(frozen=True)
class Home:
    """An institution that is suggested, and why."""

    institution: Institution
    reason: "StrPromise"


def suggested_for(ticket: Ticket) -> list[Home]:
    """At most three; what is surest first. Nothing for a case that has an institution."""
    if ticket.institution_id is not None:
        return []
    candidates = [*by_mailbox(ticket), *by_words(ticket), *by_earlier_cases(ticket)]
    homes: dict[int, Home] = {}
    for place, reason in candidates:
        now = place.in_place_of()
        if now.is_active:
            homes.setdefault(now.pk, Home(now, reason))
    return list(homes.values())[:MOST]


def by_mailbox(ticket: Ticket) -> "list[tuple[Institution, StrPromise]]":
    mails = ticket.received_mails.exclude(mailbox__institution=None).select_related("mailbox__institution")
    reason = _("It came to the institution's own address")
    boxes = (mail.mailbox for mail in mails.order_by("id")[:MOST])
    return [(box.institution, reason) for box in boxes if box is not None and box.institution is not None]


def by_words(ticket: Ticket) -> "list[tuple[Institution, StrPromise]]":
    text = f"{ticket.subject}\n{ticket.first_words()}"[:LONGEST]
    places = Institution.objects.select_related("successor").order_by("id")
    return [(place, _("It is named in the case")) for place in named_in(text, places)]


def by_earlier_cases(ticket: Ticket) -> "list[tuple[Institution, StrPromise]]":
    earlier = Ticket.objects.of_requester(ticket.requester_email).exclude(institution=None).exclude(pk=ticket.pk)
    reason = _("The same address wrote from there before")
    places = (case.institution for case in earlier.select_related("institution__successor").order_by("-id")[:10])
    return [(place, reason) for place in places if place is not None]
