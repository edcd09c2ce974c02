"""Documents, spreadsheets and presentations: kept for download as they came, but for CPR numbers and programs."""

import io
import re
import zipfile
from xml.dom.minidom import parseString

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.cast import Cast, settle
from tests.triage.intake.test_enquiry import form_data
from tickets.attachments.file_texts import text_of
from tickets.attachments.uploads import OLE, RefusedUpload, cleaned, inspect
from tickets.models import Attachment

NUMBERS = '<c r="A1" t="s"><v>12</v></c><c r="B1"><v>10</v></c><c r="C1"><v>85</v></c><c r="D1"><v>4321</v></c>'
OPEN = "application/vnd.oasis.opendocument."


def packed(parts: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text, zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED)
    return out.getvalue()


def excel(text: str, cells: str = "", **more: str) -> bytes:
    sheet = f'<worksheet><sheetData><row r="1">{NUMBERS}{cells}</row></sheetData></worksheet>'
    shared = f"<sst><si><t>Elev</t></si><si><t>{text}</t></si></sst>"
    parts = {"xl/workbook.xml": "<workbook/>", "xl/worksheets/sheet1.xml": sheet, "xl/sharedStrings.xml": shared}
    return packed(parts | more)


def powerpoint(text: str) -> bytes:
    slide = f"<p:sld><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:sld>"
    return packed({"ppt/presentation.xml": "<p:presentation/>", "ppt/slides/slide1.xml": slide})


def open_document(kind: str, text: str, **more: str) -> bytes:
    body = f"<office:body><text:h>Elev</text:h><text:p>{text}<text:tab/>Se her</text:p></office:body>"
    return packed({"mimetype": OPEN + kind, "content.xml": body} | more)


KINDS = {
    "klasse.xlsx": excel,
    "klasse.pptx": powerpoint,
    "klasse.odt": lambda text: open_document("text", text),
    "klasse.ods": lambda text: open_document("spreadsheet", text),
    "klasse.odp": lambda text: open_document("presentation", text),
}
WITHIN = {"klasse.odt": "1203<text:span>85-43</text:span>21 er hans"}


def all_text(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return "".join(archive.read(name).decode() for name in archive.namelist())


@pytest.mark.parametrize("name", KINDS)
def test_it_is_taken_by_its_content_and_kept_without_cpr_numbers(name: str) -> None:
    data = KINDS[name](f"Ida Berg {WITHIN.get(name, '120385-4321')} &amp; Bo")
    upload = inspect(name.replace(".", ".zip."), io.BytesIO(data))
    clean = cleaned(data, upload.content_type)
    assert upload.name.endswith(name[-4:])
    assert clean.masked == 1
    assert not any(part in all_text(clean.data) for part in ("120385", "-4321", "85-43"))
    read = text_of(clean.data, upload.content_type)
    assert all(said in read for said in ("Ida Berg", "[CPR-nummer fjernet]", "& Bo"))
    assert cleaned(plain := KINDS[name]("Ugeplanen er tom."), upload.content_type).data is plain


def test_a_number_in_a_cell_is_taken_out_and_figures_side_by_side_stay() -> None:
    cells = '<c r="E1" s="4"><v>101154321</v></c><c r="F1"><v>1203854321</v></c><c r="G1"><v>20304050</v></c>'
    data = excel("Bo", cells)
    clean = cleaned(data, inspect("a.xlsx", io.BytesIO(data)).content_type)
    sheet = all_text(clean.data)
    assert clean.masked == 2
    assert '<c r="E1" s="4" t="inlineStr"><is><t>[CPR-nummer fjernet]</t></is></c>' in sheet
    assert NUMBERS in sheet
    assert "<v>20304050</v>" in sheet
    assert "101154321" not in sheet


def test_a_number_in_a_cell_of_libreoffice_is_taken_out_of_its_value_too() -> None:
    cell = '<table:table-cell office:value-type="float" office:value="{0}"><text:p>{0}</text:p></table:table-cell>'
    data = open_document("spreadsheet", cell.format("1203854321") + cell.format("20304050"))
    text = all_text(cleaned(data, inspect("a.ods", io.BytesIO(data)).content_type).data)
    assert "1203854321" not in text
    assert cell.format("20304050") in text


def test_what_says_the_kind_of_a_libreoffice_document_stays_first_and_unpacked() -> None:
    data = open_document("text", "120385-4321")
    with zipfile.ZipFile(io.BytesIO(cleaned(data, OPEN + "text").data)) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("makro.xlsx", excel("x", **{"xl/vbaProject.bin": "x"}), "active"),
        ("henter.xlsx", excel("x", **{"xl/connections.xml": "x"}), "active"),
        ("makro.odt", open_document("text", "x", **{"Basic/Standard/Module1.xml": "x"}), "active"),
        ("skript.odt", open_document("text", "x", **{"Scripts/python/a.py": "x"}), "active"),
        ("pivot.xlsx", excel("x", **{"xl/pivotCache/pivotCacheRecords1.xml": '<s v="120385-4321"/>'}), "active"),
        ("andres.xlsx", excel("x", **{"xl/externalLinks/externalLink1.xml": "x"}), "active"),
        ("indlejret.xlsx", excel("x", **{"xl/embeddings/Regneark.xlsx": "x"}), "active"),
        ("diagram.odt", open_document("text", "x", **{"Object 1/content.xml": "x"}), "active"),
        ("tegning.odg", open_document("graphics", "x"), "kind"),
        ("gammel.doc", OLE + b"\0" * 600, "kind"),
        ("halv.xlsx", excel("x")[:200], "kind"),
        ("side.zip", packed({"a.html": "x"}), "kind"),
    ],
)
def test_what_is_not_safe_is_refused_with_a_reason(name: str, data: bytes, code: str) -> None:
    with pytest.raises(RefusedUpload) as refusal:
        inspect(name, io.BytesIO(data))
    assert (refusal.value.code, name in str(refusal.value.message)) == (code, True)


