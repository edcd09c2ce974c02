"""/henvendelse/: from a parent's phone to a case."""

import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone, translation
from django.utils.translation import gettext
from PIL import Image

from knowledgebase.board.pages import ListenForm
from knowledgebase.models import Deflection
from organisation.models import Municipality
from tests.cast import Cast, kinds, open_ticket, settle
from tests.knowledgebase.articles import shelf
from tickets.models import HeldFile, Merge, ReceivedMail, Ticket
from tickets.requester.forms import AddressForm, AreaForm, ReplyForm, RewriteForm
from tickets.requester.my_cases import FindForm
from triage.facts import FACTS
from triage.faults.forms import FactsForm
from triage.faults.models import FaultReport
from triage.intake.forms import EnquiryForm, subject_of
from triage.known_errors.models import KnownError
from triage.ready_answers.looked_up import LookedUp
from triage.wishes.public_list import VoteForm

FORM = "/henvendelse/"
STOCK = (
    "This field is required.",
    "Enter a valid email address.",
    "Enter a valid UUID.",
    "Select a valid choice. %(value)s is not one of the available choices.",
    "Select a valid choice. That choice is not one of the available choices.",
    "Enter a valid value.",
    "Enter a number.",
    "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
    "Ensure this value is less than or equal to %(limit_value)s.",
)
"""What the framework says of a field where nobody has given it better words."""
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.1 Mobile/15E148 Safari/604.1"
)


def form_data(cast: Cast, **changes: Any) -> dict[str, Any]:
    return {
        "audience": "parent",
        "institution": cast.school.pk,
        "name": "Maja Holm",
        "email": "maja@example.org",
        "subject": "Ferie i Aula",
        "body": "Hvor skriver jeg, at vi holder ferie?",
        "submission": str(uuid.uuid4()),
        "answers_seen": "1",
    } | changes


def png(name: str = "skærm.png", colour: str = "teal") -> SimpleUploadedFile:
    file = BytesIO()
    Image.new("RGB", (40, 30), colour).save(file, "PNG")
    return SimpleUploadedFile(name, file.getvalue(), content_type="image/png")


