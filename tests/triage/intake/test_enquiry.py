"""/henvendelse/: from a parent's phone to a case."""

import uuid
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from organisation.models import Municipality
from tests.cast import Cast, kinds, open_ticket, settle
from tickets.models import HeldFile, Merge, Ticket
from triage.faults.models import FaultReport
from triage.known_errors.models import KnownError

FORM = "/henvendelse/"
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.1 Mobile/15E148 Safari/604.1"
)


def told(cast: Cast, **changes: Any) -> dict[str, Any]:
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
    answer = client.post(FORM, told(cast), follow=True)
    ticket = Ticket.objects.get()
    assert answer.redirect_chain == [(f"/sag/{ticket.token}/", 302)]
    assert ticket.number in page(answer)
    assert (ticket.audience, ticket.institution, ticket.language) == ("parent", cast.school, "da")


def test_the_language_of_the_reader_is_kept_on_the_case(client: Client, cast: Cast) -> None:
    client.post(FORM, told(cast), headers={"accept-language": "en"})
    assert Ticket.objects.get().language == "en"


def test_the_form_can_be_opened_for_one_institution(client: Client, cast: Cast) -> None:
    assert f'<option value="{cast.school.pk}" selected' in page(client.get(f"{FORM}?institution={cast.school.pk}"))


def test_a_text_that_sounds_like_a_fault_is_asked_for_the_facts_first(client: Client, cast: Cast) -> None:
    sent = told(cast, subject="Appen går ned", body="Den lukker, når jeg åbner en besked")
    del sent["answers_seen"]
    first = client.post(FORM, sent, headers={"user-agent": SAFARI})
    assert first.status_code == 200
    assert 'name="steps"' in page(first)
    assert not Ticket.objects.exists()
    client.post(FORM, sent | {"answers_seen": "1", "steps": "Åbnede appen", "affected": "several"})
    report = FaultReport.objects.get()
    assert (report.steps, report.affected, report.full_name) == ("Åbnede appen", "several", "Maja Holm")


def test_the_browser_is_filled_in_from_the_request(client: Client, cast: Cast) -> None:
    answer = client.post("/henvendelse/fejl/", {"body": "Appen går ned"}, headers={"user-agent": SAFARI})
    assert "Safari 18" in page(answer)
    assert "iPhone" in page(answer)


def test_an_ordinary_question_is_asked_for_no_facts(client: Client, cast: Cast) -> None:
    assert 'name="steps"' not in page(client.post("/henvendelse/fejl/", {"body": "Hvor melder jeg ferie?"}))
    client.post(FORM, told(cast))
    assert not FaultReport.objects.exists()


def test_what_was_typed_comes_back_with_the_errors(client: Client, cast: Cast) -> None:
    answer = client.post(FORM, told(cast, email="ikke en adresse", body="En lang tekst om ferie"))
    assert answer.status_code == 422
    assert "En lang tekst om ferie" in page(answer)
    assert 'role="alert"' in page(answer)
    assert not Ticket.objects.exists()


def test_files_are_kept_while_the_form_comes_back(client: Client, cast: Cast) -> None:
    sent = told(cast, email="forkert")
    answer = client.post(FORM, sent | {"attachments": [png()]})
    assert "skærm.png" in page(answer)
    client.post(FORM, sent | {"email": "maja@example.org"})
    assert Ticket.objects.get().messages.get().attachments.get().name == "skærm.png"
    assert not HeldFile.objects.exists()


def test_a_double_click_makes_one_case(client: Client, cast: Cast) -> None:
    sent = told(cast)
    first, second = client.post(FORM, sent), client.post(FORM, sent)
    assert first["Location"] == second["Location"]
    assert Ticket.objects.count() == 1


def test_the_same_form_with_a_file_added_keeps_the_file_on_the_case(client: Client, cast: Cast) -> None:
    sent = told(cast)
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
    sent = told(cast)
    client.post(FORM, sent)
    ticket, common = Ticket.objects.get(), open_ticket(cast.school)
    Merge.begin(ticket, common, by=cast.superuser)
    client.post(FORM, sent | {"attachments": [png()]})
    assert ticket.messages.get().attachments.count() == 1
    assert "files_added" in kinds(common)


def test_back_and_a_changed_text_make_a_second_case(client: Client, cast: Cast) -> None:
    sent = told(cast)
    client.post(FORM, sent)
    client.post(FORM, sent | {"body": "Noget helt andet"})
    assert Ticket.objects.count() == 2


def test_a_program_that_fills_in_everything_opens_nothing(client: Client, cast: Cast) -> None:
    answer = client.post(FORM, told(cast, website="http://spam.example"))
    assert answer.status_code == 200
    assert not Ticket.objects.exists()


def test_the_sender_is_told_that_a_cpr_number_was_removed(client: Client, cast: Cast) -> None:
    answer = client.post(FORM, told(cast, body="Hans CPR er 010115-1234"), follow=True)
    assert "CPR" in page(answer)
    assert "010115-1234" not in page(answer)
    assert "1234" not in Ticket.objects.get().messages.get().body


def test_too_many_from_one_network_are_asked_to_wait_with_their_text_kept(client: Client, cast: Cast) -> None:
    Municipality.objects.update(enquiries_per_hour=2)
    Municipality.forget_cached()
    codes = [client.post(FORM, told(cast), REMOTE_ADDR="198.51.100.7").status_code for _ in range(3)]
    assert codes == [302, 302, 429]
    assert client.post(FORM, told(cast), REMOTE_ADDR="198.51.100.8").status_code == 302


def test_known_errors_are_shown_on_the_form(client: Client, cast: Cast) -> None:
    KnownError.objects.create(title="Galleriet er langsomt", description="Vi ved det.")
    KnownError.objects.create(title="Kun for os", description="Skjult", is_public=False)
    assert "Galleriet er langsomt" in page(client.get(FORM))
    assert "Kun for os" not in page(client.get(FORM))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("subject", ""),
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
    assert client.post(FORM, told(cast, **{field: value})).status_code == 422
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
    answer = client.post(FORM, told(cast, subject=text[:150], body=text, name=text[:120]), follow=True)
    assert answer.status_code == 200
    assert "<script>alert(1)" not in page(answer)
    assert "onerror=alert(1)>" not in page(answer)
    assert Ticket.objects.get().messages.get().body == text


def test_an_enormous_body_is_refused_with_a_message(client: Client, cast: Cast) -> None:
    answer = client.post(FORM, told(cast, body="x" * 3_000_000))
    assert answer.status_code in {400, 413}
    assert not Ticket.objects.exists()


def test_a_form_without_its_token_comes_back_filled_in(cast: Cast) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(FORM, told(cast, body="Min lange tekst"))
    assert answer.status_code == 403
    assert "Min lange tekst" in page(answer)
    assert not Ticket.objects.exists()


def test_sending_costs_few_queries(client: Client, cast: Cast, django_assert_max_num_queries: Any) -> None:
    client.post(FORM, told(cast))
    with django_assert_max_num_queries(22):
        client.post(FORM, told(cast))
