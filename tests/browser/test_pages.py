"""Every public page and the staff's own: accessible, within the policy, at any width, in both themes."""

from collections.abc import Iterator

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESK, PHONE, Look, Open, listening, overflows, sign_in, sound, violations
from tests.browser.sites import Site
from tickets.models import PersonRequest

pytestmark = pytest.mark.browser
PUBLIC = [
    "/",
    "/henvendelse/",
    "/svar/",
    "/svar/?q=mitid",
    "/kontakt/",
    "/kontakt/790101/",
    "/drift/",
    "/oensker/",
    "/oensker/stemme/x/",
    "/sag/",
    "/spurgt/",
    "/spurgt/?q=skema&vis=svar",
    "/privatliv/",
    "/privatliv/elev/",
    "/cookies/",
    "/tilgaengelighed/",
    "/demo/",
    "/nix/",
]
STAFF = [
    "/admin/",
    "/admin/tickets/ticket/",
    "/admin/tickets/ticket/?list=all&q=kalender",
    "/admin/tickets/ticket/?list=all&route=technical_fault",
    "CASE",
    "CASE?open=report",
    "CASE?open=publish",
    "/admin/settings/",
    "/admin/board/",
    "/admin/board/?state=answered",
    "/admin/room/",
    "/admin/room/start/",
    "/admin/meetings/",
    "/admin/news/",
]
ADMINISTRATION = [
    "/admin/organisation/user/",
    "/admin/organisation/user/import/",
    "/admin/organisation/institution/import/",
    "/admin/organisation/municipality/1/change/",
    "/admin/organisation/institution/add/",
    "/admin/organisation/user/add/",
    "/admin/organisation/party/",
    "/admin/tickets/mailbox/add/",
    "/admin/tickets/ticket/absences/",
    "/admin/tickets/ticket/open_for/",
    "/admin/triage/knownerror/",
    "/admin/triage/knownerror/add/",
    "/admin/triage/modelversion/",
    "/admin/triage/namedperson/add/",
    "/admin/knowledgebase/article/",
    "/admin/knowledgebase/article/?vis=waiting",
    "/admin/knowledgebase/article/add/",
    "/admin/knowledgebase/article/alike/",
    "/admin/board/topics/",
    "/admin/board/topics/1/",
    "/admin/meetings/1/change/",
    "/admin/knowledgebase/article/usage/",
    "/admin/knowledgebase/article/1/change/",
    "/admin/knowledgebase/article/1/versions/",
    "/admin/knowledgebase/article/1/retire/",
    "/admin/triage/routingrule/",
    "/admin/triage/routingrule/add/",
    "/admin/documents/",
    "/admin/documents/risikovurdering/",
    "/admin/capacity/",
    "/admin/capacity/?scenario=pilots",
    "/admin/numbers/",
    "/admin/numbers/?period=52&only=route:unilogin",
    "/admin/exchange/",
    "/admin/mail/",
    "/admin/mail/?q=maja@example.org",
    "/admin/quality/faults/",
    "/admin/quality/triage/",
]
FAULT = "Komme/gå-skærmen fryser"


def case_address(page: Page, site: Site, subject: str = FAULT) -> str:
    page.goto(
        f"{site.address}/admin/tickets/ticket/?list=all&q={subject.split(maxsplit=1)[0].split('/', maxsplit=1)[0]}"
    )
    page.get_by_role("link", name=subject).first.click()
    return page.url


STAFF_LOOKS: tuple[Look, ...] = (
    (DESK, "light", "none"),
    (PHONE, "light", "none"),
    (DESK, "dark", "none"),
    (PHONE, "dark", "none"),
)
ADMINISTRATION_LOOKS: tuple[Look, ...] = ((DESK, "light", "none"), (320, "light", "none"), (320, "dark", "none"))


@pytest.fixture(scope="module")
def declared(embedded_site: Site, chromium: Browser) -> set[str]:
    """What the cookie page says that the browser keeps."""
    page = chromium.new_page(locale="da-DK")
    page.goto(f"{embedded_site.address}/cookies/")
    names = set(page.locator("main code").all_inner_texts())
    page.close()
    return names


@pytest.fixture(scope="module")
def visitor(chromium: Browser) -> Iterator[Page]:
    """Somebody who goes from page to page, as people do: what a page shares with the last is not fetched anew."""
    page = chromium.new_page(locale="da-DK")
    page.set_default_timeout(60_000)
    yield page
    page.close()


