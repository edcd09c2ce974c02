"""Every form of every page of the staff answers nonsense with words: whatever a browser may send, none is a fault of
ours."""

from html.parser import HTMLParser
from typing import Any, Final

import pytest
from django.test import Client
from django.urls import reverse

from knowledgebase.models import Thread
from organisation.models import Municipality
from organisation.security import limits
from tests.cast import Cast, open_ticket, settle
from tests.helpdesk.test_every_address import addresses
from tests.planted import number_from_here, plant
from tickets.models import Ticket

NONSENSE: Final = ("99999999999999999999", "rød", "²")
LEAVES: Final = ("/logout/", "/password_change/")


class Forms(HTMLParser):
    """(where it is sent, what it sends by name: None where somebody types it) of every form that is sent by POST."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.within = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = dict(attrs)
        if tag == "form":
            self.within = (facts.get("method") or "").lower() == "post"
            if self.within:
                self.found.append((facts.get("action") or "", {}))
        elif self.within and tag in {"input", "select", "textarea", "button"} and facts.get("name"):
            is_typed = tag in {"select", "textarea"} or facts.get("type") not in {"hidden", "submit"}
            self.found[-1][1][str(facts["name"])] = None if is_typed else facts.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.within = False


def forms_of(page: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = Forms()
    parser.feed(page)
    return parser.found


def stay(client: Client, cast: Cast) -> None:
    """Signs in anew where something sent before has ended the session."""
    if "_auth_user_id" not in client.session:
        client.force_login(cast.municipal_admin, backend="django.contrib.auth.backends.ModelBackend")


def asked(client: Client, cast: Cast, address: str) -> str:
    stay(client, cast)
    answer: Any = client.get(address)
    is_page = answer.status_code == 200 and "html" in answer.headers.get("Content-Type", "") and not answer.streaming
    return answer.content.decode() if is_page else ""


def test_no_form_of_the_staff_fails_at_nonsense(cast: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SIGNING_IN", frozenset())
    Municipality.objects.update(enquiries_per_hour=0, public_wishes=True)
    Municipality.forget_cached()
    number_from_here()
    theirs: Ticket = plant(cast.daycare, by=cast.municipal_admin, cast=cast)
    own = open_ticket(cast.school)
    settle()
    client, seen, broken = Client(raise_request_exception=False), set[tuple[str, str]](), []
    walked = [each for each in addresses(theirs, own) if each.startswith("/admin/")]
    for address in walked:
        for action, names in forms_of(asked(client, cast, address)):
            where = action if action.startswith("/") else address
            shape = ("".join(sign for sign in where if not sign.isdigit()), " ".join(sorted(names)))
            if shape in seen or any(part in where for part in LEAVES):
                continue
            seen.add(shape)
            kept = {name: value for name, value in names.items() if value is not None}
            for nonsense in NONSENSE:
                stay(client, cast)
                counts = {name: value for name, value in kept.items() if name.endswith("_FORMS")}
                for told in (counts, kept):
                    answer = client.post(where, dict.fromkeys(names, nonsense) | told)
                    broken += [(where, nonsense, answer.status_code)] if answer.status_code >= 500 else []
    assert len(seen) > 100
    assert broken == []


def test_numbers_longer_than_any_id_name_nothing(cast: Cast, client: Client) -> None:
    """Longer than what Python reads as a number, too."""
    client.force_login(cast.municipal_admin, backend="django.contrib.auth.backends.ModelBackend")
    thread = Thread.start(title="Skema", text="Hvem ved det?", by=cast.superuser)
    many = "9" * 5_000
    for name, parameter in (("rollover", "correct"), ("import_people", "correct"), ("triage_knownerror_add", "case")):
        assert client.get(reverse(f"admin:{name}"), {parameter: many}).status_code == 200
    assert client.get(reverse("admin:room_start"), {"error": many}).status_code == 200
    assert client.post(reverse("admin:room_become_answer", args=[thread.pk]), {"post": many}).status_code == 302


def test_a_mailbox_and_a_day_that_are_none_are_passed_over(cast: Cast, client: Client) -> None:
    client.force_login(cast.municipal_admin, backend="django.contrib.auth.backends.ModelBackend")
    for key in ("rød", "99999999999999999999", ""):
        assert client.post("/admin/setup/receiving/", {"act": "try", "mailbox": key}).status_code == 302
        assert client.post("/admin/setup/hours/", {"act": "remove", "day": [key]}).status_code == 302
