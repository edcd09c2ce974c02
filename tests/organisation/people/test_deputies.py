"""A deputy has the work of who is away on those days alone, where an administrator of the place has said so."""

import logging
from contextlib import nullcontext
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from desk.tasks import end_standing_in
from organisation.models import Absence, LentRole, Membership, User
from organisation.pages.refusals import UnableTo
from organisation.people import deputies
from organisation.roles import LENT, RIGHTS, WHOLE_MUNICIPALITY, Role, Verb
from tests.cast import Cast, open_ticket, settle
from tickets.models import Delivery, LetIn, Notice, Safeguarding, Ticket


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def away(user: User, deputy: User, *, starts: int = 0, ends: int = 3) -> Absence:
    today = timezone.localdate()
    first, last = today + timedelta(days=starts), today + timedelta(days=ends)
    return Absence.enter(user, starts_on=first, ends_on=last, deputy=deputy, by=user)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("role", LENT)
def test_what_is_lent_is_the_work_of_the_role_and_no_right_to_invite(role: Role) -> None:
    assert RIGHTS[LENT[role]] >= RIGHTS[role] - {Verb.INVITE}
    assert Verb.INVITE not in RIGHTS[LENT[role]]
    assert not {role, LENT[role]} & WHOLE_MUNICIPALITY


@pytest.mark.parametrize(
    ("starts", "ends", "sees"), [(0, 0, True), (-3, 3, True), (1, 3, False), (-3, -1, False), (-3, 0, True)]
)
def test_it_holds_on_the_days_of_the_absence_alone(starts: int, ends: int, sees: bool, cast: Cast) -> None:
    ticket = open_ticket(cast.school)
    row = away(cast.superuser, cast.stranger, starts=min(starts, 0), ends=max(ends, 0))
    deputies.lend(row, by=cast.institution_admin)
    today = timezone.localdate()
    Absence.objects.update(starts_on=today + timedelta(days=starts), ends_on=today + timedelta(days=ends))
    deputy = fresh(cast.stranger)
    assert deputy.may(Verb.ANSWER, ticket) is sees
    assert Ticket.objects.visible_to(deputy).filter(pk=ticket.pk).exists() is sees


def test_nothing_holds_before_an_administrator_of_the_place_has_said_so(cast: Cast) -> None:
    ticket = open_ticket(cast.school)
    row = away(cast.superuser, cast.stranger)
    assert not fresh(cast.stranger).may(Verb.VIEW, ticket)
    for person in (cast.superuser, cast.pilot, cast.support_entitled, cast.stranger, cast.observer):
        with pytest.raises(PermissionDenied):
            deputies.lend(row, by=person)
    elsewhere = User.objects.create_user("anden@example.org", name="Anden Administrator")
    Membership.objects.create(user=elsewhere, role="institution_admin", institution=cast.daycare)
    with pytest.raises(PermissionDenied):
        deputies.lend(row, by=elsewhere)
    assert not fresh(cast.stranger).may(Verb.VIEW, ticket)
    deputies.lend(row, by=cast.municipal_admin)
    assert fresh(cast.stranger).may(Verb.VIEW, ticket)
    deputies.lend(row, by=cast.municipal_admin)
    assert LentRole.objects.count() == 1


def test_an_administrator_who_is_away_names_a_deputy_who_works_and_invites_nobody(cast: Cast) -> None:
    row = away(cast.institution_admin, cast.stranger)
    deputies.lend(row, by=cast.institution_admin)
    deputy = fresh(cast.stranger)
    assert deputy.institutions_for(Verb.ANSWER) == sorted([cast.school.pk, cast.daycare.pk])
    assert deputy.institutions_for(Verb.INVITE) == []


def test_roles_for_the_whole_municipality_are_never_lent(cast: Cast) -> None:
    for role in sorted(WHOLE_MUNICIPALITY):
        with pytest.raises(UnableTo):
            deputies.lend(away(cast.by_role(role), cast.stranger), by=cast.municipal_admin)
    assert fresh(cast.stranger).institutions_for() == [cast.daycare.pk]


