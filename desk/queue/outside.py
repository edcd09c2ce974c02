"""Where the cases of a list are that are with somebody outside: with whom, under which number, since when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tickets.models import Ticket
from tickets.words import Status
from triage.forwarding.models import Forwarding
from triage.known_errors.models import KnownErrorCase


@dataclass(frozen=True)
class Outside:
    party: str
    number: str
    """The party's own number; empty where none is known."""
    since: datetime

    @property
    def words(self) -> str:
        days = (timezone.localdate() - timezone.localtime(self.since).date()).days
        time = ngettext("%(count)s day", "%(count)s days", days) % {"count": days} if days else _("since today")
        return " · ".join(part for part in (self.party, self.number, time) if part)


def outside_of(tickets: Iterable[Ticket]) -> dict[int, Outside]:
    """By the id of the case; asks nothing where none of them is outside."""
    keys = [ticket.pk for ticket in tickets if ticket.status == Status.FORWARDED]
    if not keys:
        return {}
    causes = KnownErrorCase.objects.filter(ticket__in=keys).order_by("id")
    repaired = causes.values_list("ticket", "known_error__party__name", "known_error__external_number", "attached_at")
    sent = Forwarding.objects.filter(ticket__in=keys).order_by("id")
    passed_on = sent.values_list("ticket", "party__name", "external_number", "forwarded_at")
    by_case = {key: Outside(party or _("Known error"), number, since) for key, party, number, since in repaired}
    return by_case | {key: Outside(party, number, since) for key, party, number, since in passed_on}
