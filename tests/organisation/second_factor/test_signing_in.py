"""Signing in with a password and more: who must, from when, by which codes, and that there is no way round."""

import re
import time
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from desk.readiness import asking
from organisation.models import (
    IdentityProvider,
    Membership,
    Municipality,
    RecoveryCode,
    SecondFactor,
    SecondFactorFor,
    SignInNews,
    UnableToProve,
    User,
)
from organisation.models.second_factor import PURPOSE
from organisation.roles import Role
from organisation.second_factor import totp
from organisation.second_factor.required import is_required, people_lacking
from organisation.security.sealing import unseal
from tests.cast import PASSWORD, Cast, settle
from tickets.models import Delivery
from tickets.tasks import mail_sign_in_links
from triage.routing.models import RoutingRule

WRONG = "000000"


@pytest.fixture(autouse=True)
def within_one_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock stands: half a minute might else end between the code that was made and the one that is asked for."""
    moment = time.time()
    monkeypatch.setattr(time, "time", lambda: moment)


def type_password(client: Client, user: User, after: str = "") -> str:
    """Where the right password leads."""
    posted = {"username": user.email, "password": PASSWORD, "next": after or reverse("admin:index")}
    return client.post(reverse("admin:login"), posted).headers["Location"]


def is_in(client: Client) -> bool:
    return client.get(reverse("admin:index")).status_code == 200


def with_app(user: User) -> str:
    """The seed of an app that the person has had for a while."""
    seed = totp.new_seed()
    SecondFactor.add_app(user, seed=seed, code=now(seed), name="Telefon")
    SecondFactor.objects.filter(user=user).update(count=0)
    SignInNews.objects.all().delete()
    return seed


def now(seed: str, step: int = 0) -> str:
    return totp.code_at(seed, int(time.time() // totp.STEP) + step)


def send_code(client: Client, code: str) -> int:
    return client.post(reverse("second_step"), {"code": code}).status_code


def overdue(user: User) -> None:
    User.objects.filter(pk=user.pk).update(second_factor_by=timezone.now() - timedelta(minutes=1))


def test_a_password_alone_signs_nobody_in_who_has_an_app(cast: Cast, client: Client) -> None:
    seed = with_app(cast.municipal_admin)
    wanted = reverse("admin:tickets_ticket_changelist")
    assert type_password(client, cast.municipal_admin, wanted) == reverse("second_step")
    assert not is_in(client)
    assert client.get("/api/v1/tickets/").status_code in {401, 403}
    answer = client.post(reverse("second_step"), {"code": f" {now(seed)[:3]} {now(seed)[3:]} "})
    assert (answer.status_code, answer.headers["Location"]) == (302, wanted)
    assert is_in(client)


def test_a_code_signs_in_once(cast: Cast) -> None:
    seed = with_app(cast.pilot)
    code = now(seed)
    first, second = Client(), Client()
    type_password(first, cast.pilot)
    type_password(second, cast.pilot)
    assert send_code(first, code) == 302
    assert send_code(second, code) == 409
    assert not is_in(second)


def test_a_code_before_the_one_that_was_used_is_refused(cast: Cast, client: Client) -> None:
    seed = with_app(cast.pilot)
    SecondFactor.objects.update(count=int(time.time() // totp.STEP) + 1)
    type_password(client, cast.pilot)
    assert [send_code(client, now(seed, step)) for step in (0, 1)] == [409, 409]


def test_the_second_step_is_nothing_without_the_first(cast: Cast, client: Client) -> None:
    seed = with_app(cast.pilot)
    assert client.get(reverse("second_step")).headers["Location"] == reverse("admin:login")
    assert client.post(reverse("second_step"), {"code": now(seed)}).headers["Location"] == reverse("admin:login")
    assert not is_in(client)


@pytest.mark.parametrize("change", ["too late", "new password", "left"])
def test_what_was_parked_ends(change: str, cast: Cast, client: Client) -> None:
    seed = with_app(cast.pilot)
    type_password(client, cast.pilot)
    if change == "too late":
        session = client.session
        session["parked_sign_in"] = session["parked_sign_in"] | {"at": time.time() - 601}
        session.save()
    elif change == "new password":
        cast.pilot.set_password("en helt anden lang adgangskode")
        cast.pilot.save()
    else:
        User.objects.filter(pk=cast.pilot.pk).update(is_active=False)
    assert client.post(reverse("second_step"), {"code": now(seed)}).headers["Location"] == reverse("admin:login")
    assert not is_in(client)


def test_who_guesses_codes_waits_longer_and_longer_and_the_person_hears_of_it(cast: Cast, client: Client) -> None:
    seed = with_app(cast.pilot)
    type_password(client, cast.pilot)
    assert [send_code(client, WRONG) for _turn in range(5)] == [409] * 5
    page = client.post(reverse("second_step"), {"code": now(seed)})
    assert page.status_code == 409
    assert "1 min" in page.content.decode()
    assert list(SignInNews.objects.values_list("user", "what")) == [(cast.pilot.pk, "wrong_codes")]
    pauses = []
    for _turn in range(7):
        User.objects.filter(pk=cast.pilot.pk).update(codes_rest_until=None)
        send_code(client, WRONG)
        until = User.objects.get(pk=cast.pilot.pk).codes_rest_until
        assert until is not None
        pauses.append(round((until - timezone.now()).total_seconds() / 60))
    assert pauses == [2, 4, 8, 15, 15, 15, 15]
    User.objects.filter(pk=cast.pilot.pk).update(codes_rest_until=None)
    assert send_code(client, now(seed)) == 302
    assert User.objects.get(pk=cast.pilot.pk).wrong_codes == 0


def test_a_recovery_code_signs_in_once_and_the_person_hears_of_it(cast: Cast, mailoutbox: list) -> None:
    with_app(cast.pilot)
    codes = RecoveryCode.make(cast.pilot)
    assert len(set(codes)) == 10
    for turn, expected in enumerate([302, 409]):
        client = Client()
        type_password(client, cast.pilot)
        assert send_code(client, f" {codes[0].upper()} ") == expected, turn
    assert RecoveryCode.objects.count() == 9
    mail_sign_in_links()
    settle()
    assert "gendannelseskode" in mailoutbox[-1].body.lower()
    assert mailoutbox[-1].to == [cast.pilot.email]
    assert SignInNews.objects.count() == 0


def test_another_persons_code_proves_nothing(cast: Cast) -> None:
    seed, codes = with_app(cast.pilot), RecoveryCode.make(cast.pilot)
    with_app(cast.observer)
    for code in (now(seed), codes[0]):
        with pytest.raises(UnableToProve):
            SecondFactor.prove(cast.observer, code)


def test_neither_seed_nor_codes_lie_readable_in_the_database(cast: Cast) -> None:
    seed, codes = with_app(cast.pilot), RecoveryCode.make(cast.pilot)
    row = SecondFactor.objects.values().get()
    assert seed not in str(row)
    assert unseal(PURPOSE, row["sealed_seed"]) == seed
    kept = str(list(RecoveryCode.objects.values()))
    assert not [code for code in codes if code.replace("-", "") in kept or code in kept]


@pytest.mark.parametrize(
    ("role", "required"),
    [
        ("superuser", False),
        ("pilot", False),
        ("observer", False),
        ("institution_admin", True),
        ("support_entitled", True),
        ("project_lead", True),
        ("municipal_admin", True),
    ],
)
def test_it_is_asked_of_who_sees_much_forwards_or_administers(role: str, required: bool, cast: Cast) -> None:
    user = cast.by_role(role)
    RoutingRule.objects.update(forwarders=["project_lead"])
    assert is_required(user) == required
    RoutingRule.objects.filter(channel="mail").update(forwarders=["superuser"])
    assert is_required(user) == (required or role == "superuser")


def test_a_role_at_a_second_institution_reaches_far(cast: Cast) -> None:
    RoutingRule.objects.update(forwarders=[])
    Membership.objects.create(user=cast.superuser, role="pilot", institution=cast.daycare)
    assert is_required(User.objects.get(pk=cast.superuser.pk))


@pytest.mark.parametrize(("chosen", "asked"), [(SecondFactorFor.NOBODY, False), (SecondFactorFor.EVERYBODY, True)])
def test_the_municipality_may_ask_it_of_nobody_or_everybody(chosen: str, asked: bool, cast: Cast) -> None:
    Municipality.objects.update(second_factor_for=chosen)
    Municipality.forget_cached()
    assert {is_required(cast.by_role(role)) for role in ("observer", "municipal_admin")} == {asked}


def test_there_is_time_to_get_it_and_it_begins_by_itself(cast: Cast, client: Client) -> None:
    assert type_password(client, cast.municipal_admin) == reverse("admin:index")
    until = User.objects.get(pk=cast.municipal_admin.pk).second_factor_by
    assert until is not None
    assert round((until - timezone.now()).total_seconds() / 86400) == 14
    assert reverse("my_second_factor") in client.get(reverse("admin:index")).content.decode()
    type_password(Client(), cast.municipal_admin)
    assert User.objects.get(pk=cast.municipal_admin.pk).second_factor_by == until


def test_nobody_is_asked_of_whom_it_is_not_required(cast: Cast, client: Client) -> None:
    assert type_password(client, cast.observer) == reverse("admin:index")
    assert User.objects.get(pk=cast.observer.pk).second_factor_by is None


def test_when_the_time_is_over_the_password_opens_the_set_up_alone(cast: Cast, client: Client) -> None:
    overdue(cast.municipal_admin)
    assert type_password(client, cast.municipal_admin) == reverse("my_second_factor")
    assert not is_in(client)
    assert client.get(reverse("admin:my_settings")).status_code == 302
    page = client.get(reverse("add_app")).content.decode()
    seed = re.search(r'class="seed">([A-Z2-7 ]+)<', page)
    assert seed
    answer = client.post(reverse("add_app"), {"code": now(seed[1].replace(" ", ""))})
    assert answer.status_code == 200
    assert len(re.findall(r"<code>[a-z2-9]{5}-[a-z2-9]{5}</code>", answer.content.decode())) == 10
    assert is_in(client)
    assert RecoveryCode.objects.filter(user=cast.municipal_admin).count() == 10


def test_who_has_one_is_not_let_round_it_by_the_set_up(cast: Cast, client: Client) -> None:
    with_app(cast.municipal_admin)
    overdue(cast.municipal_admin)
    type_password(client, cast.municipal_admin)
    for name in ("my_second_factor", "add_app", "add_passkey", "confirm_password"):
        assert client.get(reverse(name)).headers["Location"].startswith(reverse("admin:login")), name
    for address in (
        reverse("new_recovery_codes"),
        reverse("remove_second_factor", args=[SecondFactor.objects.get().pk]),
    ):
        assert client.post(address).headers["Location"].startswith(reverse("admin:login"))
    assert SecondFactor.objects.count() == 1
    assert not is_in(client)


def test_a_wrong_code_does_not_change_the_picture(cast: Cast, client: Client) -> None:
    type_password(client, cast.pilot)
    seeds = []
    for answer in (client.get(reverse("add_app")), client.post(reverse("add_app"), {"code": WRONG})):
        seeds += re.findall(r'class="seed">([A-Z2-7 ]+)<', answer.content.decode())
    assert answer.status_code == 409
    assert len(set(seeds)) == 1
    assert seeds[0].replace(" ", "") not in str(client.session.items())


def test_a_computer_left_open_is_not_enough(cast: Cast, client: Client) -> None:
    with_app(cast.pilot)
    codes = RecoveryCode.make(cast.pilot)
    client.force_login(cast.pilot, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("remove_second_factor", args=[SecondFactor.objects.get().pk])
    confirm = client.post(address).headers["Location"]
    assert confirm.startswith(reverse("confirm_password"))
    assert client.post(confirm, {"password": "forkert"}).status_code == 422
    assert client.post(confirm, {"password": PASSWORD}).headers["Location"] == reverse("my_second_factor")
    assert client.post(reverse("new_recovery_codes")).status_code == 200
    assert not RecoveryCode.use(cast.pilot, codes[0])
    assert client.post(address).status_code == 302
    assert SecondFactor.objects.count() == RecoveryCode.objects.count() == 0


def test_a_password_is_not_guessed_at_a_computer_left_open(cast: Cast, client: Client) -> None:
    client.force_login(cast.pilot, backend="django.contrib.auth.backends.ModelBackend")
    answers = [client.post(reverse("confirm_password"), {"password": "forkert"}).status_code for _turn in range(21)]
    assert answers == [422] * 20 + [429]
    assert client.post(reverse("confirm_password"), {"password": PASSWORD}).status_code == 429


def test_nobody_removes_a_colleagues(cast: Cast, client: Client) -> None:
    with_app(cast.observer)
    type_password(client, cast.pilot)
    assert client.post(reverse("remove_second_factor", args=[SecondFactor.objects.get().pk])).status_code == 404


def test_confirming_leads_to_no_other_site(cast: Cast, client: Client) -> None:
    client.force_login(cast.pilot, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post(f"{reverse('confirm_password')}?next=https://ondt.example/", {"password": PASSWORD})
    assert answer.headers["Location"] == reverse("my_second_factor")


def test_an_administrator_resets_it_and_it_leaves_a_trace(cast: Cast, client: Client, mailoutbox: list) -> None:
    with_app(cast.pilot)
    RecoveryCode.make(cast.pilot)
    client.force_login(cast.municipal_admin, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("admin:reset_second_factor", args=[cast.pilot.pk])
    assert address in client.get(reverse("admin:organisation_user_change", args=[cast.pilot.pk])).content.decode()
    client.get(address)
    assert SecondFactor.objects.count() == 1
    assert client.post(address).status_code == 302
    assert SecondFactor.objects.count() == RecoveryCode.objects.count() == 0
    entry = LogEntry.objects.get(object_id=str(cast.pilot.pk))
    assert entry.user_id == cast.municipal_admin.pk
    mail_sign_in_links()
    settle()
    mail = mailoutbox[-1]
    assert mail.to == [cast.pilot.email]
    assert cast.municipal_admin.name in mail.body


def test_after_a_reset_a_new_one_is_set_up_at_once(cast: Cast, client: Client) -> None:
    with_app(cast.municipal_admin)
    call_command("reset_second_factor", cast.municipal_admin.email)
    assert type_password(client, cast.municipal_admin) == reverse("my_second_factor")
    assert not is_in(client)


def test_a_reset_ends_the_sign_in_on_the_phone_that_is_lost(cast: Cast, client: Client) -> None:
    type_password(client, cast.pilot)
    assert is_in(client)
    with_app(cast.pilot)
    SecondFactor.reset(cast.pilot, by=cast.municipal_admin)
    assert not is_in(client)


@pytest.mark.parametrize("role", ["superuser", "institution_admin", "support_entitled", "project_lead", "observer"])
def test_nobody_else_resets_one(role: str, cast: Cast, client: Client) -> None:
    with_app(cast.pilot)
    client.force_login(cast.by_role(role), backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(reverse("admin:reset_second_factor", args=[cast.pilot.pk])).status_code == 403
    assert SecondFactor.objects.count() == 1


def test_setting_one_up_is_told_to_the_person(cast: Cast, mailoutbox: list) -> None:
    seed = totp.new_seed()
    SecondFactor.add_app(cast.pilot, seed=seed, code=now(seed), name="Telefon")
    mail_sign_in_links()
    settle()
    assert mailoutbox[-1].to == [cast.pilot.email]
    assert Delivery.objects.filter(kind="sign_in_news").count() == 1


def test_the_emergency_account_is_told_to_every_administrator(cast: Cast, client: Client) -> None:
    User.objects.filter(pk=cast.municipal_admin.pk).update(break_glass=True)
    second = User.objects.create_superuser("to@example.org", PASSWORD, name="Anden administrator")
    type_password(client, cast.municipal_admin)
    recipients = SignInNews.objects.filter(what="break_glass").order_by("user").values_list("user", flat=True)
    assert set(recipients) == {cast.municipal_admin.pk, second.pk}


def readiness() -> tuple[str, str]:
    answer = next(each.answer for each in asking.ask().asked if each.question.name == "second_step")
    return str(answer.level), str(answer.sentence)


def test_those_who_see_much_with_a_password_alone_are_named_among_the_questions_before_the_start(cast: Cast) -> None:
    provider = IdentityProvider.objects.create(name="x", issuer="https://login.example", client="x", is_active=True)
    level, sentence = readiness()
    assert (level, cast.institution_admin.name in sentence) == ("amber", True)
    assert {user.pk for user in people_lacking()} == {
        user.pk for user in User.objects.all() if is_required(user) and user.has_usable_password()
    }
    Membership.objects.filter(user=cast.municipal_admin).update(given_by=provider)
    assert cast.municipal_admin not in people_lacking(), "who comes by single sign-on proves it there"
    for user in people_lacking():
        with_app(user)
    assert readiness()[0] == "green"
    Municipality.objects.update(second_factor_for=SecondFactorFor.NOBODY)
    Municipality.forget_cached()
    assert readiness()[0] == "amber"


def test_asking_who_lacks_a_second_factor_costs_no_statement_more_for_many(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    with CaptureQueriesContext(connection) as few:
        people_lacking()
    for number in range(20):
        User.objects.invite(f"{number}@example.org", f"Person {number}", Role.SUPERUSER, cast.school)
    User.objects.update(password="md5$x$y")
    with django_assert_max_num_queries(len(few)):
        people_lacking()
