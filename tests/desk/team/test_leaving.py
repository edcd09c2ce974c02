"""People who come and go: what they leave behind is shown, and goes somewhere."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from organisation.models import Absence, Institution, Membership, User
from organisation.roles import Role
from tests.cast import Cast, open_ticket, person, settle
from tickets.models import Notice, Ticket


def saved(client: Client, user: User | None, **fields: Any) -> Any:
    """Posts the form of a person; `roles` is a list of (role, institution, whether it goes)."""
    held = list(user.memberships.all()) if user else []
    roles = fields.pop("roles", [(each.role, each.institution_id or "", False) for each in held])
    body: dict[str, Any] = {"name": "Anna Holm", "email": "anna@example.org", "language": "da", "is_active": "on"}
    if user:
        body |= {"name": user.name, "email": user.email}
    body |= {"memberships-TOTAL_FORMS": len(roles), "memberships-INITIAL_FORMS": len(held)}
    for at, (role, place, goes) in enumerate(roles):
        body |= {f"memberships-{at}-role": role, f"memberships-{at}-institution": place}
        if at < len(held):
            body |= {f"memberships-{at}-id": held[at].pk, f"memberships-{at}-user": user.pk if user else ""}
        if goes:
            body[f"memberships-{at}-DELETE"] = "on"
    body |= fields
    address = f"/admin/organisation/user/{user.pk}/change/" if user else "/admin/organisation/user/add/"
    return client.post(address, {name: value for name, value in body.items() if value is not None})


@pytest.fixture
def administrator(cast: Cast, client: Client) -> Client:
    client.force_login(cast.municipal_admin, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_capital_letter_in_an_address_is_no_new_person_and_no_fault(cast: Cast, administrator: Client) -> None:
    role = [("superuser", cast.school.pk, False)]
    answer = saved(administrator, None, email=cast.pilot.email.upper(), roles=role)
    assert answer.status_code == 200
    assert "Nogen har allerede denne mailadresse" in answer.content.decode()
    assert saved(administrator, None, email="Anna@Example.ORG", roles=role).status_code == 302
    assert User.objects.get(email="anna@example.org").name == "Anna Holm"


def test_a_person_without_a_role_is_answered_with_a_sentence(administrator: Client) -> None:
    answer = saved(administrator, None, roles=[])
    assert answer.status_code == 200
    assert "Giv personen en rolle" in answer.content.decode()
    assert not User.objects.filter(email="anna@example.org").exists()


def test_open_cases_are_shown_and_go_to_who_takes_over(cast: Cast, administrator: Client) -> None:
    ticket = open_ticket(cast.school)
    ticket.assign(cast.superuser, by=cast.superuser)
    answer = saved(administrator, cast.superuser, is_active=None)
    assert "har 1 åben sag" in answer.content.decode()
    assert User.objects.get(pk=cast.superuser.pk).is_active
    saved(administrator, cast.superuser, is_active=None, takes_over=cast.institution_admin.pk)
    assert not User.objects.get(pk=cast.superuser.pk).is_active
    assert Ticket.objects.get(pk=ticket.pk).assignee == cast.institution_admin


def test_cases_that_nobody_takes_over_by_name_are_told_to_their_tier(cast: Cast, administrator: Client) -> None:
    ticket = open_ticket(cast.school)
    ticket.assign(cast.superuser, by=cast.superuser)
    settle()
    Notice.objects.all().delete()
    saved(administrator, cast.superuser, is_active=None, leaves_them="on")
    settle()
    assert Ticket.objects.get(pk=ticket.pk).assignee is None
    assert [notice.user for notice in Notice.objects.all()] == [cast.institution_admin]


def test_who_changes_school_leaves_the_cases_of_the_old_one(cast: Cast, administrator: Client) -> None:
    open_ticket(cast.school).assign(cast.superuser, by=cast.superuser)
    answer = saved(administrator, cast.superuser, roles=[("superuser", cast.daycare.pk, False)])
    assert "har 1 åben sag" in answer.content.decode()
    assert cast.superuser.memberships.get().institution == cast.school


def test_the_only_first_level_of_a_school_is_said(cast: Cast, administrator: Client) -> None:
    answer = saved(administrator, cast.stranger, is_active=None)
    assert "Havlunden" in answer.content.decode()
    assert saved(administrator, cast.stranger, is_active=None, leaves_them="on").status_code == 302


def test_the_last_administrator_locks_nobody_out(cast: Cast, administrator: Client) -> None:
    answer = saved(administrator, cast.municipal_admin, is_active=None, leaves_them="on")
    assert "sidste kommunale administrator" in answer.content.decode()
    other = [(Role.SUPPORT_ENTITLED, "", False)]
    assert saved(administrator, cast.municipal_admin, roles=other, leaves_them="on").status_code == 200
    assert User.objects.with_role(Role.MUNICIPAL_ADMIN).get() == cast.municipal_admin
    person("municipal_admin", None, email="to@example.org")
    assert saved(administrator, cast.municipal_admin, is_active=None, leaves_them="on").status_code == 302


def test_who_leaves_nothing_behind_is_asked_nothing(cast: Cast, administrator: Client) -> None:
    Membership.objects.create(user=cast.superuser, role=Role.PILOT, institution=cast.daycare)
    assert saved(administrator, cast.superuser, is_active=None).status_code == 302


def test_whom_somebody_stands_in_for_is_said_and_goes_to_who_takes_over(cast: Cast, administrator: Client) -> None:
    Membership.objects.create(user=cast.superuser, role=Role.PILOT, institution=cast.daycare)
    today = timezone.localdate()
    day = Absence.enter(cast.pilot, starts_on=today, ends_on=today, by=cast.pilot, deputy=cast.superuser)
    stays = [("superuser", cast.daycare.pk, False), ("pilot", cast.daycare.pk, False)]
    answer = saved(administrator, cast.superuser, roles=stays)
    assert "stedfortræder for Person pilot" in answer.content.decode()
    saved(administrator, cast.superuser, roles=stays, takes_over=cast.institution_admin.pk)
    day.refresh_from_db()
    assert day.deputy == cast.institution_admin


def test_a_new_role_at_a_closed_institution_is_refused_and_an_old_one_stays(cast: Cast, administrator: Client) -> None:
    Institution.objects.filter(pk=cast.daycare.pk).update(is_active=False, successor=cast.school)
    answer = saved(administrator, None, roles=[("superuser", cast.daycare.pk, False)])
    assert "er lukket. Skriv Grøndal Skole" in answer.content.decode()
    assert not User.objects.filter(email="anna@example.org").exists()
    there = person("pilot", cast.daycare, email="gammel@example.org")
    assert saved(administrator, there).status_code == 302
