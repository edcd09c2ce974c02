"""What a person may, and where: rights are held in an institution or everywhere, and only while one is here."""

import pytest

from organisation.models import Membership, SignInLink, User
from organisation.roles import Role, Verb
from tests.cast import Cast
from tickets.models import Ticket


class There:
    """Something that belongs to an institution."""

    def __init__(self, institution_id: int | None) -> None:
        self.institution_id = institution_id


def again(user: User) -> User:
    """The person as the next request sees them."""
    return User.objects.get(pk=user.pk)


def test_a_right_counts_where_it_is_held(cast: Cast) -> None:
    here, elsewhere, nowhere = There(cast.school.pk), There(cast.daycare.pk), There(None)
    assert cast.superuser.may(Verb.ANSWER, here)
    assert not cast.superuser.may(Verb.ANSWER, elsewhere)
    assert not cast.superuser.may(Verb.ANSWER, nowhere)
    assert all(cast.support_entitled.may(Verb.ANSWER, place) for place in (here, elsewhere, nowhere))


def test_without_a_record_a_right_counts_wherever_it_is_held(cast: Cast) -> None:
    assert cast.superuser.may(Verb.PUBLISH)
    assert not cast.superuser.may(Verb.COLLECT)
    assert cast.stranger.may(Verb.PUBLISH)
    assert not cast.observer.may(Verb.VIEW)


def test_roles_of_two_places_are_not_mixed(cast: Cast) -> None:
    """Who is a pilot elsewhere hands nothing back here."""
    Membership.objects.create(user=cast.superuser, role=Role.PILOT, institution=cast.daycare)
    person = again(cast.superuser)
    assert person.roles == {"superuser", "pilot"}
    assert person.roles_at(There(cast.school.pk)) == {"superuser"}
    assert person.roles_at(There(cast.daycare.pk)) == {"pilot"}
    assert person.roles_at(None) == {"superuser", "pilot"}
    assert not person.may(Verb.HAND_BACK, There(cast.school.pk))
    assert person.may(Verb.HAND_BACK, There(cast.daycare.pk))


def test_the_places_of_a_right_are_those_where_it_is_granted(cast: Cast) -> None:
    assert cast.superuser.institutions_for() == [cast.school.pk]
    assert cast.observer.institutions_for() == []
    assert cast.municipal_admin.institutions_for() is None
    for role, place in ((Role.PILOT, cast.daycare), (Role.OBSERVER, cast.daycare)):
        Membership.objects.create(user=cast.superuser, role=role, institution=place)
    person = again(cast.superuser)
    assert person.institutions_for() == sorted([cast.school.pk, cast.daycare.pk])
    assert person.institutions_for(Verb.PUBLISH) == [cast.school.pk]
    Membership.objects.create(user=cast.superuser, role=Role.SUPPORT_ENTITLED, institution=None)
    assert again(cast.superuser).institutions_for() is None
    assert again(cast.superuser).institutions_for(Verb.COLLECT) == []


def test_a_person_sees_the_cases_of_their_places_alone(cast: Cast, ticket: Ticket) -> None:
    seen = {role: list(Ticket.objects.visible_to(cast.by_role(role))) for role in Role.values}
    assert [role for role, cases in seen.items() if cases == [ticket]] == [r for r in Role.values if r != "observer"]
    assert seen["observer"] == list(Ticket.objects.visible_to(cast.stranger)) == []


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.OBSERVER])
def test_who_has_left_may_nothing_any_more(role: str, cast: Cast) -> None:
    User.objects.filter(pk=cast.by_role(role).pk).update(is_active=False)
    person = again(cast.by_role(role))
    assert (person.role_keys, person.roles, person.institutions_for()) == ([], frozenset(), [])
    assert not person.is_staff
    assert not person.may(Verb.VIEW)
    assert not person.has_perm("tickets.view_ticket")
    assert not person.has_module_perms("tickets")


def test_pages_of_the_administration_are_open_to_who_has_a_role_for_them(cast: Cast) -> None:
    assert cast.superuser.is_staff
    assert cast.superuser.has_perm("tickets.view_ticket")
    assert not cast.superuser.has_perm("tickets.delete_ticket")
    assert not cast.superuser.has_perm("triage.view_routingrule")
    assert cast.support_entitled.has_perm("triage.view_routingrule")
    assert cast.municipal_admin.has_perm("organisation.delete_user")
    assert not cast.observer.has_perm("tickets.view_ticket")


@pytest.mark.parametrize("role", [Role.MUNICIPAL_ADMIN, Role.SUPERUSER])
def test_pages_close_at_once_when_somebody_is_switched_off(role: str, cast: Cast) -> None:
    """Also in the middle of a request, which has read their roles already."""
    person = cast.by_role(role)
    assert person.roles
    person.is_active = False
    assert not person.has_perm("tickets.view_ticket")
    assert not person.has_module_perms("tickets")


def test_several_permissions_are_had_when_each_is(cast: Cast) -> None:
    assert cast.superuser.has_perms(["tickets.view_ticket", "knowledgebase.view_article"])
    assert not cast.superuser.has_perms(["tickets.view_ticket", "tickets.delete_ticket"])


