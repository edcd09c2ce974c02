"""The second factor in a real browser: a passkey that Chromium itself holds, an app without scripts, 0 findings."""

import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page

from organisation.second_factor import totp
from tests.browser.conftest import DESK, PHONE, Open, overflows, violations
from tests.browser.sites import Site

pytestmark = pytest.mark.browser

SHOTS = Path(__file__).resolve().parents[2] / "var" / "pictures"


def newcomer(site: Site, name: str) -> str:
    """The address of a new administrator, so that nobody else's sign-in changes."""
    email = f"{name}@demo.example"
    site.ask(
        "from organisation.models import User\n"
        f"User.objects.filter(email='{email}').delete()\n"
        f"print(User.objects.create_superuser('{email}', '{site.password}', name='Ny Administrator').pk)"
    )
    return email


def at(site: Site) -> str:
    """Browsers keep passkeys for names, not for numbers."""
    return site.address.replace("127.0.0.1", "localhost")


def type_password(page: Page, site: Site, email: str) -> None:
    page.goto(f"{at(site)}/admin/login/")
    page.fill("#id_username", email)
    page.fill("#id_password", site.password)
    page.click("#login-form [type=submit]")
    page.wait_for_url(lambda address: "/admin/login/" not in address)


def with_key(page: Page) -> tuple[object, str]:
    """A key that answers by itself, as if somebody had touched it."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    key = {"protocol": "ctap2", "transport": "usb", "hasUserVerification": True, "isUserVerified": True}
    params = {"options": {**key, "automaticPresenceSimulation": True}}
    return session, str(session.send("WebAuthn.addVirtualAuthenticator", params)["authenticatorId"])


def look(page: Page, name: str) -> None:
    assert violations(page) == []
    for width in (320, PHONE, DESK):
        page.set_viewport_size({"width": width, "height": 900})
        assert not overflows(page), (name, width)
        if SHOTS.is_dir():
            page.screenshot(path=str(SHOTS / f"{name}-{width}.png"), full_page=True)


def test_a_passkey_is_set_up_and_signs_in_and_a_copy_of_it_does_not(
    open_page: Open, embedded_site: Site, complaints: list[str]
) -> None:
    email, page = newcomer(embedded_site, "noegle"), open_page()
    session, key = with_key(page)
    type_password(page, embedded_site, email)
    page.goto(f"{at(embedded_site)}/admin/totrinslogin/")
    look(page, "second-factor")
    page.click("text=Opret en adgangsnøgle")
    look(page, "add-passkey")
    page.fill("#id_name", "Blå nøgle")
    page.click("text=Opret adgangsnøglen")
    page.wait_for_selector(".recovery-codes")
    look(page, "recovery-codes")
    page.click("text=Jeg har gemt dem")
    assert "Blå nøgle" in page.inner_text("main, #content")
    look(page, "second-factor-mine")

    page.context.clear_cookies()
    type_password(page, embedded_site, email)
    page.wait_for_url("**/admin/trin-to/")
    look(page, "second-step")
    page.click("text=Brug en adgangsnøgle")
    page.wait_for_url(re.compile(r"/admin/$"))

    held = session.send("WebAuthn.getCredentials", {"authenticatorId": key})["credentials"][0]  # type: ignore[attr-defined]
    session.send("WebAuthn.clearCredentials", {"authenticatorId": key})  # type: ignore[attr-defined]
    copied = {"authenticatorId": key, "credential": {**held, "signCount": 1}}
    session.send("WebAuthn.addCredential", copied)  # type: ignore[attr-defined]
    page.context.clear_cookies()
    type_password(page, embedded_site, email)
    page.click("text=Brug en adgangsnøgle")
    page.wait_for_selector("text=kan være kopieret")
    assert complaints == []


def test_another_key_does_not_sign_in(open_page: Open, embedded_site: Site) -> None:
    email, page = newcomer(embedded_site, "fremmed"), open_page()
    session, key = with_key(page)
    type_password(page, embedded_site, email)
    page.goto(f"{at(embedded_site)}/admin/totrinslogin/adgangsnoegle/")
    page.click("text=Opret adgangsnøglen")
    page.wait_for_selector(".recovery-codes")
    session.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": key})  # type: ignore[attr-defined]
    with_key(page)
    page.context.clear_cookies()
    type_password(page, embedded_site, email)
    page.click("text=Brug en adgangsnøgle")
    page.wait_for_selector("[data-passkey-trouble]:visible")
    assert page.url.endswith("/admin/trin-to/")
    look(page, "second-step-trouble")


def test_an_app_is_set_up_and_signs_in_without_scripts(open_page: Open, embedded_site: Site) -> None:
    email, page = newcomer(embedded_site, "app"), open_page(java_script_enabled=False)
    type_password(page, embedded_site, email)
    page.goto(f"{at(embedded_site)}/admin/totrinslogin/app/")
    seed = page.inner_text(".seed").replace(" ", "")
    page.fill("#id_code", "000000")
    page.click("button:has-text('Sæt appen op')")
    assert "Det er ikke den kode" in page.inner_text("#content")
    page.fill("#id_code", totp.code_at(seed, int(time.time() // totp.STEP)))
    page.click("button:has-text('Sæt appen op')")
    code = page.inner_text(".recovery-codes li:first-child")
    page.context.clear_cookies()
    type_password(page, embedded_site, email)
    page.fill("#id_code", code)
    page.click("#login-form [type=submit]")
    page.wait_for_url(re.compile(r"/admin/$"))


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_page_of_the_app_reads_well(language: str, open_page: Open, embedded_site: Site) -> None:
    email, page = newcomer(embedded_site, f"laes-{language}"), open_page(locale=language)
    type_password(page, embedded_site, email)
    page.goto(f"{at(embedded_site)}/admin/totrinslogin/app/")
    look(page, f"add-app-{language}")


@pytest.mark.parametrize("language", ["da", "en"])
def test_one_sees_where_one_is_signed_in_and_ends_a_program(
    language: str, open_page: Open, embedded_site: Site, complaints: list[str]
) -> None:
    email, page = newcomer(embedded_site, f"steder-{language}"), open_page(locale=language)
    embedded_site.ask(
        "from knox.models import AuthToken\nfrom organisation.models import User\n"
        f"AuthToken.objects.create(User.objects.get(email='{email}'))\nprint(0)"
    )
    type_password(page, embedded_site, email)
    page.goto(f"{at(embedded_site)}/admin/settings/sign-ins/")
    assert page.locator("#content section").count() == 2
    look(page, f"sign-ins-{language}")
    page.click("form[action*='/tokens/'] button")
    page.wait_for_selector(".messagelist")
    assert page.locator("#content section").count() == 1
    assert complaints == []
