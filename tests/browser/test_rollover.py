"""The new school year by the municipality's administrator: phone and desk, with and without scripts."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, Open, overflows, sign_in, violations
from tests.browser.sites import Site

pytestmark = pytest.mark.browser


def sound(page: Page) -> None:
    assert violations(page) == []
    assert not overflows(page)


@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("scripts", [True, False])
def test_the_staff_of_a_school_is_brought_in_from_one_list(
    embedded_site: Site, open_page: Open, complaints: list[str], width: int, scripts: bool
) -> None:
    page = open_page(width, java_script_enabled=scripts)
    sign_in(page, embedded_site, "kommuneadmin@demo.example")
    page.goto(f"{embedded_site.address}/admin/tickets/ticket/colleagues/")
    page.get_by_role("link", name="Nyt skoleår").click()
    if scripts:
        sound(page)
    staff = page.request.get(f"{embedded_site.address}/admin/tickets/ticket/colleagues/list/staff.csv").text()
    lines = staff.lstrip("\ufeff").splitlines()
    somebody, _name, _role, place, _language = lines[1].split(";")
    mail = f"ny-{width}-{scripts}@demo.example".lower()
    kept = [lines[0], *(row for row in lines[1:] if row.startswith(somebody))]
    page.get_by_label("Eller indsæt tabellen her").fill("\n".join([*kept, f"{mail};Ny Lærer;Pilot;{place};Dansk"]))
    page.get_by_role("button", name="Vis, hvad der bliver ændret").click()
    expect(page.get_by_text(mail)).to_be_visible()
    if scripts:
        sound(page)
    page.locator("#q").fill("Ny Lærer")
    page.locator("#q").press("Enter")
    expect(page.get_by_text(mail)).to_be_visible()
    page.get_by_role("button", name="Gennemfør").click()
    expect(page.get_by_text("Listen er gennemført.")).to_be_visible()
    expect(page.get_by_text("Ny: 1")).to_be_visible()
    if scripts:
        sound(page)
    assert complaints == []
