"""Roles of the directory with their data limitation, and how surely somebody has signed in."""

import base64
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from organisation.models import GroupRole, IdentityProvider, Institution, Membership, Municipality
from tests.cast import Cast
from tests.organisation.single_sign_on.saml.conftest import LIMIT, ROLE, SignIn, person, privileges
from tests.organisation.single_sign_on.test_openid import is_in, says
from tests.services.saml_provider import SamlProviderServer


def held(email: str = "anna@example.org") -> set[tuple[str, int | None]]:
    return set(Membership.objects.filter(user__email=email).values_list("role", "institution_id"))


@pytest.fixture
def limited(provider: IdentityProvider) -> GroupRole:
    return GroupRole.objects.create(provider=provider, group=ROLE, role="superuser", by_limit=True)


def roles(server: SamlProviderServer, *groups: tuple[list[str], dict[str, str]], **more: Any) -> None:
    server.tell(person=person(groups=[], privilegesIntermediate=privileges(*groups, **more)))


@pytest.mark.parametrize("space", ["digst.dk", "itst.dk"])
def test_a_role_with_its_limitation_is_a_role_at_the_institution(
    space: str, limited: GroupRole, sign_in: SignIn, server: SamlProviderServer, cast: Cast, client: Client
) -> None:
    codes = f"{cast.school.code}, {cast.daycare.code}"
    roles(server, ([ROLE], {LIMIT: codes}), space=space)
    assert sign_in(client).status_code == 302
    assert held() == {("superuser", cast.school.pk), ("superuser", cast.daycare.pk)}
    roles(server, ([ROLE], {LIMIT: cast.daycare.code}))
    sign_in(Client())
    assert held() == {("superuser", cast.daycare.pk)}


def test_a_limited_role_never_gives_the_whole_municipality(
    provider: IdentityProvider, sign_in: SignIn, server: SamlProviderServer, cast: Cast, client: Client
) -> None:
    GroupRole.objects.create(provider=provider, group=ROLE, role="superuser", institution=None)
    roles(server, ([ROLE], {LIMIT: cast.school.code}))
    assert says(sign_in(client), "no_role")
    roles(server, ([ROLE], {}))
    sign_in(client)
    assert held() == {("superuser", None)}


def test_an_unlimited_role_gives_nothing_where_the_limitation_names_the_place(
    limited: GroupRole, sign_in: SignIn, server: SamlProviderServer, client: Client
) -> None:
    roles(server, ([ROLE], {}))
    assert says(sign_in(client), "no_role")


def test_a_limitation_that_we_do_not_understand_gives_nothing(
    limited: GroupRole, provider: IdentityProvider, sign_in: SignIn, server: SamlProviderServer, cast: Cast
) -> None:
    """A further one would narrow the right, so to leave it out would widen it."""
    roles(server, ([ROLE], {LIMIT: cast.school.code, "http://sts.kombit.dk/constraints/KLE/1": "27.*"}))
    assert says(sign_in(Client()), "no_role")
    IdentityProvider.objects.update(limit_name="http://noget.andet.example/1")
    roles(server, ([ROLE], {LIMIT: cast.school.code}))
    assert says(sign_in(Client()), "no_role")
    IdentityProvider.objects.update(limit_name=LIMIT)
    assert sign_in(Client()).status_code == 302


def test_a_closed_institution_and_one_that_does_not_exist_give_nothing(
    limited: GroupRole, sign_in: SignIn, server: SamlProviderServer, cast: Cast, client: Client
) -> None:
    Institution.objects.filter(pk=cast.school.pk).update(is_active=False)
    roles(server, ([ROLE], {LIMIT: f"{cast.school.code},999999"}))
    assert says(sign_in(client), "no_role")


def test_roles_of_another_municipality_give_nothing(
    limited: GroupRole, sign_in: SignIn, server: SamlProviderServer, cast: Cast, client: Client
) -> None:
    Municipality.objects.update(cvr="12345678")
    Municipality.forget_cached()
    roles(server, ([ROLE], {LIMIT: cast.school.code}), scope="87654321")
    assert says(sign_in(client), "no_role")
    roles(server, ([ROLE], {LIMIT: cast.school.code}), scope="12345678")
    assert sign_in(client).status_code == 302


