"""How long somebody stays signed in, where, and how all of it ends."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from knox.models import AuthToken

from organisation.models import Membership, Municipality, Session, SignInLink, User
from organisation.roles import Role
from organisation.sign_in import links, sessions
from tests.cast import PASSWORD, Cast, settle
from tests.helpdesk.test_sign_in import link_in
from tickets.models import Ticket
from tickets.news import sign_in_links

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0"
HOME = "/admin/"


def signed_in(user: User, **headers: str) -> Client:
    client = Client(headers={"user-agent": FIREFOX, **headers})
    posted = {"username": user.email, "password": PASSWORD, "next": reverse("start")}
    assert client.post(reverse("admin:login"), posted).status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get(HOME).status_code == 200


def pass_time(user: User, by: timedelta) -> None:
    """As if everything had happened so much earlier."""
    for row in user.sessions.all():
        store: Any = sessions.SessionStore(row.session_key)
        about = store[sessions.ABOUT]
        began = datetime.fromisoformat(about["began_at"]) - by
        data = row.get_decoded() | {sessions.ABOUT: about | {"began_at": began.isoformat()}}
        Session.objects.filter(pk=row.pk).update(
            session_data=store.encode(data),
            expire_date=row.expire_date - by,
            began_at=row.began_at - by,
            seen_at=row.seen_at - by,
        )


def test_a_session_ends_when_nobody_has_used_it(cast: Cast) -> None:
    client = signed_in(cast.superuser)
    pass_time(cast.superuser, timedelta(minutes=239))
    assert is_in(client)
    pass_time(cast.superuser, timedelta(minutes=239))
    assert is_in(client)
    pass_time(cast.superuser, timedelta(minutes=241))
    assert not is_in(client)


def test_a_session_ends_however_much_it_is_used(cast: Cast) -> None:
    client, hours = signed_in(cast.superuser), 0
    while is_in(client):
        pass_time(cast.superuser, timedelta(hours=1))
        hours += 1
    assert hours == 12


@pytest.mark.parametrize("role", ["support_entitled", "project_lead", "municipal_admin"])
def test_who_sees_the_whole_municipality_is_signed_out_sooner(role: str, cast: Cast) -> None:
    client = signed_in(cast.by_role(role))
    pass_time(cast.by_role(role), timedelta(minutes=61))
    assert not is_in(client)


def test_the_municipality_decides_how_long(cast: Cast) -> None:
    Municipality.objects.update(session_idle_minutes=10)
    Municipality.forget_cached()
    client = signed_in(cast.superuser)
    pass_time(cast.superuser, timedelta(minutes=11))
    assert not is_in(client)


def test_a_page_that_lies_open_keeps_nobody_signed_in(cast: Cast, ticket: Ticket) -> None:
    client = signed_in(cast.superuser)
    for _turn in range(5):
        pass_time(cast.superuser, timedelta(minutes=50))
        client.post(reverse("admin:ticket_presence", args=[ticket.pk]))
    assert not is_in(client)


def test_a_list_that_lies_open_keeps_nobody_signed_in(cast: Cast) -> None:
    client = signed_in(cast.superuser)
    for _turn in range(5):
        pass_time(cast.superuser, timedelta(minutes=50))
        client.get(reverse("admin:queue_news"))
    assert not is_in(client)


def test_whatever_a_page_asks_again_and_again_keeps_nobody_signed_in() -> None:
    """Also what is added tomorrow: the address that a page of the staff asks every few seconds is named."""
    asked: set[str] = set()
    for path in (settings.BASE_DIR / "templates").rglob("*.html"):
        for tag in re.findall(r"<[^<>]*", path.read_text(encoding="utf-8")):
            if re.search(r'hx-trigger="every', tag):
                asked |= set(re.findall(r'hx-(?:get|post)="{% url "(admin:\w+)"', tag))
    assert len(asked) >= 6
    assert asked <= sessions.BY_ITSELF


def test_an_open_page_says_that_it_is_over_and_stays(cast: Cast) -> None:
    client = signed_in(cast.superuser)
    Session.objects.all().delete()
    headers = {"hx-request": "true", "hx-current-url": "http://testserver/admin/tickets/ticket/?list=mine&q=ø"}
    answer = client.get(reverse("admin:queue_news"), headers=headers)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Du er blevet logget ud" in page
    assert "?next=/admin/tickets/ticket/%3Flist%3Dmine" in page
    assert "<html" not in page
    assert client.get(reverse("admin:queue_news")).status_code == 302


def test_a_new_password_ends_every_other_sign_in_and_every_token(cast: Cast) -> None:
    here, there = signed_in(cast.pilot), signed_in(cast.pilot)
    AuthToken.objects.create(cast.pilot)
    posted = {
        "old_password": PASSWORD,
        "new_password1": "en helt ny sætning 5",
        "new_password2": "en helt ny sætning 5",
    }
    assert here.post(reverse("admin:password_change"), posted).status_code == 302
    assert (is_in(here), is_in(there)) == (True, False)
    assert cast.pilot.sessions.count() == 1
    assert not AuthToken.objects.exists()


def test_the_old_password_is_not_guessed_at_a_computer_left_open(cast: Cast) -> None:
    client = signed_in(cast.pilot)
    posted = {"old_password": "et gæt af flere", "new_password1": "en helt ny sætning 5", "new_password2": "x"}
    answers = [client.post(reverse("admin:password_change"), posted) for _turn in range(21)]
    assert [answer.status_code for answer in answers] == [200] * 20 + [429]
    assert "sætning" not in answers[-1].content.decode()
    assert client.post(reverse("confirm_password"), {"password": PASSWORD}).status_code == 429


def test_one_sees_the_programs_that_come_in_as_oneself_and_ends_them(cast: Cast) -> None:
    client = signed_in(cast.pilot)
    kept, token = AuthToken.objects.create(cast.pilot)
    AuthToken.objects.create(cast.pilot, expiry=timedelta(days=-1))
    theirs, _token = AuthToken.objects.create(cast.superuser)
    page = client.get(reverse("admin:sign_ins")).content.decode()
    ends = re.findall(r'action="(/admin/settings/sign-ins/tokens/\w+/end/)"', page)
    assert ends == [reverse("admin:end_own_token", args=[kept.token_key])]
    assert token not in page
    client.post(reverse("admin:end_own_token", args=[theirs.token_key]))
    assert client.get(ends[0]).status_code == 405
    assert client.post(ends[0]).status_code == 302
    assert set(AuthToken.objects.filter(expiry__gt=timezone.now())) == {theirs}


def test_one_sees_where_one_is_signed_in_and_signs_out_there(cast: Cast) -> None:
    here, there = signed_in(cast.pilot), signed_in(cast.pilot)
    other = signed_in(cast.superuser)
    page = here.get(reverse("admin:sign_ins")).content.decode()
    assert page.count("Firefox 132.0") == 2
    assert all(row.session_key not in page for row in Session.objects.all())
    ends = re.findall(r'action="(/admin/settings/sign-ins/\w+/end/)"', page)
    assert len(ends) == 1
    assert here.post(ends[0]).status_code == 302
    assert (is_in(here), is_in(there), is_in(other)) == (True, False, True)


def test_one_signs_out_everywhere_else(cast: Cast) -> None:
    here, *others = [signed_in(cast.pilot) for _turn in range(3)]
    assert here.post(reverse("admin:end_sign_ins")).status_code == 302
    assert is_in(here)
    assert not any(is_in(other) for other in others)


def test_nobody_ends_the_session_of_another(cast: Cast) -> None:
    mine, theirs = signed_in(cast.pilot), signed_in(cast.superuser)
    row = cast.superuser.sessions.get()
    mine.post(reverse("admin:end_sign_in", args=[row.number]))
    assert is_in(theirs)
    assert mine.get(reverse("admin:end_sign_in", args=[row.number])).status_code == 405
    assert Client().get(reverse("admin:sign_ins")).status_code == 302


def test_all_sessions_end_with_the_password(cast: Cast, mailoutbox: list[Any]) -> None:
    clients = [signed_in(cast.pilot) for _turn in range(2)]
    AuthToken.objects.create(cast.pilot)
    cast.pilot.want_link(SignInLink.RESET)
    sign_in_links.mail_wanted()
    settle()
    new = "en helt anden adgangskode 3"
    other = Client()
    page = other.get(link_in(mailoutbox[-1].body), follow=True)
    other.post(page.redirect_chain[-1][0], {"new_password1": new, "new_password2": new})
    assert not any(is_in(client) for client in clients)
    assert not Session.objects.filter(user=cast.pilot).exists()
    assert not AuthToken.objects.filter(user=cast.pilot).exists()


@pytest.mark.parametrize("change", ["given", "taken", "moved", "by the shell"])
def test_all_sessions_end_with_a_role(change: str, cast: Cast) -> None:
    client, other = signed_in(cast.pilot), signed_in(cast.superuser)
    assert is_in(client)
    held = Membership.objects.filter(user=cast.pilot)
    if change == "given":
        Membership.objects.create(user=cast.pilot, role=Role.SUPERUSER, institution=cast.daycare)
    elif change == "taken":
        Membership.objects.create(user=cast.pilot, role=Role.OBSERVER, institution=cast.daycare)
        held.filter(role=Role.PILOT).delete()
    elif change == "moved":
        held.update(institution=cast.daycare)
    else:
        held.update(role=Role.OBSERVER)
    assert not is_in(client)
    assert is_in(other)
    assert sessions.of_person(User.objects.get(pk=cast.pilot.pk)) == []


def test_who_leaves_is_out_at_once_and_does_not_come_back_with_the_account(cast: Cast) -> None:
    client, admin = signed_in(cast.pilot), signed_in(cast.municipal_admin)
    _row, token = AuthToken.objects.create(cast.pilot)
    row = Membership.objects.get(user=cast.pilot)
    posted = {
        "name": cast.pilot.name,
        "email": cast.pilot.email,
        "language": "da",
        "leaves_them": "on",
        "memberships-TOTAL_FORMS": "1",
        "memberships-INITIAL_FORMS": "1",
        "memberships-0-id": row.pk,
        "memberships-0-user": cast.pilot.pk,
        "memberships-0-role": row.role,
        "memberships-0-institution": row.institution_id,
    }
    assert admin.post(reverse("admin:organisation_user_change", args=[cast.pilot.pk]), posted).status_code == 302
    assert not is_in(client)
    posted |= {"is_active": "on"}
    assert admin.post(reverse("admin:organisation_user_change", args=[cast.pilot.pk]), posted).status_code == 302
    assert not is_in(client)
    back = User.objects.get(pk=cast.pilot.pk)
    assert (back.is_active, back.has_usable_password(), back.link_wanted) == (True, False, "invitation")
    assert Client(headers={"authorization": f"Token {token}"}).get("/api/v1/tickets/").status_code == 401


def test_an_administrator_signs_somebody_out_everywhere(cast: Cast) -> None:
    client, admin = signed_in(cast.pilot), signed_in(cast.municipal_admin)
    posted = {"action": "sign_out", "_selected_action": [cast.pilot.pk]}
    assert admin.post(reverse("admin:organisation_user_changelist"), posted).status_code == 302
    assert not is_in(client)


@pytest.mark.parametrize(
    ("why", "age", "works"),
    [
        (SignInLink.RESET, timedelta(minutes=59), True),
        (SignInLink.RESET, timedelta(minutes=61), False),
        (SignInLink.INVITATION, timedelta(days=6), True),
        (SignInLink.INVITATION, timedelta(days=8), False),
    ],
)
def test_a_link_to_choose_a_password_lasts_as_long_as_it_says(
    why: str, age: timedelta, works: bool, cast: Cast
) -> None:
    generator = links.TOKENS[SignInLink(why)]
    made = generator._num_seconds(generator._now()) - int(age.total_seconds())
    token = generator._make_token_with_timestamp(cast.pilot, made, generator.secret)
    assert links.EitherToken().check_token(cast.pilot, token) is works
    assert not links.EitherToken().check_token(cast.superuser, token)


@pytest.mark.parametrize("token", ["", "-", "x", "abc-", "zz-zz", None])
def test_a_link_that_is_none_opens_nothing(token: str | None, cast: Cast) -> None:
    assert not links.EitherToken().check_token(cast.pilot, token)
    assert not links.EitherToken().check_token(None, "abc-def")


def test_a_session_knows_whose_it_is_from_its_first_moment(cast: Cast) -> None:
    client = signed_in(cast.pilot)
    row = cast.pilot.sessions.get()
    request = HttpRequest()
    request.session = sessions.SessionStore(row.session_key)
    assert get_user(request) == cast.pilot
    client.post(reverse("admin:logout"))
    assert not cast.pilot.sessions.exists()
