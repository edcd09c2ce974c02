"""What somebody writes to us becomes public by no way of its own: only a person's act shows an answer to readers.

Every way in, and everything that runs by itself, is tried in many orders with a word that nothing else holds. It must
stand on no public page, and in no published answer, until somebody publishes it.
"""

import random
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from desk.answers.from_case import begin_from_case
from knowledgebase import tasks
from knowledgebase.models import Article, Comment, Feedback, SearchTally
from knowledgebase.search.index import rebuild
from tests.cast import Cast, open_ticket, settle
from tests.knowledgebase.articles import draft, published
from tests.tickets.inbound.letters import letter
from tickets.inbound.receiving import receive
from tickets.models import Ticket

SECRET = "Quirinusbjerg"
TEXT = f"Min søn kan ikke se {SECRET} i kalenderen, og ingen svarer os."
Way = Callable[[Cast, Client], Any]


def by_form(cast: Cast, client: Client) -> None:
    form = client.get("/henvendelse/").context["form"]
    typed = {"subject": SECRET, "body": TEXT, "audience": "parent", "institution": str(cast.school.pk)}
    who = {"name": "Maja Holm", "email": "maja@example.org", "answers_seen": "1", "searched": SECRET}
    client.post("/henvendelse/", typed | who | {"submission": str(form["submission"].value())})


def by_mail(_cast: Cast, _client: Client) -> None:
    receive(letter(TEXT, Subject=SECRET, Message_ID=f"<{random.random()}@example.org>"))


def by_reply(cast: Cast, client: Client) -> None:
    ticket = open_ticket(cast.school)
    ticket.answer("Prøv igen i morgen.", by=cast.superuser)
    client.post(f"{ticket.get_absolute_url()}svar/", {"text": TEXT, "body": TEXT})


def by_search(_cast: Cast, client: Client) -> None:
    for _time in range(4):
        client.get("/svar/", {"q": SECRET})


def by_suggestion(_cast: Cast, client: Client) -> None:
    client.post("/svar/forslag/", {"subject": SECRET, "body": TEXT, "audience": "parent"})


def by_reason(_cast: Cast, client: Client) -> None:
    address = Article.objects.published().order_by("id")[0].get_absolute_url()
    said = client.get(client.post(f"{address}hjalp/", {"helped": "no"})["Location"]).context["said"]
    client.post(f"{address}hvorfor/", {"nr": said, "reason": "missing", "text": TEXT})


def drafted(cast: Cast, _client: Client) -> None:
    """A person begins to write from a case, and does not publish."""
    article = begin_from_case(open_ticket(cast.school, subject=SECRET, body=TEXT), title=SECRET, by=cast.superuser)
    article.keep(by=cast.superuser, answer=TEXT)


def proposed(cast: Cast, _client: Client) -> None:
    article = draft(cast.superuser, title=SECRET, answer=TEXT)
    article.propose(by=cast.superuser)
    Comment.write(article, TEXT, by=cast.superuser)


def changed(cast: Cast, _client: Client) -> None:
    article = Article.objects.published().order_by("id")[0]
    article.begin_change(by=cast.support_entitled).keep(by=cast.support_entitled, title=SECRET, answer=TEXT)


def by_itself(_cast: Cast, _client: Client) -> None:
    """Everything that runs without anybody."""
    settle()
    tasks.sweep_index()
    tasks.embed_answers()
    rebuild()
    Feedback.drop_old_texts()
    SearchTally.drop_old()


WAYS: tuple[Way, ...] = (
    by_form,
    by_mail,
    by_reply,
    by_search,
    by_suggestion,
    by_reason,
    drafted,
    proposed,
    changed,
    by_itself,
)


def public_pages(client: Client) -> dict[str, str]:
    """What a stranger meets; an address that they typed themselves is no news to them."""
    shown = {article.get_absolute_url() for article in Article.objects.all()}
    plain = ["/", "/svar/", "/drift/", "/oensker/", "/kontakt/", "/henvendelse/", *sorted(shown)]
    pages = {address: client.get(address).content.decode().replace(address, "") for address in plain}
    hits = client.get("/svar/", {"q": "kalenderen ingen svarer"}).context["page"].object_list
    typed = {"subject": "kalender", "body": "kan ikke se det i kalenderen, ingen svarer os", "audience": "parent"}
    pages["hits"] = " ".join(f"{hit.title} {hit.question}" for hit in hits)
    pages["suggestions"] = client.post("/svar/forslag/", typed).content.decode()
    return pages


@pytest.mark.parametrize("order", range(6))
def test_no_way_in_any_order_makes_a_message_public(order: int, cast: Cast) -> None:
    dice = random.Random(order)
    published(cast.support_entitled, title="Kalenderen", question="Hvorfor er kalenderen tom?")
    for way in dice.sample(WAYS, len(WAYS)):
        way(cast, Client())
    by_itself(cast, Client())
    assert Ticket.objects.filter(subject__contains=SECRET).exists()
    telling = [address for address, html in public_pages(Client()).items() if SECRET.lower() in html.lower()]
    assert telling == [], telling
    texts = Article.objects.published().values_list("title", "question", "answer", "answer_html")
    assert SECRET not in str(list(texts))


def test_the_act_of_a_person_does(cast: Cast) -> None:
    """So the test above would see it."""
    article = draft(cast.support_entitled, title=SECRET, answer=TEXT)
    article.publish(by=cast.support_entitled)
    assert any(SECRET in html for html in public_pages(Client()).values())
