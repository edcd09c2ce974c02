"""What people see to beside cases is said when they go, and goes to who takes over, or is nobody's."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from desk.queue.models import SavedView
from desk.team.duties import duties_left
from knowledgebase.models import Article, BoardHelper
from organisation.models import Membership, User
from organisation.people import colleagues
from organisation.roles import Role
from tests.cast import Cast, open_ticket, person, settle
from tests.knowledgebase.articles import published
from tickets.models import Safeguarding, Ticket
from triage.flags.models import Flag, NamedPerson

QUEUE = "/admin/tickets/ticket/"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def busy(cast: Cast) -> User:
    """The superuser, who sees to one of each."""
    NamedPerson.objects.create(user=cast.superuser, kind="violence", institution=cast.school)
    BoardHelper.attach(cast.superuser, by=cast.superuser, institution=cast.school)
    published(cast.superuser, institution=cast.school)
    SavedView.keep("Login", {"list": "all"}, by=cast.superuser, roles=["superuser"])
    SavedView.keep("Min egen", {"list": "mine"}, by=cast.superuser)
    return cast.superuser


def holders() -> list[User | None]:
    view = SavedView.objects.get(name="Login")
    return [NamedPerson.objects.get().user, BoardHelper.objects.get().user, Article.objects.get().owner, view.owner]


def see_off(user: User, *, by: User, to: User | None = None) -> None:
    for membership in Membership.objects.filter(user=user):
        colleagues.remove(membership, by=by, to=to, nobody=True)


def test_each_of_them_is_said_before_somebody_goes(busy: User, cast: Cast) -> None:
    client, row = signed_in(cast.municipal_admin), Membership.objects.get(user=busy)
    page = client.get(reverse("admin:remove_colleague", args=[row.pk])).content.decode()
    for words in ("Udpeget til markerede sager: ", "Andre har spurgt: Grøndal Skole", "Ejer 1 fælles svar", "Login"):
        assert words in page
    assert "Min egen" not in page
    assert client.post(reverse("admin:remove_colleague", args=[row.pk]), {}).status_code == 409


def test_each_goes_to_who_takes_over(busy: User, cast: Cast) -> None:
    other = person("superuser", cast.school, email="efter@example.org")
    see_off(busy, by=cast.municipal_admin, to=other)
    assert holders() == [other] * 4
    assert SavedView.objects.get(name="Min egen").owner == busy


def test_who_takes_over_has_each_of_them_once(busy: User, cast: Cast) -> None:
    other = person("superuser", cast.school, email="efter@example.org")
    NamedPerson.objects.create(user=other, kind="violence", institution=cast.school)
    BoardHelper.attach(other, by=other, institution=cast.school)
    see_off(busy, by=cast.municipal_admin, to=other)
    assert NamedPerson.objects.get().user == other
    assert BoardHelper.objects.get().user == other


def test_nobody_is_named_who_may_not_see_the_cases_or_by_who_names_nobody(busy: User, cast: Cast) -> None:
    see_off(busy, by=cast.municipal_admin, to=cast.stranger)
    assert not NamedPerson.objects.exists()
    NamedPerson.objects.create(user=cast.pilot, kind="violence", institution=cast.school)
    see_off(cast.pilot, by=cast.institution_admin, to=cast.institution_admin)
    assert not NamedPerson.objects.exists()


def test_who_changes_school_keeps_what_goes_with_them(busy: User, cast: Cast) -> None:
    after = [(Role.SUPERUSER.value, cast.daycare.pk)]
    before = [(Role.SUPERUSER.value, cast.school.pk)]
    left = duties_left({busy.pk: after}, {busy.pk: before})[busy.pk]
    assert (len(left.named), len(left.boards), len(left.answers), len(left.views)) == (1, 1, 1, 0)


def test_who_was_asked_to_help_elsewhere_goes_on_helping(cast: Cast) -> None:
    BoardHelper.attach(cast.superuser, by=cast.municipal_admin, institution=cast.daycare)
    Membership.objects.create(user=cast.superuser, role=Role.OBSERVER, institution=cast.school)
    colleagues.remove(Membership.objects.get(user=cast.superuser, role=Role.OBSERVER), by=cast.municipal_admin)
    assert BoardHelper.objects.get().user == cast.superuser


def test_a_shared_view_that_nobody_took_over_is_the_administrators_to_change(busy: User, cast: Cast) -> None:
    view = SavedView.objects.get(name="Login")
    other = person("superuser", cast.school, email="efter@example.org")
    address = f"{QUEUE}view/{view.pk}/"
    assert signed_in(cast.municipal_admin).get(address).status_code == 404
    see_off(busy, by=cast.municipal_admin)
    assert signed_in(other).get(address).status_code == 403
    client = signed_in(cast.municipal_admin)
    assert address in client.get(QUEUE).content.decode()
    told: dict[str, Any] = {"name": "Login", "shared_with": ["superuser"]}
    assert client.post(address, told).status_code == 302
    assert SavedView.objects.get(pk=view.pk).owner == cast.municipal_admin


def test_a_sensitive_case_is_never_nobodys_to_see(cast: Cast) -> None:
    Safeguarding.objects.update_or_create(id=1, defaults={"need_to_know": True})
    Safeguarding.forget_cached()
    NamedPerson.objects.create(user=cast.pilot, kind="violence")
    ticket = open_ticket(cast.school)
    Flag.raise_on(ticket, ["violence"])
    settle()
    Flag.objects.get().clear(by=cast.pilot)
    Ticket.objects.get(pk=ticket.pk).assign(cast.pilot, by=cast.pilot)
    see_off(cast.pilot, by=cast.institution_admin, to=cast.superuser)
    kept = Ticket.objects.get(pk=ticket.pk)
    assert kept.assignee is None
    seeing = [who for who in (cast.support_entitled, cast.superuser) if Ticket.objects.visible_to(who).exists()]
    assert seeing == [cast.support_entitled]
