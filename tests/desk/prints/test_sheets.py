"""Sheets and cards of the places: their code opens that place's form, and they say who helps today."""

import io

import pikepdf
import pytest
import zxingcpp
from django.test import Client
from django.urls import reverse
from PIL import Image, ImageDraw

from desk.prints import making
from desk.prints.making import outdated
from desk.prints.models import PrintRun
from desk.prints.sheets import PrintKind, pdf, sheet_data
from organisation.models import Membership
from tests.cast import Cast
from tickets.models import Mailbox


def page(kind: str, code: str = "") -> str:
    return reverse("admin:print_one", args=[kind, code]) if code else reverse("admin:print_all", args=[kind])


def code_in(pdf: bytes) -> str:
    """What the code says that the first page of the PDF draws: rows of strokes one unit high, painted and read."""
    path: list[tuple[float, float, float]] = []
    strokes: list[tuple[float, float, float]] = []
    with pikepdf.open(io.BytesIO(pdf)) as document:
        begun = (0.0, 0.0)
        for step in pikepdf.parse_content_stream(document.pages[0]):
            operator, at = str(step.operator), step.operands
            if operator == "m":
                begun = (float(at[0]), float(at[1]))
            elif operator == "l" and float(at[1]) == begun[1]:
                path.append((*begun, float(at[0])))
            elif operator in {"B", "f", "n"}:
                strokes, path = strokes + path * (operator == "B"), []
    picture = Image.new("L", (600, 600), "white")
    for left, middle, right in strokes:
        box = (left * 8, (middle - 0.5) * 8, right * 8 - 1, (middle + 0.5) * 8 - 1)
        ImageDraw.Draw(picture).rectangle(box, fill="black")
    (code,) = zxingcpp.read_barcodes(picture)
    return code.text


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("kind", PrintKind)
def test_the_code_in_the_pdf_opens_the_form_with_the_place_chosen(
    kind: PrintKind, language: str, cast: Cast, client: Client
) -> None:
    path = code_in(pdf(kind, [cast.school], language)).partition("://")[2].partition("/")[2]
    answer = client.get(f"/{path}", follow=True)
    assert answer.status_code == 200
    assert f'<option value="{cast.school.pk}" selected' in answer.content.decode()


@pytest.mark.parametrize("kind", PrintKind)
def test_staff_fetch_an_accessible_pdf_of_their_place_and_of_no_other(
    kind: PrintKind, cast: Cast, client: Client
) -> None:
    client.force_login(cast.superuser)
    answer = client.get(page(kind, cast.school.code), {"sprog": "en"})
    assert answer.content.startswith(b"%PDF-")
    assert b"pdfuaid" in answer.content
    assert client.get(page(kind, cast.daycare.code)).status_code == 404


def test_all_places_are_made_in_the_background_and_fetched_by_who_asked_alone(cast: Cast, client: Client) -> None:
    client.force_login(cast.project_lead)
    begun = client.post(page("card"), {"sprog": "da"})
    run = PrintRun.objects.get()
    assert begun["Location"] == reverse("admin:print_run", args=[run.pk])
    assert 'max="2" value="0"' in client.get(begun["Location"]).content.decode()
    file = reverse("admin:print_run_file", args=[run.pk])
    assert client.get(file).status_code == 404
    assert (making.make(run), making.make(run)) == (True, False)
    with pikepdf.open(io.BytesIO(client.get(file).content)) as made:
        assert len(made.pages) == 2
    assert file in client.get(begun["Location"], headers={"HX-Request": "true"}).content.decode()
    client.force_login(cast.support_entitled)
    assert client.get(file).status_code == 404


def test_a_sheet_is_to_be_printed_anew_when_other_people_help(cast: Cast, client: Client) -> None:
    client.force_login(cast.project_lead)
    client.get(page("sheet", cast.school.code), {"sprog": "en"})
    assert outdated([cast.school, cast.daycare]) == {}
    Membership.objects.filter(user=cast.pilot).delete()
    assert list(outdated([cast.school, cast.daycare])) == [cast.school.pk]
    assert "passer ikke længere" in client.get(reverse("admin:prints")).content.decode()
    client.post(page("sheet"), {"sprog": "da", "kun": "gamle"})
    run = PrintRun.objects.get()
    assert run.places == [cast.school.pk]
    making.make(run)
    assert outdated([cast.school, cast.daycare]) == {}


@pytest.mark.parametrize(("kind", "sprog"), [("plakat", "da"), ("sheet", "so")])
def test_what_there_is_none_of_is_not_found(kind: str, sprog: str, cast: Cast, client: Client) -> None:
    client.force_login(cast.superuser)
    assert client.post(page(kind), {"sprog": sprog}).status_code == 404
    assert client.get(page(kind, cast.school.code), {"sprog": sprog}).status_code == 404


def test_a_changed_pilot_changes_the_sheet_and_the_card_names_nobody(cast: Cast) -> None:
    def named(kind: PrintKind) -> str:
        return str(sheet_data(kind, [cast.school], "da"))

    assert cast.pilot.name in named(PrintKind.SHEET)
    assert cast.support_entitled.name in named(PrintKind.SHEET)
    assert cast.stranger.name not in named(PrintKind.SHEET)
    assert [kind for kind in PrintKind if "Person" in named(kind)] == [PrintKind.SHEET]
    Membership.objects.filter(user=cast.pilot).delete()
    assert cast.pilot.name not in named(PrintKind.SHEET)


def test_a_place_without_people_says_whom_to_ask_instead(cast: Cast) -> None:
    Membership.objects.filter(institution=cast.daycare).delete()
    sheet = sheet_data(PrintKind.SHEET, [cast.daycare], "da")["places"][0]
    assert "hjaelp@example.org" in sheet["instead"]
    assert sheet_data(PrintKind.SHEET, [cast.school], "da")["places"][0]["instead"] == ""


def test_the_places_own_mailbox_stands_on_it(cast: Cast) -> None:
    Mailbox.objects.create(address="groendal@example.org", institution=cast.school)
    assert sheet_data(PrintKind.CARD, [cast.school], "da")["places"][0]["mailbox"] == "groendal@example.org"


def test_each_person_of_the_support_sees_the_list_and_strangers_sign_in_first(cast: Cast, client: Client) -> None:
    assert client.get(reverse("admin:prints")).status_code == 302
    assert "login" in client.post(page("sheet"))["Location"]
    client.force_login(cast.superuser)
    text = client.get(reverse("admin:prints")).content.decode()
    assert page("poster", cast.school.code) in text
    assert cast.school.name in text
    assert cast.daycare.name not in text


def test_the_text_for_aula_leads_to_the_form_of_the_place_one_works_for(cast: Cast, client: Client) -> None:
    client.force_login(cast.superuser)
    for place in (cast.school, cast.daycare):
        text = client.get(reverse("admin:prints"), {"sted": place.code}).content.decode()
        assert reverse("form_of", args=[cast.school.code]) in text
        assert reverse("form_of", args=[cast.daycare.code]) not in text


def test_the_short_address_of_a_closed_place_leads_to_its_successor(cast: Cast, client: Client) -> None:
    cast.school.is_active, cast.school.successor = False, cast.daycare
    cast.school.save()
    answer = client.get(reverse("form_of", args=[cast.school.code]))
    assert answer["Location"].endswith(f"?institution={cast.daycare.pk}")
    assert client.get(reverse("form_of", args=["999999"]))["Location"] == reverse("enquiry")
