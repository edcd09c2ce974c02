"""A school closes or is merged into another: everything moves in one act."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from desk.team.merging_institutions import merge
from organisation.models import GroupRole, IdentityProvider, Institution, Membership
from organisation.pages.refusals import UnableTo
from organisation.single_sign_on.groups import places_named
from tests.cast import Cast, kinds, open_ticket, settle
from tickets.models import Mailbox, Notice, Safeguarding, SearchEntry, Ticket
from triage.flags.models import NamedPerson


def test_people_cases_mailboxes_and_vendors_move_in_one_act(cast: Cast) -> None:
    opened, done = open_ticket(cast.school), open_ticket(cast.school)
    opened.assign(cast.superuser, by=cast.superuser)
    done.resolve(by=cast.superuser)
    Mailbox.objects.create(address="skolen@example.org", institution=cast.school)
    NamedPerson.objects.create(user=cast.superuser, kind="bullying", institution=cast.school)
    NamedPerson.objects.create(user=cast.superuser, kind="bullying", institution=cast.daycare)
    Membership.objects.create(user=cast.superuser, role="superuser", institution=cast.daycare)
    settle()
    Notice.objects.all().delete()
    assert merge(cast.school, cast.daycare, by=cast.municipal_admin) == 1
    settle()
    school, daycare = (Institution.objects.get(pk=each.pk) for each in (cast.school, cast.daycare))
    assert (school.is_active, school.successor) == (False, daycare)
    assert daycare.schedule_vendor == cast.school.schedule_vendor
    assert [vendor.key for vendor in daycare.widget_vendors.all()] == ["ugeplan"]
    assert not Membership.objects.filter(institution=school).exists()
    assert cast.pilot.memberships.get().institution == daycare
    assert set(Ticket.objects.values_list("institution", flat=True)) == {daycare.pk}
    assert set(SearchEntry.objects.values_list("institution", flat=True)) == {daycare.pk}
    assert Ticket.objects.get(pk=opened.pk).assignee == cast.superuser
    assert kinds(opened)[-1] == "moved"
    assert Mailbox.objects.get().institution == daycare
    assert NamedPerson.objects.get().institution == daycare
    assert not Notice.objects.exists()
    assert open_ticket(school).institution == daycare


def test_again_changes_nothing(cast: Cast) -> None:
    ticket = open_ticket(cast.school)
    for expected in (1, 0):
        assert merge(cast.school, cast.daycare, by=cast.municipal_admin) == expected
    assert kinds(ticket).count("moved") == 1


def test_only_the_administrator_does_it_and_only_into_another_that_is_open(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        merge(cast.school, cast.daycare, by=cast.support_entitled)
    with pytest.raises(UnableTo):
        merge(cast.school, cast.school, by=cast.municipal_admin)
    Institution.objects.filter(pk=cast.daycare.pk).update(is_active=False)
    with pytest.raises(UnableTo):
        merge(cast.school, cast.daycare, by=cast.municipal_admin)


def test_the_page_shows_what_moves_and_does_it(cast: Cast, client: Client) -> None:
    open_ticket(cast.school)
    client.force_login(cast.municipal_admin, backend="django.contrib.auth.backends.ModelBackend")
    address = f"/admin/tickets/ticket/institutions/{cast.school.pk}/close/"
    assert address in client.get(f"/admin/organisation/institution/{cast.school.pk}/change/").content.decode()
    assert client.get(address).status_code == 200
    assert client.post(address, {}).status_code == 422
    assert client.post(address, {"into": cast.daycare.pk}).status_code == 302
    assert not Institution.objects.get(pk=cast.school.pk).is_active
    client.force_login(cast.superuser, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(address).status_code == 403


def test_a_sensitive_case_that_the_administrator_need_not_know_moves_with_its_school(cast: Cast) -> None:
    Safeguarding.objects.update_or_create(id=1, defaults={"need_to_know": True})
    Safeguarding.forget_cached()
    ticket = open_ticket(cast.school)
    Ticket.objects.filter(pk=ticket.pk).update(sensitivity="flagged")
    assert merge(cast.school, cast.daycare, by=cast.municipal_admin) == 1
    assert Ticket.objects.get(pk=ticket.pk).institution == cast.daycare


def test_what_a_work_account_gives_goes_along_and_can_still_be_taken_back(cast: Cast) -> None:
    provider = IdentityProvider.objects.create(name="Konto", issuer="https://id.example.org", client="x")
    Membership.objects.filter(user=cast.pilot).update(given_by=provider)
    GroupRole.objects.create(provider=provider, group="piloter", role="pilot", institution=cast.school)
    GroupRole.objects.create(provider=provider, group="begge", role="pilot", institution=cast.school)
    GroupRole.objects.create(provider=provider, group="begge", role="pilot", institution=cast.daycare)
    merge(cast.school, cast.daycare, by=cast.municipal_admin)
    assert cast.pilot.memberships.get().given_by == provider
    assert sorted(GroupRole.objects.values_list("group", "institution")) == [
        ("begge", cast.daycare.pk),
        ("piloter", cast.daycare.pk),
    ]
    assert places_named({cast.school.code}) == [cast.daycare.pk]


MOVED = {
    *("tickets.Ticket", "tickets.Mailbox", "tickets.SearchEntry", "tickets.Sharing", "organisation.Membership"),
    *("organisation.MorningMeeting", "organisation.GroupRole", "knowledgebase.Article", "knowledgebase.Question"),
    *("knowledgebase.BoardHelper", "triage.NamedPerson", "triage.AnswerTemplate", "triage.Hint"),
}
STAYS = {
    "tickets.Turn": "of its tier, which has no more turns",
    "tickets.Follow": "the place that a follower keeps the case in sight from",
    "triage.Suggestion": "where the case lay when it was suggested",
    "organisation.ApiClient": "sees the cases of the places that somebody chose, and no others",
    "organisation.OpeningWindow": "the other has its own hours",
    "organisation.ClosingDay": "the other has its own days",
    "organisation.Institution": "what came before it",
    "reporting.DailyNumber": "numbers of days that are over",
    "desk.PrintedSheet": "which sheet was made of the place that is no more",
}


def test_of_everything_that_lies_at_an_institution_it_is_decided_whether_it_moves() -> None:
    related: list[Any] = [each for each in Institution._meta.get_fields(include_hidden=True) if each.auto_created]
    models = [each.related_model for each in related if not each.concrete]
    there = {model._meta.label for model in models if not model._meta.auto_created}
    assert there == MOVED | STAYS.keys()


def test_unticking_active_asks_where_people_and_cases_go(cast: Cast, client: Client) -> None:
    open_ticket(cast.school)
    client.force_login(cast.municipal_admin, backend="django.contrib.auth.backends.ModelBackend")

    def saved(place: Institution) -> Any:
        address = f"/admin/organisation/institution/{place.pk}/change/"
        return client.post(address, {"name": place.name, "code": place.code, "kind": place.kind})

    answer = saved(cast.school)
    assert answer.status_code == 200
    assert "1 åben sag ligger på" in answer.content.decode()
    assert "Luk eller læg sammen" in answer.content.decode()
    assert Institution.objects.get(pk=cast.school.pk).is_active
    empty = Institution.objects.create(name="Tom", code="222222", kind="school")
    assert saved(empty).status_code == 302
    assert not Institution.objects.get(pk=empty.pk).is_active