@pytest.mark.parametrize("ends", [-1, 0])
def test_nothing_is_lent_for_days_that_are_over(ends: int, cast: Cast) -> None:
    row = away(cast.superuser, cast.stranger, starts=-3, ends=0)
    Absence.objects.update(ends_on=timezone.localdate() + timedelta(days=ends))
    with pytest.raises(UnableTo) if ends < 0 else nullcontext():
        deputies.lend(row, by=cast.institution_admin)
    assert LentRole.objects.count() == (ends == 0)


def test_it_ends_with_the_role_with_another_deputy_and_when_either_has_left(cast: Cast) -> None:
    row = away(cast.superuser, cast.stranger)
    deputies.lend(row, by=cast.institution_admin)
    assert fresh(cast.stranger).lent == [("superuser", cast.school.pk)]
    Absence.objects.update(deputy=cast.pilot)
    assert fresh(cast.stranger).lent == []
    Absence.objects.update(deputy=cast.stranger)
    User.objects.filter(pk=cast.superuser.pk).update(is_active=False)
    assert fresh(cast.stranger).lent == []
    User.objects.filter(pk=cast.superuser.pk).update(is_active=True)
    assert fresh(cast.stranger).lent
    own = list(cast.stranger.memberships.all())
    cast.stranger.memberships.all().delete()
    assert fresh(cast.stranger).role_keys == [], "who holds nothing themselves has nothing"
    Membership.objects.bulk_create(own)
    cast.superuser.memberships.all().delete()
    assert fresh(cast.stranger).lent == []
    assert not LentRole.objects.exists()


def test_what_is_lent_is_not_lent_on(cast: Cast) -> None:
    deputies.lend(away(cast.superuser, cast.stranger), by=cast.municipal_admin)
    other = User.objects.create_user("tredje@example.org", name="Tredje Person")
    Membership.objects.create(user=other, role="pilot", institution=cast.daycare)
    deputies.lend(away(cast.stranger, other), by=cast.municipal_admin)
    assert fresh(other).institutions_for() == [cast.daycare.pk]


@pytest.mark.parametrize("need_to_know", [False, True])
def test_sensitive_cases_stay_closed_unless_the_deputy_was_let_in(need_to_know: bool, cast: Cast) -> None:
    Safeguarding.objects.update_or_create(id=1, defaults={"need_to_know": need_to_know})
    Safeguarding.forget_cached()
    ticket = open_ticket(cast.school)
    Ticket.objects.filter(pk=ticket.pk).update(sensitivity="flagged")
    deputies.lend(away(cast.superuser, cast.stranger), by=cast.municipal_admin)
    deputy, client = fresh(cast.stranger), signed_in(cast.stranger)
    assert not Ticket.objects.visible_to(deputy).filter(pk=ticket.pk).exists()
    assert not Ticket.objects.read_by(deputy).filter(pk=ticket.pk).exists()
    assert client.get(f"/admin/tickets/ticket/{ticket.pk}/").status_code == 404
    assert client.get(f"/api/v1/tickets/{ticket.pk}/").status_code == 404
    with pytest.raises(PermissionDenied):
        Ticket.objects.get(pk=ticket.pk).note("Hej", by=deputy)
    own = open_ticket(cast.daycare)
    Ticket.objects.filter(pk=own.pk).update(sensitivity="flagged")
    assert Ticket.objects.visible_to(deputy).filter(pk=own.pk).exists() is not need_to_know
    LetIn.objects.create(ticket=ticket, user=deputy)
    assert Ticket.objects.visible_to(fresh(deputy)).filter(pk=ticket.pk).exists()


def test_a_sensitive_case_given_to_who_is_away_does_not_go_to_the_deputy(cast: Cast) -> None:
    deputies.lend(away(cast.superuser, cast.stranger), by=cast.municipal_admin)
    sensitive, other = open_ticket(cast.school), open_ticket(cast.school)
    Ticket.objects.filter(pk=sensitive.pk).update(sensitivity="flagged")
    for ticket, expected in ((sensitive, cast.superuser), (other, cast.stranger)):
        row = Ticket.objects.get(pk=ticket.pk)
        row.assign(fresh(cast.superuser), by=fresh(cast.institution_admin))
        assert row.assignee == expected


