"""The pictures of the guides, and the guide on paper. Made anew and kept by
`PICTURES=yes make test ARGS=tests/browser/test_pictures.py`."""

import io
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
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


PRINTED = """
@page { size: A4; margin: 16mm; }
body { font: 11pt/1.45 "IBM Plex Sans", "DejaVu Sans", sans-serif; }
h1 { font-size: 20pt; } h2 { font-size: 14pt; break-after: avoid; }
img { display: block; max-width: 100%; max-height: 88mm; border: 1px solid #bbb; margin: 4mm 0; }
li, p { orphans: 3; widows: 3; break-inside: avoid; }
"""
GUIDES = ["docs/da/superbruger.md", "docs/en/superuser.md"]


@pytest.mark.parametrize("guide", GUIDES)
def test_the_superusers_guide_prints_on_four_pages(guide: str, open_page: Open, tmp_path: Path) -> None:
    """With its pictures; kept beside the text where it is asked for."""
    source = ROOT / guide
    text = MarkdownIt().render(source.read_text()).replace('src="../pictures/', f'src="{PICTURES.as_uri()}/')
    (tmp_path / "guide.html").write_text(f'<!doctype html><meta charset="utf-8"><style>{PRINTED}</style>{text}')
    page = open_page()
    page.goto((tmp_path / "guide.html").as_uri())
    shown = page.evaluate("[...document.images].map(image => image.naturalWidth > 0)")
    assert shown == [True, True, True]
    printed = page.pdf(prefer_css_page_size=True)
    if os.environ.get("PICTURES") == "yes":
        source.with_suffix(".pdf").write_bytes(printed)
    assert 2 <= len(re.findall(rb"/Type\s*/Page\b", printed)) <= 4
