"""A password that opens the site no longer keeps nobody in, and somebody always gets in when the provider is down."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from desk.readiness import asking
from desk.readiness.questions import Level
from organisation.models import IdentityProvider, Membership, Municipality, User
from organisation.sign_in import emergency_account
from tests.cast import PASSWORD, Cast
from tests.desk.setup.test_one_picture import form_of
from tests.organisation.second_factor.test_signing_in import is_in, send_code, type_password, with_app
from tests.organisation.second_factor.test_signing_in import now as code_now
from tests.organisation.single_sign_on.conftest import SignIn
from tests.organisation.single_sign_on.test_groups import become
from tests.organisation.single_sign_on.test_openid import says
from tests.services.identity_provider import IdentityProviderServer
from tickets.tasks import forget_old

FORM = "admin:organisation_municipality_change"


@pytest.fixture
def emergency(cast: Cast) -> User:
    """An account that somebody has signed in with."""
    account = User.objects.create_superuser("noed@example.org", PASSWORD, name="Nødkonto", break_glass=True)
    type_password(Client(), account)
    return User.objects.get(pk=account.pk)


def by_password(user: User) -> Client:
    client = Client()
    type_password(client, user)
    assert is_in(client)
    return client


def switch_off(client: Client, capture: Any) -> Any:
    address = reverse(FORM, args=[1])
    posted = {name: value for name, value in form_of(client, address).items() if name != "local_passwords"}
    with capture(execute=True):
        return client.post(address, posted, follow=True)


def level() -> str:
    return next(each.answer.level for each in asking.ask().asked if each.question.name == "emergency")


def test_with_the_passwords_go_the_sign_ins_that_began_with_one(
    sign_in: SignIn,
    server: IdentityProviderServer,
    cast: Cast,
    emergency: User,
    django_capture_on_commit_callbacks: Any,
) -> None:
    acting, superuser, by_emergency = Client(), by_password(cast.superuser), by_password(emergency)
    become(server, groups=["admin"])
    sign_in(acting)
    page = switch_off(acting, django_capture_on_commit_callbacks)
    assert page.status_code == 200
    assert not Municipality.objects.get(pk=1).local_passwords
    assert [is_in(each) for each in (acting, superuser, by_emergency)] == [True, False, True]


def test_an_administrator_who_came_by_password_is_told_where_to_go(
    sign_in: SignIn, cast: Cast, emergency: User, django_capture_on_commit_callbacks: Any
) -> None:
    sign_in(Client())
    acting = by_password(cast.municipal_admin)
    page = switch_off(acting, django_capture_on_commit_callbacks)
    assert page.redirect_chain[-1][0] == reverse("admin:login")
    assert "log ind med din arbejdskonto" in page.content.decode()
    assert not is_in(acting)


def test_who_had_typed_a_password_before_finishes_no_second_step(
    sign_in: SignIn, cast: Cast, emergency: User, django_capture_on_commit_callbacks: Any
) -> None:
    seed, waiting = with_app(cast.superuser), Client()
    type_password(waiting, cast.superuser)
    sign_in(Client())
    switch_off(by_password(emergency), django_capture_on_commit_callbacks)
    assert send_code(waiting, code_now(seed)) == 302
    assert not is_in(waiting)


def test_an_emergency_account_that_is_one_no_longer_is_out(
    provider: IdentityProvider, cast: Cast, emergency: User, django_capture_on_commit_callbacks: Any
) -> None:
    Municipality.objects.update(local_passwords=False)
    Municipality.forget_cached()
    other = User.objects.create_superuser("to@example.org", PASSWORD, name="Anden", break_glass=True)
    lasting, acting = by_password(emergency), by_password(other)
    row = emergency.memberships.get()
    posted = {
        "name": emergency.name,
        "email": emergency.email,
        "language": "da",
        "is_active": "on",
        "leaves_them": "on",
        "memberships-TOTAL_FORMS": "1",
        "memberships-INITIAL_FORMS": "1",
        "memberships-0-id": row.pk,
        "memberships-0-user": emergency.pk,
        "memberships-0-role": row.role,
    }
    with django_capture_on_commit_callbacks(execute=True):
        answer = acting.post(reverse("admin:organisation_user_change", args=[emergency.pk]), posted)
    assert answer.status_code == 302
    assert not User.objects.get(pk=emergency.pk).break_glass
    assert [is_in(lasting), is_in(acting)] == [False, True]


def test_a_password_that_counted_while_the_provider_was_out_of_use_keeps_nobody_in(
    sign_in: SignIn, server: IdentityProviderServer, cast: Cast
) -> None:
    become(server, email=cast.pilot.email, groups=["skole"])
    sign_in(Client())
    IdentityProvider.objects.update(is_active=False)
    lasting = by_password(cast.pilot)
    IdentityProvider.objects.update(is_active=True)
    forget_old()
    assert not is_in(lasting)


def test_passwords_stay_until_somebody_has_signed_in_with_the_emergency_account(
    sign_in: SignIn, server: IdentityProviderServer, cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    account = User.objects.create_superuser("noed@example.org", PASSWORD, name="Nødkonto", break_glass=True)
    acting = Client()
    become(server, groups=["admin"])
    sign_in(acting)
    page = switch_off(acting, django_capture_on_commit_callbacks)
    assert "Log først ind én gang med nødkontoen" in page.content.decode()
    assert Municipality.objects.get(pk=1).local_passwords
    type_password(Client(), account)
    switch_off(acting, django_capture_on_commit_callbacks)
    assert not Municipality.objects.get(pk=1).local_passwords


def test_a_work_account_is_no_trial_of_an_emergency_account_that_has_one(
    sign_in: SignIn, server: IdentityProviderServer, cast: Cast, client: Client
) -> None:
    """Nobody would hear of its use."""
    become(server, email=cast.municipal_admin.email)
    sign_in(Client())
    User.objects.filter(pk=cast.municipal_admin.pk).update(break_glass=True)
    assert says(sign_in(client), "emergency")
    assert not is_in(client)
    assert User.objects.get(pk=cast.municipal_admin.pk).emergency_tried_at is None


def test_other_settings_are_saved_where_passwords_have_been_off_for_long(
    provider: IdentityProvider, cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    User.objects.filter(pk=cast.municipal_admin.pk).update(break_glass=True)
    Municipality.objects.update(local_passwords=False)
    Municipality.forget_cached()
    client = by_password(cast.municipal_admin)
    User.objects.update(emergency_tried_at=None)
    address = reverse(FORM, args=[1])
    answer = client.post(address, form_of(client, address) | {"name": "Sydsø Kommune"})
    assert answer.status_code == 302
    assert Municipality.objects.get(pk=1).name == "Sydsø Kommune"
    assert is_in(client)


def test_administrators_of_a_provider_alone_are_led_to_an_emergency_account(
    provider: IdentityProvider, cast: Cast, client: Client
) -> None:
    assert level() == Level.AMBER, "the administrator has a password"
    Membership.objects.filter(user=cast.municipal_admin).update(given_by=provider)
    assert level() == Level.RED
    client.force_login(cast.municipal_admin, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("admin:organisation_identityprovider_change", args=[provider.pk])).content.decode()
    assert "Alle administratorer kommer kun ind med arbejdskonto" in page
    assert f'href="{reverse("admin:organisation_user_add")}"' in page
    IdentityProvider.objects.update(is_active=False)
    assert level() == Level.GREEN


def test_the_emergency_account_is_tried_again_within_a_year(
    provider: IdentityProvider, cast: Cast, emergency: User
) -> None:
    assert level() == Level.GREEN
    User.objects.filter(pk=emergency.pk).update(emergency_tried_at=timezone.now() - timedelta(days=366))
    gap = emergency_account.gap()
    assert gap is not None
    assert (level(), gap.address) == (Level.AMBER, reverse("admin:organisation_user_change", args=[emergency.pk]))
    User.objects.filter(pk=emergency.pk).update(emergency_tried_at=None)
    assert level() == Level.AMBER
