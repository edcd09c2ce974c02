"""The role table holds for people who came by SAML: by a group, and by a role with its data limitation."""

import pytest
from django.test import Client

from organisation.models import GroupRole, IdentityProvider
from organisation.roles import WHOLE_MUNICIPALITY
from tests.cast import Cast
from tests.organisation.single_sign_on.doors import EMAIL, group_of, holds_exactly, place_for
from tests.organisation.single_sign_on.saml.conftest import LIMIT, ROLE, SignIn, person, privileges
from tests.organisation.test_roles import ROLES
from tests.services.saml_provider import SamlProviderServer


@pytest.mark.parametrize("role", ROLES)
def test_by_a_group(
    role: str, sign_in: SignIn, provider: IdentityProvider, server: SamlProviderServer, cast: Cast, client: Client
) -> None:
    GroupRole.objects.create(provider=provider, group=group_of(role), role=role, institution=place_for(role, cast))
    server.tell(person=person(email=EMAIL, groups=[group_of(role)]))
    sign_in(client)
    holds_exactly(role, client, cast)


@pytest.mark.parametrize("role", ROLES)
def test_by_a_role_of_context_handler(
    role: str, sign_in: SignIn, provider: IdentityProvider, server: SamlProviderServer, cast: Cast, client: Client
) -> None:
    is_wide = role in WHOLE_MUNICIPALITY
    GroupRole.objects.create(provider=provider, group=ROLE, role=role, by_limit=not is_wide, least_level="substantial")
    limits = {} if is_wide else {LIMIT: cast.school.code}
    encoded = privileges(([ROLE], limits))
    server.tell(person=person(email=EMAIL, groups=[], privilegesIntermediate=encoded))
    sign_in(client)
    holds_exactly(role, client, cast)
