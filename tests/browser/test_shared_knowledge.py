"""Days with what is shared: a parent on the board, and the host of a morning meeting, with strangers' scripts in the
texts."""

import re
from dataclasses import dataclass

import pytest
from django.utils import timezone
from playwright.sync_api import Dialog, Page, expect

from tests.browser.conftest import DESK, Open, overflows, sign_in, violations
from tests.browser.sites import Site

pytestmark = pytest.mark.browser
OWN = "superbruger@demo.example"
HOSTILE = '<img src=x onerror="alert(1)"> <script>alert(2)</script> [tryk](javascript:alert) <svg onload=alert(3)>'
ALIVE = "[onerror], [onload], [onclick], a[href^='javascript:'], .prose script, .prose svg"
LOOKS = [(DESK, True)]


@dataclass
class Day:
    """One look at a day. `word` is in every text of it, and in nothing else of the site."""

    open_page: Open
    site: Site
    complaints: list[str]
    width: int
    scripts: bool

    @property
    def word(self) -> str:
        return f"skemafarve{self.width}{'med' if self.scripts else 'uden'}"

    def begin(self, email: str = "") -> Page:
        page = self.open_page(self.width, java_script_enabled=self.scripts)
        page.set_default_timeout(90_000)  # publishing writes the index of the search before it answers, on one core
        page.on("dialog", self.note)
        if email:
            sign_in(page, self.site, email)
        return page

    def note(self, dialog: Dialog) -> None:
        self.complaints.append(f"a script of a stranger ran: {dialog.message}")
        dialog.dismiss()

    def go(self, page: Page, path: str) -> None:
        page.goto(self.site.address + path)
        self.look(page)

    def look(self, page: Page) -> None:
        """No findings of axe, nothing sideways, and nothing in it that a stranger's script could begin with."""
        assert not overflows(page), page.url
        expect(page.locator(ALIVE)).to_have_count(0)
        if self.scripts:
            assert violations(page) == [], page.url

    def says(self, page: Page, text: str) -> None:
        expect(page.get_by_text(text).first).to_be_visible()


@pytest.fixture(params=LOOKS, ids=lambda look: f"{look[0]}-{'scripts' if look[1] else 'no-scripts'}")
def day(request: pytest.FixtureRequest, open_page: Open, embedded_site: Site, complaints: list[str]) -> Day:
    width, scripts = request.param
    return Day(open_page, embedded_site, complaints, width, scripts)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def tick_all(page: Page) -> None:
    for box in page.locator("input[name=confirmed]:not(:checked)").all():
        box.check()


# A parent on the board


def test_a_parent_lets_others_see_a_question_and_another_hears_when_it_is_answered(day: Day) -> None:
    title, address = f"Hvor ser jeg ugen, {day.word}?", f"{day.word}@post.example"
    parent, another, staff = day.begin(), day.begin(), day.begin(OWN)
    ask(day, parent)
    press(parent, "Ja, det må I gerne")
    day.says(parent, "En medarbejder læser dit spørgsmål")
    day.look(parent)
    board = f"{day.site.address}/spurgt/?q={day.word}"
    another.goto(board)
    expect(another.locator(".asked-card")).to_have_count(0)
    day.go(staff, "/admin/board/")
    staff.get_by_role("link", name=re.compile(day.word)).first.click()
    expect(staff.locator("mark", has_text="Villads").first).to_be_visible()
    clear(day, staff, title)
    another.goto(board)
    another.get_by_role("link", name=title).click()
    day.look(another)
    press(another, "Det har jeg også")
    day.says(another, "Tak. Du er talt med.")
    another.get_by_label("Din mailadresse").fill(address)
    press(another, "Giv mig besked")
    day.says(another, "Se i din indbakke.")
    day.look(another)
    read_letter(day, another, address)
    another.locator(".card a[href*='/spurgt/besked/']").first.click()
    day.look(another)
    press(another, "Ja, skriv til mig")
    day.says(another, "Vi skriver til dig én gang")
    staff.locator("#answer textarea").fill(f"Tryk på **Kalender**. {HOSTILE}")
    staff.locator("#answer").get_by_role("button", name="Svar", exact=True).click()
    day.says(staff, "Besvaret.")
    day.look(staff)
    read_letter(day, another, address)
    another.locator(".card a[href*='/spurgt/']").first.click()
    expect(another.locator(".asked-answer")).to_contain_text("Tryk på Kalender.")
    expect(another.locator(".asked-answer strong")).to_have_text("Kalender")
    day.look(another)
    assert "Villads" not in another.content()
    assert day.complaints == []


