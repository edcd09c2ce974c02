"""Mail that people like to get: one greeting, one closing, one link, the same in text and as a page."""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from organisation.models import Municipality
from tests.cast import Cast, open_ticket, settle
from tickets.models import Delivery, Mailbox, Ticket
from tickets.news.notifications import write_mail
from tickets.outbound import outgoing
from tickets.outbound.mail_pages import page
from tickets.words import Sensitivity


def sent(kind: str) -> EmailMultiAlternatives:
    mail = outgoing.mail_for(Delivery.objects.filter(kind=kind).latest("id"))
    assert isinstance(mail, EmailMultiAlternatives)
    return mail


def html_of(mail: EmailMultiAlternatives) -> str:
    ((content, kind),) = mail.alternatives
    assert kind == "text/html"
    return str(content)


def change(**facts: Any) -> None:
    Municipality.objects.update(**facts)
    Municipality.forget_cached()


@pytest.mark.parametrize(
    ("text", "hellos", "regards"),
    [
        ("Skriv under Komme/gå.", 1, 1),
        ("Hej Maja\n\nSkriv under Komme/gå.", 1, 1),
        ("Hej Maja\n\nSkriv under Komme/gå.\n\nVenlig hilsen\nAnne", 1, 1),
        ("Kære Maja\n\nSkriv under Komme/gå.", 0, 1),
    ],
)
def test_an_answer_has_one_greeting_and_one_closing(
    text: str, hellos: int, regards: int, ticket: Ticket, cast: Cast
) -> None:
    ticket.answer(text, by=cast.superuser)
    settle()
    body = str(sent("requester_answered").body)
    assert len(re.findall(r"^Hej\b", body, re.MULTILINE)) == hellos
    assert len(re.findall(r"^(Med )?[Vv]enlig hilsen", body, re.MULTILINE)) == regards
    assert body.count(ticket.number) == 1
    assert body.count("/sag/") == 1


def test_a_receipt_says_what_comes_next_and_when_and_nothing_twice(ticket: Ticket) -> None:
    settle()
    mail = sent("requester_opened")
    body = str(mail.body)
    assert mail.subject.startswith("Vi har modtaget din henvendelse: ")
    assert mail.subject.endswith(f"[{ticket.number}]")
    assert "Vi har modtaget" not in body
    assert re.search(r"senest \d+\. \w+", body)
    assert body.count(ticket.number) == 1


def test_who_answered_is_named_with_role_and_phone_where_the_municipality_wants_it(ticket: Ticket, cast: Cast) -> None:
    change(phone="12 34 56 78")
    ticket.answer("Skriv under Komme/gå.", by=cast.superuser)
    settle()
    named = f"{cast.superuser.name}, "
    assert named in str(sent("requester_answered").body)
    assert "Telefon 12 34 56 78" in str(sent("requester_answered").body)
    change(mails_name_writer=False)
    ticket.answer("Og under Ferie.", by=cast.superuser)
    settle()
    assert named not in str(sent("requester_answered").body)


def test_the_text_of_an_answer_stays_out_where_the_municipality_wants_it(ticket: Ticket, cast: Cast) -> None:
    change(mails_text=False)
    ticket.answer("Skriv under Komme/gå.", by=cast.superuser)
    settle()
    mail = sent("requester_answered")
    assert "Komme/gå" not in str(mail.body) + html_of(mail)
    assert mail.subject == f"Der er nyt om din henvendelse [{ticket.number}]"
    assert ticket.get_absolute_url() in str(mail.body)


def test_only_mail_of_flagged_cases_is_short_where_that_is_chosen(cast: Cast) -> None:
    change(mails_flagged_text=False)
    for sensitivity, shown in ((Sensitivity.NONE, True), (Sensitivity.CONFIRMED, False)):
        ticket = open_ticket(cast.school)
        Ticket.objects.filter(pk=ticket.pk).update(sensitivity=sensitivity)
        ticket.refresh_from_db()
        ticket.answer("Skriv under Komme/gå.", by=cast.superuser)
        settle()
        assert ("Komme/gå" in str(sent("requester_answered").body)) is shown


CARRY_WORDS = ["answered", "asked", "asked_again", "updated", "repaired", "decided", "mail_incomplete", "attached"]
"""Mails that repeat what somebody wrote about the case."""


@pytest.mark.parametrize("kind", CARRY_WORDS)
@pytest.mark.parametrize("language", ["da", "en"])
def test_no_mail_repeats_what_was_written_where_the_municipality_wants_it_so(
    kind: str, language: str, ticket: Ticket, cast: Cast
) -> None:
    ticket.answer("Skriv under Komme/gå.", by=cast.superuser)
    event = ticket.events.get(kind="answered")
    change(mails_text=False)
    subject, body = write_mail(event, f"requester_{kind}", language, {"reply_to": ""})
    assert "Komme/gå" not in body
    assert (subject, body) == write_mail(event, "requester_news", language, {"reply_to": ""})


def test_every_mail_that_shows_a_message_is_among_those_that_may_be_kept_short() -> None:
    folder = Path(settings.BASE_DIR) / "templates" / "tickets" / "mail"
    showing = {path.stem for path in folder.glob("requester_*.txt") if ".body }}" in path.read_text()}
    assert showing <= {f"requester_{kind}" for kind in CARRY_WORDS}


class Reader(HTMLParser):
    """What a screen reader meets."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    return reader


def test_the_page_says_what_the_text_says_and_fetches_nothing(ticket: Ticket, cast: Cast) -> None:
    change(primary_colour="#7a1f2b")
    Mailbox.objects.create(address="hjaelp@example.org")
    ticket.answer("Se <b>her</b> & der.\n\n1. Åbn Aula\n2. Tryk", by=cast.superuser)
    settle()
    mail = sent("requester_answered")
    reader = read(html_of(mail))
    names = [tag for tag, _attributes in reader.tags]
    assert dict(reader.tags)["html"] == {"lang": "da"}
    assert (names.count("h1"), names.count("main"), names.count("img"), names.count("script")) == (1, 1, 0, 0)
    assert not [attributes for _tag, attributes in reader.tags if "src" in attributes]
    assert "url(" not in html_of(mail)
    assert "#7a1f2b" in html_of(mail)
    assert "prefers-color-scheme:dark" in html_of(mail)
    assert "Se <b>her</b> & der." in reader.text
    buttons = [attributes["href"] for tag, attributes in reader.tags if attributes.get("class") == "button"]
    assert buttons == [f"http://127.0.0.1:8000{ticket.get_absolute_url()}"]
    spoken = re.sub(r"\s+", " ", reader.text)
    for sentence in str(mail.body).split("\n"):
        if sentence.strip() and not sentence.startswith("http"):
            assert sentence.strip() in spoken


@pytest.mark.django_db
def test_no_text_can_bring_its_own_markup() -> None:
    html = page("<script>alert(1)</script>", '<img src=x onerror=alert(1)> https://a.example/"onclick="x', "da")
    names = [tag for tag, _attributes in read(html).tags]
    assert not {"script", "img"} & set(names)
    assert not [attributes for _tag, attributes in read(html).tags if "onclick" in attributes]


@pytest.mark.django_db
def test_a_party_gets_plain_text_that_can_be_copied() -> None:
    delivery = Delivery(pk=1, kind="party_forwarded", recipient="a@vendor.example", subject="Hej", body="Hej")
    assert not outgoing.mail_for(delivery).message().is_multipart()
