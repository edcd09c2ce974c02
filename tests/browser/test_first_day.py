"""A new municipality: from an empty database to its first answered enquiry, with the guide alone."""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import DESK, PHONE, Open, overflows, sign_in, violations
from tests.browser.sites import FIRST_ADMINISTRATOR, Site, empty

pytestmark = pytest.mark.browser
MOST_STEPS = 40
STEPS = [
    "municipality",
    "appearance",
    "sending",
    "receiving",
    "hours",
    "institutions",
    "people",
    "central",
    "parties",
    "sensitive",
    "starting",
    "texts",
    "privacy",
    "trial",
]


@pytest.fixture(scope="module")
def empty_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with empty(tmp_path_factory.mktemp("empty") / "data") as site:
        yield site


@pytest.fixture
def new_site(tmp_path: Path) -> Iterator[Site]:
    """Of one try alone: what a first one has filled in would stand in the way of a second."""
    with empty(tmp_path / "data") as site:
        yield site


@dataclass
class Hands:
    """Somebody at the keyboard. Each field filled, box ticked or thing pressed is a step."""

    page: Page
    steps: int = 0

    def fill(self, label: str, text: str) -> None:
        self.steps += 1
        self.page.get_by_label(label, exact=True).first.fill(text)

    def choose(self, label: str, option: str) -> None:
        self.steps += 1
        self.page.get_by_label(label, exact=True).first.select_option(option)

    def tick(self, label: str) -> None:
        self.steps += 1
        self.page.get_by_label(label, exact=True).first.check()

    def press(self, name: "str | re.Pattern[str]", role: str = "button") -> None:
        self.do(self.page.get_by_role(role, name=name).first)  # type: ignore[arg-type]  # a role of two

    def follow(self, name: "str | re.Pattern[str]") -> None:
        self.press(name, "link")

    def do(self, what: Locator) -> None:
        self.steps += 1
        what.click()


def pages(site: Site) -> list[str]:
    steps = [f"{site.address}/admin/setup/{step}/" for step in STEPS]
    ready = [f"{site.address}/admin/ready/", f"{site.address}/admin/ready/parents/"]
    return [f"{site.address}/admin/setup/", *steps, *ready, f"{site.address}/admin/", f"{site.address}/henvendelse/"]


@pytest.mark.parametrize(("width", "theme"), [(320, "dark"), (PHONE, "light"), (DESK, "light")])
def test_the_guide_is_accessible_at_any_width(
    width: int, theme: str, empty_site: Site, open_page: Open, complaints: list[str]
) -> None:
    page = open_page(width, color_scheme=theme)
    sign_in(page, empty_site, FIRST_ADMINISTRATOR)
    for address in pages(empty_site):
        page.goto(address)
        assert violations(page) == [], address
        assert not overflows(page), address
    assert complaints == []


