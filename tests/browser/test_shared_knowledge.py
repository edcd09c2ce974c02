"""Days with what is shared, with strangers' scripts in the texts: who writes an answer, who approves it and who reads
it; a superuser who asks another school; a parent on the board; the host of a morning meeting."""

import random
import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Dialog, Locator, Page, expect

from tests.browser.conftest import DESK, PHONE, Open, overflows, picture, sign_in, violations
from tests.browser.sites import Site

pytestmark = pytest.mark.browser
OWN = "superbruger@demo.example"
NEIGHBOUR = "superbruger.soendermarksskolen@havrby.example"
REVIEWER = "projektleder@demo.example"
ANSWERS = "/admin/knowledgebase/article/"
HOSTILE = '<img src=x onerror="alert(1)"> <script>alert(2)</script> [tryk](javascript:alert) <svg onload=alert(3)>'
ALIVE = "[onerror], [onload], [onclick], a[href^='javascript:'], .prose script, .prose svg"
HTML = "text/html; charset=utf-8"
WALKED = [(PHONE, True), (DESK, False)]
"""On a phone with scripts and at a desk without them; each page is judged at both widths."""


@dataclass
class Day:
    """One look at a day. `word` is in every text of it, and in nothing else of the site, also where a day is walked
    again."""

    open_page: Open
    site: Site
    complaints: list[str]
    width: int
    scripts: bool
    judge: Page | None = None
    """Where axe looks at a page on which nothing runs, itself neither."""
    word: str = field(default_factory=lambda: "skemafarve" + "".join(random.choices("bdfgklmnprst", k=6)))

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
        expect(page.locator(ALIVE)).to_have_count(0)
        judged = page if self.scripts else self.copy_of(page)
        for width in (DESK + PHONE - self.width, self.width):
            page.set_viewport_size({"width": width, "height": 900})
            judged.set_viewport_size({"width": width, "height": 900})
            assert not overflows(page), (page.url, width)
            assert violations(judged) == [], (page.url, width)

    def copy_of(self, page: Page) -> Page:
        """The same document in a window in which axe may run and the scripts of the page are not found."""
        if self.judge is None:
            self.judge = self.open_page(self.width)
        address, html = page.url.partition("#")[0], page.content().replace("noscript>", "div>")
        self.judge.route(lambda url: url == address, lambda route: route.fulfill(body=html, content_type=HTML))
        self.judge.route("**/*.js", lambda route: route.abort())
        self.judge.goto(address)
        self.judge.unroute_all()
        return self.judge

    def says(self, page: Page, text: str) -> None:
        expect(page.get_by_text(text).first).to_be_visible()


@pytest.fixture(params=WALKED, ids=lambda look: f"{look[0]}-{'scripts' if look[1] else 'no-scripts'}")
def day(request: pytest.FixtureRequest, open_page: Open, embedded_site: Site, complaints: list[str]) -> Day:
    width, scripts = request.param
    return Day(open_page, embedded_site, complaints, width, scripts)


def follow(link: Locator) -> None:
    """Until the page behind it is there."""
    with link.page.expect_navigation():
        link.click()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def tick_all(page: Page) -> None:
    for box in page.locator("input[name=confirmed]:not(:checked)").all():
        box.check()


# Who writes an answer, who approves it, who reads it


def test_an_answer_is_written_approved_and_read(day: Day, tmp_path: Path) -> None:
    title = f"Slå klokken fra {day.word}"
    writer, reviewer, reader = day.begin(OWN), day.begin(REVIEWER), day.begin()
    write(day, writer, title, picture(tmp_path))
    approve(day, reviewer, title)
    day.go(reader, "/svar/")
    reader.get_by_label("Søg i svarene").fill(title)
    press(reader, "Søg")
    follow(reader.get_by_role("link", name=title))
    expect(reader.locator("#trin-2")).to_have_text("Tryk på klokken.")
    expect(reader.locator(".prose blockquote")).to_have_text("Bemærk: Kun på telefonen.")
    expect(reader.locator(".prose img")).to_have_attribute("alt", "Klokken <img src=x onerror=alert(1)>")
    reader.locator("summary", has_text="Udskriv og del").click()
    reader.get_by_role("link", name="Link til trin 2").click()
    assert reader.url.endswith("#trin-2")
    day.look(reader)
    press(reader, "Nej")
    reader.get_by_label("Der mangler noget").check()
    press(reader, "Send begrundelsen")
    day.says(reader, "De, der skriver svarene, læser det.")
    day.look(reader)
    assert day.complaints == []


