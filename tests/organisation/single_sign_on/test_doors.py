"""The role table holds for people who came by each door."""

import pytest
from django.test import Client
from django.urls import reverse

from organisation.directory import groups as directory_groups
from organisation.directory import people as directory_people
from organisation.importing import people as imported_people
from organisation.models import GroupRole, IdentityProvider, Membership, User
from organisation.people import colleagues
from tests.cast import PASSWORD, Cast
from tests.organisation.single_sign_on.conftest import SignIn
from tests.organisation.single_sign_on.doors import EMAIL, group_of, holds_exactly, place_for
from tests.organisation.test_roles import ROLES
from tests.services.identity_provider import IdentityProviderServer


def by_password(client: Client) -> None:
    user = User.objects.get(email=EMAIL)
    user.set_password(PASSWORD)
    user.save()
    client.post(reverse("admin:login"), {"username": EMAIL.upper(), "password": PASSWORD})


@pytest.mark.parametrize("role", ROLES)
def test_by_hand_and_password(role: str, cast: Cast, client: Client) -> None:
    user = User.objects.create_user(EMAIL, name="Dør")
    Membership.objects.create(user=user, role=role, institution=place_for(role, cast))
    by_password(client)
    holds_exactly(role, client, cast)


@pytest.mark.parametrize("role", [str(role) for role in colleagues.GIVEN])
def test_by_the_invitation_of_a_colleague(role: str, cast: Cast, client: Client) -> None:
    colleagues.invite(by=cast.institution_admin, email=EMAIL, name="Dør", role=role, institution=cast.school)
    by_password(client)
    holds_exactly(role, client, cast)


@pytest.mark.parametrize("role", ROLES)
def test_by_an_imported_sheet(role: str, cast: Cast, client: Client) -> None:
    person = imported_people.Person(EMAIL, 2)
    person.name, person.language, person.roles = "Dør", "da", [(role, place_for(role, cast))]
    imported_people.apply([person], [], invite=True)
    by_password(client)
    holds_exactly(role, client, cast)


@pytest.mark.parametrize("role", ROLES)
def test_by_openid_connect(
    role: str, sign_in: SignIn, provider: IdentityProvider, server: IdentityProviderServer, cast: Cast, client: Client
) -> None:
    GroupRole.objects.create(provider=provider, group=group_of(role), role=role, institution=place_for(role, cast))
    server.tell(person={"sub": "1", "email": EMAIL, "name": "Dør", "groups": [group_of(role)]})
    sign_in(client)
    holds_exactly(role, client, cast)


@pytest.mark.parametrize("role", ROLES)
def test_by_the_directory(
    role: str, sign_in: SignIn, provider: IdentityProvider, server: IdentityProviderServer, cast: Cast, client: Client
) -> None:
    GroupRole.objects.create(provider=provider, group=group_of(role), role=role, institution=place_for(role, cast))
    profile = directory_people.read_person({"userName": EMAIL, "displayName": "Dør"})
    person = directory_people.add(provider, profile)
    directory_groups.add(provider, {"displayName": group_of(role), "members": [{"value": str(person.pk)}]})
    server.tell(person={"sub": "1", "email": EMAIL, "name": "Dør", "groups": [group_of(role)]})
    sign_in(client)
    holds_exactly(role, client, cast)
