"""Who works at which tier of a case's institution, who stands in, and whom a note calls."""

from datetime import timedelta

import pytest
from django.utils import timezone

from organisation.models import Absence, Membership, User
from organisation.people import deputies
from organisation.roles import Role
from tests.cast import Cast, open_ticket, person
from tickets.models import Ticket
from tickets.words import Sensitivity, Tier
from tickets.work import staffing


def leave(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


def be_away(user: User, deputy: User | None = None) -> None:
    today = timezone.localdate()
    Absence.objects.create(user=user, deputy=deputy, starts_on=today, ends_on=today + timedelta(days=1))


def test_each_tier_has_its_people(ticket: Ticket, cast: Cast) -> None:
    assert staffing.people_of(ticket, Tier.FIRST_LEVEL) == [cast.superuser, cast.institution_admin]
    assert staffing.people_of(ticket, Tier.PILOT) == [cast.pilot]
    assert staffing.people_of(ticket, Tier.SUPPORT_ENTITLED) == [cast.support_entitled]


def test_who_has_two_roles_at_a_tier_works_there_once(ticket: Ticket, cast: Cast) -> None:
    Membership.objects.create(user=cast.superuser, role=Role.INSTITUTION_ADMIN, institution=cast.school)
    assert staffing.people_of(ticket, Tier.FIRST_LEVEL) == [cast.superuser, cast.institution_admin]


def test_a_case_without_a_place_is_worked_on_by_those_who_work_everywhere(ticket: Ticket, cast: Cast) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(institution=None)
    ticket = Ticket.objects.get(pk=ticket.pk)
    assert staffing.people_of(ticket, Tier.FIRST_LEVEL) == []
    assert staffing.people_of(ticket, Tier.SUPPORT_ENTITLED) == [cast.support_entitled]


@pytest.mark.parametrize("route", [None, "unilogin", "technical_fault", "change_request"])
def test_the_lead_is_waited_for_where_the_route_is_theirs_alone(route: str | None, ticket: Ticket, cast: Cast) -> None:
    if route:
        ticket.set_route(route, by=cast.superuser)
    assert staffing.leads_of(ticket) == ([cast.project_lead] if route == "change_request" else [])


def test_who_is_away_is_stood_in_for_by_their_deputy(ticket: Ticket, cast: Cast) -> None:
    assert staffing.present(ticket, [cast.superuser]) == [cast.superuser]
    assert staffing.stand_in(ticket, cast.superuser) == cast.superuser
    be_away(cast.superuser, cast.pilot)
    assert staffing.present(ticket, [cast.superuser, cast.institution_admin]) == [cast.pilot, cast.institution_admin]
    assert staffing.stand_in(ticket, cast.superuser) == cast.pilot
    be_away(cast.pilot)
    assert staffing.stand_in(ticket, cast.superuser) is None


def test_nobody_stands_in_who_may_not_see_the_case(ticket: Ticket, cast: Cast) -> None:
    be_away(cast.superuser, cast.stranger)
    assert staffing.present(ticket, [cast.superuser]) == []
    assert staffing.stand_in(ticket, cast.superuser) is None


@pytest.mark.parametrize("sensitive", [False, True])
def test_who_only_has_the_role_for_these_days_stands_in_but_not_in_what_is_sensitive(
    sensitive: bool, ticket: Ticket, cast: Cast
) -> None:
    today = timezone.localdate()
    days = Absence.enter(cast.superuser, starts_on=today, ends_on=today, deputy=cast.stranger, by=cast.superuser)
    deputies.lend(days, by=cast.institution_admin)
    be_away(cast.institution_admin, cast.pilot)
    if sensitive:
        Ticket.objects.filter(pk=ticket.pk).update(sensitivity=Sensitivity.CONFIRMED)
    people = staffing.present(Ticket.objects.get(pk=ticket.pk), [cast.superuser, cast.institution_admin])
    assert people == ([cast.pilot] if sensitive else [cast.stranger, cast.pilot])


def test_colleagues_are_those_of_the_tiers_by_name_and_onlookers_all_who_see_the_case(
    ticket: Ticket, cast: Cast
) -> None:
    first = person("pilot", cast.school, name="Anders And", email="anders@example.org")
    tiers = [cast.institution_admin, cast.pilot, cast.superuser, cast.support_entitled]
    assert list(staffing.colleagues(ticket)) == [first, *sorted(tiers, key=lambda each: each.name)]
    seeing = [*tiers, cast.project_lead, cast.municipal_admin]
    assert list(staffing.onlookers(ticket)) == [first, *sorted(seeing, key=lambda each: each.name)]


def test_who_has_left_is_neither_colleague_nor_onlooker(ticket: Ticket, cast: Cast) -> None:
    leave(cast.pilot)
    assert cast.pilot not in staffing.colleagues(ticket)
    assert cast.pilot not in staffing.onlookers(ticket)


def test_namesakes_stand_in_the_order_in_which_they_came(ticket: Ticket, cast: Cast) -> None:
    twins = [person("pilot", cast.school, name="Aa", email=f"{letter}@example.org") for letter in "ba"]
    assert list(staffing.colleagues(ticket))[:2] == twins
    assert list(staffing.onlookers(ticket))[:2] == twins


@pytest.mark.parametrize(
    ("text", "calls"),
    [
        ("@Person pilot, kig lige her", True),
        ("@PERSON  Pilot kig", True),
        ("Se her (@person pilot)", True),
        ("Spørg @pilot@example.org.", True),
        ("Spørg Person pilot", False),
        ("a@person pilot", False),
        ("x.@person pilot", False),
        ("@person piloter", False),
        ("@Fremmed Superbruger", False),
    ],
)
def test_a_note_calls_who_stands_in_it_with_an_at(text: str, calls: bool, ticket: Ticket, cast: Cast) -> None:
    assert staffing.mentioned(text, ticket) == ([cast.pilot] if calls else [])


@pytest.mark.parametrize(
    ("text", "called", "lost"),
    [
        ("@Bent, kig lige", ["Bent Holm"], []),
        ("@BENT kig", ["Bent Holm"], []),
        ("Se her, @bent holm", ["Bent Holm"], []),
        ("@Grete kig", [], ["@Grete"]),
        ("@Grete Lund kig", ["Grete Lund"], []),
        ("@Holm kig", [], ["@Holm"]),
        ("@Ingen og @Bent", ["Bent Holm"], ["@Ingen"]),
        ("@Ingen, @Ingen og @Bent Holm", ["Bent Holm"], ["@Ingen"]),
        ("@Ingen ved det, spørg @Bent Holm", ["Bent Holm"], ["@Ingen"]),
        ("Spørg @bent@example.org", ["Bent Holm"], []),
        ("Spørg @vang@example.org", ["Grete Vang"], []),
        ("@Grete Lundby kig", [], ["@Grete"]),
        ("Spørg Bent Holm", [], []),
    ],
)
def test_a_first_name_is_enough_where_only_one_has_it_and_who_is_not_reached_is_said(
    text: str, called: list[str], lost: list[str], ticket: Ticket, cast: Cast
) -> None:
    for name, address in (("Bent Holm", "bent"), ("Grete Lund", "grete"), ("Grete Vang", "vang")):
        person("pilot", cast.school, name=name, email=f"{address}@example.org")
    assert [each.name for each in staffing.mentioned(text, ticket)] == called
    assert staffing.unreached(text, ticket) == lost


def test_the_next_tier_is_the_next_at_which_somebody_works(ticket: Ticket, cast: Cast) -> None:
    assert staffing.tier_above(ticket) == Tier.PILOT
    assert staffing.tier_above(open_ticket(cast.daycare)) == Tier.SUPPORT_ENTITLED
    leave(cast.support_entitled)
    assert staffing.tier_above(open_ticket(cast.daycare)) == Tier.PILOT
    ticket.escalate(by=cast.superuser, reason="Op.")
    assert staffing.tier_above(ticket) == Tier.SUPPORT_ENTITLED
