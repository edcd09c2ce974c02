"""A day's work in every role: on a phone and at a desk, in light and in dark, with scripts and without."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, Open, overflows, sign_in, violations
from tests.browser.sites import Site

pytestmark = pytest.mark.browser
NARROWEST = 320
LOOKS = ((DESK, "light"), (PHONE, "dark"), (DESK, "dark"), (PHONE, "light"))
QUEUE = "/admin/tickets/ticket/"
MARK_CONTROLS = """() => {
  const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")];
  const seen = (each) => each.checkVisibility({ visibilityProperty: true }) && !each.disabled && each.type !== "hidden"
    && each.tabIndex >= 0 && (each.type !== "radio" || each.checked);
  window.controls = all.filter(seen);
  window.reached = new Set();
  window.unseen = [];
  document.activeElement?.blur();
  window.scrollTo(0, 0);
  return window.controls.length;
}"""
NOTE_FOCUS = """() => {
  const each = document.activeElement;
  window.reached.add(each);
  const shown = each.type === "radio" && each.labels[0] ? [each, each.labels[0]] : [each];
  const marked = shown.some((one) => {
    const style = getComputedStyle(one);
    return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
  });
  if (!marked && each !== document.body) window.unseen.push(each.outerHTML.slice(0, 120));
}"""
END_ANIMATIONS = "() => document.getAnimations().forEach((each) => each.finish())"
"""Not waited for: a window that draws no picture for a while never brings them to their end."""
UNREACHED = (
    "() => window.controls.filter((each) => !window.reached.has(each)).map((each) => each.outerHTML.slice(0, 120))"
)


class Day:
    """One person's browser, and what is asked of every page they come to."""

    def __init__(self, page: Page, site: Site, *, scripts: bool, looks: int = 0) -> None:
        self.page, self.site, self.scripts, self.looks = page, site, scripts, looks

    def go(self, path: str) -> None:
        self.page.goto(self.site.address + path)
        self.look()

    def case(self, subject: str) -> str:
        """Opens the case of a subject from the queue; its path."""
        self.page.goto(f"{self.site.address}{QUEUE}?list=all&q={subject.split(maxsplit=1)[0]}")
        self.page.get_by_role("link", name=subject).first.click()
        return urlsplit(self.page.url).path

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).first.click()

    def unfold(self, name: str, link: str = "") -> None:
        """Unfolds a part of the page; without scripts what comes later is behind a link in it."""
        self.page.locator("summary", has_text=name).first.click()
        if link and not self.scripts:
            self.page.get_by_role("link", name=link).click()

    def says(self, text: str) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible()

    def look(self) -> None:
        """No findings of axe in one of the four looks, in turn, and nothing sideways on the narrowest screen."""
        path = self.page.url
        if self.scripts:
            width, theme = LOOKS[self.looks % len(LOOKS)]
            self.page.set_viewport_size({"width": width, "height": 900})
            self.page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
            self.page.evaluate(END_ANIMATIONS)
            problems = violations(self.page)
            assert not problems, (path, width, theme, problems)
            assert not overflows(self.page), (path, width)
        self.looks += 1
        self.page.set_viewport_size({"width": NARROWEST, "height": 900})
        assert not overflows(self.page), (path, NARROWEST)
        self.page.set_viewport_size({"width": DESK, "height": 900})

    def tab_through(self) -> None:
        """The keyboard reaches every control of the page, and shows where it is."""
        for _each in range(self.page.evaluate(MARK_CONTROLS) + 8):
            self.page.keyboard.press("Tab")
            self.page.evaluate(NOTE_FOCUS)
        assert self.page.evaluate(UNREACHED) == []
        assert self.page.evaluate("() => window.unseen") == []


def superuser(day: Day) -> None:
    """Somebody rings; a case is read, given a note and an answer, and a hard one is handed up."""
    page = day.page
    day.go("/admin/")
    page.get_by_role("link", name="Opret henvendelse for en anden").first.click()
    page.get_by_label("Navn").fill("Tove Ravn")
    institution = page.locator("#id_institution")
    if day.scripts:
        institution.fill("groenbakkeskolen")
        page.get_by_role("option", name="Grønbakkeskolen").first.click()
    else:
        institution.select_option(label="Grønbakkeskolen")
    page.get_by_label("Forælder", exact=True).check()
    page.get_by_label("Telefon").fill("12 34 56 78")
    page.get_by_label("Hvad har de brug for hjælp til?").fill(
        "Hun kan ikke se billeder i galleriet. Hvor finder hun dem?"
    )
    if day.scripts:
        day.says("Fælles svar, der måske passer")
    else:
        day.press("Find svar og tidligere sager")
    day.look()
    page.get_by_label("Det, du svarede med det samme").fill("Under Galleri, når ugen er valgt.")
    day.press("Opret sagen")
    day.says("er registreret og løst")
    day.case("Ugeplanen er tom" if day.scripts else "Skema mangler tirsdag")
    day.press("Tag sagen")
    page.locator("label[for=composer-note]").click()
    page.locator("#id_note-text").fill("Ringet til klassen.")
    day.press("Gem note")
    day.says("Ringet til klassen.")
    day.unfold("Send den op")
    page.get_by_label("Hvorfor? Hvad har du prøvet?").fill("Kan ikke løses her.")
    day.press("Send op")
    day.says("Sendt op til")


