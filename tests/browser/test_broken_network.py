"""In a browser, on a telephone: nothing typed or chosen is lost with the network, and one enquiry is sent once."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Open, overflows, picture, violations
from tests.browser.sites import Site

pytestmark = pytest.mark.browser

ENQUIRY = re.compile(r"/henvendelse/$")
TROUBLE = ".sending-trouble"
ARRIVES_UNHEARD = """async () => {
  const form = document.getElementById("enquiry-form");
  const body = new FormData(form);
  body.append("answers_seen", "1");
  await fetch(form.action, { method: "POST", body, headers: { "Sent-By": "script" } });
}"""
"""What the server took in while the line broke before its answer came."""


def fill(page: Page, site: Site, text: str, file: Path) -> None:
    page.goto(f"{site.address}/henvendelse/")
    page.get_by_label("Forælder", exact=True).check()
    page.get_by_role("combobox", name="Hvilken skole").fill("groenbakke")
    page.get_by_role("option", name="Grønbakkeskolen").click()
    page.get_by_label("Hvad har du brug for hjælp til?").fill(text)
    page.get_by_label("Dit navn").fill("Maja Holm")
    page.get_by_label("Din mailadresse").fill("maja.holm@post.example")
    page.get_by_label("Skærmbilleder eller filer").set_input_files(file)


def press(page: Page) -> None:
    page.get_by_role("button", name=re.compile("Send min henvendelse|Nej, send min henvendelse")).first.click()


def send_to_the_end(page: Page) -> None:
    """Sends, also past the page of answers between."""
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    press(page)
    page.locator(".before-sending, .case-number").first.wait_for()
    if "/sag/" not in page.url:
        press(page)
    page.wait_for_url(re.compile(r"/sag/[\w-]+/"))


def cases(site: Site, text: str) -> list[int]:
    """How many files each case with this text has."""
    question = f"""
