"""The commonest acts cost as many clicks as `docs/clicks.md` says, and the keys do the same without any."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import DESK, PHONE, Open, overflows, sign_in, violations
from tests.browser.sites import ROOT, Site

pytestmark = pytest.mark.browser
QUEUE = "/admin/tickets/ticket/"
TOLD = dict(
    re.findall(r"^\| ([^|]+?) \| (\d+) \|", (ROOT / "docs" / "clicks.md").read_text(encoding="utf-8"), re.MULTILINE)
)


class Hand:
    """One person's mouse, which counts."""

    def __init__(self, page: Page, site: Site) -> None:
        self.page, self.site, self.clicks = page, site, 0

    def click(self, where: Locator) -> None:
        where.first.click()
        self.clicks += 1

    def press(self, name: str, within: str = "body") -> None:
        self.click(self.page.locator(within).get_by_role("button", name=name, exact=True))

    def send(self, name: str) -> None:
        """Presses what leads to another page, and waits for it."""
        with self.page.expect_navigation():
            self.press(name)

    def choose(self, label: str, value: str) -> None:
        self.page.get_by_label(label).first.select_option(value)
        self.clicks += 1

    def case(self, subject: str) -> str:
        """The page of a case, from the queue; what leads there is not counted."""
        self.page.goto(f"{self.site.address}{QUEUE}?list=all&q={subject.rsplit(maxsplit=1)[-1]}")
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=subject).first.click()
        return self.page.url

    def says(self, text: str) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible()

    def counted(self, act: str) -> None:
        assert self.clicks == int(TOLD[act]), act
        self.clicks = 0


@pytest.fixture
def hand(embedded_site: Site, open_page: Open) -> Hand:
    page = open_page(DESK)
    sign_in(page, embedded_site, "supportberettiget@demo.example")
    return Hand(page, embedded_site)


def test_opening_taking_judging_and_handing_up(hand: Hand) -> None:
    page = hand.page
    page.goto(f"{hand.site.address}/admin/")
    hand.click(page.locator(".home__start .queue-row__subject a"))
    expect(page.locator("#composer")).to_be_visible()
    hand.counted("Open the most urgent case")
    page.goto(f"{hand.site.address}{QUEUE}?list=needs_us&assignee=nobody")
    links = page.locator(".queue-row__subject a")
    for address in [links.nth(at).get_attribute("href") for at in range(links.count())]:
        page.goto(f"{hand.site.address}{address}")
        if not page.get_by_role("button", name="Jeg har set på den").count():
            break
    hand.send("Tag sagen")
    hand.says("Sagen er din")
    hand.counted("Take the case")
    hand.choose("Sagstype", "technical_fault")
    hand.send("Vælg sagstype")
    hand.says("Sagstypen er")
    hand.counted("Correct the case type")
    page.goto(f"{hand.site.address}{QUEUE}?list=needs_triage")
    links = page.locator(".queue-row__subject a")
    for address in [links.nth(at).get_attribute("href") for at in range(links.count())]:
        page.goto(f"{hand.site.address}{address}")
        if page.locator("button[data-key=accept]").count():
            break
    hand.click(page.locator("button[data-key=accept]"))
    hand.says("Sagstypen er godkendt")
    hand.counted("Accept the suggested case type")


def test_writing(hand: Hand) -> None:
    page = hand.page
    hand.case("Kan ikke finde ferieanmodningen")
    expect(page.locator("#help .insertable")).to_be_visible()
    hand.click(page.locator("#help .insertable button"))
    expect(page.locator("#id_answer-text")).not_to_be_empty()
    hand.send("Send svar")
    hand.says("Svaret er sendt")
    hand.counted("Send a suggested answer")
    for act, words, source in (
        ("Send another answer, found by words", "notifikationer", "Fælles svar"),
        ("Send a template", "sendt den videre", "Svarskabelon"),
    ):
        page.locator("#find-texts").press_sequentially(words)
        hand.click(page.locator("#ready-texts li", has_text=source).get_by_role("button"))
        expect(page.locator("#id_answer-text")).not_to_be_empty()
        hand.send("Send svar")
        hand.says("Svaret er sendt")
        hand.counted(act)
    hand.click(page.locator("label[for=composer-note]"))
    page.locator("#id_note-text").press_sequentially("@")
    expect(page.locator(".mentions li").first).to_be_visible()
    page.locator("#id_note-text").press("Enter")
    page.locator("#id_note-text").press_sequentially("ser du på den?")
    hand.send("Gem note")
    hand.says("ser du på den?")
    hand.counted("Write a note with a mention")
    page.locator("#id_answer-text").fill("Nu er det på plads.")
    hand.send("Send og løs")
    hand.says("sagen er løst")
    hand.counted("Answer and solve")


