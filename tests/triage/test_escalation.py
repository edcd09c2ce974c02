import json
from datetime import timedelta
from io import StringIO

from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from desk.queue.filters import Filters
from desk.queue.lists import cases
from tests.cast import Cast, kinds, open_ticket, settle
from tickets.models import Ticket
from tickets.words import Tier
from triage.escalation import sweep
from triage.tasks import escalate


def late(institution: object) -> Ticket:
    ticket = open_ticket(institution)  # type: ignore[arg-type]
    Ticket.objects.filter(pk=ticket.pk).update(due_at=timezone.now() - timedelta(minutes=1))
    return ticket


def test_one_sweep_moves_every_late_case_and_tells_the_new_tier(cast: Cast) -> None:
    first, second, fresh = late(cast.school), late(cast.school), open_ticket(cast.school)
    done = sweep()
    assert (done.examined, done.escalated) == (2, 2)
    for ticket in (first, second, fresh):
        ticket.refresh_from_db()
    assert [first.tier, second.tier, fresh.tier] == [Tier.PILOT, Tier.PILOT, Tier.FIRST_LEVEL]
    settle()
    assert len([letter for letter in mail.outbox if letter.to == [cast.pilot.email]]) == 2


def test_the_clock_reminds_the_project_lead_of_a_wish_and_spares_the_tiers(cast: Cast) -> None:
    wish, question = late(cast.school), late(cast.school)
    wish.set_route("change_request", by=cast.superuser)
    settle()
    mail.outbox.clear()
    for _ in range(2):
        sweep(timezone.now() + timedelta(days=30))
        settle()
    told = {letter.to[0]: letter.subject for letter in mail.outbox if wish.number in letter.subject}
    assert set(told) == {cast.project_lead.email}
    assert "Ændringsønske" in told[cast.project_lead.email]
    shown = list(cases(cast.support_entitled, Filters(chosen="support_entitled")))
    assert shown == [question]


def test_sweeping_twice_is_once(cast: Cast) -> None:
    ticket = late(cast.school)
    escalate()
    escalate()
    assert kinds(ticket) == ["opened", "escalated"]


def test_a_case_climbs_to_the_top_and_stays_there(cast: Cast) -> None:
    ticket = late(cast.school)
    for _ in range(4):
        sweep(timezone.now() + timedelta(days=400))
    ticket.refresh_from_db()
    assert ticket.tier == Tier.SUPPORT_ENTITLED


def test_cases_that_wait_for_others_do_not_climb(cast: Cast) -> None:
    ticket = open_ticket(cast.school)
    ticket.ask("Hvilken telefon?", by=cast.superuser)
    assert sweep(timezone.now() + timedelta(days=30)).examined == 0


def test_the_command_prints_one_json_line(cast: Cast) -> None:
    late(cast.school)
    out = StringIO()
    call_command("escalate", stdout=out)
    line = json.loads(out.getvalue())
    assert line["examined"] == line["escalated"] == 1
    assert line["seconds"] >= 0