from tickets.models import Message
found = Message.objects.filter(body={text!r}).order_by("id")
print([message.attachments.count() for message in found])
"""
    return list(map(int, re.findall(r"\d+", site.ask(question))))


@pytest.fixture
def page(open_page: Open, embedded_site: Site, tmp_path: Path) -> Iterator[Page]:
    page = open_page(PHONE)
    yield page
    page.unroute_all(behavior="ignoreErrors")


def is_kept(page: Page, text: str) -> None:
    expect(page.get_by_label("Hvad har du brug for hjælp til?")).to_have_value(text)
    expect(page.get_by_label("Dit navn")).to_have_value("Maja Holm")
    assert page.evaluate("[...document.querySelector('#id_attachments').files].map(file => file.name)") == [
        "skærmbillede.png"
    ]


def test_without_a_connection_it_waits_and_says_so(page: Page, embedded_site: Site, tmp_path: Path) -> None:
    text = "Hvor finder jeg ugeplanen for 4. b uden forbindelse?"
    fill(page, embedded_site, text, picture(tmp_path))
    page.context.set_offline(True)
    press(page)
    expect(page.locator(TROUBLE)).to_contain_text("ingen forbindelse")
    is_kept(page, text)
    assert violations(page) == []
    assert not overflows(page)
    page.context.set_offline(False)
    expect(page.locator(TROUBLE)).to_contain_text("forbindelse igen")
    send_to_the_end(page)
    assert cases(embedded_site, text) == [1]


def test_a_connection_that_breaks_loses_nothing_and_the_second_press_sends_it(
    page: Page, embedded_site: Site, tmp_path: Path
) -> None:
    text = "Hvor finder jeg ugeplanen for 4. b, når linjen falder?"
    fill(page, embedded_site, text, picture(tmp_path))
    page.route(ENQUIRY, lambda route: route.abort("connectionreset"))
    press(page)
    expect(page.locator(TROUBLE)).to_contain_text("Forbindelsen forsvandt")
    is_kept(page, text)
    page.unroute(ENQUIRY)
    send_to_the_end(page)
    assert cases(embedded_site, text) == [1]


def test_an_answer_that_is_lost_on_its_way_makes_no_second_case(
    page: Page, embedded_site: Site, tmp_path: Path
) -> None:
    text = "Hvor finder jeg ugeplanen for 4. b, når svaret bliver væk?"
    fill(page, embedded_site, text, picture(tmp_path))

    page.evaluate(ARRIVES_UNHEARD)
    send_to_the_end(page)
    assert cases(embedded_site, text) == [1]


@pytest.mark.parametrize(("status", "said"), [(413, "Filerne fylder for meget"), (502, "ikke modtage det lige nu")])
def test_what_a_proxy_refuses_is_said_beside_what_was_typed(
    status: int, said: str, page: Page, embedded_site: Site, tmp_path: Path
) -> None:
    text = f"Hvor finder jeg ugeplanen, når nogen siger {status}?"
    fill(page, embedded_site, text, picture(tmp_path))
    page.route(ENQUIRY, lambda route: route.fulfill(status=status, body="<html><h1>nginx</h1></html>"))
    press(page)
    expect(page.locator(TROUBLE)).to_contain_text(said)
    is_kept(page, text)
    page.unroute(ENQUIRY)
    send_to_the_end(page)
    assert cases(embedded_site, text) == [1]


def test_a_page_that_is_loaded_again_still_has_text_and_file(page: Page, embedded_site: Site, tmp_path: Path) -> None:
    text = "Hvor finder jeg ugeplanen, når siden bliver hentet igen?"
    fill(page, embedded_site, text, picture(tmp_path))
    page.wait_for_timeout(600)
    page.reload()
    expect(page.locator(".file-list li")).to_have_count(1)
    is_kept(page, text)
    send_to_the_end(page)
    assert cases(embedded_site, text) == [1]
    page.goto(f"{embedded_site.address}/henvendelse/")
    page.wait_for_timeout(400)
    expect(page.locator(".file-list li")).to_have_count(0)
    expect(page.get_by_label("Hvad har du brug for hjælp til?")).to_have_value("")


def test_two_taps_are_one_case_and_progress_is_shown_on_a_slow_line(
    page: Page, embedded_site: Site, tmp_path: Path
) -> None:
    text = "Hvor finder jeg ugeplanen, når jeg trykker to gange?"
    film = tmp_path / "skærmbillede.png"
    film.write_bytes(picture(tmp_path).read_bytes() + bytes(1_500_000))
    fill(page, embedded_site, text, film)
    line = page.context.new_cdp_session(page)
    slow = {"offline": False, "latency": 200, "downloadThroughput": 400_000, "uploadThroughput": 400_000}
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", slow)
    page.get_by_role("button", name="Send min henvendelse").dblclick()
    expect(page.locator("progress.sending-progress")).to_be_visible()
    page.locator(".before-sending, .case-number").first.wait_for()
    if "/sag/" not in page.url:
        press(page)
    page.wait_for_url(re.compile(r"/sag/[\w-]+/"))
    assert cases(embedded_site, text) == [1]


def test_files_are_added_and_taken_away_one_by_one(page: Page, embedded_site: Site, tmp_path: Path) -> None:
    fill(page, embedded_site, "Hvor finder jeg ugeplanen?", picture(tmp_path))
    other = tmp_path / "ugeplan.txt"
    other.write_text("mandag")
    paper = tmp_path / "brev.pdf"
    paper.write_bytes(b"%PDF-1.4\n2 0 obj\n<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>\nendobj\n%%EOF")
    page.get_by_label("Skærmbilleder eller filer").set_input_files([other, paper])
    rows = page.locator(".file-list li")
    expect(rows).to_have_count(3)
    expect(rows.nth(0).locator("canvas")).to_be_visible()
    expect(rows.nth(1)).to_contain_text("TXT")
    expect(rows.nth(2)).to_contain_text("PDF")
    expect(rows.nth(2)).to_contain_text("brev.pdf (0,1 MB) · Sider: 2")
    page.get_by_role("button", name="Fjern brev.pdf").click()
    page.get_by_role("button", name="Fjern skærmbillede.png").click()
    assert page.evaluate("[...document.querySelector('#id_attachments').files].map(file => file.name)") == [
        "ugeplan.txt"
    ]


def test_a_reply_that_was_sent_does_not_come_back_as_a_draft(page: Page, embedded_site: Site, tmp_path: Path) -> None:
    fill(page, embedded_site, "Hvor finder jeg ugeplanen for 2. a?", picture(tmp_path))
    send_to_the_end(page)
    page.get_by_label("Din besked").fill("Jeg glemte at sige: på en iPhone.")
    page.wait_for_timeout(500)
    page.get_by_role("button", name="Send besked").click()
    expect(page.locator(".thread")).to_contain_text("på en iPhone")
    expect(page.get_by_label("Din besked")).to_have_value("")
