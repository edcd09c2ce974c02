"""Whoever writes of what must not wait finds help at once: on the form, on the page of the case, and in the mail."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from tests.cast import Cast, open_ticket, settle
from tickets.help_now import help_for
from tickets.models import HelpLine, Safeguarding, Ticket
from tickets.words import SENSITIVE, Audience

SAD = {"subject": "hej", "body": "jeg vil ikke leve mere og ved ikke hvem jeg skal sige det til"}


@pytest.fixture(autouse=True)
def fresh(cast: Cast) -> None:
    Safeguarding.objects.create(id=1, duty_name="Familiens Hus", duty_phone="99 11 22 33")
    Safeguarding.forget_cached()


def test_the_form_says_so_while_somebody_writes(client: Client) -> None:
    page = client.post(
        "/henvendelse/fejl/", {**SAD, "audience": "pupil"}, headers={"hx-request": "true"}
    ).content.decode()
    for text in ("tel:112", "116 111", "70 201 201", "Familiens Hus", "Du er ikke alene"):
        assert text in page
    assert "help-now__lines" not in client.post("/henvendelse/fejl/", {"body": "Ugeplanen er tom"}).content.decode()


def test_nothing_stands_between_the_writer_and_sending(cast: Cast, client: Client) -> None:
    sent = {**SAD, "audience": "pupil", "institution": cast.school.pk, "name": "Ida", "email": "ida@example.org"}
    form = client.get("/henvendelse/").context["form"]
    response = client.post("/henvendelse/", {**sent, "submission": form["submission"].value()})
    assert response.status_code == 302
    page = client.get(response.headers["Location"]).content.decode()
    assert "116 111" in page
    assert "Ingen har åbnet den" not in page


def test_the_page_asks_again_for_half_a_minute(cast: Cast, client: Client) -> None:
    ticket = open_ticket(cast.school)
    assert "hx-get" in client.get(ticket.get_absolute_url()).content.decode()
    assert "hx-get" in client.get(f"{ticket.get_absolute_url()}hjaelp/").content.decode()
    Ticket.objects.update(opened_at=timezone.now() - timedelta(minutes=1))
    assert "hx-get" not in client.get(f"{ticket.get_absolute_url()}hjaelp/").content.decode()
    ticket.flag("violence")
    assert "tel:112" in client.get(f"{ticket.get_absolute_url()}hjaelp/").content.decode()
    assert client.post(f"{ticket.get_absolute_url()}hjaelp/").status_code == 405


@pytest.mark.parametrize(("language", "words"), [("da", "bliver ikke læst med det samme"), ("en", "not read at once")])
def test_the_mail_says_it_in_the_language_of_the_case(cast: Cast, language: str, words: str) -> None:
    open_ticket(cast.school, language=language, body="Min mand slår børnene.", requester_email="mor@example.org")
    settle()
    settle()
    letters = [str(letter.body) for letter in mail.outbox if letter.to == ["mor@example.org"]]
    assert len(letters) == 1
    assert words in letters[0]
    assert "112" in letters[0]
    assert "Familiens Hus 99 11 22 33" in letters[0]


def test_what_the_model_hears_later_is_mailed_once(cast: Cast) -> None:
    ticket = open_ticket(cast.school, requester_email="mor@example.org")
    settle()
    ticket.flag("violence")
    ticket.flag("custody")
    settle()
    settle()
    letters = [letter for letter in mail.outbox if letter.to == ["mor@example.org"] and "112" in str(letter.body)]
    assert len(letters) == 1
    assert "vold" not in str(letters[0].subject).lower()


def test_a_breach_sends_nobody_to_the_emergency_number() -> None:
    advice = help_for(["breach"], Audience.PARENT)
    assert advice is not None
    assert not advice.is_danger
    assert help_for(["urgent"], Audience.PARENT) is None


@pytest.mark.parametrize("audience", Audience.values)
@pytest.mark.parametrize("kind", SENSITIVE)
def test_every_writer_gets_an_answer_for_every_kind(kind: str, audience: str) -> None:
    advice = help_for([kind], audience)
    assert advice is not None
    assert advice.lines or advice.duty.duty_name
    assert advice.to_pupil == (audience == "pupil")


def test_a_pupil_gets_the_line_for_children_once() -> None:
    names = [line.name for line in HelpLine.for_writer(["self_harm"], "pupil")]
    assert names == ["BørneTelefonen", "Livslinien"]
