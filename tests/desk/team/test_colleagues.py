"""Colleagues who come and go by the form of their institution's own administrator."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from organisation.models import Membership, User
from organisation.people.colleagues import invite, may_give
from organisation.roles import WHOLE_MUNICIPALITY, Role
from tests.cast import PASSWORD, Cast, open_ticket, person, settle
from tickets.news import sign_in_links

PAGE = "admin:colleagues"


def signed_in(user: User) -> Client:
    client = Client()
    client.post(reverse("admin:login"), {"username": user.email, "password": PASSWORD})
    return client


def form_data(cast: Cast, **changes: Any) -> dict[str, Any]:
    new = {"name": "Ny Kollega", "email": "Ny@Example.org", "role": "superuser", "institution": cast.school.pk}
    return new | changes


def row_of(user: User) -> Membership:
    return Membership.objects.get(user=user)


def test_an_institution_administrator_invites_a_colleague_who_gets_a_mail(cast: Cast, mailoutbox: list[Any]) -> None:
    answer = signed_in(cast.institution_admin).post(reverse(PAGE), form_data(cast))
    assert answer.status_code == 302
    new = User.objects.get(email="ny@example.org")
    assert (new.role_keys, new.has_usable_password()) == ([("superuser", cast.school.pk)], False)
    sign_in_links.mail_wanted()
    settle()
    assert [mail.to for mail in mailoutbox] == [["ny@example.org"]]


def test_twice_is_once_and_a_colleague_of_elsewhere_keeps_what_they_have(cast: Cast) -> None:
    client = signed_in(cast.institution_admin)
    for _turn in range(2):
        assert client.post(reverse(PAGE), form_data(cast, email=cast.stranger.email)).status_code == 302
    held = set(cast.stranger.memberships.values_list("role", "institution"))
    assert held == {("superuser", cast.daycare.pk), ("superuser", cast.school.pk)}
    cast.stranger.refresh_from_db()
    assert (cast.stranger.name, cast.stranger.link_wanted) == ("Fremmed Superbruger", "")


@pytest.mark.parametrize("role", ["municipal_admin", "support_entitled", "project_lead", "konge"])
def test_no_role_for_the_whole_municipality_is_given(role: str, cast: Cast) -> None:
    assert signed_in(cast.institution_admin).post(reverse(PAGE), form_data(cast, role=role)).status_code == 422
    assert not User.objects.filter(email="ny@example.org").exists()


@pytest.mark.parametrize("role", sorted(WHOLE_MUNICIPALITY))
def test_a_role_for_the_whole_municipality_is_given_at_no_institution(role: str, cast: Cast) -> None:
    assert may_give(cast.municipal_admin, role, None)
    assert not may_give(cast.municipal_admin, role, cast.school)


def test_nobody_is_invited_to_an_institution_that_is_closed(cast: Cast) -> None:
    cast.school.is_active = False
    cast.school.save()
    assert not may_give(cast.institution_admin, Role.SUPERUSER, cast.school)
    with pytest.raises(PermissionDenied):
        invite(by=cast.municipal_admin, email="ny@example.org", name="Ny", role=Role.SUPERUSER, institution=cast.school)


def test_nobody_is_invited_to_another_institution(cast: Cast) -> None:
    answer = signed_in(cast.institution_admin).post(reverse(PAGE), form_data(cast, institution=cast.daycare.pk))
    assert answer.status_code == 422
    assert not User.objects.filter(email="ny@example.org").exists()


@pytest.mark.parametrize(
    "role", [role for role in Role.values if role not in {Role.INSTITUTION_ADMIN, Role.MUNICIPAL_ADMIN}]
)
def test_nobody_else_invites_or_removes(role: str, cast: Cast) -> None:
    client, row = signed_in(cast.by_role(role)), row_of(cast.institution_admin)
    for address in (reverse(PAGE), reverse("admin:remove_colleague", args=[row.pk])):
        assert client.get(address).status_code == 403
        assert client.post(address, form_data(cast)).status_code == 403
    assert Membership.objects.filter(pk=row.pk).exists()


def test_who_goes_is_out_at_once_and_their_cases_go_to_who_takes_over(cast: Cast) -> None:
    case = open_ticket(cast.school)
    case.assign(cast.pilot, by=cast.pilot)
    leaving = signed_in(cast.pilot)
    client, address = signed_in(cast.institution_admin), reverse("admin:remove_colleague", args=[row_of(cast.pilot).pk])
    assert "1 åben sag" in client.get(address).content.decode()
    refused = client.post(address, {})
    assert refused.status_code == 409
    assert "1 åben sag" in refused.content.decode()
    assert leaving.get("/admin/").status_code == 200
    assert client.post(address, {"takes_over": cast.superuser.pk}).status_code == 302
    case.refresh_from_db()
    cast.pilot.refresh_from_db()
    assert (case.assignee, cast.pilot.is_active) == (cast.superuser, False)
    assert leaving.get("/admin/").status_code == 302


def test_who_works_elsewhere_too_stays_there(cast: Cast) -> None:
    row = Membership.objects.create(user=cast.stranger, role=Role.SUPERUSER, institution=cast.school)
    client = signed_in(cast.institution_admin)
    assert client.post(reverse("admin:remove_colleague", args=[row.pk]), {"leaves_them": "on"}).status_code == 302
    stranger = User.objects.get(pk=cast.stranger.pk)
    assert (stranger.is_active, stranger.role_keys) == (True, [("superuser", cast.daycare.pk)])


def test_nobody_of_another_institution_or_of_the_municipality_is_removed(cast: Cast) -> None:
    client = signed_in(cast.institution_admin)
    for user in (cast.stranger, cast.municipal_admin, cast.support_entitled):
        assert client.post(reverse("admin:remove_colleague", args=[row_of(user).pk])).status_code == 404
        assert User.objects.get(pk=user.pk).is_active


def test_nobody_removes_themselves(cast: Cast) -> None:
    row = row_of(cast.institution_admin)
    client = signed_in(cast.institution_admin)
    posted = {"leaves_them": "on"}
    assert client.post(reverse("admin:remove_colleague", args=[row.pk]), posted).status_code == 409
    assert Membership.objects.filter(pk=row.pk).exists()


def test_who_comes_back_has_nothing_of_what_they_had(cast: Cast) -> None:
    gone = person("superuser", cast.daycare, email="tidligere@example.org")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    signed_in(cast.institution_admin).post(reverse(PAGE), form_data(cast, email=gone.email))
    back = User.objects.get(pk=gone.pk)
    assert (back.is_active, back.role_keys) == (True, [("superuser", cast.school.pk)])
    assert not back.check_password(PASSWORD)
    assert back.link_wanted == "invitation"


def test_the_menu_leads_there_for_who_may(cast: Cast) -> None:
    assert reverse(PAGE) in signed_in(cast.institution_admin).get("/admin/").content.decode()
    assert reverse(PAGE) not in signed_in(cast.superuser).get("/admin/").content.decode()