def test_from_case_to_case_and_many_at_once(hand: Hand, open_page: Open) -> None:
    page = open_page(DESK)
    sign_in(page, hand.site, "superbruger@demo.example")
    mine = Hand(page, hand.site)
    page.goto(f"{mine.site.address}{QUEUE}?list=needs_us")
    with page.expect_navigation():
        page.locator(".queue-row__subject a").first.click()
    before = page.url
    mine.click(page.get_by_role("link", name="Næste sag"))
    page.wait_for_url(lambda url: url != before)
    mine.counted("Go on to the next case")
    expect(page.locator("#composer")).to_be_visible()
    mine.click(page.locator("summary", has_text="Send den op"))
    page.get_by_label("Hvorfor? Hvad har du prøvet?").fill("Det kan ikke løses her.")
    mine.send("Send op")
    mine.says("Sendt op til")
    mine.counted("Hand up")
    page.goto(f"{mine.site.address}{QUEUE}?list=needs_us&assignee=nobody")
    for at in range(3):
        mine.click(page.locator(".queue-row__tick").nth(at))
    mine.choose("Med de afkrydsede", "take")
    mine.press("Udfør", ".bulk")
    mine.says("Nu dine: 3")
    mine.counted("Take three cases of a list at once")


def test_the_keys_work_outside_fields_alone_and_can_be_switched_off(hand: Hand) -> None:
    page = hand.page
    page.goto(f"{hand.site.address}{QUEUE}?list=needs_us&assignee=nobody")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("t")
    hand.says("Nu dine: 1")
    page.goto(f"{hand.site.address}{QUEUE}?list=needs_us")
    with page.expect_navigation():
        page.locator(".queue-row__subject a").nth(8).click()  # behind those that somebody must look at first
    first = page.url
    page.keyboard.press("j")
    page.wait_for_url(lambda url: url != first)
    second = page.url
    page.keyboard.press("k")
    page.wait_for_url(lambda url: url != second)
    page.keyboard.press("s")
    expect(page.locator("button[data-key=resolve]").first).to_be_focused()
    page.keyboard.press("r")
    field = page.locator("#id_answer-text")
    expect(field).to_be_focused()
    page.keyboard.type("Tast s og j er kun bogstaver her.")
    expect(field).to_have_value("Tast s og j er kun bogstaver her.")
    page.keyboard.press("Control+Enter")
    hand.says("Svaret er sendt")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("checkbox", name="Brug disse taster i denne browser").uncheck()
    page.keyboard.press("Escape")
    here = page.url
    page.keyboard.press("j")
    page.keyboard.press("s")
    assert page.url == here
    expect(page.locator("button[data-key=resolve]").first).not_to_be_focused()


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_similar_cases_and_the_mail_before_it_is_sent(
    width: int, embedded_site: Site, open_page: Open, complaints: list[str]
) -> None:
    page = open_page(width)
    sign_in(page, embedded_site, "supportberettiget@demo.example")
    hand = Hand(page, embedded_site)
    address = hand.case("Ugeplanen er tom")
    page.locator("#id_answer-text").fill("Hej Cecilie\n\nUgeplanen er der igen.")
    page.get_by_role("button", name="Se mailen").click()
    expect(page.locator("#letter .letter__page")).to_contain_text("Ugeplanen er der igen.")
    assert violations(page) == []
    assert not overflows(page)
    page.goto(address.split("?")[0] + "alike/")
    assert violations(page) == []
    assert not overflows(page)
    assert complaints == []


BEYOND = """() => {
  const table = document.querySelector("#result_list");
  return table ? table.scrollWidth - table.parentElement.clientWidth : 0;
}"""
LISTS = (
    *("tickets/delivery", "tickets/receivedmail", "tickets/mailbox", "tickets/target", "tickets/tag"),
    *("organisation/user", "organisation/institution", "organisation/party", "organisation/openingwindow"),
    *("triage/answertemplate", "triage/macro", "triage/hint", "triage/namedperson", "triage/example"),
)


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_no_list_of_the_administration_is_wider_than_the_screen(
    width: int, embedded_site: Site, open_page: Open
) -> None:
    page = open_page(width)
    sign_in(page, embedded_site, "kommuneadmin@demo.example")
    for name in LISTS:
        page.goto(f"{embedded_site.address}/admin/{name}/")
        assert not overflows(page), name
        wide = page.evaluate(BEYOND)
        assert wide <= 1, (name, wide)
        if width == PHONE and page.locator("#result_list tbody tr").count():
            assert page.locator("#result_list [data-label]").count(), name
