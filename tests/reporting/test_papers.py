"""The report on paper: whoever hears it read aloud gets what others see."""

from datetime import date, datetime
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import pikepdf
import pytest

from reporting import counting
from reporting.choice import Choice
from reporting.documents.paper import report_pdf
from reporting.periods import month_of
from reporting.report import report
from tests.cast import Cast, open_ticket
from tests.pdf_tags import names, tags
from tickets.models import Event, Ticket

OCTOBER = datetime(2026, 10, 14, 9, 20, tzinfo=ZoneInfo("Europe/Copenhagen"))


@pytest.fixture
def paper(cast: Cast) -> pikepdf.Pdf:
    return opened(cast)


def opened(cast: Cast, **options: Any) -> pikepdf.Pdf:
    for audience, number in (("parent", 9), ("staff", 6), ("pupil", 1)):
        for _case in range(number):
            open_ticket(cast.school, audience=audience, requester_name="Maja Holm")
    Ticket.objects.all()[0].resolve(by=cast.superuser)
    Event.objects.update(at=OCTOBER)
    counting.find_changes()
    for _counted in counting.count_stale():
        pass
    choice = Choice(month_of(date(2026, 10, 1)), {}, None, covered=True)
    return pikepdf.open(BytesIO(report_pdf(report(choice), **options)))


def test_it_says_that_it_is_pdf_ua_1(paper: pikepdf.Pdf) -> None:
    with paper.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
    assert paper.Root["/MarkInfo"]["/Marked"]


def test_it_has_a_language_and_shows_its_title(paper: pikepdf.Pdf) -> None:
    assert str(paper.Root["/Lang"]).lower().startswith("da")
    assert paper.Root["/ViewerPreferences"]["/DisplayDocTitle"]
    with paper.open_metadata() as metadata:
        assert metadata["dc:title"] == "Hjælp til Aula: oktober 2026"


def test_its_language_is_that_of_the_reader(cast: Cast) -> None:
    paper = opened(cast, language="en")
    assert str(paper.Root["/Lang"]).lower().startswith("en")


def test_everything_is_tagged_and_headings_come_before_what_they_head(paper: pikepdf.Pdf) -> None:
    in_order = names(paper)
    assert {"/H1", "/Table", "/TH", "/TD", "/Figure", "/P"} <= set(in_order)
    assert in_order.index("/H1") < in_order.index("/Table") < in_order.index("/Figure")


def test_the_chart_has_an_alternative_text_with_its_numbers(paper: pikepdf.Pdf) -> None:
    figures = [tag for tag in tags(paper.Root["/StructTreeRoot"]) if str(tag["/S"]) == "/Figure"]
    texts = [str(tag.get("/Alt", "")) for tag in figures]
    assert all(texts)
    assert any("uge 42: 16 kommet ind" in text for text in texts)


def test_the_page_for_the_committee_is_one_page(cast: Cast) -> None:
    assert len(opened(cast, one_page=True).pages) == 1


def test_nobody_is_named_in_it(paper: pikepdf.Pdf) -> None:
    content = b"".join(page.Contents.read_bytes() for page in paper.pages)
    assert b"Maja" not in content
    assert "Maja" not in str(paper.docinfo)
