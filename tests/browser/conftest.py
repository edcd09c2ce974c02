"""Chromium, the sites it looks at, and what it must not find."""

import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import pytest
from django.db import connections
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, expect, sync_playwright

from tests.browser.sites import ROOT, Site, embedded, real

AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
RULES: dict[str, Any] = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
    "preload": False,
}
COLOURS = ("color-contrast", "link-in-text-block")
"""The rules of axe that ask for colours."""
PHONE, DESK = 390, 1400
Look = tuple[int, Literal["light", "dark"], Literal["none", "active"]]
LOOKS: tuple[Look, ...] = ((DESK, "dark", "none"), (PHONE, "light", "active"), (320, "light", "none"))
"""Wide first: what unfolds where there is room stays open on the narrower ones, and is looked at there too."""
expect.set_options(timeout=60_000)  # a busy machine is not a fault of the page

Open = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    # Playwright keeps an event loop on this thread; Django would take later tests here for asynchronous ones.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, "--disable-component-update"])
        yield browser
        browser.close()
        connections.close_all()  # beside an event loop Django keeps others, and nobody finds them when it has ended


@pytest.fixture(scope="package")
def embedded_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with embedded(tmp_path_factory.mktemp("embedded") / "data") as site:
        yield site


@pytest.fixture(scope="package")
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
        listen(page, complaints)
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


def listen(page: Page, complaints: list[str]) -> tuple[Callable[..., None], Callable[..., None]]:
    def hear(message: ConsoleMessage) -> None:
        note(message, complaints)

    def fail(error: Error) -> None:
        complaints.append(str(error))

    page.on("console", hear)
    page.on("pageerror", fail)
    return hear, fail


@contextmanager
def listening(page: Page, complaints: list[str]) -> Iterator[None]:
    """For a page that outlives the test."""
    hear, fail = listen(page, complaints)
    yield
    page.remove_listener("console", hear)
    page.remove_listener("pageerror", fail)


def note(message: ConsoleMessage, complaints: list[str]) -> None:
    if message.type == "error" and "Failed to load resource" not in message.text:
        complaints.append(message.text)


def sign_in(page: Page, site: Site, email: str) -> None:
    """By the form the first time. Whoever has a session already takes it along, as into a second window."""
    if email in site.signed_in:
        page.context.add_cookies([site.signed_in[email]])
        page.goto(f"{site.address}/admin/")
        if "/login/" not in page.url:
            return
    page.goto(f"{site.address}/admin/login/")
    page.fill("#id_username", email)
    page.fill("#id_password", site.password)
    page.click("#login-form [type=submit], form [type=submit]")
    page.wait_for_url(re.compile(r"/admin/(numbers/)?$"))
    (site.signed_in[email],) = [cookie for cookie in page.context.cookies() if cookie.get("name") == "sessionid"]


def violations(page: Page, *rules: str) -> list[str]:
    """What axe finds against WCAG 2.2 A and AA, or against the rules named, a line each.

    axe would preload style sheets by writing what they import into a page of its own, which the policy forbids and
    the console tells of. Only an experimental rule asks for that, and none of these.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    asked = RULES | ({"runOnly": list(rules)} if rules else {})
    results = page.evaluate("rules => axe.run(document, rules)", asked)
    return [f"{each['id']}: {node['target']}" for each in results["violations"] for node in each["nodes"]]


def sound(page: Page, looks: Sequence[Look] = LOOKS, *, anew: bool = False) -> None:
    """In each look nothing for axe to find and nothing beyond the side; the page is loaded once, or `anew` for another
    theme. What a theme changes is colours, so in the looks that repeat a width only these are judged."""
    judged: set[int] = set()
    before = looks[0][1]
    for width, scheme, forced in looks:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme, forced_colors=forced)
        if anew and scheme != before:
            page.reload()
        before = scheme
        found = violations(page, *(COLOURS if width in judged else ()))
        assert found == [], (page.url, width, scheme, forced)
        assert not overflows(page), (page.url, width)
        judged.add(width)


def overflows(page: Page) -> bool:
    """Whether the page scrolls sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def picture(folder: Path) -> Path:

    path = folder / "skærmbillede.png"
    Image.new("RGB", (300, 200), "teal").save(path)
    return path
