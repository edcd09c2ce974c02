"""Whatever a parent writes, on whatever way, nothing of it is public before a person of staff has acted on it."""

import random
from collections.abc import Callable

import pytest
from django.test import Client

from desk.board import news
from knowledgebase.models import Question
from knowledgebase.tasks import sweep_index
from tests.cast import Cast, open_ticket, settle
from tests.desk.board.questions import shown
from tickets.inbound.receiving import receive
from tickets.models import Ticket
from triage.board.asking import propose
from triage.tasks import sweep_triage

WORD = "brændestabelkragefod"
PUBLIC = (
    "/",
    "/spurgt/",
    f"/spurgt/?q={WORD}",
    "/svar/",
    f"/svar/?q={WORD}",
    f"/svar/forslag/?q={WORD}",
    "/oensker/",
    "/drift/",
    "/kontakt/",
    "/kontakt/731004/",
)


def said(number: int) -> str:
    return f"Hvorfor virker {WORD} ikke, nummer {number}?"


class Parent:
    """Everything that somebody without an account can do with words of their own."""

    def __init__(self, cast: Cast, seed: int) -> None:
        self.cast, self.dice, self.client = cast, random.Random(seed), Client()
        self.cases: list[Ticket] = [open_ticket(cast.school, subject=said(0), body=said(0))]
        self.question = shown(cast, subject="Et helt andet spørgsmål om Aula")
        self.acts: list[Callable[[], object]] = [
            self.send_form,
            self.send_mail,
            self.reply,
            self.let_others_see,
            self.let_others_see,
            self.echo,
            self.listen,
            self.search,
            self.end,
            self.wait,
        ]

    def case(self) -> Ticket:
        return Ticket.objects.get(pk=self.dice.choice(self.cases).pk)

    def act(self) -> None:
        self.dice.choice(self.acts)()

    def send_form(self) -> None:
        enquiry = {"subject": said(1), "body": said(1), "audience": "parent", "institution": self.cast.school.pk}
        person = {"name": WORD, "email": f"{WORD}@example.org"}
        self.client.post("/henvendelse/", enquiry | person)
        self.cases.append(open_ticket(self.cast.school, subject=said(2), body=said(2), requester_name=WORD))

    def send_mail(self) -> None:
        head = f"From: {WORD} <{WORD}@example.org>\nTo: hjaelp@example.org\nSubject: {said(3)}\n"
        receive(f"{head}Message-ID: <{self.dice.random()}@example.org>\n\n{said(3)}\n".encode())

    def reply(self) -> None:
        self.client.post(f"/sag/{self.case().token}/svar/", {"text": said(4)})

    def let_others_see(self) -> None:
        self.client.post(f"/sag/{self.case().token}/spurgt/", {"title": said(5), "text": said(5), "status": "shown"})

    def echo(self) -> None:
        self.client.post(f"{self.question.get_absolute_url()}ogsaa/", {"text": said(6)})

    def listen(self) -> None:
        self.client.post(f"{self.question.get_absolute_url()}besked/", {"email": f"{WORD}@example.org"})

    def search(self) -> None:
        self.client.get("/spurgt/", {"q": said(7)})
        self.client.get("/svar/", {"q": said(7)})

    def end(self) -> None:
        self.client.post(f"/sag/{self.case().token}/{self.dice.choice(['loest', 'genaabn'])}/")

    def wait(self) -> None:
        """What the workers and the clock do by themselves."""
        settle()
        news.tell_all()
        sweep_triage()
        sweep_index()


def public_words() -> str:
    """What a stranger reads anywhere; the words of their own search stand in their own search field alone."""
    stranger = Client()
    pages = [stranger.get(address).content.decode().replace(f'value="{WORD}"', "") for address in PUBLIC]
    pages += [stranger.get(question.get_absolute_url()).content.decode() for question in Question.objects.all()]
    return "\n".join(pages)


def said_in_public() -> bool:
    return "Hvorfor virker" in public_words()


@pytest.mark.parametrize("seed", range(12))
def test_no_row_of_acts_of_a_parent_makes_their_words_public(cast: Cast, seed: int) -> None:
    parent = Parent(cast, seed)
    for _act in range(14):
        parent.act()
    parent.wait()
    assert not said_in_public()
    assert not Question.objects.shown().exclude(pk=parent.question.pk).exists()


def test_the_same_words_are_public_when_a_person_has_cleared_them(cast: Cast) -> None:
    """So that the test above can fail."""
    case = open_ticket(cast.school, subject=said(0), body=said(0))
    question = propose(case)
    question.clear(title=said(0), text="", by=cast.superuser)
    assert said_in_public()
