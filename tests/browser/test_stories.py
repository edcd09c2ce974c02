"""The six stories of `test_form` on every width, with and without scripts, and one on a slow line that breaks at every
step: sent, once, and nothing lost."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import DESK, PHONE, Open, overflows, picture, sound
from tests.browser.sites import Site
from tests.browser.test_broken_network import ENQUIRY, TROUBLE, cases, is_kept
from tests.browser.test_form import STORIES, Finger

pytestmark = pytest.mark.browser

SLOW = {"offline": False, "latency": 1500, "downloadThroughput": -1, "uploadThroughput": -1}


class WithoutScripts(Finger):
    """The same stories where lists are lists and nothing comes while one writes."""

    def fill(self, field: Locator, text: str) -> None:
        if text:
            field.fill(text)
        else:
            field.check()

    def choose_file(self, field: Locator, file: Path) -> None:
        field.set_input_files(file)

    def place(self) -> None:
        self.page.get_by_label("Hvilken skole").select_option(label="Grønbakkeskolen")

    def tell(self, text: str) -> None:
        self.page.get_by_label("Hvad har du brug for hjælp til?").fill(text)


def send_past_answers(page: Page) -> None:
    """Past the page of answers between, which says that nothing has been sent."""
    page.get_by_role("button", name="Send min henvendelse", exact=True).click()
    page.locator(".before-sending, .case-number").first.wait_for()
    if "/sag/" not in page.url:
        assert not overflows(page)
        expect(page.get_by_role("heading", level=1)).to_have_text("Din henvendelse er ikke sendt endnu")
        page.get_by_role("button", name="Nej, send min henvendelse").click()
    expect(page.locator(".case-number")).to_contain_text("AULA-")


@pytest.mark.parametrize(("width", "scripts"), [(320, True), (DESK, True), (320, False), (PHONE, False), (DESK, False)])
def test_all_six_are_sent(
    width: int, scripts: bool, embedded_site: Site, open_page: Open, tmp_path: Path, complaints: list[str]
) -> None:
    page = open_page(width, java_script_enabled=scripts)
    receipts: set[str] = set()
    for story in STORIES:
        finger = (Finger if scripts else WithoutScripts)(page)
        story(finger, embedded_site, tmp_path)
        assert not overflows(page), story.__name__
        send_past_answers(page)
        assert not overflows(page), story.__name__
        receipts.add(page.url)
    assert len(receipts) == len(STORIES)
    assert complaints == []


def test_receipt_questions_and_answers_before_sending_in_every_look(
    embedded_site: Site, open_page: Open, tmp_path: Path, complaints: list[str]
) -> None:
    """The pages of somebody's own, which have no address that a list could hold."""
    page = open_page(DESK)
    page.goto(f"{embedded_site.address}/henvendelse/?audience=parent&sted=790101")
    page.route(re.compile(r"/henvendelse/fejl/$"), lambda route: route.abort())
    page.get_by_label("Hvad har du brug for hjælp til?").fill("Appen går ned, hver gang jeg åbner en besked.")
    page.get_by_label("Skærmbilleder eller filer").set_input_files(picture(tmp_path))
    page.get_by_label("Dit navn").fill("Maja Holm")
    page.get_by_label("Din mailadresse").fill("maja@post.example")
    page.get_by_role("button", name="Send min henvendelse").click()
    page.locator(".before-sending").wait_for()
    sound(page)
    page.get_by_role("button", name="Nej, send min henvendelse").click()
    page.wait_for_url(re.compile(r"/sag/[\w-]+/"))
    sound(page)
    page.get_by_role("link", name="Svar på vores spørgsmål").click()
    page.wait_for_url(re.compile(r"/oplysninger/"))
    sound(page)
    assert [each for each in complaints if not each.startswith("htmx:")] == []