def page(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_parent_sends_the_form_and_lands_on_their_own_case(client: Client, cast: Cast) -> None:
    answer = client.post(FORM, form_data(cast), follow=True)
    ticket = Ticket.objects.get()
    assert answer.redirect_chain == [(f"/sag/{ticket.token}/", 302)]
    assert ticket.number in page(answer)
    assert (ticket.audience, ticket.institution, ticket.language) == ("parent", cast.school, "da")


def test_the_language_of_the_reader_is_kept_on_the_case(client: Client, cast: Cast) -> None:
    client.post(FORM, form_data(cast), headers={"accept-language": "en"})
    assert Ticket.objects.get().language == "en"


def test_the_form_can_be_opened_for_one_institution(client: Client, cast: Cast) -> None:
    assert f'<option value="{cast.school.pk}" selected' in page(client.get(f"{FORM}?institution={cast.school.pk}"))


def test_a_link_fills_in_the_place_and_the_topic_and_nothing_else(client: Client, cast: Cast) -> None:
    html = page(client.get(FORM, {"sted": cast.school.code, "emne": "Ferie\x07 \n  <b>uge</b> 7" + "x" * 300}))
    assert f'<option value="{cast.school.pk}" selected' in html
    shown = re.search(r'<input type="text" name="subject" value="([^"]*)"', html)
    assert shown is not None
    assert shown[1].startswith("Ferie &lt;b&gt;uge&lt;/b&gt; 7x")
    assert 'type="hidden" name="subject"' in page(client.get(FORM))
    for code in ("999999", "x" * 500, "' OR 1=1"):
        html = page(client.get(FORM, {"sted": code}))
        assert "Vi kender ikke skolen" in html
        assert re.search(r'<option value="\d+" selected', html) is None


def test_what_was_looked_up_before_stays_with_the_case_for_staff(client: Client, cast: Cast) -> None:
    article = shelf(cast.support_entitled)["Svar på ferieforespørgslen"]
    assert f"?svar={article.pk}" in page(client.get(article.get_absolute_url()))
    html = page(client.get(FORM, {"efter": "ferie 010115-1234", "svar": str(article.pk)}))
    assert article.title in html
    client.post(FORM, form_data(cast, searched="ferie 010115-1234", looked_at=article.pk))
    ticket = Ticket.objects.get()
    assert (ticket.looked_up.article, "1234" in ticket.looked_up.searched) == (article, False)
    staff = Client()
    staff.force_login(cast.superuser, backend="django.contrib.auth.backends.ModelBackend")
    seen = page(staff.get(f"/admin/tickets/ticket/{ticket.pk}/"))
    assert "Læste først svaret" in seen
    assert article.title in seen
    settle()
    ticket.close(by=cast.superuser)
    ticket.forget()
    settle()
    assert not LookedUp.objects.exists()


@pytest.mark.parametrize("key", ["0", "x", "999999999999", "1' OR 1=1"])
def test_a_link_from_an_answer_that_is_none_changes_nothing(key: str, client: Client, cast: Cast) -> None:
    client.post(FORM, form_data(cast, looked_at=key))
    assert not LookedUp.objects.exists()
    assert Ticket.objects.count() == 1


def test_a_place_that_closed_leads_to_its_successor(client: Client, cast: Cast) -> None:
    cast.daycare.is_active, cast.daycare.successor = False, cast.school
    cast.daycare.save()
    assert f'<option value="{cast.school.pk}" selected' in page(client.get(FORM, {"sted": cast.daycare.code}))


def test_a_fault_is_promised_first_and_asked_for_its_facts_afterwards(client: Client, cast: Cast) -> None:
    sent = form_data(cast, subject="", body="Appen går ned. Den lukker, når jeg åbner en besked")
    first = client.post(FORM, sent, headers={"user-agent": SAFARI}, follow=True)
    ticket, report = Ticket.objects.get(), FaultReport.objects.get()
    assert (ticket.subject, report.full_name) == ("Appen går ned", "Maja Holm")
    assert "Safari 18" in report.client
    assert "iPhone" in report.device
    questions = f"/sag/{ticket.token}/oplysninger/"
    assert questions in page(first)
    asked = page(client.get(questions))
    assert len(re.findall(r"<(?:fieldset|label)[^>]*>", asked)) < 20
    assert 'name="affected"' in asked
    assert 'name="error_text"' not in asked
    client.post(questions, {"affected": "several", "occurred": "I går kl. 9", "module": "", "steps": "Åbnede appen"})
    report.refresh_from_db()
    assert (report.steps, report.affected, report.occurred) == ("Åbnede appen", "several", "I går kl. 9")
    assert 'name="happened"' not in asked
    assert 'name="happened"' in page(client.get(questions))


def test_an_ordinary_question_is_asked_for_no_facts(client: Client, cast: Cast) -> None:
    answer = client.post(FORM, form_data(cast), follow=True)
    assert not FaultReport.objects.exists()
    assert "/oplysninger/" not in page(answer)


def test_answers_are_shown_once_before_sending_on_a_page_that_says_so(client: Client, cast: Cast) -> None:
    article = shelf(cast.support_entitled)["Svar på ferieforespørgslen"]
    sent = form_data(cast)
    del sent["answers_seen"]
    between = page(client.post(FORM, sent))
    assert "<title>Ikke sendt endnu" in between
    assert 'form="enquiry-form"' in between
    assert not Ticket.objects.exists()
    thanked = client.post("/henvendelse/loest/", {"answer": [article.pk, "x"]}, follow=True)
    assert "Der blev ikke sendt noget" in page(thanked)
    assert Deflection.objects.get().article == article
    client.post(FORM, sent | {"answers_seen": "1"})
    assert Ticket.objects.count() == 1


def test_a_text_that_was_read_while_it_was_written_is_sent_at_once(client: Client, cast: Cast) -> None:
    shelf(cast.support_entitled)
    sent = form_data(cast)
    del sent["answers_seen"]
    shown = page(client.post("/henvendelse/fejl/", {"body": sent["body"]}))
    looked = re.search(r'name="looked_for" value="(\d+)"', shown)
    assert looked is not None
    assert int(looked[1]) == len(sent["body"])
    assert client.post(FORM, sent | {"looked_for": "5"}).status_code == 200
    assert client.post(FORM, sent | {"looked_for": "x"}).status_code == 200
    assert client.post(FORM, sent | {"subject": "", "looked_for": looked[1]}).status_code == 302


def test_answers_seen_while_writing_are_not_shown_again(client: Client, cast: Cast) -> None:
    shelf(cast.support_entitled)
    shown = page(client.post("/svar/forslag/", {"body": "Hvor skriver jeg, at vi holder ferie?"}))
    assert 'name="answers_seen" value="1"' in shown


@pytest.mark.parametrize(
    ("body", "subject"),
    [
        ("Hej. Appen går ned", "Appen går ned"),
        ("Kære Aula-support,\nhvor er skemaet? Tak", "Hvor er skemaet"),
        ("Hej jeg kan ikke logge ind. Hjælp", "Hej jeg kan ikke logge ind"),
        ("Hej!", "Hej"),
        ("Hej\r\nBilleder bliver ikke vist.\r\nTak", "Billeder bliver ikke vist"),
        ("Hej med jer\r\n\r\nHvor er skemaet?", "Hvor er skemaet"),
        ("  \n Kan ikke se\nmit barn", "Kan ikke se"),
        ("Hvor? Der!", "Hvor"),
        ("ord " * 50, "ord " * 19 + "ord …"),
        ("x" * 200, "x" * 80 + " …"),
    ],
)
def test_the_subject_is_taken_from_the_text(body: str, subject: str) -> None:
    assert subject_of(body) == subject


def test_the_same_words_from_another_tab_are_one_case(client: Client, cast: Cast) -> None:
    first = client.post(FORM, form_data(cast))
    assert client.post(FORM, form_data(cast))["Location"] == first["Location"]
    assert Ticket.objects.count() == 1
    Ticket.objects.update(opened_at=timezone.now() - timedelta(minutes=11))
    client.post(FORM, form_data(cast))
    assert Ticket.objects.count() == 2


@pytest.mark.parametrize(
    "reach", [{"email": "", "phone": "12 34 56 78"}, {"email": "", "keeps_link": "on"}], ids=["phone", "link alone"]
)
def test_who_has_no_mail_can_write(reach: dict[str, str], client: Client, cast: Cast) -> None:
    answer = client.post(FORM, form_data(cast, **reach), follow=True)
    assert Ticket.objects.get().number in page(answer)


def test_a_place_that_is_not_in_the_list_can_be_written(client: Client, cast: Cast) -> None:
    client.post(FORM, form_data(cast, institution="", elsewhere="Skoven Børnehave"))
    ticket = Ticket.objects.get()
    assert ticket.institution is None
    assert "Skoven Børnehave" in ticket.messages.get().body


def every_public_form() -> list[Callable[..., Any]]:
    facts = partial(FactsForm, facts=[*FACTS])
    return [EnquiryForm, ReplyForm, RewriteForm, AddressForm, AreaForm, FindForm, VoteForm, ListenForm, facts]


@pytest.mark.parametrize("language", ["da", "en"])
def test_every_field_of_every_public_form_has_words_of_its_own_for_what_is_wrong(language: str, cast: Cast) -> None:
    with translation.override(language):
        stock = [gettext(words).split("%")[0] for words in STOCK]
        said: list[str] = []
        for form in every_public_form():
            fields = form({}).fields
            for wrong in ("", "x", "x" * 30_000, "x@x", "a" * 300 + "@example.org"):
                tried = form(dict.fromkeys(fields, wrong))
                said += [str(error) for errors in tried.errors.values() for error in errors]
    assert len(set(said)) > 20
    assert [each for each in set(said) if any(each.startswith(words) for words in stock)] == []


def test_what_was_typed_comes_back_with_the_errors(client: Client, cast: Cast) -> None:
    answer = client.post(FORM, form_data(cast, email="ikke en adresse", body="En lang tekst om ferie"))
    assert answer.status_code == 422
    assert "En lang tekst om ferie" in page(answer)
    assert 'role="alert"' in page(answer)
    assert not Ticket.objects.exists()


def test_files_are_kept_while_the_form_comes_back(client: Client, cast: Cast) -> None:
    sent = form_data(cast, email="forkert")
    answer = client.post(FORM, sent | {"attachments": [png()]})
    assert "skærm.png" in page(answer)
    client.post(FORM, sent | {"email": "maja@example.org"})
    assert Ticket.objects.get().messages.get().attachments.get().name == "skærm.png"
    assert not HeldFile.objects.exists()


def test_a_file_that_is_kept_can_be_left_out(client: Client, cast: Cast) -> None:
    sent = form_data(cast, email="forkert")
    answer = client.post(FORM, sent | {"attachments": [png("ud.png"), png("med.png", "red")]})
    assert "Send ikke ud.png" in page(answer)
    (unwanted,) = [held.key for held in HeldFile.objects.all() if held.name == "ud.png"]
    client.post(FORM, form_data(cast, email="forkert", drop_file=[str(unwanted)]))
    assert HeldFile.objects.count() == 2, "the file of another form"
    client.post(FORM, sent | {"email": "maja@example.org", "drop_file": ["x", str(unwanted)]})
    assert [each.name for each in Ticket.objects.get().messages.get().attachments.all()] == ["med.png"]


HERE = {"origin": "http://testserver"}


def test_a_browser_that_keeps_no_cookies_sends_and_writes_again(cast: Cast) -> None:
    answer = Client(enforce_csrf_checks=True).post(FORM, form_data(cast), headers=HERE)
    ticket = Ticket.objects.get()
    assert answer["Location"] == ticket.get_absolute_url()
    reply = f"{ticket.get_absolute_url()}svar/"
    assert Client(enforce_csrf_checks=True).post(reply, {"text": "På en iPhone."}, headers=HERE).status_code == 302
    assert ticket.messages.filter(body="På en iPhone.").exists()


@pytest.mark.parametrize("origin", ["https://evil.example", "null", ""])
def test_no_other_site_sends_it_for_somebody(origin: str, cast: Cast) -> None:
    answer = Client(enforce_csrf_checks=True).post(FORM, form_data(cast), headers={"origin": origin})
    assert answer.status_code == 403
    assert "Hvor skriver jeg, at vi holder ferie?" in page(answer)
    assert not Ticket.objects.exists()


def test_a_page_that_was_open_for_too_long_comes_back_with_what_was_typed(cast: Cast) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.get(FORM)
    answer = browser.post(FORM, form_data(cast), headers=HERE)
    assert answer.status_code == 403
    assert "Hvor skriver jeg, at vi holder ferie?" in page(answer)
    assert not Ticket.objects.exists()


def test_two_places_stand_in_one_enquiry(client: Client, cast: Cast) -> None:
    client.post(FORM, form_data(cast, elsewhere="Myretuen"))
    ticket = Ticket.objects.get()
    assert ticket.institution == cast.school
    assert "Gælder også: Myretuen" in ticket.messages.get().body


def test_a_double_click_makes_one_case(client: Client, cast: Cast) -> None:
    sent = form_data(cast)
    first, second = client.post(FORM, sent), client.post(FORM, sent)
    assert first["Location"] == second["Location"]
    assert Ticket.objects.count() == 1


def test_the_same_form_with_a_file_added_keeps_the_file_on_the_case(client: Client, cast: Cast) -> None:
    sent = form_data(cast)
    client.post(FORM, sent)
    client.post(FORM, sent | {"attachments": [png("først.png")]})
    ticket = Ticket.objects.get()
    settle()
    for _click in range(2):
        client.post(FORM, sent | {"attachments": [png("først.png"), png("så.png", "red")]})
    settle()
    names = ticket.messages.get().attachments.values_list("name", flat=True)
    assert sorted(names) == ["først.png", "så.png"]
    assert kinds(ticket).count("files_added") == 2


def test_a_file_that_comes_to_a_merged_case_is_kept_with_its_own_words(client: Client, cast: Cast) -> None:
    sent = form_data(cast)
    client.post(FORM, sent)
    ticket, common = Ticket.objects.get(), open_ticket(cast.school)
    Merge.begin(ticket, common, by=cast.superuser)
    client.post(FORM, sent | {"attachments": [png()]})
    assert ticket.messages.get().attachments.count() == 1
    assert "files_added" in kinds(common)


def test_back_and_a_changed_text_make_a_second_case(client: Client, cast: Cast) -> None:
    sent = form_data(cast)
    client.post(FORM, sent)
    client.post(FORM, sent | {"body": "Noget helt andet"})
    assert Ticket.objects.count() == 2


def test_what_a_program_may_have_filled_in_is_held_for_a_person(client: Client, cast: Cast) -> None:
    answer = client.post(FORM, form_data(cast, website="http://spam.example", attachments=[png()]))
    assert "Din tekst er bevaret" in page(answer)
    assert not Ticket.objects.exists()
    held = ReceivedMail.objects.held().get()
    assert (held.from_email, held.subject) == ("maja@example.org", "Ferie i Aula")
    assert "Hvor skriver jeg, at vi holder ferie?" in held.text


def test_the_sender_is_told_that_a_cpr_number_was_removed(client: Client, cast: Cast) -> None:
    answer = client.post(FORM, form_data(cast, body="Hans CPR er 010115-1234"), follow=True)
    assert "CPR" in page(answer)
    assert "010115-1234" not in page(answer)
    assert "1234" not in Ticket.objects.get().messages.get().body


def test_too_many_from_one_network_are_asked_to_wait_with_their_text_kept(client: Client, cast: Cast) -> None:
    Municipality.objects.update(enquiries_per_hour=2)
    Municipality.forget_cached()
    codes = [client.post(FORM, form_data(cast), REMOTE_ADDR="198.51.100.7").status_code for _ in range(3)]
    assert codes == [302, 302, 429]
    assert client.post(FORM, form_data(cast), REMOTE_ADDR="198.51.100.8").status_code == 302


def test_a_known_problem_is_shown_where_the_text_fits_it_and_not_before(client: Client, cast: Cast) -> None:
    KnownError.objects.create(title="Galleriet er langsomt", description="Billeder bliver vist langsomt i galleriet.")
    KnownError.objects.create(title="Galleriet er kun langsomt for os", description="Skjult", is_public=False)
    assert "Galleriet er langsomt" not in page(client.get(FORM))
    written = form_data(cast, body="Galleriet er langsomt, billederne bliver ikke vist.", answers_seen="")
    between = page(client.post(FORM, written))
    assert "Galleriet er langsomt" in between
    assert "kun langsomt for os" not in between
    for said in (between, page(client.get("/drift/"))):
        assert re.search("behøver (du )?ikke at skrive til os", said)
    asked = form_data(cast, subject="Galleri", body="Hvem kan se galleriet?", answers_seen="")
    assert "Galleriet er langsomt" not in page(client.post(FORM, asked, follow=True))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("body", ""),
        ("body", "x" * 20_001),
        ("subject", "x" * 151),
        ("institution", "999999"),
        ("institution", "'; DROP TABLE tickets_ticket; --"),
        ("audience", "konge"),
        ("email", "a@b"),
        ("name", "\0"),
        ("submission", "ikke-en-nøgle"),
    ],
)
def test_bad_input_is_refused_and_nothing_is_stored(field: str, value: str, client: Client, cast: Cast) -> None:
    assert client.post(FORM, form_data(cast, **{field: value})).status_code == 422
    assert not Ticket.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script> <img src=x onerror=alert(1)>",
        "'; DROP TABLE tickets_ticket; --",
        "{{ 7*7 }} {% load static %}",
        "👩‍👧‍👦 hjælp 🙏 مرحبا \u202eמעלה",
    ],
)
def test_strange_text_is_shown_as_it_was_written(text: str, client: Client, cast: Cast) -> None:
    answer = client.post(FORM, form_data(cast, subject=text[:150], body=text, name=text[:120]), follow=True)
    assert answer.status_code == 200
    assert "<script>alert(1)" not in page(answer)
    assert "onerror=alert(1)>" not in page(answer)
    assert Ticket.objects.get().messages.get().body == text


