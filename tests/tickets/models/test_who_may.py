"""Every verb of a case that a person can set off asks the table of rights, also those that other rooms call."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from organisation.models import Absence, User
from tests.cast import Cast, kinds, open_ticket
from tests.triage.forwarding.test_ways_out import signed_in, to_vendor
from tickets.models import Link, Merge, Ticket
from triage.faults.models import FaultReport
from triage.flags.models import Flag
from triage.known_errors.models import KnownError
from triage.suggestions.models import Suggestion

VERBS: dict[str, Callable[[Ticket, User], object]] = {
    "inform": lambda ticket, by: ticket.inform("Nyt.", by=by, event="updated"),
    "hear_from_party": lambda ticket, by: ticket.hear_from_party("Rettet.", party="Skemahuset", by=by),
    "come_back": lambda ticket, by: ticket.come_back(by=by),
    "take_back": lambda ticket, by: ticket.take_back(by=by, event="released"),
    "take_back_answer": lambda ticket, by: ticket.take_back_answer(by=by),
    "split_off": lambda ticket, by: ticket.split_off([ticket.messages.get()], subject="Andet", by=by),
}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("role", ["stranger", "observer"])
def test_who_does_not_work_on_the_case_cannot(verb: str, role: str, ticket: Ticket, cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        VERBS[verb](ticket, cast.by_role(role))
    assert kinds(ticket) == ["opened"]


@pytest.mark.parametrize("verb", ["settle", "retriage", "resend"])
def test_a_stranger_judges_no_forwarding(verb: str, ticket: Ticket, cast: Cast) -> None:
    forwarding = to_vendor(ticket, cast)
    with pytest.raises(PermissionDenied):
        getattr(forwarding, verb)(by=cast.stranger)


def test_the_helpdesk_gives_nobody_a_case_that_they_may_not_see(ticket: Ticket, cast: Cast) -> None:
    ticket.share_out(cast.stranger, source=ticket.events.get().pk)
    assert ticket.assignee is None
    ticket.share_out(cast.superuser, source=ticket.events.get().pk)
    assert ticket.assignee == cast.superuser


def test_handing_over_goes_on_after_a_case_that_cannot_be_had(cast: Cast) -> None:
    merged, good = open_ticket(cast.school), open_ticket(cast.school)
    for case in (merged, good):
        case.assign(cast.superuser, by=cast.superuser)
    Merge.begin(merged, open_ticket(cast.school, subject="Den fælles"), by=cast.superuser, confirmed=True)
    Ticket.objects.filter(pk=merged.pk).update(status="in_progress", due_at=timezone.now(), resolved_at=None)
    today = timezone.localdate()
    absence = Absence.objects.create(user=cast.superuser, deputy=cast.pilot, starts_on=today, ends_on=today)
    answer = signed_in(cast.superuser).post(f"/admin/tickets/ticket/absences/{absence.pk}/hand_over/")
    assert answer.status_code == 302
    good.refresh_from_db()
    assert good.assignee == cast.pilot


def test_what_belongs_to_a_case_knows_the_very_same_case(ticket: Ticket, cast: Cast) -> None:
    forwarding = to_vendor(ticket, cast)
    Flag.raise_on(ticket, ["urgent"])
    FaultReport.record(ticket, {"device": "iPhone"}, by=cast.superuser)
    error = KnownError.objects.create(title="Tom kalender", description="x")
    error.fits.create(ticket=ticket, score=1.0)
    beside = [
        ticket.forwardings.whole().last(),
        ticket.flags.get(),
        ticket.known_error_fits.get(),
        FaultReport.of(ticket),
        Suggestion.latest_of(ticket),
    ]
    assert forwarding.ticket is ticket
    assert all(row.ticket is ticket for row in beside if row is not None)


@pytest.mark.parametrize("role", ["stranger", "observer"])
def test_who_may_not_work_on_a_case_neither_links_it_nor_writes_in_its_report(
    role: str, ticket: Ticket, cast: Cast
) -> None:
    person, other = cast.by_role(role), open_ticket(cast.daycare)
    for one, two in ((ticket, other), (other, ticket)):
        with pytest.raises(PermissionDenied):
            Link.join(one, two, by=person)
        with pytest.raises(PermissionDenied):
            Link.part(one, two, by=person)
    with pytest.raises(PermissionDenied):
        FaultReport.record(ticket, {"device": "iPhone"}, by=person)
    assert not FaultReport.objects.exists()
