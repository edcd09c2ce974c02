"""The project lead's board from a wish to KOMBIT's answer, and the public list, as people see them."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, Open, overflows, sign_in, violations
from tests.browser.sites import Site

pytestmark = pytest.mark.browser
BOARD = "/admin/triage/changerequest/"


def sound(page: Page) -> None:
    assert violations(page) == []
    assert not overflows(page)


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (DESK, "dark")])
def test_every_page_of_the_board_is_accessible(
    width: int, scheme: str, embedded_site: Site, open_page: Open, complaints: list[str]
) -> None:
    page = open_page(width, color_scheme=scheme)
    sign_in(page, embedded_site, "projektleder@demo.example")
    for path in ("", "?state=all", "alike/", "bundles/"):
        page.goto(f"{embedded_site.address}{BOARD}{path}")
        sound(page)
    for opener, link in (("bundles/", "Ønsker til Aula, forår"), ("bundles/", "Ønsker til Aula, efterår")):
        page.goto(f"{embedded_site.address}{BOARD}{opener}")
        page.get_by_role("link", name=link).click()
        sound(page)
    for state, title in (
        ("all", "Stille tid om natten"),
        ("all", "Oversæt opslag"),
        ("decided", "Udskriv klasselisten"),
    ):
        page.goto(f"{embedded_site.address}{BOARD}?state={state}")
        page.get_by_role("link", name=re.compile(title)).click()
        sound(page)
    page.goto(f"{embedded_site.address}{BOARD}")
    for box in page.get_by_role("checkbox").all()[:2]:
        box.check()
    page.get_by_role("button", name="Læg sammen til ét").click()
    sound(page)
    page.go_back()
    page.get_by_role("button", name="Læg i en samling").click()
    sound(page)
    assert complaints == []


def test_the_lead_joins_wishes_sends_a_bundle_and_notes_the_answer(
    site: Site, open_page: Open, tmp_path: Path, complaints: list[str]
) -> None:
    lead = open_page()
    sign_in(lead, site, "projektleder@demo.example")
    lead.goto(f"{site.address}{BOARD}alike/")
    bunch = lead.locator(".bunch", has_text="Mørkt tema om aftenen")
    bunch.get_by_role("button", name="Læg sammen til ét").click()
    expect(lead.get_by_role("heading", name="Mørkt tema i appen", level=1)).to_be_visible()
    expect(lead.get_by_text("2 personer").first).to_be_visible()
    lead.get_by_role("button", name="Citér").first.click()
    expect(lead.get_by_label("Citater")).to_have_value(re.compile("tema"))
    lead.get_by_role("button", name="Læg i en samling").click()
    lead.get_by_label("Samlingens titel").fill("Prøve på mørkt tema")
    lead.get_by_role("button", name="Lav samlingen").click()
    expect(lead.get_by_text("Præcis dette bliver sendt")).to_be_visible(timeout=60_000)
    with lead.expect_download() as paper:
        lead.get_by_role("link", name=re.compile(r"\.xlsx")).click()
    assert Path(paper.value.path()).read_bytes().startswith(b"PK")
    lead.get_by_role("button", name="Send til KOMBIT").click()
    lead.get_by_role("dialog").get_by_role("button", name="Ja").click()
    expect(lead.get_by_text("Mailserveren har taget imod den.")).to_be_visible(timeout=90_000)
    lead.get_by_role("link", name=re.compile("Mørkt tema i appen")).click()
    lead.get_by_label("Hvad har KOMBIT besluttet?").select_option("planned")
    lead.get_by_label("Hvad alle, der har bedt om det, får at vide").fill("Det kommer næste forår.")
    lead.get_by_role("button", name="Registrér svaret, og giv besked").click()
    lead.get_by_role("dialog").get_by_role("button", name="Ja").click()
    expect(lead.get_by_text("Registreret. Alle, der har bedt om det, får besked nu.")).to_be_visible()
    if site.kind == "real":
        sent = [text for to, text in site.postbox.mails if to == ["aula@kombit.dk"]]
        assert len([text for text in sent if "moerkt-tema" in text]) == 1
    assert complaints == []


@pytest.mark.parametrize("scripts", [True, False])
def test_anybody_votes_and_the_link_of_a_mail_makes_it_count(
    scripts: bool, embedded_site: Site, open_page: Open
) -> None:
    page = open_page(PHONE if scripts else 320, java_script_enabled=scripts)
    page.goto(f"{embedded_site.address}/oensker/")
    card = page.locator(".wish-card", has_text="Stille tid om natten")
    before = int(card.locator("strong").first.inner_text())
    card.locator("summary").click()
    if scripts:
        sound(page)
    address = f"ida-{scripts}@example.org".lower()
    card.get_by_label("Din mailadresse").fill(address)
    card.get_by_role("button", name="Stem", exact=True).click()
    expect(page.get_by_text(f"Vi har sendt et link til {address}")).to_be_visible()
    assert int(card.locator("strong").first.inner_text()) == before
    page.goto(f"{embedded_site.address}/demo/")
    page.get_by_role("link", name=re.compile("Bekræft din stemme")).first.click()
    page.locator("a[href*='/oensker/stemme/']").click()
    for times, name in ((1, "Tæl min stemme med"), (0, "Træk min stemme tilbage")):
        link = page.url
        page.get_by_role("button", name=name).click()
        assert int(card.locator("strong").first.inner_text()) == before + times
        page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text("Linket virker ikke længere")
