"""A workbook is read as it was saved; a table may be pasted, too."""

from io import BytesIO

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from organisation.importing import workbook
from organisation.models import Institution, SheetImport
from tests.cast import Cast

ROWS: list[list[object]] = [
    ["Kode", "Navn", "Type"],
    [731099, "Ny Skole", "Skole"],
    ["G10001", "Solstrålen", "Dagtilbud"],
]


def saved(rows: list[list[object]]) -> bytes:
    out = BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    return out.getvalue()


def client_of(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.municipal_admin, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_codes_stay_whole_numbers() -> None:
    assert workbook.text_of(saved(ROWS)).splitlines() == [
        "Kode;Navn;Type",
        "731099;Ny Skole;Skole",
        "G10001;Solstrålen;Dagtilbud",
    ]


def test_a_damaged_workbook_says_what_to_do() -> None:
    with pytest.raises(workbook.UnreadableWorkbook, match="CSV"):
        workbook.text_of(b"PK\x03\x04" + bytes(99))


def test_a_workbook_that_unpacks_to_very_much_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_UNPACKED", 100)
    with pytest.raises(workbook.UnreadableWorkbook):
        workbook.text_of(saved(ROWS))


@pytest.mark.django_db
@pytest.mark.parametrize("way", ["file", "pasted"])
def test_the_same_table_by_file_and_by_pasting(way: str, cast: Cast) -> None:
    client = client_of(cast)
    pasted = "\n".join("\t".join(str(cell) for cell in row) for row in ROWS)
    posted = {"file": SimpleUploadedFile("s.xlsx", saved(ROWS))} if way == "file" else {"pasted": pasted}
    answer = client.post(reverse("admin:import_institutions") + "?from=setup", posted)
    assert answer.status_code == 302
    page = client.get(answer["Location"]).content.decode()
    shown = page.split('name="shown" value="')[1].split('"')[0]
    done = client.post(answer["Location"], {"shown": shown})
    assert done["Location"] == reverse("admin:setup_step", args=["institutions"])
    assert set(Institution.objects.values_list("code", flat=True)) >= {"731099", "G10001"}


@pytest.mark.django_db
def test_a_pasted_table_with_a_mistake_can_be_put_right_where_it_stands(cast: Cast) -> None:
    client = client_of(cast)
    answer = client.post(reverse("admin:import_institutions"), {"pasted": "Kode;Navn;Type\n731099;Ny Skole;Slot"})
    page = client.get(answer["Location"])
    assert page.status_code == 422
    again = f"{reverse('admin:import_institutions')}?correct={SheetImport.objects.get().pk}"
    assert again in page.content.decode()
    assert "731099;Ny Skole;Slot" in client.get(again).content.decode()


@pytest.mark.django_db
def test_neither_file_nor_table_is_refused(cast: Cast) -> None:
    assert client_of(cast).post(reverse("admin:import_institutions"), {}).status_code == 422