def test_the_deputy_hears_instead_and_when_it_ends_the_cases_are_for_all_who_work_there(cast: Cast) -> None:
    ticket = open_ticket(cast.school)
    ticket.assign(cast.superuser, by=cast.superuser)
    row = away(cast.superuser, cast.stranger)
    deputies.lend(row, by=cast.municipal_admin)
    settle()
    Notice.objects.all().delete()
    ticket.reply("Er der nyt?")
    settle()
    assert [notice.user for notice in Notice.objects.filter(event__kind="replied")] == [cast.stranger]
    Ticket.objects.get(pk=ticket.pk).assign(fresh(cast.stranger), by=fresh(cast.stranger))
    yesterday = timezone.localdate() - timedelta(days=1)
    Absence.objects.update(starts_on=yesterday, ends_on=yesterday)
    Notice.objects.all().delete()
    end_standing_in()
    settle()
    assert not LentRole.objects.exists()
    assert Ticket.objects.get(pk=ticket.pk).assignee is None
    assert cast.superuser in [notice.user for notice in Notice.objects.all()]


def test_the_deputy_is_not_signed_out_by_it(cast: Cast) -> None:
    client, ticket = signed_in(cast.stranger), open_ticket(cast.school)
    assert client.get(f"/admin/tickets/ticket/{ticket.pk}/").status_code == 404
    deputies.lend(away(cast.superuser, cast.stranger), by=cast.municipal_admin)
    assert client.get(f"/admin/tickets/ticket/{ticket.pk}/").status_code == 200
    Absence.objects.all().delete()
    assert client.get(f"/admin/tickets/ticket/{ticket.pk}/").status_code == 404


def test_the_security_log_tells_when_it_begins_and_ends(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="security"):
        row = away(cast.superuser, cast.stranger)
        deputies.lend(row, by=cast.municipal_admin)
        row.cancel(by=cast.superuser)
    lines = [record.getMessage() for record in caplog.records]
    said = [line for line in lines if line.startswith(("role_lent", "role_back"))]
    assert [line.split()[0] for line in said] == ["role_lent", "role_back"]
    assert f"by={cast.municipal_admin.pk}" in said[0]


def test_the_pages_ask_confirm_and_show_it_to_both(cast: Cast) -> None:
    today = timezone.localdate()
    days = {"starts_on": today.isoformat(), "ends_on": (today + timedelta(days=3)).isoformat()}
    absent, admin, deputy = (signed_in(each) for each in (cast.superuser, cast.institution_admin, cast.stranger))
    address = "/admin/tickets/ticket/absences/"
    assert absent.post(address, days | {"deputy": cast.stranger.pk}).status_code == 302
    row = Absence.objects.get()
    assert not LentRole.objects.exists()
    assert [mail.recipient for mail in Delivery.objects.filter(kind="deputy_waits")] == [cast.institution_admin.email]
    assert "Afventer, at en administrator bekræfter" in absent.get(address).content.decode()
    assert "Stedfortrædere, der afventer dig" in admin.get(address).content.decode()
    assert "Stedfortrædere, der afventer dig" not in deputy.get(address).content.decode()
    assert deputy.post(f"{address}{row.pk}/confirm/").status_code == 403
    assert absent.post(f"{address}{row.pk}/confirm/").status_code == 403
    assert admin.post(f"{address}{row.pk}/confirm/").status_code == 302
    for client in (absent, deputy):
        page = client.get(address).content.decode()
        assert "bekræftet af Person institution_admin" in page
    assert fresh(cast.stranger).lent_places == [cast.school.pk]
    assert absent.post(f"{address}{row.pk}/cancel/").status_code == 302
    assert fresh(cast.stranger).lent_places == []


def test_a_deputy_named_by_an_administrator_needs_no_second_word(cast: Cast) -> None:
    today = timezone.localdate().isoformat()
    told = {"user": cast.superuser.pk, "deputy": cast.stranger.pk, "starts_on": today, "ends_on": today}
    assert signed_in(cast.municipal_admin).post("/admin/tickets/ticket/absences/", told).status_code == 302
    assert LentRole.objects.get().given_by == cast.municipal_admin
    assert not Delivery.objects.filter(kind="deputy_waits").exists()