@pytest.mark.parametrize("told", ["ikke base64!", base64.b64encode(b"<!DOCTYPE x><x/>").decode()])
def test_roles_that_cannot_be_read_are_refused(
    told: str, sign_in: SignIn, server: SamlProviderServer, client: Client
) -> None:
    server.tell(person=person(privilegesIntermediate=told))
    assert says(sign_in(client), "privileges")


def test_a_role_may_ask_for_a_level_of_assurance(
    provider: IdentityProvider, sign_in: SignIn, server: SamlProviderServer, cast: Cast
) -> None:
    GroupRole.objects.filter(group="kommune").update(least_level="substantial")
    GroupRole.objects.filter(group="admin").update(least_level="high")
    server.tell(person=person(groups=["skole", "kommune", "admin"]))
    sign_in(Client())
    assert held() == {("superuser", cast.school.pk), ("support_entitled", None)}
    server.tell(person=person(groups=["skole", "kommune", "admin"], level="Low"))
    sign_in(Client())
    assert held() == {("superuser", cast.school.pk)}


@pytest.mark.parametrize("level", ["Low", None, "Superhigh"])
def test_who_signs_in_too_weakly_for_all_their_roles_hears_it(
    level: str | None, provider: IdentityProvider, sign_in: SignIn, server: SamlProviderServer, client: Client
) -> None:
    GroupRole.objects.update(least_level="substantial")
    server.tell(person=person(level=level))
    assert says(sign_in(client), "level")
    assert not is_in(client)


def test_the_level_is_read_from_the_context_where_no_attribute_says_it(
    provider: IdentityProvider, sign_in: SignIn, server: SamlProviderServer, client: Client
) -> None:
    GroupRole.objects.update(least_level="high")
    server.tell(person={**person(level=None), "context": "https://data.gov.dk/concept/core/nsis/loa/High"})
    assert sign_in(client).status_code == 302


@pytest.mark.parametrize(("levels", "asked"), [(["", "high"], False), (["substantial", "high"], True)])
def test_the_provider_is_asked_for_the_level_below_which_nobody_gets_anything(
    levels: list[str], asked: bool, provider: IdentityProvider, sign_in: SignIn, server: SamlProviderServer
) -> None:
    GroupRole.objects.exclude(group="skole").update(least_level=levels[1])
    GroupRole.objects.filter(group="skole").update(least_level=levels[0])
    sign_in(Client())
    question = server.get(f"{server.address}/asked")["asked"][-1]
    assert ("nsis/loa/Substantial" in question) == asked
    assert 'Comparison="minimum"' in question or not asked


def test_a_limited_row_names_no_place_and_no_wide_role(provider: IdentityProvider, cast: Cast) -> None:
    for facts in ({"role": "superuser", "institution": cast.school}, {"role": "support_entitled"}):
        with pytest.raises(ValidationError):
            GroupRole(provider=provider, group="x", by_limit=True, **facts).full_clean()


def test_the_preview_takes_limitations_and_levels(
    limited: GroupRole, provider: IdentityProvider, cast: Cast, client: Client
) -> None:
    GroupRole.objects.filter(group="kommune").update(least_level="substantial")
    client.force_login(cast.municipal_admin, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("admin:single_sign_on_preview", args=[provider.pk])
    typed = {"groups": f"{ROLE} @ {cast.school.code}\nkommune", "level": ""}
    page = client.post(address, typed).content.decode()
    assert f"Pædagogisk superbruger · {cast.school.name}" in page
    assert "Supportberettiget · hele kommunen" not in page
    page = client.post(address, {**typed, "level": "high"}).content.decode()
    assert "Supportberettiget · hele kommunen" in page


def test_a_trial_shows_what_came_and_changes_nothing(
    limited: GroupRole, provider: IdentityProvider, server: SamlProviderServer, cast: Cast, client: Client
) -> None:
    from tests.organisation.single_sign_on.saml.conftest import form_of, send  # noqa: PLC0415  beside its only use

    roles(server, ([ROLE], {LIMIT: cast.school.code}))
    IdentityProvider.objects.update(is_active=False)
    client.force_login(cast.municipal_admin, backend="django.contrib.auth.backends.ModelBackend")
    begun = client.get(reverse("admin:single_sign_on_trial", args=[provider.pk])).headers["Location"]
    page = send(client, form_of(server, begun)).content.decode()
    assert "Anna Andersen" in page
    assert f"Pædagogisk superbruger · {cast.school.name}" in page
    assert "privilegesIntermediate" in page
    assert held() == set()
