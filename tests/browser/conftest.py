"""Chromium, the sites it looks at, and what it must not find."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from tests.browser.sites import ROOT, Site, embedded, real

AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "preload": False}
PHONE, DESK = 390, 1400
expect.set_options(timeout=20_000)  # a busy machine is not a fault of the page

Open = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    # Playwright keeps an event loop on this thread; Django would take later tests here for asynchronous ones.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, "--disable-component-update"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def embedded_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with embedded(tmp_path_factory.mktemp("embedded") / "data") as site:
        yield site


@pytest.fixture(scope="session")
def real_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with real(tmp_path_factory.mktemp("real")) as site:
        yield site


@pytest.fixture(params=["embedded_site", "real_site"])
def site(request: pytest.FixtureRequest) -> Site:
    chosen: Site = request.getfixturevalue(request.param)
    return chosen


@pytest.fixture
def complaints() -> list[str]:
    """What the browser's console said: a page that breaks the content security policy says so there."""
    return []


@pytest.fixture
def open_page(chromium: Browser, complaints: list[str]) -> Iterator[Open]:
    contexts: list[BrowserContext] = []

    def make(width: int = DESK, **options: Any) -> Page:
        settings = {"locale": "da-DK", "viewport": {"width": width, "height": 900}} | options
        context = chromium.new_context(**settings)
        context.set_default_timeout(60_000)  # a busy machine is not a fault of the page
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: note(message, complaints))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def away(embedded_site: Site) -> Iterator[None]:
    """What a test connects is gone afterwards, and whoever signed in by it too, with their address: the site is
    everybody's, and the same address comes again from another provider."""
    yield
    embedded_site.ask(
        "from organisation.models import *\n"
        "for user in User.objects.filter(identities__isnull=False).distinct():\n"
        "    user.is_active, user.email = False, f'borte-{user.pk}@demo.example'\n"
        "    user.save()\n"
        "Departure.objects.all().delete()\n"
        "Identity.objects.all().delete()\nMembership.objects.exclude(given_by=None).delete()\n"
        "IdentityProvider.objects.all().delete()\nprint(0)"
    )


def note(message: ConsoleMessage, complaints: list[str]) -> None:
    if message.type == "error" and "Failed to load resource" not in message.text:
        complaints.append(message.text)


def sign_in(page: Page, site: Site, email: str) -> None:
    page.goto(f"{site.address}/admin/login/")
    page.fill("#id_username", email)
    page.fill("#id_password", site.password)
    page.click("#login-form [type=submit], form [type=submit]")
    page.wait_for_url(re.compile(r"/admin/(numbers/)?$"))


def violations(page: Page) -> list[str]:
    """What axe finds against WCAG 2.1 A and AA, a line each.

    axe would preload style sheets by writing what they import into a page of its own, which the policy forbids and
    the console tells of. Only an experimental rule asks for that, and none of these.
    """
    page.evaluate(AXE)
    results = page.evaluate("rules => axe.run(document, rules)", RULES)
    return [f"{each['id']}: {node['target']}" for each in results["violations"] for node in each["nodes"]]


def overflows(page: Page) -> bool:
    """Whether the page scrolls sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def picture(folder: Path) -> Path:

    path = folder / "skærmbillede.png"
    Image.new("RGB", (300, 200), "teal").save(path)
    return path
