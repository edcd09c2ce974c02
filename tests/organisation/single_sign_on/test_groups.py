"""What groups give and take, who is known again, and that passwords can go without locking anybody out."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from organisation.admin.providers import ProviderForm, nobody_locked_out
from organisation.models import (
    GroupRole,
    Identity,
    IdentityProvider,
    Membership,
    Municipality,
    SecondFactor,
    SignInLink,
    SignInNews,
    User,
)
from organisation.people import colleagues
from organisation.people.colleagues import UnableToRemove
from organisation.people.forms import UserForm
from organisation.single_sign_on.groups import settle as settle_roles
from tests.cast import PASSWORD, Cast, open_ticket, settle
from tests.organisation.single_sign_on.conftest import ANNA, SignIn
from tests.organisation.single_sign_on.test_openid import is_in, says
from tests.services.identity_provider import IdentityProviderServer
from tickets.models import Delivery
from tickets.news.sign_in_links import mail_wanted


def held(email: str = "anna@example.org") -> set[tuple[str, int | None]]:
    return set(Membership.objects.filter(user__email=email).values_list("role", "institution_id"))


def become(server: IdentityProviderServer, **more: object) -> None:
    server.tell(person={**ANNA, **more})


def test_somebody_new_is_made_with_the_roles_of_their_groups(
    sign_in: SignIn, server: IdentityProviderServer, cast: Cast, client: Client
) -> None:
    become(server, groups=["skole", "dagtilbud", "bowling"])
    assert sign_in(client).status_code == 302
    assert held() == {("superuser", cast.school.pk), ("pilot", cast.daycare.pk)}
    anna = User.objects.get(email="anna@example.org")
    assert not anna.has_usable_password()
    assert anna.link_wanted == ""


def test_who_is_in_no_group_is_not_made(sign_in: SignIn, server: IdentityProviderServer, client: Client) -> None:
    become(server, groups=["bowling"])
    assert says(sign_in(client), "no_role")
    assert not User.objects.filter(email="anna@example.org").exists()


def test_a_right_is_lost_at_the_next_sign_in_when_the_group_is_gone(
    sign_in: SignIn, server: IdentityProviderServer, cast: Cast, client: Client
) -> None:
    become(server, groups=["skole", "dagtilbud"])
    sign_in(client)
    become(server, groups=["dagtilbud"])
    sign_in(Client())
    assert held() == {("pilot", cast.daycare.pk)}
    become(server, groups=[])
    last = Client()
    assert says(sign_in(last), "no_role")
    assert held() == set()
    assert not is_in(last)
    assert not is_in(client)


def test_what_somebody_gave_by_hand_stays(
    sign_in: SignIn, server: IdentityProviderServer, cast: Cast, client: Client
) -> None:
    server.tell(person={**ANNA, "email": cast.pilot.email, "groups": ["skole"]})
    sign_in(client)
    assert held(cast.pilot.email) == {("pilot", cast.school.pk), ("superuser", cast.school.pk)}
    server.tell(person={**ANNA, "email": cast.pilot.email, "groups": []})
    sign_in(Client())
    assert held(cast.pilot.email) == {("pilot", cast.school.pk)}


def test_who_was_here_before_hears_that_the_work_account_opens_theirs(
    sign_in: SignIn, server: IdentityProviderServer, cast: Cast
) -> None:
    become(server, email=cast.pilot.email)
    for _turn in range(2):
        sign_in(Client())
    assert list(SignInNews.objects.values_list("user", "what")) == [(cast.pilot.pk, "joined")]


def test_no_work_account_opens_the_emergency_account(
    sign_in: SignIn, server: IdentityProviderServer, cast: Cast, client: Client
) -> None:
    become(server, email=emergency(cast).email)
    assert says(sign_in(client), "emergency")
    assert not is_in(client)


def test_open_cases_are_given_back_with_the_right(
    sign_in: SignIn, server: IdentityProviderServer, cast: Cast, client: Client
) -> None:
    become(server, groups=["skole", "dagtilbud"])
    sign_in(client)
    ticket = open_ticket(cast.school)
    ticket.assign(User.objects.get(email="anna@example.org"), by=cast.municipal_admin)
    become(server, groups=["dagtilbud"])
    sign_in(Client())
    ticket.refresh_from_db()
    assert ticket.assignee is None


def test_too_many_groups_take_nothing_away(
    sign_in: SignIn, server: IdentityProviderServer, cast: Cast, client: Client
) -> None:
    sign_in(client)
    person = {name: value for name, value in ANNA.items() if name != "groups"}
    server.tell(person={**person, "_claim_names": {"groups": "src1"}, "_claim_sources": {}})
    assert says(sign_in(Client()), "too_many_groups")
    assert held() == {("superuser", cast.school.pk)}


def test_a_person_is_known_by_the_providers_name_for_them_not_by_the_address(
    sign_in: SignIn, server: IdentityProviderServer, client: Client
) -> None:
    sign_in(client)
    become(server, email="anna.gift@example.org")
    sign_in(Client())
    assert Identity.objects.get().user.email == "anna@example.org"


def test_an_address_that_went_to_somebody_else_opens_nothing(
    sign_in: SignIn, server: IdentityProviderServer, client: Client
) -> None:
    sign_in(client)
    become(server, sub="en anden Anna")
    other = Client()
    assert says(sign_in(other), "other_person")
    assert not is_in(other)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"email": ""}, "no_email"),
        ({"email": "ikke en adresse"}, "no_email"),
        ({"email_verified": False}, "unverified"),
    ],
)
def test_without_an_address_that_is_proved_nobody_gets_in(
    more: dict, code: str, sign_in: SignIn, server: IdentityProviderServer, client: Client
) -> None:
    become(server, **more)
    assert says(sign_in(client), code)


def test_whose_access_was_closed_does_not_open_it_by_the_work_account(
    sign_in: SignIn, server: IdentityProviderServer, cast: Cast
) -> None:
    sign_in(Client())
    User.objects.filter(email="anna@example.org").update(is_active=False)
    client = Client()
    assert says(sign_in(client), "closed")
    User.objects.filter(pk=cast.pilot.pk).update(is_active=False)
    become(server, sub="p", email=cast.pilot.email)
    assert says(sign_in(client), "closed")
    assert not is_in(client)


def test_the_last_administrator_is_kept_and_told(
    sign_in: SignIn, server: IdentityProviderServer, cast: Cast, client: Client
) -> None:
    become(server, groups=["admin"])
    sign_in(client)
    Membership.objects.filter(user=cast.municipal_admin).delete()
    become(server, groups=[])
    sign_in(Client())
    assert held() == {("municipal_admin", None)}
    assert SignInNews.objects.filter(what="last_administrator").count() == 1


def test_a_work_account_is_asked_for_no_second_factor_of_ours(
    sign_in: SignIn, server: IdentityProviderServer, cast: Cast, client: Client
) -> None:
    SecondFactor.objects.create(user=cast.municipal_admin, kind="passkey", name="x", credential="x", public_key="x")
    server.tell(person={**ANNA, "email": cast.municipal_admin.email})
    sign_in(client)
    assert is_in(client)


@pytest.mark.parametrize("role", ["nobody", "superuser", "support_entitled", "project_lead", "observer"])
def test_only_administrators_connect_test_and_preview(
    role: str, provider: IdentityProvider, cast: Cast, client: Client
) -> None:
    if role != "nobody":
        client.force_login(cast.by_role(role), backend="django.contrib.auth.backends.ModelBackend")
    for name in ("trial", "preview"):
        assert client.get(reverse(f"admin:single_sign_on_{name}", args=[provider.pk])).status_code in {302, 403}
    assert client.post(reverse("admin:single_sign_on_test", args=[provider.pk])).status_code in {302, 403}
    assert client.get(reverse("admin:organisation_identityprovider_changelist")).status_code in {302, 403}


def test_the_preview_says_who_would_get_what(
    sign_in: SignIn, server: IdentityProviderServer, provider: IdentityProvider, cast: Cast, client: Client
) -> None:
    become(server, groups=["skole", "dagtilbud"])
    sign_in(Client())
    GroupRole.objects.filter(group="skole").update(role="institution_admin")
    client.force_login(cast.municipal_admin, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("admin:single_sign_on_preview", args=[provider.pk])
    page = client.get(address).content.decode()
    row = page[page.index("Anna Andersen") :]
    assert "Pilot · Havlunden" in row.split("</td>")[0]
    assert "Institutionsadministrator · Grøndal Skole" in row.split("</td>")[1]
    assert "Pædagogisk superbruger · Grøndal Skole" in row.split("</td>")[2]
    assert held() == {("superuser", cast.school.pk), ("pilot", cast.daycare.pk)}
    typed = client.post(address, {"groups": "bowling\nkommune"}).content.decode()
    assert "Supportberettiget · hele kommunen" in typed


def test_a_trial_shows_what_came_and_changes_nothing(
    server: IdentityProviderServer, provider: IdentityProvider, cast: Cast, client: Client
) -> None:
    from tests.organisation.single_sign_on.conftest import location, ours  # noqa: PLC0415  beside its only use

    IdentityProvider.objects.update(is_active=False)
    client.force_login(cast.municipal_admin, backend="django.contrib.auth.backends.ModelBackend")
    begun = client.get(reverse("admin:single_sign_on_trial", args=[provider.pk])).headers["Location"]
    page = client.get(ours(location(server, begun))).content.decode()
    assert "Anna Andersen" in page
    assert "Pædagogisk superbruger · Grøndal Skole" in page
    assert not Identity.objects.exists()
    assert not User.objects.filter(email="anna@example.org").exists()


def test_the_test_button_says_that_it_works_or_what_is_wrong(
    server: IdentityProviderServer, provider: IdentityProvider, cast: Cast, client: Client
) -> None:
    client.force_login(cast.municipal_admin, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("admin:single_sign_on_test", args=[provider.pk])
    assert "messagelist" in client.post(address, follow=True).content.decode()
    server.tell(metadata={"issuer": "https://en-anden.example"})
    assert "https://en-anden.example" in client.post(address, follow=True).content.decode()


@pytest.mark.parametrize(
    "issuer",
    [
        "http://login.example",
        "https://login.microsoftonline.com/common/v2.0",
        "https://login.microsoftonline.com/organizations/v2.0",
    ],
)
def test_an_address_where_anybody_signs_in_is_refused(issuer: str) -> None:
    with pytest.raises(ValidationError):
        IdentityProvider(name="x", issuer=issuer, client="x").clean()


def emergency(cast: Cast) -> User:
    User.objects.filter(pk=cast.municipal_admin.pk).update(break_glass=True)
    return cast.municipal_admin


def without_passwords() -> None:
    Municipality.objects.update(local_passwords=False)
    Municipality.forget_cached()


def type_password(client: Client, user: User) -> int:
    posted = {"username": user.email, "password": PASSWORD, "next": reverse("admin:index")}
    return client.post(reverse("admin:login"), posted).status_code


def test_a_password_is_no_way_round_for_whose_role_comes_from_the_provider(
    sign_in: SignIn, server: IdentityProviderServer, provider: IdentityProvider, cast: Cast, client: Client
) -> None:
    """It would keep a role whose group is gone, and one that asks for a level of assurance."""
    assert type_password(Client(), cast.pilot) == 302
    become(server, email=cast.pilot.email, groups=["skole"])
    sign_in(client)
    page = Client().post(reverse("admin:login"), {"username": cast.pilot.email, "password": PASSWORD})
    assert "Du logger ind med din arbejdskonto" in page.content.decode()
    assert type_password(Client(), cast.superuser) == 302
    client.post(reverse("forgotten_password"), {"email": cast.pilot.email})
    assert mail_wanted() == 0
    IdentityProvider.objects.update(is_active=False)
    assert type_password(Client(), cast.pilot) == 302


def test_a_mailed_link_to_choose_a_password_is_no_way_round_either(
    sign_in: SignIn, server: IdentityProviderServer, cast: Cast
) -> None:
    become(server, email=cast.pilot.email, groups=["skole"])
    sign_in(Client())
    IdentityProvider.objects.update(is_active=False)
    User.objects.get(pk=cast.pilot.pk).want_link(SignInLink.RESET)
    mail_wanted()
    link = re.search(r"/admin/adgangskode/\S+", Delivery.objects.get().body)
    assert link
    IdentityProvider.objects.update(is_active=True)
    page = Client().get(link[0], follow=True).content.decode()
    assert "new_password1" not in page


def test_passwords_go_only_where_nobody_is_locked_out(sign_in: SignIn, cast: Cast, client: Client) -> None:
    with pytest.raises(ValidationError):
        nobody_locked_out(local_passwords=False)
    sign_in(client)
    with pytest.raises(ValidationError):
        nobody_locked_out(local_passwords=False)
    account = emergency(cast)
    with pytest.raises(ValidationError):
        nobody_locked_out(local_passwords=False)
    type_password(Client(), account)
    nobody_locked_out(local_passwords=False)


def test_without_passwords_only_the_emergency_account_has_one(
    provider: IdentityProvider, cast: Cast, client: Client, mailoutbox: list
) -> None:
    account = emergency(cast)
    without_passwords()
    assert type_password(client, cast.support_entitled) == 200
    assert not is_in(client)
    assert type_password(client, account) == 302
    assert is_in(client)
    assert SignInNews.objects.filter(what="break_glass").count() == 1
    assert "<details>" in Client().get(reverse("admin:login")).content.decode()


def test_without_passwords_no_link_to_choose_one_is_mailed(
    provider: IdentityProvider, cast: Cast, client: Client
) -> None:
    without_passwords()
    client.post(reverse("forgotten_password"), {"email": cast.pilot.email})
    assert mail_wanted() == 0
    cast.pilot.want_link(SignInLink.INVITATION)
    mail_wanted()
    body = Delivery.objects.get().body
    assert "adgangskode/" not in body
    assert reverse("admin:login") in body
    settle()


def test_without_passwords_neither_the_last_provider_nor_the_last_emergency_account_goes(
    provider: IdentityProvider, cast: Cast
) -> None:
    account = emergency(cast)
    account.refresh_from_db()
    without_passwords()
    posted = {"name": "x", "issuer": provider.issuer, "client": "x", "groups_claim": "groups", "email_claim": "email"}
    assert "is_active" in ProviderForm(posted, instance=provider).errors
    assert "is_active" not in ProviderForm({**posted, "is_active": "on"}, instance=provider).errors
    person = {"name": account.name, "email": account.email, "language": "da", "is_active": "on"}
    assert "break_glass" in UserForm(person, instance=account).errors
    assert "break_glass" not in UserForm({**person, "break_glass": "on"}, instance=account).errors


def test_without_passwords_the_last_emergency_account_is_lost_by_no_door(
    provider: IdentityProvider, cast: Cast, client: Client
) -> None:
    account = User.objects.create_superuser("noed@example.org", PASSWORD, name="Nødkonto", break_glass=True)
    without_passwords()
    row = account.memberships.get()
    client.force_login(cast.municipal_admin, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("admin:organisation_user_change", args=[account.pk])
    posted = {
        "name": account.name,
        "email": account.email,
        "language": "da",
        "break_glass": "on",
        "leaves_them": "on",
        "memberships-TOTAL_FORMS": "1",
        "memberships-INITIAL_FORMS": "1",
        "memberships-0-id": row.pk,
        "memberships-0-user": account.pk,
        "memberships-0-role": row.role,
    }
    for more in ({}, {"is_active": "on", "memberships-0-role": "project_lead"}):
        page = client.post(address, posted | more)
        assert "Det er den eneste nødkonto" in page.content.decode()
    with pytest.raises(UnableToRemove):
        colleagues.remove(row, by=cast.municipal_admin)
    Membership.objects.update_or_create(pk=row.pk, defaults={"given_by": provider})
    settle_roles(provider, account, set())
    assert client.post(reverse("admin:organisation_user_delete", args=[account.pk]), {"post": "yes"}).status_code == 403
    assert held(account.email) == {("municipal_admin", None)}
    assert client.post(address, posted | {"is_active": "on"}).status_code == 302