def test_an_enormous_body_is_refused_with_a_message(client: Client, cast: Cast) -> None:
    answer = client.post(FORM, form_data(cast, body="x" * 3_000_000))
    assert answer.status_code in {400, 413}
    assert not Ticket.objects.exists()


def test_a_form_without_its_token_comes_back_filled_in(cast: Cast) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(FORM, form_data(cast, body="Min lange tekst"))
    assert answer.status_code == 403
    assert "Min lange tekst" in page(answer)
    assert not Ticket.objects.exists()


def test_sending_costs_few_queries(client: Client, cast: Cast, django_assert_max_num_queries: Any) -> None:
    client.post(FORM, form_data(cast))
    with django_assert_max_num_queries(22):
        client.post(FORM, form_data(cast))


def test_a_school_copies_a_link_that_opens_the_form_filled_in(client: Client, cast: Cast) -> None:
    html = page(client.get("/henvendelse/knap/", {"sted": cast.school.code, "emne": "Ferie & <b>fri</b>"}))
    code = unescape(html.partition('id="code"')[2].partition(">")[2].partition("</textarea>")[0])
    link = re.search(r'<a href="([^"]+)">Få hjælp til Aula</a>', code)
    assert link is not None
    opened = page(client.get(unescape(link[1])))
    assert f'<option value="{cast.school.pk}" selected' in opened
    assert 'value="Ferie &amp; &lt;b&gt;fri&lt;/b&gt;"' in opened
    shown = page(client.get("/henvendelse/knap/", {"tekst": '"><script>alert(1)</script>'}))
    assert "<script>alert" not in shown
    assert client.get("/henvendelse/knap/", {"sted": "x' OR 1"}).status_code == 200


