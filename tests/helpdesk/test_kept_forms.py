"""Whoever is signed out while writing loses nothing, on whatever page of the staff they write."""

import html
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from helpdesk import old_addresses
from knowledgebase.models import Article
from organisation.models import Session
from organisation.sign_in.kept_forms import KeptForm
from tests.cast import PASSWORD, Cast, open_ticket
from tests.helpdesk.test_every_address import routes
from tickets.models import Ticket
from triage.known_errors.models import KnownError
from triage.wishes.models import ChangeRequest

TEXT = "En lang & god tekst,\nsom ingen vil skrive <to> gange, med æ, ø og å."


def writer(cast: Cast, role: str = "municipal_admin") -> Client:
    client = Client()
    client.post(reverse("admin:login"), {"username": cast.by_role(role).email, "password": PASSWORD})
    return client


def hidden(page: str) -> list[tuple[str, str]]:
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return [(html.unescape(name), html.unescape(value)) for name, value in fields]


def written_again(client: Client, address: str, posted: dict[str, Any], cast: Cast, role: str) -> Any:
    """The session ends; the person signs in on the page they get, and presses the one button on the next."""
    Session.objects.all().delete()
    page = client.post(address, posted)
    assert page.status_code == 403
    assert "som ingen vil skrive" in page.content.decode()
    kept = dict(hidden(page.content.decode()))["kept_form"]
    sent = {"username": cast.by_role(role).email, "password": PASSWORD, "kept_form": kept}
    page = client.post(reverse("admin:login"), sent)
    assert page.status_code == 200
    text = page.content.decode()
    target = re.search(r'<form method="post" action="([^"]+)"', text[text.index("<h1") :])
    assert target
    fields: dict[str, list[str]] = {}
    for name, value in hidden(text[text.index("<h1") :]):
        fields.setdefault(name, []).append(value)
    return client.post(html.unescape(target[1]), fields)


def test_an_answer(cast: Cast, ticket: Ticket) -> None:
    client = writer(cast)
    address = reverse("admin:ticket_answer", args=[ticket.pk])
    assert written_again(client, address, {"answer-text": TEXT}, cast, "municipal_admin").status_code == 302
    assert TEXT in [body.replace("\r\n", "\n") for body in ticket.messages.values_list("body", flat=True)]


def test_a_known_error(cast: Cast) -> None:
    client = writer(cast, "support_entitled")
    posted = {"title": "Kalenderen er tom", "description": TEXT, "started_at": "2026-01-01T10:00", "is_public": "on"}
    answer = written_again(client, reverse("admin:triage_knownerror_add"), posted, cast, "support_entitled")
    assert answer.status_code == 302
    assert KnownError.objects.get().description.replace("\r\n", "\n") == TEXT


def test_a_wish(cast: Cast) -> None:
    wish = ChangeRequest.objects.create(title="Bedre kalender", summary="x")
    address = reverse("admin:request_describe", args=[wish.pk])
    posted = {"title": "Bedre kalender", "summary": TEXT}
    assert written_again(writer(cast, "project_lead"), address, posted, cast, "project_lead").status_code == 302
    wish.refresh_from_db()
    assert wish.summary.replace("\r\n", "\n") == TEXT


@pytest.mark.parametrize(
    "name",
    [
        "organisation_municipality_add",
        "knowledgebase_article_add",
        "organisation_party_add",
        "my_settings",
        "open_for",
        "triage_answertemplate_add",
        "triage_macro_add",
        "triage_hint_add",
        "absences",
        "person_requests",
    ],
)
def test_every_form_of_the_staff_comes_with_its_writer(name: str, cast: Cast) -> None:
    """What it answers is the same as it would have answered somebody who had stayed."""
    posted = {"title": TEXT, "name": TEXT, "note": TEXT, "answer": TEXT, "question": TEXT}
    stayed = writer(cast).post(reverse(f"admin:{name}"), posted)
    again = written_again(writer(cast), reverse(f"admin:{name}"), posted, cast, "municipal_admin")
    assert again.status_code == stayed.status_code
    if stayed.status_code == 200:
        assert again.content.decode().count("ingen vil skrive") == stayed.content.decode().count("ingen vil skrive")
    assert Article.objects.count() <= 2


NO_LONG_TEXT = re.compile(r"admin/(login|logout|glemt|adgangskode|trin-to|totrinslogin|arbejdskonto|start)/")
"""Where somebody signs in and out."""


def staff_routes() -> list[str]:
    """Every address under `/admin/`, but those of earlier versions, which pass a form on to the new one."""
    moved = {f"admin/{entry.pattern}" for entry in old_addresses.urlpatterns}
    found = [route for route in routes(get_resolver()) if route.startswith("admin/") and route not in moved]
    return [route for route in found if not NO_LONG_TEXT.search(route)]