def test_a_browser_that_keeps_no_cookies_sends(embedded_site: Site, open_page: Open) -> None:
    page = open_page(PHONE)
    page.goto(f"{embedded_site.address}/henvendelse/?audience=parent&sted=790101")
    page.get_by_label("Hvad har du brug for hjælp til?").fill("Hvor finder jeg ugeplanen uden cookies?")
    page.get_by_label("Dit navn").fill("Maja Holm")
    page.get_by_label("Din mailadresse").fill("maja@post.example")
    page.context.clear_cookies()
    page.get_by_role("button", name="Send min henvendelse").click()
    page.locator(".before-sending, .case-number").first.wait_for()
    if "/sag/" not in page.url:
        page.context.clear_cookies()
        page.get_by_role("button", name="Nej, send min henvendelse").click()
    expect(page.locator(".case-number")).to_contain_text("AULA-")


@pytest.fixture
def slow_page(open_page: Open, embedded_site: Site) -> Iterator[Page]:
    """On a telephone: the page is there, and from then on every answer takes a second and a half."""
    page = open_page(PHONE)
    page.goto(f"{embedded_site.address}/henvendelse/?audience=parent&sted=790101")
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW)
    yield page
    page.unroute_all(behavior="ignoreErrors")


def test_a_slow_line_that_breaks_at_every_step_loses_nothing_and_sends_once(
    slow_page: Page, embedded_site: Site, tmp_path: Path
) -> None:
    page, text = slow_page, "Hvor finder jeg ugeplanen, når linjen er langsom og falder ud?"
    broken: list[str] = []

    def fall_out(route: Route) -> None:
        broken.append(route.request.url)
        route.abort("connectionreset")

    page.route(re.compile(r"/henvendelse/"), fall_out)
    asked = page.get_by_label("Hvad har du brug for hjælp til?")
    asked.press_sequentially(text[:30], delay=20)
    asked.press_sequentially(text[30:], delay=20)
    page.get_by_label("Dit navn").fill("Maja Holm")
    page.get_by_label("Din mailadresse").fill("maja@post.example")
    page.get_by_label("Skærmbilleder eller filer").set_input_files(picture(tmp_path))
    page.get_by_role("button", name="Send min henvendelse").click()
    expect(page.locator(TROUBLE)).to_contain_text("Forbindelsen forsvandt")
    is_kept(page, text)
    page.unroute_all(behavior="ignoreErrors")
    page.wait_for_timeout(600)  # the draft is kept in a moment
    page.reload()
    expect(page.locator(".file-list li")).to_have_count(1)
    is_kept(page, text)

    page.get_by_role("button", name="Send min henvendelse").click()
    page.locator(".before-sending, .case-number").first.wait_for()
    if "/sag/" not in page.url:
        page.route(ENQUIRY, fall_out)
        page.get_by_role("button", name="Nej, send min henvendelse").click()
        expect(page.locator(TROUBLE)).to_contain_text("Forbindelsen forsvandt")
        expect(asked).to_have_value(text)
        page.unroute_all(behavior="ignoreErrors")
        page.get_by_role("button", name="Nej, send min henvendelse").dblclick()
    page.wait_for_url(re.compile(r"/sag/[\w-]+/"))
    assert cases(embedded_site, text) == [1]
    assert broken


def test_an_answer_that_comes_late_touches_no_field(slow_page: Page) -> None:
    """Letters typed while it is on its way stay, and so does what was chosen."""
    page = slow_page
    asked = page.get_by_label("Hvad har du brug for hjælp til?")
    asked.press_sequentially("Appen går ned, når jeg åbner", delay=10)
    with page.expect_response(re.compile(r"/henvendelse/fejl/$")):
        page.wait_for_timeout(700)
        asked.press_sequentially(" en besked fra læreren i 4. b", delay=60)
    expect(asked).to_have_value("Appen går ned, når jeg åbner en besked fra læreren i 4. b")
    expect(asked).to_be_focused()
    page.get_by_label("Dit navn").fill("Maja")
    expect(page.get_by_label("Dit navn")).to_have_value("Maja")