def test_an_app_is_shown_to_who_may_open_a_page_of_it(cast: Cast) -> None:
    assert cast.superuser.has_module_perms("tickets")
    assert not cast.superuser.has_module_perms("organisation")
    assert not cast.superuser.has_module_perms("tick")
    assert cast.municipal_admin.has_module_perms("organisation")
    assert not cast.observer.has_module_perms("tickets")


def test_people_with_a_role_are_those_who_hold_it_there_or_everywhere_and_are_here(cast: Cast) -> None:
    named = User.objects.with_role
    assert list(named(Role.SUPERUSER, cast.school)) == [cast.superuser]
    assert list(named(Role.SUPERUSER, cast.daycare)) == [cast.stranger]
    assert list(named(Role.SUPERUSER)) == []
    assert list(named(Role.SUPPORT_ENTITLED, cast.daycare)) == [cast.support_entitled]
    Membership.objects.create(user=cast.stranger, role=Role.SUPERUSER, institution=None)
    assert list(named(Role.SUPERUSER, cast.daycare)) == [cast.stranger]
    assert list(named(Role.SUPERUSER, cast.school)) == [cast.superuser, cast.stranger]
    User.objects.filter(pk=cast.superuser.pk).update(is_active=False)
    assert list(named(Role.SUPERUSER, cast.school)) == [cast.stranger]


@pytest.mark.django_db
def test_a_new_person_signs_in_with_small_letters_and_their_own_password() -> None:
    person = User.objects.create_user("Ida.Friis@Example.ORG", "en lang adgangskode", name="Ida Friis")
    assert (person.email, person.name) == ("ida.friis@example.org", "Ida Friis")
    assert again(person).check_password("en lang adgangskode")
    assert User.objects.get_by_natural_key("IDA.FRIIS@example.org") == person
    assert (person.get_full_name(), person.get_short_name()) == ("Ida Friis", "Ida")
    with pytest.raises(User.DoesNotExist):
        User.objects.get_by_natural_key(None)


@pytest.mark.django_db
def test_the_first_administrator_of_a_site_may_everything_everywhere() -> None:
    person = User.objects.create_superuser("bo@example.org", "en lang adgangskode", name="Bo")
    assert (person.email, person.name, again(person).role_keys) == ("bo@example.org", "Bo", [("municipal_admin", None)])
    assert again(person).check_password("en lang adgangskode")


def test_who_is_invited_again_has_none_of_what_they_had(cast: Cast) -> None:
    User.objects.filter(pk=cast.project_lead.pk).update(is_active=False)
    back, is_new = User.objects.invite(cast.project_lead.email, "Samme", Role.PILOT, cast.school)
    assert (back, is_new, back.has_usable_password(), back.link_wanted) == (
        cast.project_lead,
        False,
        False,
        "invitation",
    )
    assert again(back).role_keys == [(Role.PILOT, cast.school.pk)]
    assert not again(back).has_usable_password()


def test_who_comes_back_has_otherwise_what_was_written_of_them_meanwhile(cast: Cast) -> None:
    User.objects.filter(pk=cast.pilot.pk).update(is_active=False)
    seen_before = again(cast.pilot)
    User.objects.filter(pk=cast.pilot.pk).update(name="Nyt Navn")
    seen_before.come_back()
    assert (again(cast.pilot).name, again(cast.pilot).is_active) == ("Nyt Navn", True)


@pytest.mark.django_db
def test_somebody_new_is_invited_once_whatever_else_they_become(cast: Cast) -> None:
    person, is_new = User.objects.invite(" NY@Example.org", "Ny Kollega", Role.PILOT, cast.school)
    assert (is_new, person.email, person.name, person.link_wanted) == (
        True,
        "ny@example.org",
        "Ny Kollega",
        "invitation",
    )
    for _twice in range(2):
        same, is_new = User.objects.invite("ny@example.org", "Andet Navn", Role.SUPERUSER, cast.daycare)
        assert (same, is_new, again(same).name) == (person, False, "Ny Kollega")
    roles = {("pilot", cast.school.pk), ("superuser", cast.daycare.pk)}
    assert (set(again(person).role_keys), len(again(person).role_keys)) == (roles, 2)


def test_who_is_here_is_invited_to_a_role_and_keeps_their_password(cast: Cast) -> None:
    same, is_new = User.objects.invite(cast.pilot.email, "Andet Navn", Role.SUPERUSER, cast.school)
    assert (same, is_new, again(same).link_wanted, again(same).has_usable_password()) == (cast.pilot, False, "", True)
    assert {role for role, _at in again(same).role_keys} == {"pilot", "superuser"}


def test_a_link_is_wanted_once_and_never_by_who_has_left(cast: Cast) -> None:
    cast.pilot.want_link(SignInLink.INVITATION)
    cast.pilot.want_link(SignInLink.RESET)
    assert again(cast.pilot).link_wanted == "reset"
    User.objects.filter(pk=cast.superuser.pk).update(is_active=False)
    again(cast.superuser).want_link(SignInLink.RESET)
    assert again(cast.superuser).link_wanted == ""
    other = again(cast.pilot)
    other.name = "Ikke gemt"
    other.want_link(SignInLink.RESET)
    assert again(cast.pilot).name == cast.pilot.name
