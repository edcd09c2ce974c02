"""Who hears of a case, asked one by one: sight, owners before tiers, the absent where nobody else is left."""

from datetime import timedelta

import pytest
from django.utils import timezone

from organisation.models import Absence, Membership, User
from organisation.roles import Role
from tests.cast import Cast, open_ticket
from tickets.models import Event, Follow, Safeguarding, Ticket
from tickets.news import hearing
from tickets.words import Actor, Tier
from triage.flags.models import Flag


def be_away(*people: User, deputy: User | None = None) -> None:
    today = timezone.localdate()
    for person in people:
        Absence.objects.create(user=person, deputy=deputy, starts_on=today, ends_on=today + timedelta(days=1))


def gone(*people: User) -> None:
    User.objects.filter(pk__in=[person.pk for person in people]).update(is_active=False)
    for person in people:
        person.refresh_from_db()


@pytest.fixture
def moved(ticket: Ticket, cast: Cast) -> Ticket:
    """Away from the school, where the superuser followed it and keeps it in sight."""
    Follow.begin(ticket, by=cast.superuser)
    Follow.begin(ticket, by=cast.institution_admin)
    ticket.move(cast.daycare, by=cast.project_lead)
    Follow.objects.filter(user=cast.institution_admin).update(kept_from=None)
    return Ticket.objects.get(pk=ticket.pk)


def test_who_follows_a_case_that_moved_away_still_hears_of_it(moved: Ticket, cast: Cast) -> None:
    assert hearing.sees(cast.superuser, moved)
    assert not hearing.sees(cast.institution_admin, moved)
    assert not hearing.sees(cast.pilot, moved)


def test_a_sensitive_case_is_kept_in_sight_by_nobody(moved: Ticket, cast: Cast) -> None:
    Flag.raise_on(moved, ["violence"])
    assert not hearing.sees(cast.superuser, Ticket.objects.get(pk=moved.pk))


def test_who_has_left_sees_nothing_whatever_they_may_once_have_done(moved: Ticket, cast: Cast) -> None:
    gone(cast.superuser, cast.support_entitled)
    assert not hearing.sees(cast.superuser, moved)
    assert not hearing.sees(cast.support_entitled, moved)


def test_an_observer_hears_of_no_case(ticket: Ticket, cast: Cast) -> None:
    assert not hearing.sees(cast.observer, ticket)


def test_who_has_the_case_hears_as_its_owner_and_those_of_its_tier_as_such(ticket: Ticket, cast: Cast) -> None:
    assert hearing.workers(ticket) == hearing.Hearers([], [cast.superuser, cast.institution_admin])
    ticket.assign(cast.institution_admin, by=cast.superuser)
    assert hearing.workers(ticket) == hearing.Hearers([cast.institution_admin], [])


def test_where_everybody_is_away_those_of_the_tier_hear_all_the_same(ticket: Ticket, cast: Cast) -> None:
    be_away(cast.superuser, cast.institution_admin, cast.pilot, cast.support_entitled)
    assert hearing.of_tier(ticket, Tier.FIRST_LEVEL) == [cast.superuser, cast.institution_admin]
    assert hearing.of_tier(ticket, Tier.PILOT) == [cast.pilot]


def test_where_nobody_needs_to_know_but_who_was_let_in_they_hear(ticket: Ticket, cast: Cast) -> None:
    Safeguarding.objects.update_or_create(id=1, defaults={"need_to_know": True})
    Safeguarding.forget_cached()
    Flag.raise_on(ticket, ["violence"])
    kept = Ticket.objects.get(pk=ticket.pk)
    kept.let_in_people.all().delete()
    assert hearing.workers(kept) == hearing.Hearers([], [])
    for person in (cast.project_lead, cast.pilot):
        kept.let_in(person)
    Membership.objects.filter(user=cast.pilot).update(role=Role.OBSERVER)
    assert hearing.last_resort(kept) == [cast.project_lead]


@pytest.mark.parametrize(
    ("kind", "actor", "heard"),
    [
        ("escalated", Actor.SYSTEM, ("tier_waits_for_lead", "project_lead")),
        ("escalated", Actor.STAFF, ("tier_escalated", "pilot")),
        ("handed_back", Actor.SYSTEM, ("tier_handed_back", "pilot")),
    ],
)
def test_the_clock_reminds_the_lead_of_what_only_the_lead_can_do(
    kind: str, actor: str, heard: tuple[str, str], ticket: Ticket, cast: Cast
) -> None:
    ticket.set_route("change_request", by=cast.superuser)
    event = Event(ticket=ticket, kind=kind, actor=actor, data={"tier": Tier.PILOT})
    assert hearing.at_tier(event) == (heard[0], [cast.by_role(heard[1])])


def test_a_lead_who_is_away_is_reminded_through_a_deputy_and_otherwise_in_person(ticket: Ticket, cast: Cast) -> None:
    ticket.set_route("change_request", by=cast.superuser)
    event = Event(ticket=ticket, kind="escalated", actor=Actor.SYSTEM, data={})
    be_away(cast.project_lead)
    assert hearing.at_tier(event) == ("tier_waits_for_lead", [cast.project_lead])
    Absence.objects.update(deputy=cast.stranger)
    assert hearing.at_tier(event) == ("tier_waits_for_lead", [cast.project_lead])
    Absence.objects.update(deputy=cast.support_entitled)
    assert hearing.at_tier(event) == ("tier_waits_for_lead", [cast.support_entitled])


def test_what_comes_to_no_named_tier_comes_to_first_level(ticket: Ticket, cast: Cast) -> None:
    event = Event(ticket=ticket, kind="opened", actor=Actor.REQUESTER, data={})
    assert hearing.at_tier(event) == ("tier_opened", [cast.superuser, cast.institution_admin])


def test_each_stands_in_once_and_only_where_they_may_see_the_case(ticket: Ticket, cast: Cast) -> None:
    be_away(cast.superuser, deputy=cast.pilot)
    be_away(cast.institution_admin, deputy=cast.stranger)
    people = [cast.superuser, cast.institution_admin, cast.pilot, cast.stranger, cast.observer]
    assert hearing.in_place_of(ticket, people) == [cast.pilot, cast.institution_admin]


def test_a_case_of_no_place_reaches_the_administrators_when_nobody_else_is_left(cast: Cast) -> None:
    case = open_ticket(None)
    gone(cast.support_entitled)
    assert hearing.of_tier(case, Tier.FIRST_LEVEL) == [cast.municipal_admin]
