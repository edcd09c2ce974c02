"""Typing in a case for somebody on the phone or at the counter."""

import uuid
from typing import Any

import pytest
from django.test import Client

from organisation.models import User
from tests.cast import Cast, kinds, open_ticket, settle
from tests.knowledgebase.articles import shelf
from tickets.models import Delivery, Ticket
from tickets.words import Status

PAGE = "/admin/tickets/ticket/open_for/"
ROLES = {
    "superuser": True,
    "institution_admin": True,
    "pilot": True,
    "support_entitled": True,
    "project_lead": True,
    "municipal_admin": True,
    "observer": False,
}


def form_data(cast: Cast, **changes: Any) -> dict[str, Any]:
    return {
        "requester_name": "Maja Holm",
        "audience": "parent",
        "institution": cast.school.pk,
        "requester_phone": "12 34 56 78",
        "body": "Hun kan ikke se sin søns ugeplan. Det virkede i går.",
        "language": "da",
        "submission": str(uuid.uuid4()),
    } | changes


def enter(client: Client, user: User) -> None:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")


@pytest.mark.parametrize("role", ROLES)
def test_each_role_may_open_for_others_as_the_table_says(role: str, cast: Cast, client: Client) -> None:
    enter(client, cast.by_role(role))
    may = ROLES[role]
    assert client.get(PAGE).status_code == (200 if may else 403)
    assert client.post(f"{PAGE}hints/", {"body": "ugeplan"}).status_code == (200 if may else 403)
    assert client.post(PAGE, form_data(cast)).status_code == (302 if may else 403)
    over_api = {name: value for name, value in form_data(cast).items() if name != "submission"} | {"subject": "Ugeplan"}
    answer = client.post("/api/v1/tickets/", over_api, content_type="application/json")
    assert answer.status_code == (201 if may else 403)
    assert Ticket.objects.count() == (2 if may else 0)


def test_a_case_is_typed_in_once_with_who_typed_it(cast: Cast, client: Client) -> None:
    enter(client, cast.superuser)
    typed = form_data(cast)
    places = [client.post(PAGE, typed)["Location"] for _time in range(2)]
    ticket = Ticket.objects.get()
    assert places == [f"/admin/tickets/ticket/{ticket.pk}/"] * 2
    assert (ticket.channel, ticket.status, ticket.requester_phone) == ("on_behalf", Status.NEW, "12 34 56 78")
    assert ticket.subject == "Hun kan ikke se sin søns ugeplan. Det virkede i går."
    event = ticket.events.get()
    assert (event.kind, event.by) == ("opened", cast.superuser)


def test_what_was_answered_at_once_is_solved_in_the_same_act_and_mailed_without_a_receipt(
    cast: Cast, client: Client
) -> None:
    enter(client, cast.superuser)
    typed = form_data(cast, answer="Opdatér appen.", requester_email="maja@example.org", language="en")
    for _time in range(2):
        client.post(PAGE, typed)
    ticket = Ticket.objects.get()
    assert kinds(ticket) == ["opened", "answered", "resolved"]
    assert (ticket.status, ticket.assignee, ticket.language) == (Status.RESOLVED, cast.superuser, "en")
    settle()
    sent = Delivery.objects.values_list("kind", "recipient")
    assert set(sent) == {("requester_answered", "maja@example.org"), ("requester_resolved", "maja@example.org")}


def test_over_the_api_the_answer_solves_the_case_too(cast: Cast, client: Client) -> None:
    enter(client, cast.superuser)
    typed = form_data(cast, subject="Ugeplan", answer="Opdatér appen.")
    answer = client.post("/api/v1/tickets/", typed, content_type="application/json")
    assert (answer.status_code, answer.json()["status"]) == (201, "resolved")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"requester_phone": ""}, "requester_email"),
        ({"body": ""}, "body"),
        ({"requester_name": ""}, "requester_name"),
        ({"institution": "daycare"}, "institution"),
        ({"requester_email": "nix"}, "requester_email"),
    ],
)
def test_nothing_is_lost_when_something_is_missing(
    changes: dict[str, Any], field: str, cast: Cast, client: Client
) -> None:
    enter(client, cast.superuser)
    if "institution" in changes:
        changes = {"institution": cast.daycare.pk}
    typed = form_data(cast, answer="" if field == "requester_email" else "Det svar jeg gav.", **changes)
    answer = client.post(PAGE, typed)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in text
    assert all(str(value) in text for name, value in typed.items() if name in {"body", "answer", "requester_name"})
    assert typed["submission"] in text
    assert not Ticket.objects.exists()


def test_somebody_who_was_answered_need_not_leave_an_address(cast: Cast, client: Client) -> None:
    enter(client, cast.superuser)
    client.post(PAGE, form_data(cast, requester_phone="", answer="Ring til kontoret.", another="yes"))
    assert Ticket.objects.get().is_done
    assert "er registreret og løst" in client.get(PAGE).content.decode()


def test_cpr_numbers_are_masked_and_the_helper_is_told(cast: Cast, client: Client) -> None:
    enter(client, cast.superuser)
    answer = client.post(PAGE, form_data(cast, body="Barnet er 010203-1234 og mangler."), follow=True)
    assert "lignede et CPR-nummer" in answer.content.decode()
    assert "010203" not in Ticket.objects.get().subject


def test_answers_and_cases_of_the_same_person_are_shown_while_one_writes(cast: Cast, client: Client) -> None:
    article = shelf(cast.support_entitled)["Meld barnet sygt"]
    mine = open_ticket(cast.school, subject="Mangler ugeplan", requester_email="maja@example.org")
    open_ticket(cast.daycare, subject="Et andet sted", requester_email="maja@example.org")
    enter(client, cast.superuser)
    typed = form_data(cast, body="Hvordan sygemelder jeg mit barn?", requester_email="maja@example.org")
    text = client.post(f"{PAGE}hints/", typed).content.decode()
    assert mine.number in text
    assert "Et andet sted" not in text
    assert article.title in text
    assert client.get(f"{PAGE}hints/").status_code == 405
    looked = client.post(PAGE, typed | {"look": "yes"}).content.decode()
    assert mine.number in looked
    chosen = client.post(PAGE, typed | {"insert": f"article-{article.pk}", "answer": "Hej Maja"})
    assert "Hej Maja\n\nÅbn Aula, og vælg Meld fravær." in chosen.content.decode()
    assert chosen.status_code == 200
    assert Ticket.objects.count() == 2


def test_who_was_signed_out_gets_the_text_back(cast: Cast, client: Client) -> None:
    answer = client.post(PAGE, form_data(cast))
    assert answer.status_code == 403
    assert "Det virkede i går." in answer.content.decode()
