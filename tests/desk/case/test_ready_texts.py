"""Ready texts are found while one writes, put in without a second greeting, and seen as the mail before it leaves."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client

from desk.case.inserts import beside
from desk.case.ready_texts import found_for
from knowledgebase.search.index import rebuild
from organisation.models import User
from tests.cast import Cast, open_ticket, settle
from tests.knowledgebase.articles import published
from tickets.models import Delivery, Draft, Ticket
from triage.ready_answers.models import AnswerTemplate

QUEUE = "/admin/tickets/ticket/"


def enter(client: Client, user: User) -> None:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")


@pytest.fixture
def texts(cast: Cast) -> Ticket:
    """A case, and something about the gallery of each kind; what is not for this office lies beside it."""
    answer = {"title": "Billeder i galleriet", "question": "Hvor er galleriet?", "answer": "Galleriet: se Billeder."}
    published(cast.municipal_admin, **answer)
    rebuild()
    AnswerTemplate.objects.create(title="Om galleriet", text="Hej {fornavn}\n\nSe under galleriet.")
    AnswerTemplate.objects.create(title="Om kalenderen", text="Se under kalenderen.")
    for place, subject in ((cast.school, "Galleri hos os"), (cast.daycare, "Galleri hos dem")):
        solved = open_ticket(place, subject=subject, body="Galleriet virker ikke.", requester_name="Bo Lund")
        solved.answer("Kære Bo Lund\n\nGalleriet virker igen.", by=cast.support_entitled)
        solved.resolve(by=cast.support_entitled)
    settle()
    return open_ticket(cast.school, subject="Skema", body="Hej, hvor er skemaet?")


def test_the_search_finds_answers_templates_and_what_this_office_has_answered(cast: Cast, texts: Ticket) -> None:
    found = found_for(texts, cast.support_entitled, "galleriet")
    assert [each.title for each in found] == ["Billeder i galleriet", "Om galleriet", "Galleri hos os"]
    assert "Bo" not in found[2].beginning
    assert found_for(texts, cast.support_entitled, " ") == []
    assert [each.title for each in found_for(texts, cast.support_entitled, "kalenderen")] == ["Om kalenderen"]


def test_the_composer_shows_what_was_found_and_puts_it_in_with_and_without_scripts(
    cast: Cast, texts: Ticket, client: Client
) -> None:
    enter(client, cast.superuser)
    address = f"{QUEUE}{texts.pk}/"
    assert "Om galleriet" in client.get(f"{address}texts/", {"find": "galleriet"}).content.decode()
    told = {"answer-text": "Hej Maja\n\nTak.", "find": "galleriet", "look": "1"}
    page = client.post(f"{address}draft/answer/", told, follow=True).content.decode()
    assert "Om galleriet" in page
    assert "Hej Maja\n\nTak." in page
    template = AnswerTemplate.objects.get(title="Om galleriet")
    client.post(f"{address}draft/answer/", {"answer-text": "Hej Maja\n\nTak.", "insert": f"template-{template.pk}"})
    assert Draft.objects.get().text == "Hej Maja\n\nTak.\n\nSe under galleriet."
    enter(client, cast.stranger)
    assert client.get(f"{address}texts/", {"find": "galleriet"}).status_code == 404


@pytest.mark.parametrize(
    ("text", "added", "expected"),
    [
        ("", "Hej Maja\n\nSe her.", "Hej Maja\n\nSe her."),
        ("Hej Maja\n\nTak.", "Hej Maja,\n\nSe her.", "Se her."),
        ("Kære Maja\n\nTak.", "Hej\nSe her.", "Se her."),
        ("Tak for din besked.", "Hej Maja\n\nSe her.", "Hej Maja\n\nSe her."),
        ("Hej Maja", "Se her.", "Se her."),
    ],
)
def test_no_text_is_given_a_second_greeting(text: str, added: str, expected: str) -> None:
    assert beside(text, added) == expected


def test_no_text_is_given_a_second_farewell() -> None:
    long = "Se under Galleri i menuen til venstre, og vælg den uge, som billederne er fra. De nyeste står øverst. "
    assert beside("Hej Maja\n\nMed venlig hilsen\nBo", f"{long}\n\nVenlig hilsen\nAula-supporten") == long.strip()


def test_the_mail_is_seen_as_it_will_be_sent_and_nothing_is_sent(cast: Cast, ticket: Ticket, client: Client) -> None:
    settle()
    enter(client, cast.superuser)
    before, sent_before = Delivery.objects.count(), len(mail.outbox)
    told = {"answer-text": "Hej Maja\n\nSe under <galleriet>."}
    page = client.post(f"{QUEUE}{ticket.pk}/letter/", told, headers={"HX-Request": "true"}).content.decode()
    assert page.count("Hej Maja") == 1
    assert "Se under &lt;galleriet&gt;." in page
    assert "maja@example.org" in page
    assert ticket.token not in page
    assert "Svar på din henvendelse: Kan ikke se mit barn" in page
    assert (Delivery.objects.count(), ticket.messages.count(), len(mail.outbox)) == (before, 1, sent_before)
    ticket.answer("Hej Maja\n\nSe under <galleriet>.", by=cast.superuser)
    settle()
    sent = Delivery.objects.get(kind="requester_answered")
    assert sent.subject in page


def test_the_mail_is_seen_without_scripts_too_and_by_no_stranger(cast: Cast, ticket: Ticket, client: Client) -> None:
    enter(client, cast.superuser)
    address = f"{QUEUE}{ticket.pk}/letter/"
    page = client.post(address, {"answer-text": "Prøv igen."}).content.decode()
    assert "Mailen, som den bliver sendt" in page
    assert ">Prøv igen.</textarea>" in page.replace("\n", "")
    assert client.post(address, {"answer-text": ""}).status_code == 422
    enter(client, cast.stranger)
    assert client.post(address, {"answer-text": "x"}).status_code == 404
    enter(client, cast.observer)
    answer: Any = client.post(address, {"answer-text": "x"})
    assert answer.status_code == 404