def pilot(day: Day) -> None:
    """Reads what was handed up, answers with a ready text, and takes the answer back."""
    page = day.page
    day.go(f"{QUEUE}?tier=pilot")
    path = day.case("glemt kode" if day.scripts else "Forkert efternavn")
    day.go(f"{path}?open=help")
    page.locator("summary", has_text="Indsæt en svarskabelon").click()
    day.press("Vi har sendt den videre")
    expect(page.locator("#id_answer-text")).not_to_be_empty()
    day.press("Send svar")
    day.says("Svaret er sendt")
    day.press("Fortryd")
    day.says("Svaret blev ikke sendt")
    day.go(f"{path}?open=timeline")
    day.says("oprettede sagen")


def support_entitled(day: Day) -> None:
    """Merges what belongs together and parts it again, fills in a report, and reads the access log."""
    page = day.page
    path = day.case("Beskeder kommer dobbelt")
    day.go(f"{path}?open=help")
    if day.scripts:
        day.tab_through()
    day.go(f"{path}?open=report")
    page.locator("#id_report-device").fill("Skolens pc")
    day.press("Gem rapporten")
    day.says("Fejlrapporten er gemt")
    day.go(f"{path}?open=readings")
    day.says("Hvem har læst sagen")
    day.unfold("Giv den til en kollega", "Vælg en kollega")
    expect(page.get_by_label("Note til din kollega")).to_be_visible()
    day.go(f"{path}?open=split")


def project_lead(day: Day) -> None:
    """Collects a wish and looks at the wishes."""
    page = day.page
    day.go("/admin/")
    path = day.case("mit barn er syg" if day.scripts else "Vise alle børn på én gang")
    page.get_by_label("Sagstype").select_option("change_request")
    day.press("Vælg sagstype")
    day.go(f"{path}?open=collect")
    page.locator("#collect + form").get_by_label("Titel").fill("En kalender for hele familien")
    page.locator("#collect + form").get_by_role("button").last.click()
    day.says("Samlet som")
    day.go("/admin/triage/changerequest/")


def municipal_admin(day: Day) -> None:
    """Lets a mail in, looks after absences, institutions and the municipality itself."""
    page = day.page
    for path in (
        f"{QUEUE}absences/",
        "/admin/tickets/receivedmail/",
        "/admin/organisation/institution/",
    ):
        day.go(path)
    if day.scripts:
        day.case("Forlader skolen")
        day.look()
        day.press("Læg ind i sagen")
        day.says("Mailen er nu en del af sagen")
    page.goto(f"{day.site.address}{QUEUE}absences/")
    page.get_by_label("Første dag").fill("2031-03-03" if day.scripts else "2031-04-03")
    page.get_by_label("Sidste dag").fill("2031-03-07" if day.scripts else "2031-04-07")
    day.press("Gem")
    day.says("3.3.2031" if day.scripts else "3.4.2031")


def observer(day: Day) -> None:
    """Begins with the numbers, narrows them, takes them along; sees no cases, and is told so."""
    day.go("/admin/start/")
    day.says("Henvendelser i tal")
    day.page.get_by_label("Periode").select_option("52")
    day.press("Vis")
    day.page.get_by_role("link", name="Forælder", exact=True).click()
    day.says("Hvem spørger: Forælder")
    day.go("/admin/")
    day.says("Med din rolle kan du følge udviklingen")
    answer = day.page.goto(f"{day.site.address}{QUEUE}")
    assert answer is not None
    assert answer.status == 403


DAYS: dict[str, Callable[[Day], None]] = {
    "superbruger": superuser,
    "pilot": pilot,
    "supportberettiget": support_entitled,
    "projektleder": project_lead,
    "kommuneadmin": municipal_admin,
    "leder": observer,
}


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("who", DAYS)
def test_a_day(who: str, scripts: bool, embedded_site: Site, open_page: Open, complaints: list[str]) -> None:
    page = open_page(DESK, java_script_enabled=scripts)
    sign_in(page, embedded_site, f"{who}@demo.example")
    DAYS[who](Day(page, embedded_site, scripts=scripts, looks=list(DAYS).index(who)))
    assert complaints == []


def test_the_keyboard_reaches_every_control(embedded_site: Site, open_page: Open) -> None:
    page = open_page(DESK)
    sign_in(page, embedded_site, "superbruger@demo.example")
    day = Day(page, embedded_site, scripts=True)
    for path in (QUEUE, f"{QUEUE}open_for/"):
        page.goto(embedded_site.address + path)
        day.tab_through()
