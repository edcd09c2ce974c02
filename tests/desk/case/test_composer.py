"""What the composer offers: drafts, ready texts, macros and names after an @."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from knowledgebase.models import Article
from organisation.models import User
from tests.cast import Cast, kinds, open_ticket, settle
from tickets.models import Delivery, Draft, HeldFile, Ticket
from tickets.templatetags.conversation import parts
from tickets.words import Status
from triage.ready_answers.models import AnswerTemplate, Macro
from triage.ready_answers.similar import solved_like, telling_words

CASE = "/admin/tickets/ticket/{}/"


@pytest.fixture
def anna(cast: Cast, client: Client) -> User:
    client.force_login(cast.superuser, backend="django.contrib.auth.backends.ModelBackend")
    return cast.superuser


def page(client: Client, ticket: Ticket, query: str = "") -> str:
    return client.get(CASE.format(ticket.pk) + query).content.decode()


def text_in(shown: str, field: str) -> str:
    match = re.search(rf'<textarea name="{field}".*?>(.*?)</textarea>', shown, re.DOTALL)
    assert match is not None
    return match[1].strip()


def draft(client: Client, ticket: Ticket, kind: str, posted: dict[str, Any], *, script: bool = False) -> Any:
    headers = {"accept": "application/json"} if script else {}
    return client.post(f"{CASE.format(ticket.pk)}draft/{kind}/", posted, headers=headers)


def test_a_draft_is_there_when_its_author_comes_back_and_nobody_else_sees_it(
    ticket: Ticket, cast: Cast, anna: User, client: Client
) -> None:
    saved = draft(client, ticket, "note", {"note-text": "Ring til 010203-1234."}, script=True)
    assert saved.json()["saved"].startswith("Kladde gemt")
    assert draft(client, ticket, "ask", {"ask-text": "Hvad?", "ask-missing": ["device", "nix"]}).status_code == 302
    shown = page(client, ticket)
    assert text_in(shown, "note-text") == "Ring til [CPR-nummer fjernet]."
    assert re.search(r'name="ask-missing" value="device"[^>]*checked', shown)
    assert re.search(r'id="composer-ask" value="ask" checked', shown)
    assert kinds(ticket) == ["opened"]
    client.force_login(cast.pilot, backend="django.contrib.auth.backends.ModelBackend")
    assert "Ring til" not in page(client, ticket)


def test_nobody_sees_sends_or_discards_what_a_colleague_is_writing_in_the_same_case(
    ticket: Ticket, cast: Cast, anna: User, client: Client
) -> None:
    with Path(__file__).open("rb") as file:
        draft(client, ticket, "answer", {"answer-text": "Annas ord", "answer-attachments": file})
    client.force_login(cast.pilot, backend="django.contrib.auth.backends.ModelBackend")
    draft(client, ticket, "note", {"note-text": "Pilotens ord"})
    shown = page(client, ticket)
    assert "Pilotens ord" in shown
    assert not re.search("Annas ord|answer-drop", shown)
    draft(client, ticket, "answer", {"discard": "yes"})
    client.post(f"{CASE.format(ticket.pk)}answer/", {"answer-text": "Pilotens svar"})
    assert ticket.messages.get(kind="answer").attachments.count() == 0
    assert Draft.objects.get(person=anna).text == "Annas ord"
    assert HeldFile.objects.count() == 1


def test_a_draft_ends_when_it_is_sent_or_discarded(ticket: Ticket, anna: User, client: Client) -> None:
    draft(client, ticket, "answer", {"answer-text": "Hej"})
    client.post(f"{CASE.format(ticket.pk)}answer/", {"answer-text": "Hej med dig"})
    assert not Draft.objects.exists()
    draft(client, ticket, "answer", {"answer-text": "Hej med dig"}, script=True)
    assert not Draft.objects.exists(), "a draft that was on its way while its answer was sent"
    draft(client, ticket, "answer", {"answer-text": "Mere"})
    draft(client, ticket, "answer", {"discard": "yes"})
    assert not Draft.objects.exists()


def test_drafts_are_for_who_may_write(ticket: Ticket, cast: Cast, anna: User, client: Client) -> None:
    assert draft(client, ticket, "resolve", {}).status_code == 403
    assert client.get(f"{CASE.format(ticket.pk)}draft/answer/").status_code == 405
    client.force_login(cast.stranger, backend="django.contrib.auth.backends.ModelBackend")
    assert draft(client, ticket, "answer", {"answer-text": "Hej"}).status_code == 404


def test_a_form_that_comes_back_keeps_its_files(ticket: Ticket, anna: User, client: Client) -> None:
    with Path(__file__).open("rb") as file:
        back = client.post(f"{CASE.format(ticket.pk)}answer/", {"answer-text": "", "answer-attachments": file})
    assert back.status_code == 422
    key = re.search(r'name="answer-drop" value="([\w-]+)"', back.content.decode())
    assert key is not None
    client.post(f"{CASE.format(ticket.pk)}answer/", {"answer-text": "Nu med tekst"})
    assert ticket.messages.get(kind="answer").attachments.count() == 1
    assert not HeldFile.objects.exists()


def test_a_held_file_can_be_taken_off(ticket: Ticket, anna: User, client: Client) -> None:
    with Path(__file__).open("rb") as file:
        draft(client, ticket, "answer", {"answer-text": "Se filen", "answer-attachments": file})
    posted = {"answer-text": "Uden fil", "answer-drop": str(HeldFile.objects.get().key)}
    client.post(f"{CASE.format(ticket.pk)}answer/", posted)
    assert ticket.messages.get(kind="answer").attachments.count() == 0


def test_a_template_is_filled_in_and_never_run(ticket: Ticket, anna: User, client: Client) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(requester_name="Maja {sagsnummer} {{ x }}")
    made = AnswerTemplate.objects.create(title="Hilsen", text="Kære {navn} ({Sagsnummer}) {% now %} {{ x }}")
    AnswerTemplate.objects.create(title="Kun for UNI-Login", text="x", route="unilogin")
    shown = page(client, ticket)
    assert "Hilsen" in shown
    assert "Kun for UNI-Login" not in shown
    response = draft(client, ticket, "answer", {"answer-text": "Hej.", "insert": f"template-{made.pk}"})
    assert response.status_code == 302
    assert Draft.objects.get().text == (
        f"Hej.\n\nKære Maja {{sagsnummer}} {{{{ x }}}} ({ticket.number}) {{% now %}} {{{{ x }}}}"
    )


def test_a_template_with_an_unknown_place_is_refused() -> None:
    with pytest.raises(ValidationError):
        AnswerTemplate(title="x", text="Kære {nvan}").clean()


def test_a_shared_answer_is_put_in_as_plain_words(ticket: Ticket, anna: User, client: Client) -> None:
    article = Article.draft_from(
        title="Sluk",
        question="Hvordan?",
        answer="**Sluk** [her](https://a.example).",
        by=anna,
        audiences=["parent"],
        institution=ticket.institution,
    )
    article.publish(by=anna)
    response = draft(client, ticket, "answer", {"answer-text": "", "insert": f"article-{article.pk}"}, script=True)
    assert response.json()["insert"].startswith("Sluk her (https://a.example).")


@pytest.fixture
def macro(db: None) -> Macro:
    made = Macro.objects.create(title="UNI-Login: nulstil")
    text = AnswerTemplate.objects.create(title="Nulstil", text="Hej {fornavn}. Bestil en ny adgangskode.")
    made.steps.create(position=1, verb="route", route="unilogin")
    made.steps.create(position=2, verb="answer", template=text)
    made.steps.create(position=3, verb="resolve")
    return made


def test_a_macro_says_what_it_will_do_and_does_all_of_it(
    ticket: Ticket, anna: User, client: Client, macro: Macro
) -> None:
    shown = page(client, ticket, "?open=help")
    assert "Vælg sagstypen: Unilogin" in shown
    assert client.post(f"{CASE.format(ticket.pk)}macro/", {"macro-macro": macro.pk}).status_code == 302
    ticket.refresh_from_db()
    assert (ticket.route, ticket.status) == ("unilogin", Status.RESOLVED)
    assert kinds(ticket) == ["opened", "routed", "answered", "resolved", "macro_run"]
    assert ticket.messages.get(kind="answer").body == "Hej Maja. Bestil en ny adgangskode."


def test_a_macro_with_a_step_that_does_not_go_does_nothing(
    ticket: Ticket, anna: User, client: Client, macro: Macro
) -> None:
    macro.steps.create(position=4, verb="escalate", text="op")
    assert client.post(f"{CASE.format(ticket.pk)}macro/", {"macro-macro": macro.pk}).status_code == 409
    assert kinds(ticket) == ["opened"]
    ticket.refresh_from_db()
    assert (ticket.route, ticket.status) == (None, Status.NEW)


def test_a_colleague_named_in_a_note_is_told_and_a_stranger_is_not(
    ticket: Ticket, cast: Cast, anna: User, client: Client
) -> None:
    text = f"@{cast.pilot.name} og @{cast.stranger.email} kig lige. Mail: a@{cast.support_entitled.email}"
    client.post(f"{CASE.format(ticket.pk)}note/", {"note-text": text})
    assert ticket.events.get(kind="noted").data["mentioned"] == [cast.pilot.pk]
    settle()
    settle()
    deliveries = Delivery.objects.filter(kind="colleague_mentioned")
    assert [delivery.recipient for delivery in deliveries] == [cast.pilot.email]
    names = client.get(f"{CASE.format(ticket.pk)}colleagues/?q=pil").json()["names"]
    assert names == [cast.pilot.name]


def solved(cast: Cast, place: str, subject: str, answer: str) -> Ticket:
    made = open_ticket(getattr(cast, place), subject=subject, requester_name="Ole Dahl")
    made.answer(answer, by=cast.support_entitled)
    made.resolve(by=cast.support_entitled)
    settle()
    return made


def test_similar_solved_cases_are_those_one_may_see_without_names(cast: Cast, anna: User, client: Client) -> None:
    mine = solved(cast, "school", "Ferieanmodning forsvinder i kalenderen", "Hej Ole Dahl. Opdatér appen.")
    solved(cast, "daycare", "Ferieanmodning forsvinder i kalenderen", "Deres svar")
    solved(cast, "school", "Noget om galleriet", "Andet svar")
    ticket = open_ticket(cast.school, subject="Min ferieanmodning forsvinder i kalenderen")
    cases = solved_like(ticket, "", anna)
    assert [case.ticket for case in cases] == [mine]
    assert "Ole" not in cases[0].answer
    assert "Opdatér appen." in page(client, ticket, "?open=help")
    assert "Opdatér appen." in client.get(f"{CASE.format(ticket.pk)}part/help/").content.decode()
    response = draft(client, ticket, "answer", {"answer-text": "", "insert": f"case-{mine.pk}"}, script=True)
    assert "Opdatér appen." in response.json()["insert"]
    assert "Ole" not in response.json()["insert"]
    client.force_login(cast.stranger, backend="django.contrib.auth.backends.ModelBackend")
    theirs = open_ticket(cast.daycare)
    response = draft(client, theirs, "answer", {"answer-text": "", "insert": f"case-{mine.pk}"}, script=True)
    assert response.json()["insert"] == ""


def test_telling_words_are_long_and_not_everyday() -> None:
    assert telling_words("Hvorfor virker ferieanmodningen ikke i kalenderen?") == ["ferieanmodningen", "kalenderen"]


def test_long_quotes_are_folded_and_short_ones_are_not() -> None:
    body = "Tak!\n\nDen 3. marts 2026 kl. 10.12 skrev Anna:\n> Prøv igen\n> i morgen\n"
    assert [(part.text.split("\n")[0], part.is_quote) for part in parts(body)] == [
        ("Tak!", False),
        ("Den 3. marts 2026 kl. 10.12 skrev Anna:", True),
    ]
    assert [part.is_quote for part in parts("> Kan du se det?\nJa.")] == [False, False]
