"""The pictures of the guides. `PICTURES=yes make test ARGS=tests/browser/test_pictures.py` takes them anew."""

import io
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page

from tests.browser.conftest import DESK, PHONE, Open, sign_in
from tests.browser.sites import ROOT, Site
from tests.browser.test_pages import case_address

pytestmark = pytest.mark.browser
PICTURES = ROOT / "docs" / "pictures"
FIRST_LEVEL = "superbruger@demo.example"


def form(page: Page, site: Site) -> None:
    page.goto(f"{site.address}/henvendelse/")


def queue(page: Page, site: Site) -> None:
    sign_in(page, site, FIRST_LEVEL)
    page.goto(f"{site.address}/admin/tickets/ticket/")


def workspace(page: Page, site: Site) -> None:
    sign_in(page, site, FIRST_LEVEL)
    page.goto(case_address(page, site, "Ugeplanen er tom"))


TAKEN: dict[str, tuple[int, Callable[[Page, Site], None]]] = {
    "form": (PHONE, form),
    "queue": (DESK, queue),
    "workspace": (DESK, workspace),
}


def named() -> set[str]:
    texts = [path.read_text() for path in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]]
    return {name for text in texts for name in re.findall(r"pictures/([\w-]+)\.png", text)}


def test_each_picture_of_the_documents_is_taken_here() -> None:
    assert named() == set(TAKEN)


@pytest.mark.parametrize("name", sorted(TAKEN))
def test_a_picture_shows_a_page_of_today(name: str, embedded_site: Site, open_page: Open, tmp_path: Path) -> None:
    """Taken each time, so that what it shows is there; kept where it is asked for."""
    width, walk = TAKEN[name]
    page = open_page(width, device_scale_factor=1)
    walk(page, embedded_site)
    picture = Image.open(io.BytesIO(page.screenshot()))
    place = PICTURES if os.environ.get("PICTURES") == "yes" else tmp_path
    picture.convert("P", palette=Image.Palette.ADAPTIVE, colors=128).save(place / f"{name}.png", optimize=True)
    assert (picture.width, picture.height) == (width, 900)
    assert (place / f"{name}.png").stat().st_size < 250_000