@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages(path: str, embedded_site: Site, visitor: Page, complaints: list[str], declared: set[str]) -> None:
    """At every width, in the light, in the dark and in the system's own few colours."""
    visitor.set_viewport_size({"width": DESK, "height": 900})
    with listening(visitor, complaints):
        visitor.goto(embedded_site.address + path)
        sound(visitor)
    assert kept_in(visitor) <= declared
    assert complaints == []


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_form_with_errors(width: int, embedded_site: Site, open_page: Open, complaints: list[str]) -> None:
    page = open_page(width)
    page.goto(f"{embedded_site.address}/henvendelse/")
    while (further := page.get_by_role("button", name="Fortsæt")).is_visible():
        further.click()
    page.get_by_role("button", name="Send min henvendelse").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    assert page.title().startswith("Fejl: ")
    assert violations(page) == []
    assert not overflows(page)
    summary.get_by_role("link").first.click()
    assert complaints == []


def test_staff_pages(embedded_site: Site, open_page: Open, complaints: list[str], declared: set[str]) -> None:
    page = open_page(DESK)
    sign_in(page, embedded_site, "supportberettiget@demo.example")
    case = case_address(page, embedded_site).removeprefix(embedded_site.address)
    for path in STAFF:
        page.emulate_media(color_scheme="light")
        page.goto(embedded_site.address + path.replace("CASE", case))
        sound(page, STAFF_LOOKS, anew=True)
        assert kept_in(page) <= declared, path
    assert complaints == []


def test_pages_of_administration(
    embedded_site: Site, open_page: Open, complaints: list[str], declared: set[str]
) -> None:
    page = open_page(DESK)
    sign_in(page, embedded_site, "kommuneadmin@demo.example")
    for path in ADMINISTRATION:
        page.emulate_media(color_scheme="light")
        page.goto(embedded_site.address + path)
        sound(page, ADMINISTRATION_LOOKS, anew=True)
        assert kept_in(page) <= declared, path
    assert complaints == []


def test_what_is_played_through_and_how_far_it_is(embedded_site: Site, open_page: Open, complaints: list[str]) -> None:
    """Ready, under way and failed, which no address on its own shows."""
    page = open_page(DESK)
    sign_in(page, embedded_site, "kommuneadmin@demo.example")
    page.goto(f"{embedded_site.address}/admin/capacity/?scenario=pilots")
    page.get_by_role("button", name="Gennemspil begge").click()
    expect(page.get_by_text("Flaskehals nu")).to_be_visible(timeout=60_000)
    sound(page, STAFF_LOOKS, anew=True)
    for status in ("running", "failed"):
        embedded_site.ask(
            "from triage.capacity.models import WhatIf; from django.utils import timezone; "
            f"WhatIf.objects.update(status='{status}', done=7, heard_at=timezone.now())"
        )
        page.goto(page.url)
        sound(page, STAFF_LOOKS, anew=True)
    assert complaints == []


def test_an_act_on_many_that_is_under_way(embedded_site: Site, open_page: Open, complaints: list[str]) -> None:
    act = embedded_site.ask(
        "from datetime import timedelta; from django.utils import timezone; "
        "from desk.queue.models import BulkAct; from organisation.models import User; "
        "by = User.objects.get(email='supportberettiget@demo.example'); until = timezone.now() + timedelta(1); "
        "print(BulkAct.objects.create(by=by, verb='resolve', todo=[0] * 90, total=200, claimed_until=until).pk)"
    )
    page = open_page(DESK)
    sign_in(page, embedded_site, "supportberettiget@demo.example")
    page.goto(f"{embedded_site.address}/admin/tickets/ticket/?act={act}")
    expect(page.get_by_role("progressbar", name="Hvor langt den er")).to_be_visible()
    sound(page, STAFF_LOOKS, anew=True)
    assert complaints == []


def test_words_about_a_known_error_that_may_point_to_a_person(
    embedded_site: Site, open_page: Open, complaints: list[str]
) -> None:
    """News before they are sent and what is sent without a look, and the error's own form: what no address shows."""
    error = embedded_site.ask(
        "from triage.known_errors.models import KnownError; print(KnownError.objects.current().earliest('pk').pk)"
    )
    page = open_page(DESK)
    sign_in(page, embedded_site, "kommuneadmin@demo.example")
    about = page.get_by_role("group", name="Kan pege på en person")
    page.goto(f"{embedded_site.address}/admin/triage/knownerror/{error}/")
    page.locator("form[action$='/tell/'] [name=text]").fill("Ring til os på 31 41 59 26.")
    page.get_by_role("button", name="Se, hvem der får det").click()
    expect(about).to_be_visible()
    sound(page, STAFF_LOOKS, anew=True)
    assert complaints == []
    page.emulate_media(color_scheme="light")
    page.reload()
    page.locator("button[name=send]").click()
    expect(about.locator(".form-error-message")).to_be_visible()
    sound(page, ADMINISTRATION_LOOKS[:2])
    page.goto(f"{embedded_site.address}/admin/triage/knownerror/{error}/change/")
    page.locator("[name=description]").fill("Ring til os på 31 41 59 26.")
    page.locator("main [type=submit]").first.click()
    expect(page.locator("[name=confirmed]").first).to_be_visible()
    sound(page, ADMINISTRATION_LOOKS[:2])


