"""What follows from a flag: nothing passes the case on until somebody has looked, and people are told until then."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from desk.case.buttons import BUTTONS
from desk.queue import overview as home
from desk.queue import paging
from desk.queue.filters import QueueFilters
from organisation.models import User
from tests.cast import Cast, kinds, open_ticket, settle
from tickets.models import Delivery, Merge, Safeguarding, Ticket
from tickets.models.merge import UnableToMerge
from tickets.models.refusals import UnableTo, UnableToAnswer, UnableWhileFlagged
from tickets.models.safeguarding import LetIn
from tickets.words import Actor, FlagKind, Sensitivity, Status
from triage.flags import flagging
from triage.flags.models import Flag, NamedPerson
from triage.forwarding import reminders
from triage.forwarding.models import SilencePolicy
from triage.known_errors.models import KnownError
from triage.learning.models import Example
from triage.suggestions.models import Suggestion, TriagePolicy
from triage.wishes.models import ChangeRequest

DANGER = {"subject": "Hjælp", "body": "Min far slår mig, og jeg tør ikke gå hjem."}


@pytest.fixture(autouse=True)
def fresh() -> None:
    Safeguarding.forget_cached()


@pytest.fixture
def flagged(cast: Cast) -> Ticket:
    return open_ticket(cast.school, **DANGER)


def sign_in(client: Client, user: User) -> Client:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_case_carries_it_from_the_moment_it_is_stored(flagged: Ticket) -> None:
    assert Ticket.objects.get(pk=flagged.pk).sensitivity == Sensitivity.FLAGGED
    assert list(Flag.objects.values_list("kind", flat=True)) == ["violence"]
    assert kinds(flagged) == ["opened", "flagged"]


def refusing(cast: Cast, ticket: Ticket) -> dict[str, Any]:
    admin, lead = cast.municipal_admin, cast.project_lead
    other = open_ticket(cast.school, requester_email=ticket.requester_email)
    error = KnownError.objects.create(title="Galleriet er tomt", description="x")
    published = {"title": "t", "question": "q", "answer": "a"}
    return {
        "route": lambda: ticket.set_route("unilogin", by=admin),
        "route by itself": lambda: ticket.set_route("unilogin", by=Actor.SYSTEM),
        "merge": lambda: Merge.begin(ticket, other, by=admin),
        "merge into it": lambda: Merge.begin(other, ticket, by=admin),
        "forward": lambda: ticket.mark_forwarded(by=admin, party="X"),
        "bundle": lambda: ChangeRequest.objects.create(title="t", collected_by=lead).quote(ticket, by=lead),
        "news": lambda: ticket.inform("Nyt", by=admin, event="updated"),
        "known error": lambda: error.attach(ticket, by=admin),
        "publish": lambda: BUTTONS["publish"].act(ticket, admin, published),
        "close by itself": lambda: ticket.close(by=Actor.SYSTEM),
    }


@pytest.mark.parametrize(
    "act",
    [
        "route",
        "route by itself",
        "merge",
        "merge into it",
        "forward",
        "bundle",
        "news",
        "known error",
        "publish",
        "close by itself",
    ],
)
def test_nothing_passes_the_case_on_while_nobody_has_looked(act: str, flagged: Ticket, cast: Cast) -> None:
    with pytest.raises(UnableTo):
        refusing(cast, flagged)[act]()


def test_whoever_looked_may_go_on(flagged: Ticket, cast: Cast) -> None:
    Flag.objects.get().clear(by=cast.superuser)
    flagged.refresh_from_db()
    assert flagged.sensitivity == Sensitivity.CONFIRMED
    flagged.set_route("out_of_scope", by=cast.superuser)
    assert flagged.route == "out_of_scope"


def test_answering_and_handing_up_need_no_click_first(flagged: Ticket, cast: Cast) -> None:
    flagged.answer("Jeg ringer til dig nu.", by=cast.superuser)
    flagged.escalate(by=cast.superuser, reason="Haster")
    assert flagged.status == Status.IN_PROGRESS


def test_a_mistaken_flag_leaves_an_ordinary_case(flagged: Ticket, cast: Cast) -> None:
    Flag.objects.get().clear(by=cast.superuser, mistaken=True)
    flagged.refresh_from_db()
    assert flagged.sensitivity == Sensitivity.NONE
    Flag.raise_on(flagged, ["violence"])
    flagged.refresh_from_db()
    assert flagged.sensitivity == Sensitivity.NONE


def test_one_of_two_flags_seen_to_is_not_enough(flagged: Ticket, cast: Cast) -> None:
    Flag.raise_on(flagged, ["custody"])
    Flag.objects.get(kind="violence").clear(by=cast.superuser)
    flagged.refresh_from_db()
    assert flagged.is_flagged


def test_urgent_alone_holds_nothing_back_but_the_helpdesk(cast: Cast) -> None:
    ticket = open_ticket(cast.school, body="Det haster, vi skal bruge koden om en time.")
    assert (ticket.sensitivity, [flag.kind for flag in ticket.flags.all()]) == (Sensitivity.NONE, ["urgent"])
    ticket.set_route("unilogin", by=cast.superuser)


def test_no_route_is_set_where_only_the_model_hears_it(cast: Cast) -> None:
    TriagePolicy.objects.update_or_create(id=1, defaults={"threshold": 0.0})
    body = "Eleven har givet sin telefon væk og siger, at det hele snart er forbi for hende. Hun er 14."
    ticket = open_ticket(cast.school, subject="Bekymret", body=body, audience="staff")
    settle()
    ticket.refresh_from_db()
    assert (ticket.is_flagged, ticket.route) == (True, None)


def test_a_sensitive_case_is_not_merged_with_that_of_another(flagged: Ticket, cast: Cast) -> None:
    other = open_ticket(cast.school, requester_email="far@example.org")
    Flag.objects.get().clear(by=cast.superuser)
    for one, two in ((flagged, other), (other, flagged)):
        with pytest.raises(UnableToMerge):
            Merge.begin(one, two, by=cast.superuser, confirmed=True)


def test_a_sensitive_case_keeps_its_own_company(flagged: Ticket, cast: Cast) -> None:
    """A case of the same person may come to it, but none with which somebody else would come."""
    Flag.objects.get().clear(by=cast.superuser)
    own = open_ticket(cast.school, requester_email=flagged.requester_email)
    his = open_ticket(cast.school, requester_email="far@example.org")
    Merge.begin(his, own, by=cast.superuser, confirmed=True)
    with pytest.raises(UnableToMerge):
        Merge.begin(own, flagged, by=cast.superuser, confirmed=True)


def test_nobody_is_answered_what_another_wrote_in_confidence_after_their_cases_were_merged(
    cast: Cast, client: Client
) -> None:
    """And once they are apart, it is as sensitive where it went back to."""
    his = open_ticket(cast.school, requester_name="Ole Friis", requester_email="ole@example.org")
    hers = open_ticket(cast.school)
    Merge.begin(hers, his, by=cast.superuser, confirmed=True)
    hers.reply("Min mand slår børnene, og han må ikke få vores nye adresse.")
    settle()
    his.refresh_from_db()
    client.force_login(cast.superuser, backend="django.contrib.auth.backends.ModelBackend")
    for say in (his.answer, his.ask):
        with pytest.raises(UnableToAnswer):
            say("Din nye adresse er skjult for ham.", by=cast.superuser)
    his.note("Vi ringer til hende.", by=cast.superuser)
    said = "en anden læser det, I svarer her"
    assert said in client.get(reverse("admin:tickets_ticket_change", args=[his.pk])).content.decode()
    Merge.objects.get().undo(by=cast.superuser)
    hers.refresh_from_db()
    assert hers.is_flagged
    settle()
    assert set(Flag.objects.filter(ticket=hers).values_list("kind", flat=True)) >= {"violence"}
    hers.answer("Din nye adresse er skjult for ham.", by=cast.superuser)
    settle()
    assert not Delivery.objects.filter(recipient="ole@example.org", body__contains="skjult for ham").exists()


def test_the_case_that_takes_in_a_sensitive_one_is_as_sensitive(flagged: Ticket, cast: Cast) -> None:
    """Its page shows what was written there."""
    Flag.objects.get().clear(by=cast.superuser)
    flagged.refresh_from_db()
    flagged.let_in(cast.support_entitled)
    own = open_ticket(cast.school, requester_email=flagged.requester_email)
    Merge.begin(flagged, own, by=cast.superuser)
    own.refresh_from_db()
    assert own.sensitivity == Ticket.objects.get(pk=flagged.pk).sensitivity == Sensitivity.CONFIRMED
    settle()
    assert Flag.objects.get(ticket=own).cleared_by == cast.superuser
    assert set(LetIn.objects.filter(ticket=own).values_list("user", flat=True)) == {
        cast.superuser.pk,
        cast.support_entitled.pk,
    }


def test_who_wrote_nothing_while_merged_gets_an_ordinary_case_back(cast: Cast) -> None:
    his = open_ticket(cast.school, requester_name="Ole Friis", requester_email="ole@example.org")
    hers = open_ticket(cast.school)
    Merge.begin(his, hers, by=cast.superuser, confirmed=True)
    hers.reply("Min mand slår børnene.")
    settle()
    Merge.objects.get().undo(by=cast.superuser)
    settle()
    his.refresh_from_db()
    assert not his.is_sensitive
    his.answer("Prøv at genstarte appen.", by=cast.superuser)


def test_silence_closes_no_flagged_case(flagged: Ticket, cast: Cast) -> None:
    SilencePolicy.objects.update_or_create(id=1, defaults={"remind_after_days": 0, "close_after_days": 1})
    flagged.ask("Hvor er du?", by=cast.superuser)
    Ticket.objects.filter(pk=flagged.pk).update(last_activity_at=timezone.now() - timedelta(days=30))
    assert reminders.sweep().closed == 0
    Flag.objects.get().clear(by=cast.superuser)
    Ticket.objects.filter(pk=flagged.pk).update(last_activity_at=timezone.now() - timedelta(days=30))
    assert reminders.sweep().closed == 1


def test_nothing_is_learned_from_what_only_may_be_sensitive(cast: Cast) -> None:
    ticket = open_ticket(cast.school)
    settle()
    suggestion = Suggestion.objects.get(ticket=ticket)
    suggestion.may_be_sensitive = True
    suggestion.save(update_fields=["may_be_sensitive"])
    suggestion.ticket = ticket
    suggestion.decide("unilogin", by=cast.superuser)
    settle()
    assert not Example.objects.exists()


def test_people_are_told_at_once_and_again_until_somebody_has_taken_it(flagged: Ticket, cast: Cast) -> None:
    NamedPerson.objects.create(user=cast.pilot, kind="violence")
    settle()
    settle()

    def letters() -> int:
        return len([letter for letter in mail.outbox if letter.to == [cast.pilot.email]])

    assert letters() == 1
    later = timezone.now() + timedelta(minutes=31)
    assert (flagging.remind(timezone.now()), flagging.remind(later), flagging.remind(later)) == (0, 1, 0)
    settle()
    assert letters() == 2
    assert not any("slår" in str(letter.body) for letter in mail.outbox if letter.to == [cast.pilot.email])
    Flag.objects.get().clear(by=cast.pilot)
    assert flagging.remind(later + timedelta(hours=5)) == 0


def test_the_municipality_may_let_people_sleep(flagged: Ticket, cast: Cast) -> None:
    Safeguarding.objects.create(id=1, at_any_time=False)
    Safeguarding.forget_cached()
    sunday = timezone.now() + timedelta(days=(6 - timezone.now().weekday()) % 7 + 7)
    assert flagging.remind(sunday) == 0


def test_where_nobody_is_named_the_support_entitled_hear(flagged: Ticket, cast: Cast) -> None:
    assert NamedPerson.objects.people_for(flagged, "violence") == [cast.support_entitled]


def test_it_stands_first_in_every_list_and_on_the_overview(cast: Cast, flagged: Ticket) -> None:
    newer = open_ticket(cast.school)
    Ticket.objects.filter(pk=flagged.pk).update(due_at=timezone.now() + timedelta(days=9))
    for order in ("due", "activity", "opened"):
        tickets = paging.page(cast.superuser, QueueFilters(sort=order)).tickets
        assert [ticket.pk for ticket in tickets] == [flagged.pk, newer.pk]
    overview = home.home(cast.superuser)
    assert overview is not None
    assert (overview.cards[0].name, overview.cards[0].count) == ("flagged", 1)
    flagged.resolve(by=Actor.REQUESTER)
    assert [ticket.pk for ticket in paging.page(cast.superuser, QueueFilters(chosen="flagged")).tickets] == [flagged.pk]


def test_only_who_needs_to_know_sees_it_where_the_municipality_wants_so(
    cast: Cast, flagged: Ticket, client: Client
) -> None:
    NamedPerson.objects.create(user=cast.pilot, kind="violence")
    Safeguarding.objects.create(id=1, need_to_know=True)
    Safeguarding.forget_cached()
    settle()
    address = f"/admin/tickets/ticket/{flagged.pk}/"
    assert sign_in(client, cast.superuser).get(address).status_code == 404
    assert Ticket.objects.visible_to(cast.superuser).filter(pk=flagged.pk).count() == 0
    assert sign_in(client, cast.pilot).get(address).status_code == 200
    flagged.assign(cast.institution_admin, by=cast.pilot)
    assert sign_in(client, cast.institution_admin).get(address).status_code == 200
    ordinary = open_ticket(cast.school)
    assert Ticket.objects.visible_to(cast.superuser).filter(pk=ordinary.pk).count() == 1


def test_a_person_marks_a_case_by_hand(cast: Cast, client: Client) -> None:
    ticket = open_ticket(cast.school)
    address = f"/admin/tickets/ticket/{ticket.pk}/"
    sign_in(client, cast.superuser).post(f"{address}raise_flag/", {"raise_flag-flag": "abuse"})
    ticket.refresh_from_db()
    assert ticket.is_flagged
    page = client.get(address).content.decode()
    assert str(FlagKind.ABUSE.label) in page or "Seksuelt" in page
    client.post(f"{address}clear_flag/", {"clear_flag-flag": "abuse", "clear_flag-mistaken": "on"})
    ticket.refresh_from_db()
    assert not ticket.is_sensitive


def test_the_refusal_says_what_to_do(flagged: Ticket, cast: Cast, client: Client) -> None:
    address = f"/admin/tickets/ticket/{flagged.pk}/correct/"
    page = sign_in(client, cast.superuser).post(address, {"correct-route": "unilogin"}, follow=True)
    assert UnableWhileFlagged.__doc__
    assert "route" not in kinds(flagged)
    assert page.status_code in {200, 409}


def test_a_flagged_case_offers_no_route_before_somebody_has_looked(ticket: Ticket, cast: Cast, client: Client) -> None:
    client.force_login(cast.support_entitled)
    address, correct = reverse("admin:tickets_ticket_change", args=[ticket.pk]), f"/{ticket.pk}/correct/"
    assert correct in client.get(address).content.decode()
    ticket.flag("violence")
    ticket.let_in(cast.support_entitled)
    assert correct not in client.get(address).content.decode()