def write(day: Day, page: Page, title: str, shown: Path) -> None:
    day.go(page, ANSWERS)
    follow(page.get_by_role("link", name="Skriv et svar"))
    page.get_by_label("Titel").fill(title)
    press(page, "Begynd at skrive")
    text = page.get_by_label("Svar (frivilligt)")
    mark(day, text, page)
    text.press("ControlOrMeta+End")
    page.keyboard.insert_text(f"\n\nRing til kontoret på 20 30 40 50. {HOSTILE}")
    if day.scripts:
        day.says(page, "Gemt kl.")
    else:
        press(page, "Gem kladden")
    expect(page.locator("#beside .prose li").first).to_have_text("Åbn Aula.")
    illustrate(day, page, shown)
    day.look(page)
    press(page, "Foreslå svaret")
    day.says(page, "Ikke endnu.")
    page.get_by_label("Telefonnummer").check()
    press(page, "Foreslå svaret")
    day.says(page, "Venter på godkendelse")


def mark(day: Day, text: Locator, page: Page) -> None:
    """Steps and a warning: by the buttons above the field, or by hand where there are none."""
    bar = page.get_by_role("toolbar", name="Formatering af teksten")
    if not day.scripts:
        expect(bar).to_have_count(0)
        text.fill("1. Åbn **Aula**.\n2. Tryk på klokken.\n\n> **Bemærk:** Kun på telefonen.")
        return
    text.fill("Åbn .")
    bar.get_by_role("button", name="Trin").click()
    text.press("ArrowLeft")
    text.press("ControlOrMeta+b")
    page.keyboard.type("Aula")
    text.press("End")
    page.keyboard.type("\nTryk på klokken.\n\nKun på telefonen.")
    bar.get_by_role("button", name="Fed").focus()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    expect(text).to_have_value("1. Åbn **Aula**.\n2. Tryk på klokken.\n\n> **Bemærk:** Kun på telefonen.")
    text.press("ControlOrMeta+z")
    expect(text).to_have_value("1. Åbn **Aula**.\n2. Tryk på klokken.\nKun på telefonen.")
    bar.get_by_role("button", name="Advarsel").click()


def illustrate(day: Day, page: Page, shown: Path) -> None:
    """A picture needs words; then it stands in the text, and a button brings it to the caret."""
    pictures = page.locator("#pictures")
    pictures.locator("input[type=file]").set_input_files(shown)
    press(page, "Tilføj billedet")
    expect(pictures.get_by_text("Dette felt er påkrævet.")).to_have_count(2)
    pictures.locator("input[type=file]").set_input_files(shown)
    pictures.get_by_label("Hvad viser billedet?").fill("Klokken <img src=x onerror=alert(1)>")
    pictures.get_by_label(re.compile("^Jeg har tjekket")).check()
    press(page, "Tilføj billedet")
    expect(page.locator("#beside .prose img")).to_have_count(1)
    bring = pictures.get_by_role("button", name=re.compile("^Sæt det ind, hvor markøren stod"))
    if not day.scripts:
        expect(bring).to_have_count(0)
        return
    text = page.get_by_label("Svar (frivilligt)")
    text.press("ControlOrMeta+Home")
    text.press("End")
    bring.click()
    expect(text).to_have_value(re.compile(r"^1\. Åbn \*\*Aula\*\*\.\n!\[Klokken[^\n]*\n2\. Tryk[^!]*$"))
    expect(page.locator("#beside .prose li img")).to_have_count(1)