@pytest.mark.parametrize("field", ["body", "name"])
def test_a_field_of_signs_that_nobody_sees_is_empty(field: str, client: Client, cast: Cast) -> None:
    assert client.post(FORM, form_data(cast, **{field: "\u200b \u2060\xa0\u202e"})).status_code == 422
    assert not Ticket.objects.exists()


def test_no_sign_turns_the_letters_of_a_name_or_a_subject_round(client: Client, cast: Cast) -> None:
    turned = {"name": "Maja \u202emloH\u202c", "subject": "Fejl \u2066gnp.exe\u2069", "body": "שלום \u200fhej"}
    client.post(FORM, form_data(cast, **turned))
    case = Ticket.objects.get()
    assert (case.requester_name, case.subject, case.messages.get().body) == (
        "Maja mloH",
        "Fejl gnp.exe",
        turned["body"],
    )


@pytest.mark.parametrize("address", [FORM, "/sag/", "/", "/svar/", "/admin/login/", "/admin/adgangskode/"])
def test_who_asks_whether_a_page_is_there_hears_that_it_is(address: str, client: Client, cast: Cast) -> None:
    """Programs that look after the links of a school's pages, and mail programs, ask so."""
    assert client.head(address).status_code == 200


def test_asking_for_a_page_of_a_case_changes_nothing(client: Client, ticket: Ticket) -> None:
    address = f"/sag/{ticket.token}/oplysninger/"
    assert (client.head(address).status_code, FaultReport.objects.exists()) == (200, False)
