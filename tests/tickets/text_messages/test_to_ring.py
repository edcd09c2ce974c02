"""Whoever has no mail address is rung: nothing is said to be sent, and nobody is forgotten."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from desk.queue.filters import QueueFilters
from desk.queue.lists import cases
from desk.queue.overview import Card, home
from organisation.models import Absence
from organisation.roles import Role
from tests.cast import Cast, kinds, open_ticket, settle
from tickets.models import Delivery, Ticket
from tickets.models.refusals import UnableToHandBack
from tickets.requester.on_behalf import open_for
from tickets.words import Tier


@pytest.fixture
def by_phone(cast: Cast) -> Ticket:
    return open_ticket(cast.school, requester_email="", requester_phone="12 34 56 78")


def press(client: Client, verb: str, ticket: Ticket, **fields: Any) -> str:
    address = f"/admin/tickets/ticket/{ticket.pk}/{verb}/"
    return client.post(
        address, {f"{verb}-{name}": value for name, value in fields.items()}, follow=True
    ).content.decode()


@pytest.mark.parametrize(("verb", "lie"), [("answer", "Svaret er sendt"), ("ask", "Spørgsmålet er sendt")])
def test_nothing_is_said_to_be_sent_where_nothing_was(
    verb: str, lie: str, by_phone: Ticket, cast: Cast, client: Client
) -> None:
    client.force_login(cast.superuser, backend="django.contrib.auth.backends.ModelBackend")
    page = press(client, verb, by_phone, text="Hvilken telefon bruger du?")
    assert lie not in page
    assert "12 34 56 78" in page
    assert list(Ticket.objects.to_ring()) == [by_phone]
    assert "Markér som oplyst" in page
    page = press(client, "told", by_phone)
    assert "Markér som oplyst" not in page
    assert not Ticket.objects.to_ring().exists()


def test_a_question_that_nobody_was_told_stops_no_clock(by_phone: Ticket, cast: Cast) -> None:
    by_phone.ask("Hvilken telefon?", by=cast.superuser)
    assert (by_phone.status, by_phone.clock_runs) == ("in_progress", True)
    settle()
    assert not Delivery.objects.filter(kind__startswith="requester_").exists()


def test_telling_twice_is_once(by_phone: Ticket, cast: Cast) -> None:
    by_phone.answer("Prøv igen.", by=cast.superuser)
    for _time in range(2):
        by_phone.mark_told(by=cast.superuser)
    assert kinds(by_phone).count("told") == 1


def test_what_was_answered_on_the_phone_at_once_is_told_already(cast: Cast) -> None:
    facts = {"subject": "S", "body": "B", "audience": "parent", "channel": "on_behalf", "requester_name": "Bo"}
    open_for(by=cast.superuser, institution=cast.school, answer="Gør sådan.", **facts)
    assert not Ticket.objects.to_ring().exists()


def test_who_gets_mail_is_not_on_the_list(ticket: Ticket, cast: Cast) -> None:
    ticket.answer("Prøv igen.", by=cast.superuser)
    assert not Ticket.objects.to_ring().exists()


def rings(cast: Cast, *tickets: Ticket) -> dict[str, list[int]]:
    """Whom each role of the cast finds to ring, by the places of these cases; without those who find nobody."""
    at = {ticket.pk: place for place, ticket in enumerate(tickets)}
    found = {role: cases(cast.by_role(role), QueueFilters(chosen="to_ring")) for role in Role.values}
    listed = {role: sorted(at[ticket.pk] for ticket in rows) for role, rows in found.items()}
    return {role: places for role, places in listed.items() if places}


def test_whoever_holds_the_case_rings_by_tier_and_right(by_phone: Ticket, cast: Cast) -> None:
    by_phone.answer("Prøv igen.", by=cast.support_entitled)
    Ticket.objects.filter(pk=by_phone.pk).update(assignee=None)
    assert rings(cast, by_phone) == {"superuser": [0], "institution_admin": [0]}
    for tier, role in ((Tier.PILOT, "pilot"), (Tier.SUPPORT_ENTITLED, "support_entitled")):
        Ticket.objects.filter(pk=by_phone.pk).update(tier=tier)
        assert rings(cast, by_phone) == {role: [0]}
    Ticket.objects.filter(pk=by_phone.pk).update(route="change_request")
    assert rings(cast, by_phone) == {"support_entitled": [0], "project_lead": [0]}
    assert not cases(cast.stranger, QueueFilters(chosen="to_ring")).exists()


def test_who_has_the_case_rings_alone_and_while_they_are_away_their_deputy_and_their_tier(
    by_phone: Ticket, cast: Cast
) -> None:
    by_phone.assign(cast.pilot, by=cast.pilot)
    by_phone.answer("Prøv igen.", by=cast.pilot)
    assert rings(cast, by_phone) == {"pilot": [0]}
    today = timezone.localdate()
    Absence.enter(cast.pilot, starts_on=today, ends_on=today, by=cast.pilot, deputy=cast.project_lead)
    assert set(rings(cast, by_phone)) == {"pilot", "project_lead", "superuser", "institution_admin"}


def test_a_case_without_an_institution_is_rung_by_those_who_see_all(cast: Cast) -> None:
    homeless = open_ticket(None, requester_email="", requester_phone="12 34 56 78")
    homeless.answer("Prøv igen.", by=cast.support_entitled)
    Ticket.objects.filter(pk=homeless.pk).update(assignee=None)
    assert set(rings(cast, homeless)) == {"support_entitled", "project_lead", "municipal_admin"}


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.OBSERVER])
def test_the_overview_of_every_role_says_whom_to_ring_and_nothing_where_nobody_waits(
    role: str, by_phone: Ticket, cast: Cast
) -> None:
    user = cast.by_role(role)

    def card() -> Card | None:
        overview = home(user)
        assert overview is not None
        return next((each for each in overview.cards if each.name == "to_ring"), None)

    assert card() is None
    by_phone.answer("Prøv igen.", by=user)
    Ticket.objects.filter(pk=by_phone.pk).update(assignee=user)
    found = card()
    assert found is not None
    assert found.count == 1


def test_a_solved_case_cannot_be_handed_back(ticket: Ticket, cast: Cast) -> None:
    ticket.escalate(by=cast.superuser, reason="Op.")
    ticket.resolve(by=cast.pilot)
    with pytest.raises(UnableToHandBack):
        ticket.hand_back(by=cast.pilot, reason="Tilbage")
    assert (ticket.tier, ticket.is_done) == ("pilot", True)


@pytest.mark.parametrize(
    ("text", "reached", "lost"),
    [
        ("Se her, @Bent", False, "@Bent"),
        ("Se her, @Ole", True, ""),
        ("Se her, @Ole Jensen", True, ""),
        ("Se her, @ole@example.org.", True, ""),
        ("Skriv til maja@example.org", False, ""),
        ("@Person kan du?", False, "@Person"),
    ],
)
def test_a_mention_that_reaches_nobody_says_so(
    text: str, reached: bool, lost: str, ticket: Ticket, cast: Cast, client: Client
) -> None:
    cast.pilot.name, cast.pilot.email = "Ole Jensen", "ole@example.org"
    cast.pilot.save()
    client.force_login(cast.superuser, backend="django.contrib.auth.backends.ModelBackend")
    page = press(client, "note", ticket, text=text)
    assert ("nåede ingen" in page) == bool(lost)
    assert ticket.events.get(kind="noted").data["mentioned"] == ([cast.pilot.pk] if reached else [])
    if lost:
        assert f"{lost} nåede ingen" in page