def approve(day: Day, page: Page, title: str) -> None:
    day.go(page, f"{ANSWERS}?vis=waiting")
    follow(page.get_by_role("link", name=title))
    page.get_by_label("Kommentér").fill(f"Godt svar. {HOSTILE}")
    press(page, "Kommentér")
    day.says(page, "Godt svar.")
    day.look(page)
    press(page, "Udgiv")
    day.says(page, f"”{title}” er udgivet.")
    follow(page.get_by_role("link", name="Versioner"))
    day.look(page)


# A superuser from another school


def test_superusers_of_two_schools_agree_on_something_that_becomes_an_answer(day: Day) -> None:
    neighbour, own = day.begin(NEIGHBOUR), day.begin(OWN)
    day.go(neighbour, "/admin/room/")
    neighbour.get_by_role("link", name="Start en tråd").click()
    neighbour.get_by_label("Hvad handler det om?").fill(f"Hvem åbner {day.word}? <img src=x onerror=alert(1)>")
    text = neighbour.get_by_role("textbox", name="Tekst")
    text.fill(f"Hvad gør I? {HOSTILE}")
    text.press("ControlOrMeta+End")
    if day.scripts:
        text.press_sequentially(" @Anne Brø")
        neighbour.get_by_role("option", name="Anne Brøndlund").click()
    else:
        neighbour.keyboard.insert_text(" @Anne Brøndlund")
    day.look(neighbour)
    press(neighbour, "Start tråden")
    day.says(neighbour, "Tråden er startet.")
    day.look(neighbour)
    day.go(own, f"/admin/room/?q={day.word}")
    expect(own.locator(".queue-row", has_text=day.word).locator(".pill--new")).to_be_visible()
    follow(own.get_by_role("link", name=re.compile(day.word)))
    own.get_by_role("textbox", name="Tekst").fill(f"1. Sekretæren åbner {day.word}.\n2. Vi ringer. {HOSTILE}")
    own.locator("#last button[type=submit]").click()
    expect(own.locator(".room-post")).to_have_count(2)
    day.look(own)
    neighbour.reload()
    neighbour.get_by_role("button", name=re.compile("^Gør det til et fælles svar")).last.click()
    day.says(neighbour, "Der er lavet en kladde.")
    expect(neighbour.locator("#beside .prose li").first).to_have_text(f"Sekretæren åbner {day.word}.")
    day.look(neighbour)
    own.get_by_role("button", name=re.compile("^Skjul")).last.click()
    day.says(own, "Dette indlæg er skjult.")
    expect(own.get_by_text(f"Sekretæren åbner {day.word}.")).to_have_count(0)
    day.go(own, f"/admin/room/?q={day.word}")
    press(own, "Ikke flere ugentlige mails")
    day.says(own, "Du får ingen ugentlig mail.")
    press(own, "Send mig den ugentlige mail")
    assert day.complaints == []


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
    follow(staff.get_by_role("link", name=re.compile(day.word)).first)
    expect(staff.locator("mark", has_text="Villads").first).to_be_visible()
    clear(day, staff, title)
    another.goto(board)
    follow(another.get_by_role("link", name=title))
    day.look(another)
    press(another, "Det har jeg også")
    day.says(another, "Tak. Du er talt med.")
    another.get_by_label("Din mailadresse").fill(address)
    press(another, "Giv mig besked")
    day.says(another, "Se i din indbakke.")
    day.look(another)
    read_letter(day, another, address)
    follow(another.locator(".card a[href*='/spurgt/besked/']").first)
    day.look(another)
    press(another, "Ja, skriv til mig")
    day.says(another, "Vi skriver til dig én gang")
    staff.locator("#answer textarea").fill(f"Tryk på **Kalender**. {HOSTILE}")
    staff.locator("#answer").get_by_role("button", name="Svar", exact=True).click()
    day.says(staff, "Besvaret.")
    day.look(staff)
    read_letter(day, another, address)
    follow(another.locator(".card a[href*='/spurgt/']").first)
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
    follow(line.get_by_role("link", name=re.compile("Dagsorden")))
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