def ask(day: Day, page: Page) -> None:
    """By the form, past the page of answers between."""
    page.goto(f"{day.site.address}/henvendelse/")
    page.get_by_label("Forælder", exact=True).check()
    if day.scripts:
        page.get_by_role("combobox", name="Hvilken skole").fill("groenbakke")
        page.get_by_role("option", name="Grønbakkeskolen").click()
    else:
        page.locator("#id_institution").select_option(label="Grønbakkeskolen")
    page.get_by_label("Hvad har du brug for hjælp til?").fill(
        f"Hvor ser vi ugen for {day.word}? Min søn Villads mangler den. {HOSTILE}"
    )
    page.get_by_label("Dit navn").fill("Maja Holm")
    page.get_by_label("Din mailadresse").fill("maja.holm@post.example")
    for _press in range(2):
        if "/sag/" in page.url:
            return
        page.get_by_role("button", name=re.compile("Send min henvendelse|Nej, send min henvendelse")).first.click()
        page.locator(".before-sending, .case-number").first.wait_for()
    page.wait_for_url(re.compile(r"/sag/[\w-]+/"))


def clear(day: Day, page: Page, title: str) -> None:
    """Each thing that may be a person is looked at; what new words bring is asked about again."""
    page.get_by_label("Spørgsmålet på én linje").fill(title)
    page.locator("#id_text").first.fill(f"Det står tomt. {HOSTILE}")
    page.get_by_label("Jeg har kontrolleret, at ingen kan genkendes.").check()
    day.look(page)
    for _look in range(3):
        tick_all(page)
        press(page, "Vis det for alle")
        if page.get_by_text("Nu kan alle se spørgsmålet.").count():
            return
    raise AssertionError(page.locator(".missing").inner_text())


def read_letter(day: Day, page: Page, address: str) -> None:
    """The newest to the address, as the demo shows it."""
    page.goto(f"{day.site.address}/demo/")
    page.locator("li", has_text=address).first.get_by_role("link").click()


# The host of a morning meeting


def test_a_host_holds_a_morning_meeting_from_the_invitation_to_what_came_of_it(day: Day) -> None:
    host, parent = day.begin(OWN), day.begin()
    day.go(host, "/admin/meetings/")
    host.locator("#id_institution").select_option(label="Grønbakkeskolen")
    host.locator("#id_weekday").select_option(index=3)
    host.locator("#id_starts").fill("08:10")
    host.locator("#id_minutes").fill("20")
    host.locator("#id_place").fill(f"Salen {day.word} <img src=x onerror=alert(1)>")
    host.locator("#id_begins").fill(timezone.localdate().isoformat())
    press(host, "Gem")
    day.says(host, "Mødet vises på kontaktsiden og i kalenderen.")
    day.go(parent, "/kontakt/790101/")
    day.says(parent, f"Salen {day.word}")
    calendar = parent.request.get(f"{day.site.address}/kontakt/790101/moeder.ics").text()
    assert day.word in calendar.replace("\r\n ", "")
    line = host.locator(".queue-row", has_text=day.word)
    line.get_by_role("link", name=re.compile("Dagsorden")).click()
    day.look(host)
    host.locator(".meeting-part input[type=checkbox]").first.check()
    host.get_by_label(re.compile("Hvor mange kom")).fill("14")
    press(host, "Gem")
    day.says(host, "Gemt.")
    expect(host.locator(".meeting-part input[type=checkbox]").first).to_be_checked()
    host.get_by_label("Skriv et spørgsmål ned").fill(f"Hvordan melder vi {day.word} syg? {HOSTILE}")
    press(host, "Registrér det")
    expect(host.locator(".meeting-notes")).to_contain_text(day.word)
    day.look(host)
    host.emulate_media(media="print")
    expect(host.locator(".no-print").first).to_be_hidden()
    expect(host.locator(".meeting-part").first).to_be_visible()
    host.emulate_media(media="screen")
    press(host, "Gør det til en sag")
    day.says(host, "Spørgsmålet er nu en sag.")
    press(host, "Gør det til et spørgsmål for alle")
    expect(host.get_by_label("Spørgsmålet på én linje")).to_have_value(re.compile(day.word))
    day.look(host)
    day.go(host, "/admin/meetings/")
    expect(host.locator("#held-heading + ul li").first).to_contain_text("14")
    line = host.locator(".queue-row", has_text=day.word)
    line.get_by_role("button", name=re.compile("^Afslut")).click()
    day.says(host, "Mødet holdes ikke længere.")
    parent.reload()
    expect(parent.get_by_text(f"Salen {day.word}")).to_have_count(0)
    expect(parent.get_by_text(f"Hvordan melder vi {day.word}")).to_have_count(0)
    assert day.complaints == []
