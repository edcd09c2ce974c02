"""Whoever writes of what must not wait finds help at once: on the form, on the page of the case, and in the mail."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from organisation.models import Municipality
from tests.cast import Cast, open_ticket, settle
from tests.knowledgebase.articles import published
from tests.tickets.inbound.letters import HELPDESK, letter
from tickets.inbound.receiving import receive
from tickets.models import HelpLine, Mailbox, Merge, ReplyAddress, Safeguarding, Ticket
from tickets.requester.help_now import help_for
from tickets.words import SENSITIVE, Audience
from triage.flags.models import Flag

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


GRAVE = "Min far slår mig, og jeg tør ikke gå hjem."


def letters_of_help(to: str) -> list[str]:
    return [str(one.body) for one in mail.outbox if one.to == [to] and "112" in str(one.body)]


@pytest.mark.parametrize("audience", ["pupil", "parent", ""])
def test_every_form_asks_at_one_address_while_somebody_writes(audience: str, client: Client, cast: Cast) -> None:
    typed = {"audience": audience, "text": "Hej", "steps": GRAVE, "csrfmiddlewaretoken": "x"}
    page = client.post("/henvendelse/hjaelp/", typed, headers={"hx-request": "true"})
    assert "tel:112" in page.content.decode()
    assert ("Du er ikke alene" in page.content.decode()) == (audience == "pupil")
    assert page.headers["Cache-Control"] == "no-store"
    assert "help-now" not in client.post("/henvendelse/hjaelp/", {"text": "Ugeplanen er tom"}).content.decode()
    assert client.get("/henvendelse/hjaelp/").status_code == 405


def test_the_pages_on_which_somebody_writes_ask_there(ticket: Ticket, cast: Cast, client: Client) -> None:
    article = published(cast.support_entitled)
    ticket.set_route("technical_fault", by=cast.superuser)
    ticket.ask("Fortæl mere", by=cast.superuser, missing=["happened"])
    other = open_ticket(cast.school)
    answered = client.post(f"/svar/{article.slug}/hjalp/", {"helped": "no"})
    pages = [
        ticket.get_absolute_url(),
        f"{ticket.get_absolute_url()}oplysninger/",
        f"{other.get_absolute_url()}ret/",
        answered.headers["Location"],
    ]
    for page in pages:
        assert 'hx-post="/henvendelse/hjaelp/"' in client.get(page).content.decode(), page


def test_a_reply_that_comes_back_says_so_without_scripts(ticket: Ticket, client: Client) -> None:
    page = client.post(f"{ticket.get_absolute_url()}svar/", {"text": GRAVE * 1000})
    assert page.status_code == 422
    assert "tel:112" in page.content.decode()


def test_a_reply_shows_help_on_the_page_and_mails_it_once(ticket: Ticket, client: Client) -> None:
    settle()
    page = client.post(f"{ticket.get_absolute_url()}svar/", {"text": GRAVE}, follow=True)
    assert "tel:112" in page.content.decode()
    ticket.reply(f"{GRAVE} Og min mor græder.")
    settle()
    settle()
    assert len(letters_of_help("maja@example.org")) == 1


def test_a_reply_by_mail_is_answered_with_help(ticket: Ticket) -> None:
    Mailbox.objects.create(address=HELPDESK)
    settle()
    assert receive(letter(GRAVE, To=ReplyAddress.of(ticket).email())).outcome == "reply"
    settle()
    settle()
    assert len(letters_of_help("maja@example.org")) == 1


def test_of_two_people_in_one_case_only_who_wrote_it_is_shown_and_sent_help(cast: Cast, client: Client) -> None:
    """The other may be who it is about."""
    his = open_ticket(cast.school, requester_name="Ole Friis", requester_email="ole@example.org")
    hers = open_ticket(cast.school)
    Merge.begin(hers, his, by=cast.superuser, confirmed=True)
    settle()
    his.refresh_from_db()
    before = client.get(his.get_absolute_url()).content.decode()
    client.post(f"{hers.get_absolute_url()}svar/", {"text": "Min mand slår børnene."})
    settle()
    settle()
    assert Ticket.objects.get(pk=his.pk).is_flagged
    assert "tel:112" in client.get(hers.get_absolute_url()).content.decode()
    page = client.get(his.get_absolute_url()).content.decode()
    for words in ("tel:112", "som noget af det første", "vent ikke"):
        assert (words in page.lower()) == (words in before.lower())
    assert letters_of_help("ole@example.org") == []
    assert len(letters_of_help("maja@example.org")) == 1


def test_a_colleague_who_marks_a_case_of_several_tells_none_of_them(cast: Cast, client: Client) -> None:
    his = open_ticket(cast.school, requester_name="Ole Friis", requester_email="ole@example.org")
    hers = open_ticket(cast.school)
    Merge.begin(hers, his, by=cast.superuser, confirmed=True)
    Flag.raise_on(his, ["violence"], by=cast.superuser)
    for case in (his, hers):
        assert "tel:112" not in client.get(case.get_absolute_url()).content.decode()


def test_who_says_why_an_answer_did_not_help_is_helped(cast: Cast, client: Client) -> None:
    article = published(cast.support_entitled)
    said = client.post(f"/svar/{article.slug}/hjalp/", {"helped": "no"}).headers["Location"]
    number = said.partition("nr=")[2].partition("#")[0]
    why = {"nr": number, "reason": "another", "text": GRAVE}
    page = client.post(f"/svar/{article.slug}/hvorfor/", why, follow=True).content.decode()
    assert "tel:112" in page
    assert "tel:112" not in client.get(f"/svar/{article.slug}/?hjalp=tak&nr=x").content.decode()


@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("/svar/?q=", "jeg vil ikke leve mere"),
        ("/svar/mens/?q=", "selvmord"),
        ("/spurgt/?q=", "min far slår mig"),
        ("/oensker/?q=", "jeg skærer i mig selv"),
    ],
)
def test_who_searches_for_it_is_helped_and_told_that_nobody_reads_a_search(
    page: str, query: str, cast: Cast, client: Client
) -> None:
    Municipality.objects.update(public_wishes=True, public_questions=True)
    Municipality.forget_cached()
    found = client.get(page + query).content.decode()
    assert "tel:112" in found
    assert "Ingen læser" in found
    assert "tel:112" not in client.get(page + "hemmelig adresse").content.decode()


def test_what_is_put_right_is_read_with_its_new_subject(cast: Cast) -> None:
    ticket = open_ticket(cast.school)
    ticket.rewrite(subject="Min far slår mig", text="Hej. Jeg har skrevet det forkert.")
    assert Ticket.objects.get(pk=ticket.pk).is_flagged
