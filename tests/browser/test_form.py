"""The public form on a telephone: how little it takes, and that nothing moves under a finger."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import PHONE, Open, picture, violations
from tests.browser.sites import ROOT, Site

pytestmark = pytest.mark.browser

WHILE_WRITING = re.compile(r"/henvendelse/fejl/$")
MOST_TAPS, MOST_FIELDS = 8, 5


class Finger:
    """Somebody who taps: a field that is entered counts as one tap, whatever is typed or chosen there."""

    def __init__(self, page: Page) -> None:
        self.page, self.taps, self.fields = page, 0, 0

    def tap(self, on: Locator) -> None:
        on.click()
        self.taps += 1

    def fill(self, field: Locator, text: str) -> None:
        self.tap(field)
        self.fields += 1
        self.page.keyboard.insert_text(text)

    def choose_file(self, field: Locator, file: Path) -> None:
        with self.page.expect_file_chooser() as chooser:
            self.tap(field)
        self.fields += 1
        chooser.value.set_files(file)

    def begin(self, site: Site, who: str) -> None:
        self.page.goto(f"{site.address}/")
        self.tap(self.page.get_by_role("list", name="Skriv til os som").get_by_role("link", name=who))

    def place(self) -> None:
        self.fill(self.page.get_by_role("combobox", name="Hvilken skole"), "groenbakke")
        self.tap(self.page.get_by_role("option", name="Grønbakkeskolen"))

    def tell(self, text: str) -> None:
        with self.page.expect_response(WHILE_WRITING):
            self.fill(self.page.get_by_label("Hvad har du brug for hjælp til?"), text)
            self.page.keyboard.type(" ")
        self.page.locator("#found-list [name=looked_for]:not([value='0'])").wait_for(state="attached")

    def sign(self, name: str, mail: str = "") -> None:
        self.fill(self.page.get_by_label("Dit navn"), name)
        if mail:
            self.fill(self.page.get_by_label("Din mailadresse"), mail)

    def send(self) -> None:
        self.tap(self.page.get_by_role("button", name="Send min henvendelse"))
        self.page.wait_for_url(re.compile(r"/sag/[\w-]+/"))
        expect(self.page.locator(".case-number")).to_contain_text("AULA-")


def parent_cannot_log_in(finger: Finger, site: Site, _folder: Path) -> None:
    finger.begin(site, "Forælder")
    finger.place()
    finger.tell("Mit MitID bliver afvist, når jeg vil ind i Aula.")
    finger.sign("Maja Holm", "maja@post.example")


def parent_meets_a_fault_with_a_picture(finger: Finger, site: Site, folder: Path) -> None:
    finger.begin(site, "Forælder")
    finger.place()
    finger.tell("Appen går ned, hver gang jeg åbner en besked.")
    finger.choose_file(finger.page.get_by_label("Skærmbilleder eller filer"), picture(folder))
    finger.sign("Maja Holm", "maja@post.example")


def parent_asks_how_to(finger: Finger, site: Site, _folder: Path) -> None:
    finger.begin(site, "Forælder")
    finger.place()
    finger.tell("Hvor skriver jeg, at vi holder ferie i uge 7?")
    finger.sign("Ole Dahl", "ole@post.example")


def pupil_has_no_mail(finger: Finger, site: Site, _folder: Path) -> None:
    finger.begin(site, "Elev")
    finger.place()
    finger.tell("Jeg kan ikke se mit skema i Aula på iPad.")
    finger.sign("Noah")
    finger.fill(finger.page.get_by_label("Jeg har hverken mail eller telefon"), "")


def member_of_staff_asks(finger: Finger, site: Site, _folder: Path) -> None:
    finger.begin(site, "Medarbejder")
    finger.place()
    finger.tell("Hvordan laver jeg en gruppe for teamet?")
    finger.sign("Anne Lund", "anne@skole.example")


def place_is_not_in_the_list(finger: Finger, site: Site, _folder: Path) -> None:
    finger.begin(site, "Forælder")
    finger.tap(finger.page.locator("summary", has_text="flere steder?"))
    finger.fill(finger.page.get_by_label(re.compile("Står stedet ikke på listen")), "Skovbørnehaven")
    finger.tell("Jeg kan ikke finde mit barn i Aula.")
    finger.sign("Sara Friis", "sara@post.example")


STORIES: list[Callable[[Finger, Site, Path], None]] = [
    parent_cannot_log_in,
    parent_meets_a_fault_with_a_picture,
    parent_asks_how_to,
    pupil_has_no_mail,
    member_of_staff_asks,
    place_is_not_in_the_list,
]


def written_down() -> dict[str, tuple[int, int]]:
    """The taps and fields of each story, as the table in the document says."""
    text = (ROOT / "docs" / "public-form.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([^|]+) \| (\d+) \| (\d+) \|$", text, re.MULTILINE)
    return {story.strip(): (int(taps), int(fields)) for story, taps, fields in rows}


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_from_the_front_page_to_sent_in_few_taps(
    story: Callable[[Finger, Site, Path], None],
    embedded_site: Site,
    open_page: Open,
    tmp_path: Path,
    complaints: list[str],
) -> None:
    finger = Finger(open_page(PHONE))
    story(finger, embedded_site, tmp_path)
    finger.send()
    assert finger.taps <= MOST_TAPS
    assert finger.fields <= MOST_FIELDS
    assert written_down()[story.__name__.replace("_", " ")] == (finger.taps, finger.fields)
    assert complaints == []


@pytest.mark.parametrize(
    ("text", "comes"),
    [
        ("Hvordan melder jeg ferie i uge 7?", ".suggestions"),
        ("Billeder bliver ikke uploadet til galleriet", ".fitting"),
        ("Jeg vil ikke leve mere", ".help-now"),
    ],
    ids=["answers", "a known problem", "help for what cannot wait"],
)
def test_what_arrives_while_a_finger_is_on_the_button_does_not_push_it_away(
    text: str, comes: str, embedded_site: Site, open_page: Open
) -> None:
    """At 390 pixels: a press that begins before the answer arrives and ends after it sends the form."""
    page = open_page(PHONE)
    page.goto(f"{embedded_site.address}/henvendelse/?audience=parent&sted=790101")
    page.get_by_label("Hvad har du brug for hjælp til?").fill("Hej")
    page.get_by_label("Dit navn").fill("Maja Holm")
    page.get_by_label("Din mailadresse").fill("maja@post.example")
    waiting: list[Route] = []
    page.route(WHILE_WRITING, lambda route: waiting.append(route))  # noqa: PLW0108  it asks for more of a function
    with page.expect_request(WHILE_WRITING):
        page.get_by_label("Hvad har du brug for hjælp til?").fill(text)
    button = page.get_by_role("button", name="Send min henvendelse")
    for target in (page.get_by_label("Dit navn"), button):
        target.scroll_into_view_if_needed()
    before = button.bounding_box()
    assert before is not None
    page.mouse.move(before["x"] + 20, before["y"] + 20)
    page.mouse.down()
    with page.expect_response(WHILE_WRITING):
        waiting[-1].continue_()
    page.locator(f"#found-list {comes}, #help-now {comes}").first.wait_for(state="attached")
    assert button.bounding_box() == before
    with page.expect_request(re.compile(r"/henvendelse/$")):
        page.mouse.up()


def test_answers_found_while_writing_stand_beside_the_form_or_open_at_a_tap(
    embedded_site: Site, open_page: Open, complaints: list[str]
) -> None:
    page = open_page(PHONE)
    page.goto(f"{embedded_site.address}/henvendelse/?audience=parent&sted=790101")
    asked, name = page.get_by_label("Hvad har du brug for hjælp til?"), page.get_by_label("Dit navn")
    line = page.locator(".found > summary")
    asked.click()
    page.keyboard.type("H")
    height, at = line.bounding_box(), name.bounding_box()
    with page.expect_response(WHILE_WRITING):
        page.keyboard.type("MitID virker ikke, appen går ned")
    expect(line).to_contain_text(re.compile("forslag til svar|Måske"))
    assert name.bounding_box() == at
    assert line.bounding_box() == height
    assert violations(page) == []
    line.click()
    expect(page.locator("#found-list details").first).to_be_visible()
    assert violations(page) == []
    page.set_viewport_size({"width": 1400, "height": 900})
    assert violations(page) == []
    assert complaints == []


def test_on_a_telephone_one_thing_comes_at_a_time_and_what_is_there_stays(
    embedded_site: Site, open_page: Open, complaints: list[str]
) -> None:
    page = open_page(PHONE)
    page.goto(f"{embedded_site.address}/henvendelse/")
    asked, name = page.get_by_label("Hvad har du brug for hjælp til?"), page.get_by_label("Dit navn")
    expect(page.get_by_text("Derefter: Hvad du har brug for hjælp til.")).to_be_visible()
    expect(asked).to_be_hidden()
    assert violations(page) == []
    page.get_by_label("Forælder", exact=True).check()
    Finger(page).place()
    expect(asked).to_be_visible()
    expect(name).to_be_hidden()
    asked.fill("Hvor skriver jeg, at vi holder ferie?")
    expect(name).to_be_visible()
    asked.fill("")
    expect(name).to_be_visible()
    assert violations(page) == []
    page.reload()
    expect(asked).to_be_hidden()
    for label in ("Hvad har du brug for hjælp til?", "Dit navn"):
        page.get_by_role("button", name="Fortsæt").click()
        expect(page.locator(":focus")).to_have_accessible_name(re.compile(re.escape(label)))
    expect(page.get_by_role("button", name="Fortsæt")).to_be_hidden()
    page.set_viewport_size({"width": 1400, "height": 900})
    page.goto(f"{embedded_site.address}/henvendelse/")
    expect(name).to_be_visible()
    assert complaints == []