def test_a_request_about_own_data_while_the_files_are_looked_through_and_after(
    embedded_site: Site, open_page: Open
) -> None:
    page = open_page(DESK)
    sign_in(page, embedded_site, "kommuneadmin@demo.example")
    page.goto(f"{embedded_site.address}/admin/persons/")
    page.fill("[name=email]", "signe.boegh@post.example")
    page.fill("[name=how_known]", "Skrev i Digital Post")
    sound(page, ADMINISTRATION_LOOKS[:2])
    page.locator("form:has([name=how_known]) [type=submit]").click()
    page.locator("form:has([name=emails]) [type=submit]").click()
    sound(page, ADMINISTRATION_LOOKS, anew=True)
    with translation.override("da"):
        running = render_to_string("desk/persons/_files.html", {"asked": PersonRequest(pk=1), "files": (3, 8)})
    for looks in (ADMINISTRATION_LOOKS[2:], ADMINISTRATION_LOOKS[:2]):
        page.emulate_media(color_scheme=looks[0][1])
        page.reload()
        box = page.locator("section[aria-labelledby=review-heading] > [role=status]")
        box.evaluate("(box, html) => { box.outerHTML = html }", running)
        expect(page.get_by_role("progressbar", name="Hvor langt den er")).to_be_visible()
        sound(page, looks)


def test_the_workspace_on_the_narrowest_screen(embedded_site: Site, open_page: Open) -> None:
    page = open_page(320)
    sign_in(page, embedded_site, "superbruger@demo.example")
    page.goto(case_address(page, embedded_site, "Galleriet tager ikke imod billeder"))
    assert not overflows(page)


def test_a_superuser_works_without_scripts(embedded_site: Site, open_page: Open) -> None:
    page = open_page(DESK, java_script_enabled=False)
    sign_in(page, embedded_site, "superbruger@demo.example")
    page.goto(case_address(page, embedded_site, "Får ingen notifikationer"))
    page.locator("label[for=composer-note]").click()
    page.locator("#id_note-text").fill("Ringet til moderen.")
    page.get_by_role("button", name="Gem note").click()
    expect(page.get_by_text("Ringet til moderen.")).to_be_visible()


def test_the_form_is_filled_in_by_keyboard_alone(embedded_site: Site, open_page: Open) -> None:
    page = open_page()
    page.goto(f"{embedded_site.address}/henvendelse/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skipnav"
    page.get_by_role("combobox", name="Hvilken skole").focus()
    page.keyboard.type("aavang")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert (
        page.locator("select[name=institution]")
        .evaluate("box => box.selectedOptions[0].label.trim()")
        .endswith(("Åvangsskolen", "SFO Åvangen", "Myretuen på Åvang"))
    )


def test_english_is_a_click_away(embedded_site: Site, open_page: Open) -> None:
    page = open_page(PHONE)
    page.goto(f"{embedded_site.address}/")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What do you need help with?")
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_a_superuser_sees_only_their_own_institutions(embedded_site: Site, open_page: Open) -> None:
    page = open_page()
    sign_in(page, embedded_site, "superbruger@demo.example")
    page.goto(f"{embedded_site.address}/admin/tickets/ticket/?list=all")
    rows = page.locator(".queue-row__meta").all_inner_texts()
    assert rows
    assert [row for row in rows if not {"Grønbakkeskolen", "SFO Grønbakken"} & set(row.split(" · "))] == []


def kept_in(page: Page) -> set[str]:
    """The names of everything that the browser keeps for the site."""
    stores = page.evaluate("[...Object.keys(localStorage), ...Object.keys(sessionStorage)]")
    return {str(cookie.get("name")) for cookie in page.context.cookies()} | set(stores)


def test_the_cookie_page_names_what_choices_leave_behind(
    embedded_site: Site, open_page: Open, declared: set[str]
) -> None:
    """Beside what every page leaves, which the tests of the pages ask."""
    page = open_page(DESK)
    page.goto(f"{embedded_site.address}/henvendelse/")
    page.get_by_role("button", name="English").click()
    sign_in(page, embedded_site, "kommuneadmin@demo.example")
    page.goto(f"{embedded_site.address}/admin/organisation/user/")
    page.locator("#toggle-nav-sidebar").click()
    kept = kept_in(page)
    assert {"csrftoken", "django_language", "sessionid", "theme"} <= kept
    assert kept <= declared


def test_the_public_papers_print_without_the_frame_of_the_site(embedded_site: Site, open_page: Open) -> None:
    page = open_page(DESK)
    page.goto(f"{embedded_site.address}/privatliv/")
    page.emulate_media(media="print")
    expect(page.locator(".site-footer")).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    sign_in(page, embedded_site, "kommuneadmin@demo.example")
    page.goto(f"{embedded_site.address}/admin/documents/fortegnelse/")
    expect(page.locator("#nav-sidebar")).to_be_hidden()
    expect(page.locator("article.document")).to_be_visible()
