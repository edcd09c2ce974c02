"""What cannot wait, all the way: a pupil writes it and is helped at once, and the people named for it hear."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, Open, overflows, sign_in, violations
from tests.browser.sites import Site

pytestmark = pytest.mark.browser
QUEUE = "/admin/tickets/ticket/"
GRAVE = "Jeg vil ikke leve mere, og jeg ved ikke, hvem jeg skal sige det til."
FALSE_ALARM = "Opgaven om bogen Knytnæven kan ikke åbnes i Aula."
NAMED = "kommuneadmin@demo.example"
HELD_BACK = ("Vælg sagstype", "Markér som løst", "Send og løs", "Sæt til side", "Læg sammen", "Knyt til fejlen")
ROWS = """() => [...document.querySelectorAll(".queue-row")].map(
  (row) => [row.querySelector(".flag-mark--sensitive") !== null, row.innerText])"""


@pytest.fixture
def named(embedded_site: Site, open_page: Open) -> Iterator[Page]:
    """The browser of somebody who is named, where only who needs to know sees what is sensitive."""
    page = open_page()
    sign_in(page, embedded_site, NAMED)
    choose_need_to_know(page, embedded_site, wanted=True)
    yield page
    choose_need_to_know(page, embedded_site, wanted=False)


def choose_need_to_know(page: Page, site: Site, *, wanted: bool) -> None:
    page.goto(f"{site.address}/admin/tickets/safeguarding/")
    if "/change/" not in page.url:
        page.goto(f"{site.address}/admin/tickets/safeguarding/add/")
    page.locator("#id_need_to_know").set_checked(wanted)
    page.locator("[name=_save]").first.click()
    page.wait_for_load_state()
    page.goto(f"{site.address}/admin/tickets/safeguarding/")
    expect(page.locator("#id_need_to_know")).to_be_checked(checked=wanted)


def write(page: Page, site: Site, text: str) -> None:
    page.goto(f"{site.address}/henvendelse/")
    page.get_by_label("Elev", exact=True).check()
    page.get_by_role("combobox", name="Hvilken skole").fill("groenbakke")
    page.get_by_role("option", name="Grønbakkeskolen").click()
    page.get_by_label("Hvad har du brug for hjælp til?").press_sequentially(text, delay=2)
    page.get_by_label("Dit navn").fill("Ida Berg")
    page.get_by_label("Din mailadresse").fill("ida.berg@post.example")


def send(page: Page) -> str:
    """Also past the page of answers; the number of the case."""
    page.get_by_role("button", name="Send min henvendelse").click()
    page.locator(".before-sending, .case-number").first.wait_for()
    if "/sag/" not in page.url:
        page.get_by_role("button", name="Nej, send min henvendelse").click()
    page.wait_for_url(re.compile(r"/sag/[\w-]+/"))
    return page.locator(".case-number strong").inner_text()


def look(page: Page) -> None:
    for width in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": 900})
        assert violations(page) == [], (page.url, width)
        assert not overflows(page), (page.url, width)


def key(number: str) -> int:
    return int(number[-6:])


def mails(site: Site, number: str, kind: str, to: str = NAMED) -> int:
    told = f"kind='{kind}', recipient='{to}', event__ticket={key(number)}"
    return int(site.ask(f"from tickets.models import Delivery\nprint(Delivery.objects.filter({told}).count())"))


def status(page: Page, site: Site, number: str) -> int:
    response = page.goto(f"{site.address}{QUEUE}{key(number)}/")
    assert response is not None
    return response.status


def helps(page: Page) -> None:
    """The numbers where a child finds somebody now."""
    for text in ("Du er ikke alene", "112", "116 111", "70 201 201"):
        expect(page.locator("#help-now").get_by_text(text).first).to_be_visible()


def read_receipt(page: Page, site: Site, number: str) -> None:
    link = page.get_by_role("link", name=re.compile(number)).filter(has_text=re.compile("modtaget"))
    for _ in range(60):
        page.goto(f"{site.address}/demo/")
        if link.count():
            break
        page.wait_for_timeout(500)
    link.first.click()
    for text in ("112", "116 111"):
        expect(page.get_by_text(text).first).to_be_visible()


def test_a_cry_for_help_is_answered_at_once_and_seen_by_who_needs_to_know(
    named: Page, embedded_site: Site, open_page: Open, complaints: list[str]
) -> None:
    site, pupil, colleague = embedded_site, open_page(PHONE), open_page()
    write(pupil, site, GRAVE)
    helps(pupil)
    look(pupil)
    number = send(pupil)
    helps(pupil)
    look(pupil)
    private = pupil.url
    read_receipt(open_page(), site, number)

    assert mails(site, number, "named_flagged") == 1
    sign_in(colleague, site, "pilot@demo.example")
    assert status(colleague, site, number) == 404
    colleague.goto(f"{site.address}{QUEUE}?list=all&q={number}")
    expect(colleague.get_by_role("link", name=re.compile(number))).to_have_count(0)

    named.goto(f"{site.address}/admin/")
    expect(named.get_by_role("link", name=re.compile("Kan ikke vente")).first).to_be_visible()
    named.goto(f"{site.address}{QUEUE}?list=all")
    rows = named.evaluate(ROWS)
    marks = [is_flagged for is_flagged, _text in rows]
    assert marks == sorted(marks, reverse=True)
    assert any(is_flagged and number in text for is_flagged, text in rows)
    assert status(named, site, number) == 200
    look(named)
    named.goto(f"{site.address}{QUEUE}{key(number)}/?open=help")
    look(named)
    for name in HELD_BACK:
        expect(named.get_by_role("button", name=name, exact=True)).to_have_count(0)
    expect(named.locator(".jumps")).not_to_contain_text("Forslag")
    expect(named.get_by_text("Skal vurderes")).to_have_count(1)

    later = "from triage.flags import flagging\nfrom django.utils import timezone\nfrom datetime import timedelta\n"
    site.ask(f"{later}print(flagging.remind(timezone.now() + timedelta(minutes=31)))")
    assert mails(site, number, "named_waits") == 1

    named.get_by_role("button", name="Jeg har set på den").click()
    expect(named.locator(".flag--cleared")).to_contain_text("set af")
    expect(named.get_by_role("button", name="Vælg sagstype")).to_be_visible()
    expect(named.get_by_role("button", name="Markér som løst")).to_be_visible()
    named.locator("#id_answer-text").fill("Kære Ida. Tak, fordi du skriver. Jeg ringer til dig nu.")
    named.get_by_role("button", name="Send svar").click()
    expect(named.get_by_text("Svaret er sendt.").first).to_be_visible()
    look(named)
    assert status(colleague, site, number) == 404
    pupil.goto(private)
    helps(pupil)
    assert complaints == []


def test_whoever_writes_more_of_it_finds_help_beside_what_they_write(
    embedded_site: Site, open_page: Open, complaints: list[str]
) -> None:
    pupil = open_page(PHONE)
    write(pupil, embedded_site, "Jeg kan ikke finde min ugeplan i Aula.")
    send(pupil)
    expect(pupil.locator(".help-while-writing .help-now")).to_have_count(0)
    pupil.locator("#id_text").press_sequentially(GRAVE, delay=2)
    expect(pupil.locator(".help-while-writing").get_by_text("116 111").first).to_be_visible()
    look(pupil)
    assert complaints == []


def test_a_false_alarm_is_dismissed_and_goes_its_ordinary_way(
    named: Page, embedded_site: Site, open_page: Open, complaints: list[str]
) -> None:
    site, pupil, colleague = embedded_site, open_page(PHONE), open_page()
    write(pupil, site, FALSE_ALARM)
    number, private = send(pupil), pupil.url
    sign_in(colleague, site, "pilot@demo.example")
    assert status(colleague, site, number) == 404
    assert status(named, site, number) == 200
    named.get_by_role("button", name="Det er falsk alarm").click()
    expect(named.locator(".flag--cleared")).to_be_visible()
    assert status(colleague, site, number) == 200
    colleague.get_by_label("Sagstype").select_option("usage_question")
    colleague.get_by_role("button", name="Vælg sagstype").click()
    expect(colleague.get_by_role("button", name="Markér som løst")).to_be_visible()
    route = f"from tickets.models import Ticket\nprint(Ticket.objects.get(pk={key(number)}).route)"
    assert site.ask(route) == "usage_question"
    colleague.get_by_role("button", name="Markér som løst").click()
    expect(colleague.get_by_role("button", name="Åbn igen").first).to_be_visible()
    pupil.goto(private)
    expect(pupil.locator("#help-now")).not_to_contain_text("112")
    assert complaints == []