def test_no_address_of_the_staff_loses_what_was_written(client: Client, cast: Cast) -> None:
    """Also one that is added tomorrow."""
    lost, walked = [], staff_routes()
    for route in walked:
        address = "/" + re.sub(r"<(?:\w+:)?\w+>|\(\?P<\w+>[^)]*\)", "1", route)
        page = client.post(address, {"any-field": TEXT})
        text = html.unescape(page.content.decode())
        if page.status_code != 403 or TEXT not in text.replace("\r\n", "\n") or "kept_form" not in text:
            lost.append((route, page.status_code))
    assert len(walked) > 250
    assert lost == []


@pytest.mark.parametrize("field", ["old_password", "new_password1", "secret", "private_key", "mail-secret"])
def test_a_password_or_a_key_is_shown_and_carried_nowhere(field: str, cast: Cast, client: Client) -> None:
    posted = {field: "fire ord der åbner", "name": TEXT}
    page = client.post(reverse("admin:password_change"), posted).content.decode()
    assert "fire ord" not in page
    assert "som ingen vil skrive" in page
    kept = KeptForm.read(dict(hidden(page))["kept_form"])
    assert kept is not None
    assert [name for name, _value in kept.fields] == ["name"]


def test_a_wrong_password_on_the_way_loses_nothing(cast: Cast, ticket: Ticket) -> None:
    client = writer(cast)
    Session.objects.all().delete()
    page = client.post(reverse("admin:ticket_note", args=[ticket.pk]), {"note-text": TEXT}).content.decode()
    kept = dict(hidden(page))["kept_form"]
    posted = {"username": cast.municipal_admin.email, "password": "forkert", "kept_form": kept}
    again = client.post(reverse("admin:login"), posted)
    assert dict(hidden(again.content.decode()))["kept_form"] == kept


def test_nothing_is_sent_by_signing_in_alone(cast: Cast, ticket: Ticket) -> None:
    client = writer(cast)
    Session.objects.all().delete()
    page = client.post(reverse("admin:ticket_note", args=[ticket.pk]), {"note-text": TEXT}).content.decode()
    kept = dict(hidden(page))["kept_form"]
    client.post(reverse("admin:login"), {"username": cast.pilot.email, "password": PASSWORD, "kept_form": kept})
    assert ticket.messages.count() == 1


@pytest.mark.parametrize("packed", ["", "x", "a:b:c", "eyJhZGRyZXNzIjoiaHR0cHM6Ly9ldmlsLmV4YW1wbGUvIn0:1u:x"])
def test_what_we_have_not_packed_is_not_opened(packed: str, cast: Cast) -> None:
    assert KeptForm.read(packed) is None
    posted = {"username": cast.pilot.email, "password": PASSWORD, "kept_form": packed}
    assert Client().post(reverse("admin:login"), posted).status_code == 302


def test_another_site_cannot_bring_a_form_along(cast: Cast, ticket: Ticket) -> None:
    strict = Client(enforce_csrf_checks=True)
    page = strict.post(reverse("admin:ticket_note", args=[ticket.pk]), {"note-text": TEXT})
    assert "kept_form" not in page.content.decode()


def test_a_copy_button_has_a_label_of_its_own(cast: Cast, ticket: Ticket) -> None:
    page = Client().post(reverse("admin:ticket_note", args=[ticket.pk]), {"note-text": TEXT}).content.decode()
    label = re.search(r"data-copy=.*?<span[^>]*>([^<]*)</span>", page, re.DOTALL)
    assert label
    assert label[1] == "Kopiér teksten"


def test_a_script_gets_no_page(cast: Cast) -> None:
    ticket = open_ticket(cast.school)
    address = reverse("admin:ticket_presence", args=[ticket.pk])
    assert Client().post(address, {"a": "b"}, headers={"accept": "application/json"}).status_code == 302


def test_a_page_from_before_signing_in_again_elsewhere_loses_nothing(cast: Cast, ticket: Ticket) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.superuser, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("admin:ticket_note", args=[ticket.pk])
    posted = {"note-text": TEXT, "csrfmiddlewaretoken": "x" * 64}
    page = client.post(address, posted, headers={"origin": "http://testserver"})
    assert page.status_code == 403
    fields = dict(hidden(page.content.decode()))
    assert fields["note-text"].replace("\r\n", "\n") == TEXT
    assert client.post(address, fields).status_code == 302
    from_elsewhere = client.post(address, posted, headers={"origin": "https://evil.example"})
    assert "som ingen vil skrive" not in from_elsewhere.content.decode()
