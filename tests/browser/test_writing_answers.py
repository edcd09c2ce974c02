"""The days of a writer, a reviewer and a reader of a shared answer: phone and desk, with and without scripts."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, Open, overflows, sign_in, violations
from tests.browser.sites import Site

pytestmark = pytest.mark.browser
LIST = "/admin/knowledgebase/article/"
TEXT = "1. Åbn **Aula**.\n2. Tryk på klokken.\n\nRing til kontoret på 20 30 40 50, <img src=x onerror=alert(1)>."


def sound(page: Page) -> None:
    assert violations(page) == []
    assert not overflows(page)


@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("scripts", [True, False])
def test_an_answer_is_written_approved_and_read(
    embedded_site: Site, open_page: Open, complaints: list[str], width: int, scripts: bool
) -> None:
    title = f"Slå klokken fra {width} {scripts}"
    writer = open_page(width, java_script_enabled=scripts)
    write(writer, embedded_site, title, scripts=scripts)
    approve(open_page(width, java_script_enabled=scripts), embedded_site, title, scripts=scripts)
    reader = open_page(width, java_script_enabled=scripts)
    reader.goto(f"{embedded_site.address}/svar/")
    reader.get_by_label("Søg i svarene").fill(title)
    reader.get_by_role("button", name="Søg").click()
    reader.get_by_role("link", name=title).click()
    expect(reader.locator("#trin-2")).to_have_text("Tryk på klokken.")
    expect(reader.locator(".prose img")).to_have_count(0)
    reader.locator("summary", has_text="Udskriv og del").click()
    reader.get_by_role("link", name="Link til trin 2").click()
    assert reader.url.endswith("#trin-2")
    if scripts:
        sound(reader)
    reader.get_by_role("button", name="Nej", exact=True).click()
    reader.get_by_label("Der mangler noget").check()
    reader.get_by_role("button", name="Send begrundelsen").click()
    expect(reader.get_by_text("De, der skriver svarene, læser det.")).to_be_visible()
    assert complaints == []


def write(page: Page, site: Site, title: str, *, scripts: bool) -> None:
    sign_in(page, site, "superbruger@demo.example")
    page.goto(f"{site.address}{LIST}")
    page.get_by_role("link", name="Skriv et svar").click()
    page.get_by_label("Titel").fill(title)
    page.get_by_role("button", name="Begynd at skrive").click()
    page.get_by_label("Svar (frivilligt)").fill(TEXT)
    if scripts:
        expect(page.get_by_text("Gemt kl.")).to_be_visible()
        expect(page.locator("#beside .prose li").first).to_have_text("Åbn Aula.")
        sound(page)
    else:
        page.get_by_role("button", name="Gem kladden").click()
        expect(page.locator("#beside .prose li").first).to_have_text("Åbn Aula.")
    page.get_by_role("button", name="Foreslå svaret").click()
    expect(page.get_by_text("Ikke endnu.")).to_be_visible()
    page.get_by_label("Telefonnummer").check()
    page.get_by_role("button", name="Foreslå svaret").click()
    expect(page.get_by_text("Venter på godkendelse").first).to_be_visible()


def approve(page: Page, site: Site, title: str, *, scripts: bool) -> None:
    sign_in(page, site, "projektleder@demo.example")
    page.goto(f"{site.address}{LIST}?vis=waiting")
    page.get_by_role("link", name=title).click()
    page.get_by_label("Kommentér").fill("Godt svar.")
    page.get_by_role("button", name="Kommentér").click()
    expect(page.get_by_text("Godt svar.")).to_be_visible()
    if scripts:
        sound(page)
    page.get_by_role("button", name="Udgiv").first.click()
    expect(page.get_by_text(f"”{title}” er udgivet.")).to_be_visible()
    page.get_by_role("link", name="Versioner").click()
    if scripts:
        sound(page)
