"""What the state of things does not allow is answered in one place: 409, its sentence, and the text that was typed."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLResolver
from django.utils import timezone

from desk.queue.models import BulkAct, SavedView
from organisation.models import Absence, User
from tests.cast import Cast, open_ticket, settle
from tests.desk.test_role_table import FIELDS
from tests.desk.wishes.test_board_table import collected, made, wish
from tests.triage.forwarding.test_ways_out import signed_in
from tickets.models import Merge, Ticket
from triage.known_errors.models import KnownError
from triage.ready_answers.models import Macro
from triage.routing.models import RoutingRule
from triage.suggestions.models import Suggestion

ROOT = Path(__file__).parents[2]
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
TEXT = "En lang tekst, som ingen vil skrive to gange."
STATES = ["fresh", "merged", "closed", "forgotten"]
OWN = re.compile(r"^admin/(?!organisation|auth|axes|knox|login|logout|password)|^(?!admin)")


def case_in(state: str, cast: Cast) -> Ticket:
    """A case on which most verbs must refuse."""
    ticket = wish(cast)
    if state == "merged":
        Merge.begin(ticket, open_ticket(cast.school, subject="Den fælles"), by=cast.superuser)
    if state in {"closed", "forgotten"}:
        ticket.close(by=cast.superuser)
    if state == "forgotten":
        ticket.forget()
    ticket.refresh_from_db()
    return ticket


def stage(cast: Cast, state: str) -> dict[str, Any]:
    """What stands in the place of `pk` by the beginning of an address, each in a state in which its verbs refuse."""
    ticket = case_in(state, cast)
    sent, bundle = collected(cast, "Sendt"), made(cast)
    sent.mark_sent(by=cast.project_lead)
    bundle.send(by=cast.project_lead)
    error = KnownError.objects.create(title="Kalenderen er tom", description="x")
    error.solve("Rettet.", by=cast.support_entitled)
    act = BulkAct.objects.create(by=cast.superuser, verb="take", done=[{"id": ticket.pk}])
    BulkAct.objects.update(at=timezone.now() - timedelta(days=1))
    today = timezone.localdate()
    absence = Absence.objects.create(user=cast.superuser, deputy=cast.stranger, starts_on=today, ends_on=today)
    view = SavedView.objects.create(name="Min", owner=cast.superuser, filters={})
    rule = RoutingRule.objects.filter(route="technical_fault").newest_first().first()
    Macro.objects.get_or_create(pk=1, defaults={"title": "Uden trin"})
    assert rule is not None
    return {
        "admin/tickets/ticket/samlet": act.pk,
        "admin/tickets/ticket/visning": view.pk,
        "admin/tickets/ticket/absences": absence.pk,
        "admin/tickets/ticket": ticket.pk,
        "admin/triage/changerequest/samlinger": bundle.pk,
        "admin/triage/changerequest": sent.pk,
        "admin/triage/knownerror": error.pk,
        "admin/triage/routingrule": rule.pk,
        "api/v1/tickets": ticket.pk,
        "api/v1/change-requests": sent.pk,
        "api/v1/bundles": bundle.pk,
        "sag": ticket.token,
        "oensker": sent.pk,
    }


def addresses() -> Iterator[str]:
    """The pattern of every address of ours."""

    def walk(resolver: Any, before: str) -> Iterator[str]:
        for pattern in resolver.url_patterns:
            here = before + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from walk(pattern, here)
            else:
                yield here

    return (each for each in walk(get_resolver(), "") if OWN.match(each) and "(?P<url>" not in each)


def filled(pattern: str, there: dict[str, Any]) -> str:
    key = next((value for begin, value in there.items() if pattern.startswith(begin)), 1)
    address = re.sub(r"\^|\$|\(\?P<pk>.*?\)", lambda match: str(key) if "pk" in match[0] else "", pattern)
    address = re.sub(r"<uuid:\w+>", str(UUID(int=1)), address).replace("<slug:kind>", "answer")
    address = re.sub(r"<slug:\w+>", "assign", address).replace("<int:key>", "1")
    return "/" + re.sub(r"<(\w+:)?\w+>|\(\?P<app_label>.*?\)", str(key), address)


def body_for(address: str, cast: Cast) -> dict[str, Any]:
    """What a person would send, where we know it; a text in every field that may hold one."""
    verb = address.strip("/").rpartition("/")[2]
    body: dict[str, Any] = {
        **dict.fromkeys(("text", "reason", "title", "summary", "answer", "subject", "body", "name"), TEXT),
        "status": "accepted",
        "other": "AULA-26-000001",
        "send": "1",
        "verb": "take",
        "valid_from": timezone.localdate().isoformat(),
    } | FIELDS.get(verb, {})
    return body | {f"{verb}-{name}": value for name, value in body.items()}


@pytest.mark.parametrize("state", STATES)
def test_no_address_answers_a_refusal_with_an_error_of_ours(state: str, cast: Cast) -> None:
    """By whoever may do the most: test_every_address.py sends the others to the same addresses."""
    there, people = stage(cast, state), [None, cast.project_lead]
    patterns = [each for each in addresses() if "ticket" in each or each.startswith("sag")]
    if state == STATES[0]:
        people = [cast.superuser, cast.support_entitled, cast.project_lead, cast.municipal_admin]
        patterns = list(addresses())
    settle()
    assert len(patterns) > 50
    wrong: list[tuple[str, object, int]] = []
    refused = 0
    for person in people:
        client = Client(raise_request_exception=False) if person is None else signed_in(person)
        client.raise_request_exception = False
        for pattern in patterns:
            address = filled(pattern, there)
            status = pressed(client, address, body_for(address, cast))
            refused += status == 409
            if status >= 500:
                wrong.append((address, person, status))
    assert wrong == []
    assert refused > 10


def pressed(client: Client, address: str, posted: dict[str, Any]) -> int:
    """The status; whatever was done is taken back."""
    with transaction.atomic():
        is_api = address.startswith("/api/")
        status = client.post(address, posted if is_api else urlencode(posted), JSON if is_api else FORM).status_code
        transaction.set_rollback(True)
    return status


def refused(client: Client, address: str, **fields: Any) -> str:
    answer = client.post(address, fields)
    assert answer.status_code == 409
    return answer.content.decode()


def test_the_page_of_a_refused_verb_holds_its_sentence_and_the_text(cast: Cast) -> None:
    ticket = case_in("closed", cast)
    page = refused(signed_in(cast.superuser), reverse("admin:ticket_answer", args=[ticket.pk]), **{"answer-text": TEXT})
    assert "lukket" in page
    assert TEXT in page


def test_a_requester_who_answers_too_late_keeps_the_text(cast: Cast, client: Client) -> None:
    ticket = open_ticket(cast.school)
    Ticket.objects.filter(pk=ticket.pk).update(status="closed", due_at=None, resolved_at=timezone.now())
    Ticket.objects.filter(pk=ticket.pk).update(forgotten_at=timezone.now())
    page = refused(client, reverse("case_reply", args=[ticket.token]), text=TEXT)
    assert TEXT in page
    assert "for gammel" in page


@pytest.mark.parametrize("verb", ["case_resolve", "case_reopen"])
def test_the_requester_of_a_case_that_is_merged_gets_no_error(verb: str, cast: Cast, client: Client) -> None:
    ticket = case_in("merged", cast)
    assert client.post(reverse(verb, args=[ticket.token])).status_code == 302


def test_a_known_error_is_kept_though_its_first_case_has_another(cast: Cast) -> None:
    ticket, other = open_ticket(cast.school), KnownError.objects.create(title="En anden", description="x")
    other.attach(ticket, by=cast.superuser)
    posted = {"title": "Ny fejl", "description": TEXT, "started_at": "2026-01-01T10:00", "is_public": "on"}
    address = f"{reverse('admin:triage_knownerror_add')}?case={ticket.pk}"
    answer = signed_in(cast.support_entitled).post(address, posted, follow=True)
    assert answer.status_code == 200
    assert KnownError.objects.filter(title="Ny fejl").exists()
    assert "kendt fejl" in answer.content.decode()


def test_a_request_that_is_gone_gives_its_words_back(cast: Cast) -> None:
    request = collected(cast)
    address = reverse("admin:request_describe", args=[request.pk])
    lead = signed_in(cast.project_lead)
    with_text = {"title": "Kalender", "summary": TEXT}
    assert lead.post(address, with_text).status_code == 302
    request.mark_sent(by=cast.project_lead)
    page = refused(lead, address, **with_text, seen="an old picture")
    assert TEXT in page


def refusals(cast: Cast) -> dict[str, Callable[[], tuple[User, str, dict[str, Any]]]]:
    rule = RoutingRule.objects.filter(route="technical_fault").newest_first().first()
    act = BulkAct.objects.create(by=cast.superuser, verb="take", done=[{"id": 1}])
    BulkAct.objects.update(at=timezone.now() - timedelta(days=1))
    case, into = wish(cast), collected(cast)
    into.mark_sent(by=cast.project_lead)
    assert rule is not None
    return {
        "withdraw_rule": lambda: (cast.municipal_admin, reverse("admin:withdraw_rule", args=[rule.pk]), {}),
        "queue_undo": lambda: (cast.superuser, reverse("admin:queue_undo", args=[act.pk]), {}),
        "collect_all": lambda: (
            cast.project_lead,
            reverse("admin:wishes_collect_all"),
            {"cases": [case.pk], "into": into.pk},
        ),
    }


@pytest.mark.parametrize("what", ["withdraw_rule", "queue_undo"])
def test_a_page_without_a_form_of_its_own_says_the_sentence_and_leads_back(what: str, cast: Cast) -> None:
    person, address, posted = refusals(cast)[what]()
    answer = signed_in(person).post(address, posted, headers={"Referer": "http://testserver/admin/nyt/"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Det kunne ikke lade sig gøre" in page
    assert 'href="http://testserver/admin/nyt/"' in page


def test_the_way_back_never_leads_to_a_stranger(cast: Cast) -> None:
    person, address, posted = refusals(cast)["withdraw_rule"]()
    answer = signed_in(person).post(address, posted, headers={"Referer": "https://evil.example/"})
    assert "evil.example" not in answer.content.decode()


def test_the_api_says_the_sentence_and_what_is_missing(cast: Cast) -> None:
    ticket = open_ticket(cast.school)
    settle()
    Suggestion.objects.all().delete()
    client = signed_in(cast.superuser)
    answer = client.post(f"/api/v1/tickets/{ticket.pk}/accept/", content_type="application/json")
    assert answer.status_code == 409
    assert answer.json()["lacks"] == []
    assert answer.json()["detail"]


ONE_BY_ONE = {
    "desk/exchange/pages.py",
    "desk/known_errors/pages.py",
    "desk/queue/bulk.py",
    "desk/queue/models/bulk_act.py",
    "desk/rollover/carrying_out.py",
    "desk/rollover/undoing.py",
    "desk/team/leaving.py",
    "tickets/inbound/receiving.py",
    "tickets/models/ticket_list.py",
}
"""What is done to several rows goes on after one that refuses, and says so of it. An answer by mail that is refused
becomes a note: nobody waits for a page."""


def test_nobody_catches_a_refusal_by_himself() -> None:
    rooms = [
        path
        for room in ("desk", "triage", "tickets", "organisation", "knowledgebase")
        for path in (ROOT / room).rglob("*.py")
    ]
    catching = {
        str(path.relative_to(ROOT))
        for path in rooms
        if re.search(r"except \(?\w*UnableTo(?!Publish)", path.read_text(encoding="utf-8"))
    }
    assert catching == ONE_BY_ONE
