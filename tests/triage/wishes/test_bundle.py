"""A bundle: made in a task, accessible, typed, and sent as one mail whatever dies on the way."""

import re
import subprocess
import zipfile
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import typst
from aiosmtpd.controller import Controller
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from organisation.models import Party
from tests.browser.sites import Postbox
from tests.cast import Cast, settle
from tests.services.servers import free_port
from tests.triage.wishes.test_wishes import QUIET, collected
from tickets.models import Delivery
from tickets.models.refusals import UnableTo
from triage import tasks
from triage.wishes import bundle_files
from triage.wishes.documents import pdf, sheet
from triage.wishes.documents.rows import WishRow
from triage.wishes.models import Bundle, ChangeRequest


@pytest.fixture
def bundle(cast: Cast) -> Bundle:
    Party.objects.filter(kind="kombit").update(email="kombit@example.org")
    request = collected(cast, QUIET)
    return Bundle.choose([request], by=cast.project_lead, title="Ønsker, efterår")


def rows(count: int = 3) -> list[WishRow]:
    evil = ["=1+1", "+45 12", "-2", "@SUM(A1)", '#panic() $x$ \\ "q" *fed*', "<b>"]
    return [
        WishRow(
            number=at,
            title=evil[at % len(evil)],
            summary="En fælles kalender.\nOgså på telefonen.",
            benefit="",
            quotes=("Vi mister overblikket.",),
            people=at,
            institutions=2,
            votes=1,
            collected=date(2026, 3, 4),
        )
        for at in range(1, count + 1)
    ]


def test_the_pdf_is_accessible_and_takes_no_text_for_code(cast: Cast) -> None:
    paper = pdf.bundle_pdf("Ønsker", rows(6), sender="Karen", day=date(2026, 11, 25))
    assert b"/StructTreeRoot" in paper
    assert b"/Lang" in paper
    assert b"pdfuaid" in paper


def test_typst_refuses_a_figure_without_words() -> None:
    source = b'#set document(title: "x")\n#figure(rect())'
    with pytest.raises(typst.TypstError):
        typst.compile(source, pdf_standards=["ua-1"])


def test_the_sheet_has_typed_columns_and_no_formulas() -> None:
    book = zipfile.ZipFile(BytesIO(sheet.bundle_sheet("Ønsker", rows(6))))
    page = book.read("xl/worksheets/sheet1.xml").decode()
    texts = book.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in page
    assert ">=1+1<" in texts
    assert ">@SUM(A1)<" in texts
    assert re.search(r'<c r="B2" s="\d+" t="s">', page)
    assert re.search(r'<c r="F2" s="\d+"><v>1</v>', page)
    assert re.search(r'<c r="J2" s="\d+"><v>46085</v>', page)
    assert 'state="frozen"' in page
    assert "<autoFilter" in page
    assert "dd-mm-yyyy" in book.read("xl/styles.xml").decode().replace("\\", "")


OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


def opened_in_libreoffice(table: bytes, folder: Path) -> list[list[ET.Element]]:
    """The cells of each row that holds something, as LibreOffice understands them."""
    file = folder / "wishes.xlsx"
    file.write_bytes(table)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "fods", "--outdir", str(folder), str(file)]
    subprocess.run(command, check=True, capture_output=True)
    page = ET.parse(file.with_suffix(".fods")).getroot()  # noqa: S314  made by ourselves a moment ago
    rows = [[*row.iter(f"{TABLE}table-cell")] for row in page.iter(f"{TABLE}table-row")]
    return [row for row in rows if any(f"{OFFICE}value-type" in cell.attrib for cell in row)]


def of_kind(cell: ET.Element, kind: str) -> bool:
    return cell.get(f"{OFFICE}value-type") == kind


def test_libreoffice_reads_numbers_as_numbers_days_as_days_and_no_text_as_a_formula(tmp_path: Path) -> None:
    wishes = rows(6)
    _labels, *lines = opened_in_libreoffice(sheet.bundle_sheet("Ønsker", wishes), tmp_path)
    cells = [cell for row in lines for cell in row]
    assert [row[1].findtext("{*}p") for row in lines] == [row.title for row in wishes]
    assert all(of_kind(row[1], "string") for row in lines)
    assert [row[0].get(f"{OFFICE}value") for row in lines] == [str(row.number) for row in wishes]
    assert all(of_kind(row[5], "float") for row in lines)
    assert [cell.get(f"{OFFICE}date-value") for cell in cells if of_kind(cell, "date")] == ["2026-03-04"] * len(wishes)
    assert not [cell for cell in cells if f"{TABLE}formula" in cell.attrib]


def test_a_bundle_is_made_once_and_a_dead_worker_s_is_made_by_the_sweeper(bundle: Bundle) -> None:
    assert bundle.requests.get().status == ChangeRequest.Status.CHOSEN
    Bundle.objects.update(heard_at=timezone.now() - timedelta(minutes=5))
    assert list(Bundle.objects.unfinished()) == [bundle]
    bundle_files.make(bundle.pk)
    bundle_files.make(bundle.pk)
    bundle.refresh_from_db()
    assert (bundle.status, bundle.percent, bundle.files.count()) == (Bundle.Status.READY, 100, 2)


def test_two_hundred_requests_become_one_bundle(cast: Cast) -> None:
    made = ChangeRequest.objects.bulk_create(
        ChangeRequest(title=f"Ønske {at}", summary="En fælles kalender. " * 20, quotes="Et citat.") for at in range(200)
    )
    bundle = Bundle.choose(made, by=cast.project_lead, title="Alle")
    bundle_files.make(bundle.pk)
    bundle.refresh_from_db()
    assert (bundle.status, bundle.percent, bundle.files.count()) == (Bundle.Status.READY, 100, 2)


def test_one_mail_goes_to_kombit_with_both_files(bundle: Bundle, cast: Cast, settings: Any) -> None:
    bundle_files.make(bundle.pk)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    settle()  # what waits for others, while no server is there
    box = Postbox()
    server = Controller(box, hostname="127.0.0.1", port=settings.EMAIL_PORT, ready_timeout=30)
    server.start()
    for _ in range(2):
        bundle.send(by=cast.project_lead)
        settle()
        tasks.sweep_triage()
    server.stop()
    mails = [text for to, text in box.mails if to == ["kombit@example.org"]]
    assert len(mails) == 1
    assert ".pdf" in mails[0]
    assert ".xlsx" in mails[0]
    assert bundle.requests.get().status == ChangeRequest.Status.SENT
    assert Delivery.objects.get(kind="bundle").reply_to == cast.project_lead.email
    with pytest.raises(UnableTo):
        bundle.discard(by=cast.project_lead)


def test_a_bundle_that_is_discarded_gives_its_requests_back(bundle: Bundle, cast: Cast) -> None:
    bundle.discard(by=cast.project_lead)
    assert ChangeRequest.objects.get().status == ChangeRequest.Status.WAITING


def test_nobody_else_bundles_or_sends(bundle: Bundle, cast: Cast) -> None:
    for user in (cast.superuser, cast.support_entitled, cast.municipal_admin):
        with pytest.raises(PermissionDenied):
            bundle.send(by=user)
        with pytest.raises(PermissionDenied):
            Bundle.choose([], by=user, title="x")
