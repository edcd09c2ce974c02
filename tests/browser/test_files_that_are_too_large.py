"""In a browser: the page says that a file is too large before it sends anything."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, Open
from tests.browser.sites import Site
from tests.deploy.test_proxies import MEGABYTE, noise

pytestmark = pytest.mark.browser


def test_a_file_that_is_too_large_is_said_at_once_and_a_photo_is_made_smaller_and_goes(
    open_page: Open, embedded_site: Site, tmp_path: Path
) -> None:
    large, photo = tmp_path / "film.mp4", tmp_path / "billede.png"
    large.write_bytes(bytes(20 * MEGABYTE + 1))
    photo.write_bytes(noise(10.5))
    assert photo.stat().st_size > 10 * MEGABYTE
    logs = [tmp_path / f"log{number}.txt" for number in range(3)]
    for log in logs:
        log.write_bytes(b"a" * 9 * MEGABYTE)
    page = open_page(PHONE)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.goto(f"{embedded_site.address}/henvendelse/")
    page.get_by_label("Forælder", exact=True).check()
    page.get_by_role("combobox", name="Hvilken skole").fill("groenbakke")
    page.get_by_role("option", name="Grønbakkeskolen").click()
    page.get_by_label("Hvad har du brug for hjælp til?").fill("Hvor skriver jeg, at vi holder ferie i uge 7?")
    page.get_by_label("Dit navn").fill("Maja Holm")
    page.get_by_label("Din mailadresse").fill("maja.holm@post.example")
    files = page.get_by_label("Skærmbilleder eller filer")
    files.set_input_files(large)
    warning = page.locator("[aria-live=assertive]").filter(has_text="film.mp4 fylder mere end 20 MB")
    expect(warning).to_be_visible()
    page.wait_for_timeout(1500)
    sent.clear()
    page.get_by_role("button", name="Send min henvendelse").click()
    expect(files).to_be_focused()
    assert [url for url in sent if url.endswith("/henvendelse/")] == []
    described = files.get_attribute("aria-describedby") or ""
    assert re.search(r"_too_large\b", described)

    files.set_input_files(logs)
    expect(page.locator("[aria-live=assertive]").filter(has_text="25 MB tilsammen")).to_be_visible()
    for log in logs:
        page.get_by_role("button", name=f"Fjern {log.name}").click()
    expect(page.locator("[aria-live=assertive]").filter(has_text="MB")).to_have_count(0)
    files.set_input_files(photo)
    expect(page.locator(".file-list li")).to_contain_text("billede.jpg")
    expect(page.locator("[aria-live=assertive]").filter(has_text="MB")).to_have_count(0)
    page.get_by_role("button", name="Send min henvendelse").click()
    page.wait_for_url(re.compile(r"/(sag/[\w-]+|henvendelse)/"))
