"""Getting in for the first time, and again: a link by mail, a password, and the page one wants to begin on."""

import re

import pytest
from django.contrib.auth import authenticate
from django.test import Client, RequestFactory
from django.urls import reverse

from organisation.models import SignInLink, StartPage, User
from tests.cast import PASSWORD, Cast, settle
from tickets.models import Delivery
from tickets.news import sign_in_links

NEW = "helt ny lang adgangskode 7"


def link_in(mail: str) -> str:
    match = re.search(r"https?://[^/\s]+(/admin/adgangskode/\S+)", mail)
    assert match
    return match[1]


def ask(client: Client, email: str) -> int:
    return client.post(reverse("forgotten_password"), {"email": email}).status_code


def choose(client: Client, link: str) -> int:
    page = client.get(link, follow=True)
    address = page.redirect_chain[-1][0] if page.redirect_chain else link
    return client.post(address, {"new_password1": NEW, "new_password2": NEW}).status_code


def test_an_invited_person_chooses_a_password_and_signs_in(cast: Cast, client: Client, mailoutbox: list) -> None:
    user = User.objects.create_user("ny@example.org", name="Ny Kollega")
    cast.superuser.memberships.update(user=user)
    user.want_link(SignInLink.INVITATION)
    assert sign_in_links.mail_wanted() == 1
    settle()
    link = link_in(mailoutbox[-1].body)
    assert choose(client, link) == 302
    sent = client.post(reverse("admin:login"), {"username": user.email, "password": NEW, "next": reverse("start")})
    assert sent.status_code == 302
    assert client.get(reverse("admin:index")).status_code == 200


def test_a_link_works_once(cast: Cast, client: Client, mailoutbox: list) -> None:
    ask(client, cast.pilot.email)
    sign_in_links.mail_wanted()
    settle()
    link = link_in(mailoutbox[-1].body)
    choose(client, link)
    assert "errornote" in Client().get(link, follow=True).content.decode()


def test_the_link_leaves_no_trace_once_it_is_sent(cast: Cast, client: Client, mailoutbox: list) -> None:
    ask(client, cast.pilot.email)
    sign_in_links.mail_wanted()
    waiting = Delivery.objects.get(kind="reset")
    client.force_login(cast.municipal_admin, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("admin:tickets_delivery_change", args=[waiting.pk]))
    assert link_in(waiting.body) not in page.content.decode()
    settle()
    assert Delivery.objects.get(kind="reset").body == "–"


def test_asking_twice_before_it_is_sent_is_one_mail(cast: Cast, client: Client) -> None:
    ask(client, cast.pilot.email)
    ask(client, cast.pilot.email)
    sign_in_links.mail_wanted()
    assert sign_in_links.mail_wanted() == 0
    assert Delivery.objects.filter(kind="reset").count() == 1


def test_nobody_learns_who_has_an_account(cast: Cast, client: Client) -> None:
    assert ask(client, "ukendt@example.org") == ask(client, cast.pilot.email) == 302
    sign_in_links.mail_wanted()
    assert list(Delivery.objects.filter(kind="reset").values_list("recipient", flat=True)) == [cast.pilot.email]


def test_who_has_left_gets_no_link(cast: Cast, client: Client) -> None:
    User.objects.filter(pk=cast.pilot.pk).update(is_active=False)
    ask(client, cast.pilot.email)
    assert sign_in_links.mail_wanted() == 0


def test_a_wrong_address_is_named(cast: Cast, client: Client) -> None:
    assert ask(client, "ikke en adresse") == 422


@pytest.mark.parametrize(("page", "ending"), [(StartPage.HOME, "/admin/"), (StartPage.MINE, "list=mine")])
def test_a_person_begins_where_they_want(page: str, ending: str, cast: Cast, client: Client) -> None:
    User.objects.filter(pk=cast.superuser.pk).update(start_page=page)
    address = f"{reverse('admin:login')}?next={reverse('admin:index')}"
    assert 'value="/admin/start/"' in client.get(address).content.decode()
    client.post(address, {"username": cast.superuser.email, "password": PASSWORD, "next": reverse("start")})
    assert client.get(reverse("start"))["Location"].endswith(ending)


def test_the_address_somebody_was_on_the_way_to_is_kept(cast: Cast, client: Client) -> None:
    wanted = reverse("admin:tickets_ticket_changelist")
    page = client.get(f"{reverse('admin:login')}?next={wanted}")
    assert f'value="{wanted}"' in page.content.decode()


def test_the_old_password_works_until_a_new_one_is_chosen(cast: Cast, client: Client) -> None:
    ask(client, cast.pilot.email)
    sign_in_links.mail_wanted()
    request = RequestFactory().post("/")
    assert authenticate(request, username=cast.pilot.email, password=PASSWORD) == cast.pilot