def test_how_a_sheet_was_printed_is_no_program() -> None:
    data = excel("x", **{"xl/printerSettings/printerSettings12.bin": "x"})
    assert inspect("a.xlsx", io.BytesIO(data)).name == "a.xlsx"


def test_it_is_a_download_and_no_page_opens_it(cast: Cast, client: Client) -> None:
    file = SimpleUploadedFile("klasse.xlsx", excel("Bo"))
    case = client.post(reverse("enquiry"), form_data(cast, attachments=[file])).headers["Location"]
    settle()
    shown = client.get(reverse("case_attachment", args=[case.split("/")[-2], Attachment.objects.get().key]))
    assert shown.headers["Content-Disposition"] == 'attachment; filename="klasse.xlsx"'
    assert "sandbox" in shown.headers["Content-Security-Policy"]


BESIDE = {
    "cache of a chart": {"xl/charts/chart1.xml": "<c:chart><c:strCache><c:v>{}</c:v></c:strCache></c:chart>"},
    "figure of a chart": {"xl/charts/chart1.xml": "<c:numCache><c:v>1203854321</c:v><c:v>101154321</c:v></c:numCache>"},
    "box in a drawing": {"xl/drawings/drawing1.xml": "<xdr:txBody><a:p><a:r><a:t>{}</a:t></a:r></a:p></xdr:txBody>"},
    "note in a drawing": {"xl/drawings/vmlDrawing1.vml": '<v:shape alt="{}"><v:textbox>{}</v:textbox></v:shape>'},
    "diagram": {"xl/diagrams/data1.xml": "<dgm:pt><dgm:t><a:p><a:r><a:t>{}</a:t></a:r></a:p></dgm:t></dgm:pt>"},
    "name of a sheet": {"xl/workbook.xml": '<workbook><sheets><sheet name="{}" sheetId="1"/></sheets></workbook>'},
    "head of a printed page": {"xl/worksheets/sheet2.xml": "<worksheet><oddHeader>&amp;L{}</oddHeader></worksheet>"},
    "list to choose from": {"xl/worksheets/sheet2.xml": '<worksheet><formula1>"Bo,{}"</formula1></worksheet>'},
    "formula": {"xl/worksheets/sheet2.xml": '<worksheet><c r="A1" t="str"><f>B1&amp;"{}"</f><v>{}</v></c></worksheet>'},
    "result of a formula": {
        "xl/worksheets/sheet2.xml": '<worksheet><c r="A1"><f>B1</f><v>101154321</v></c></worksheet>'
    },
    "link": {
        "xl/worksheets/_rels/sheet1.xml.rels": '<R><Relationship Target="https://x/?q={}" TargetMode="External"/></R>'
    },
    "alternative text": {"xl/drawings/drawing1.xml": '<xdr:pic><xdr:cNvPr id="2" name="b" descr="{}"/></xdr:pic>'},
    "own data": {"customXml/item1.xml": "<elev><nummer>{}</nummer></elev>"},
}


@pytest.mark.parametrize("place", BESIDE)
def test_a_number_beside_the_text_of_a_document_is_taken_out(place: str) -> None:
    parts = {name: text.replace("{}", "120385-4321") for name, text in BESIDE[place].items()}
    data = excel("Bo", **parts)
    clean = cleaned(data, inspect("a.xlsx", io.BytesIO(data)).content_type)
    left = all_text(clean.data)
    assert clean.masked >= 1
    assert not re.search("120385|1203854321|101154321", left)
    for name in parts:
        with zipfile.ZipFile(io.BytesIO(clean.data)) as archive:
            parseString(re.sub(r"(?<=[</\s])\w+:", "", archive.read(name).decode()))  # noqa: S318  written a moment ago


def test_a_number_beside_the_text_of_a_libreoffice_document_is_taken_out() -> None:
    cell = '<table:table-cell table:formula="of:=&quot;120385-4321&quot;" office:string-value="1203854321"/>'
    data = open_document("spreadsheet", cell, **{"settings.xml": "<a>120385-4321</a>"})
    clean = cleaned(data, OPEN + "spreadsheet")
    assert clean.masked == 3
    assert not re.search("120385", all_text(clean.data))


def test_what_a_program_needs_stays_as_it_is() -> None:
    """Names of parts, keys, outlines and amounts are no numbers of persons, though they look like one."""
    parts = {
        "xl/drawings/_rels/drawing1.xml.rels": '<R><Relationship Target="../media/120385-4321.png"/></R>',
        "xl/media/120385-4321.png": "x",
        "xl/drawings/drawing1.xml": '<xdr:sp><a14:creationId val="1203854321"/><a:path d="12 03 85 43 21"/></xdr:sp>',
        "xl/worksheets/sheet2.xml": '<worksheet><c r="A1"><f>B1</f><v>1203854321.55</v></c></worksheet>',
    }
    data = excel("Bo", **parts)
    assert cleaned(data, inspect("a.xlsx", io.BytesIO(data)).content_type).data is data


def test_a_part_in_two_bytes_a_letter_is_read_too() -> None:
    part = '<?xml version="1.0" encoding="utf-16"?><elev>120385-4321 Ærø</elev>'.encode("utf-16")
    out = io.BytesIO(excel("Bo"))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("customXml/item1.xml", part)
    clean = cleaned(out.getvalue(), inspect("a.xlsx", io.BytesIO(out.getvalue())).content_type)
    with zipfile.ZipFile(io.BytesIO(clean.data)) as archive:
        assert "000000-0000 Ærø" in archive.read("customXml/item1.xml").decode("utf-16")