def test_the_guide_without_scripts_keeps_what_was_typed(empty_site: Site, open_page: Open) -> None:
    page = open_page(DESK, java_script_enabled=False)
    sign_in(page, empty_site, FIRST_ADMINISTRATOR)
    page.goto(f"{empty_site.address}/admin/setup/institutions/")
    page.locator("#id_name").fill("Skolen ved Havet")
    page.get_by_role("button", name="Tilføj", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Intet er gemt endnu")
    expect(page.locator("#id_name")).to_have_value("Skolen ved Havet")


def test_the_contrast_follows_the_picker(empty_site: Site, open_page: Open, complaints: list[str]) -> None:
    page = open_page()
    sign_in(page, empty_site, FIRST_ADMINISTRATOR)
    page.goto(f"{empty_site.address}/admin/setup/appearance/")
    page.locator("#id_primary_colour").fill("#ffee00")
    expect(page.locator("#swatch")).to_contain_text("svær at læse")
    page.locator("#id_primary_colour").fill("#1f4e8c")
    expect(page.locator("#swatch")).to_contain_text("let at læse")
    assert complaints == []


def test_from_an_empty_database_to_the_first_answer(  # noqa: PLR0915  one long way
    new_site: Site, open_page: Open, complaints: list[str]
) -> None:
    page = open_page()
    hands = Hands(page)
    page.goto(f"{new_site.address}/henvendelse/")
    expect(page.get_by_text("Du kan ikke skrive til os her endnu")).to_be_visible()
    sign_in(page, new_site, FIRST_ADMINISTRATOR)
    hands.steps += 3

    hands.follow("Skriv navnet")
    hands.do(page.locator("#id_name"))
    page.locator("#id_name").fill("Nordsø Kommune")
    hands.do(page.locator("#id_phone"))
    page.locator("#id_phone").fill("72 00 10 00")
    hands.do(page.locator("#id_contact_email"))
    page.locator("#id_contact_email").fill("aula@nordsoe.example")
    hands.press("Gem, og gå videre")

    expect(page.get_by_role("heading", level=1)).to_have_text("Udgående mail")
    hands.press("Send en testmail")
    expect(page.get_by_text("En testmail er sendt til")).to_be_visible()
    assert [to for to, _text in new_site.postbox.mails] == [[FIRST_ADMINISTRATOR]]

    hands.follow("Næste, der mangler: Skoler og dagtilbud")
    hands.do(page.locator("#id_name"))
    page.locator("#id_name").fill("Grøndal Skole")
    hands.steps += 1
    page.locator("#id_kind").select_option("school")
    hands.do(page.locator("#id_code"))
    page.locator("#id_code").fill("731004")
    hands.press("Tilføj")

    hands.follow("Næste, der mangler: Hvem hjælper hvor?")
    hands.do(page.locator("#id_name"))
    page.locator("#id_name").fill("Sara Superbruger")
    hands.do(page.locator("#id_email"))
    page.locator("#id_email").fill("sara@groendal.example")
    hands.press("Tilføj, og send en invitation")
    expect(page.locator("table.plan")).to_contain_text("Sara Superbruger")

    hands.do(page.locator(".guide__steps").get_by_role("link", name="Den første henvendelse"))
    hands.do(page.locator("#content").get_by_role("link", name="Åbn ”Skriv til os”"))
    hands.tick("Forælder")
    hands.steps += 1
    page.get_by_role("combobox", name="Hvilken skole").fill("grøndal")
    hands.do(page.get_by_role("option", name="Grøndal Skole"))
    hands.steps += 3
    page.locator("#id_body").fill("Jeg kan ikke se mit barns ugeplan i Aula.")
    page.locator("#id_name").fill("Maja Holm")
    page.locator("#id_email").fill("maja@post.example")
    hands.press("Send min henvendelse")
    page.wait_for_url(re.compile(r"/sag/[\w-]+/"))
    private = page.url

    page.goto(f"{new_site.address}/admin/setup/trial/")
    hands.follow(re.compile("Åbn sagen AULA-"))
    hands.do(page.locator("#id_answer-text"))
    page.locator("#id_answer-text").fill("Ugeplanen er lagt på forsiden i Aula nu.")
    hands.press("Send svar")
    expect(page.get_by_text("Svaret er sendt.")).to_be_visible()
    assert mailed(new_site, "maja@post.example", "Ugeplanen er lagt")
    page.goto(private)
    expect(page.get_by_text("Ugeplanen er lagt på forsiden i Aula nu.").first).to_be_visible()
    page.goto(f"{new_site.address}/admin/setup/trial/")
    expect(page.get_by_text("Det virker. En henvendelse er kommet ind og besvaret.")).to_be_visible()
    assert complaints == []
    assert hands.steps < MOST_STEPS, hands.steps


def mailed(site: Site, to: str, phrase: str) -> bool:
    """Whether a mail with the words arrives; an answer is held back for some seconds so that it can be undone."""
    end = time.monotonic() + 120
    while time.monotonic() < end:
        for recipients, text in site.postbox.mails:
            if recipients == [to] and phrase in text:
                return True
        time.sleep(0.5)
    return False
