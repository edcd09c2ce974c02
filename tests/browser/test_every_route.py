"""Every route from a parent's form to its party, and the party's answer back into the case.

On gunicorn, a Celery worker, PostgreSQL, Redis and a real mail server; parties answer by mail to where our mail says.
"""

import asyncio
import json
import re
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_string
from email.message import EmailMessage, Message
from email.policy import default
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import sign_in
from tests.browser.sites import Postbox, Site, real
from tests.cast import PASSWORD
from tests.tickets.outbound.test_faults import Parent

pytestmark = pytest.mark.browser
SET_THE_STAGE = (
    "from tests.cast import gather; from organisation.models import Municipality; from tickets.models import Mailbox; "
    "cast = gather(); Municipality.objects.update(enquiries_per_hour=0); "
    "Mailbox.objects.create(address='hjaelp@example.org'); print(cast.school.pk)"
)
PATIENCE = 120.0
"""Seconds; a busy machine is no fault of the mail."""
COPY = "Jeg har meldt den ind"
SEND = "Send nu"


@dataclass(frozen=True)
class Way:
    """Who passes on the cases of a route, and how; `address` is where the mail goes, if any."""

    route: str
    role: str
    party: str
    button: str = SEND
    address: str = ""


WAYS = [
    Way("technical_fault", "support_entitled", "Netcompany", COPY),
    Way("usage_question", "support_entitled", "Netcompany", COPY),
    Way("unilogin", "superuser", "STIL", COPY),
    Way("project_question", "project_lead", "KOMBIT", address="aula@kombit.dk"),
    Way("schedule_vendor", "superuser", "Skemahuset", address="skema@vendor.example"),
    Way("widget_vendor", "superuser", "Ugeplanfirmaet", address="ugeplan@vendor.example"),
    Way("local_it", "superuser", "IT-afdelingen", address="it@example.org"),
]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with real(tmp_path_factory.mktemp("house"), demo_data=False) as site:
        site.password = PASSWORD
        site.school = int(site.ask(SET_THE_STAGE))
        yield site


@pytest.fixture(scope="module")
def staff(house: Site, chromium: Browser) -> Iterator[dict[str, Page]]:
    """A signed-in page for each role that passes something on."""
    pages = {}
    for role in ("superuser", "support_entitled", "project_lead"):
        context = chromium.new_context(locale="da-DK", viewport={"width": 1400, "height": 900})
        context.set_default_timeout(30_000)
        pages[role] = context.new_page()
        sign_in(pages[role], house, f"{role}@example.org")
    yield pages
    for page in pages.values():
        page.context.close()


@dataclass(frozen=True)
class Case:
    number: str
    address: str
    private: str


def write_in(house: Site, staff: dict[str, Page], route: str) -> Case:
    """A parent sends the form; a superuser opens the case and sets its route."""
    parent = Parent(house)
    private = parent.send(house.school, f"Noget om {route}")
    number = re.search(r"AULA-\d\d-\d{6}", parent.opener.open(private).read().decode())
    assert number is not None
    page = staff["superuser"]
    page.goto(f"{house.address}/admin/tickets/ticket/?list=all&q={number[0]}")
    page.get_by_role("link", name=f"Noget om {route}").first.click()
    page.get_by_label("Sagstype").select_option(route)
    page.get_by_role("button", name="Vælg sagstype").click()
    expect(page.get_by_text("Sagstypen er sat til")).to_be_visible()
    return Case(number[0], re.split(r"[?#]", page.url)[0], private)


def fill_report(page: Page, case: Case) -> None:
    page.goto(f"{case.address}?open=report")
    report = page.locator(".report")
    for field in report.locator("input[name^=report-], textarea[name^=report-]").all():
        field.fill("Som beskrevet")
    report.locator("[name=report-full_name]").fill("Maja Holm")
    for field in report.locator("select[name^=report-]").all():
        field.select_option(index=1)
    page.get_by_role("button", name="Gem rapporten").click()
    page.get_by_role("button", name="Brugerfejl er udelukket").click()
    page.get_by_role("button", name="Stamdata er kontrolleret").click()


def pass_on(page: Page, case: Case, way: Way) -> None:
    if way.route == "technical_fault":
        fill_report(page, case)
    page.goto(case.address)
    page.get_by_role("link", name="Se den, og send den videre").click()
    panel = page.locator("#forward")
    expect(panel).to_contain_text(way.address or "Tekst til modtageren")
    panel.get_by_role("button", name=way.button).click()
    expect(page.get_by_text(re.compile(f"Sendt videre til {way.party}.*Afsenderen har fået besked"))).to_be_visible()
    expect(page.locator(".workspace__head")).to_contain_text(f"Venter på {way.party}")


def letters_to(house: Site, address: str, number: str) -> list[Message]:
    mails = [message_from_string(text, policy=default) for to, text in list(house.postbox.mails) if to == [address]]
    return [mail for mail in mails if number in str(mail["Subject"])]


def letter_to(house: Site, address: str, number: str) -> Message:
    """The one mail about the case to an address, as soon as the mail server has it."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and not letters_to(house, address, number):
        time.sleep(0.1)
    (letter,) = letters_to(house, address, number)
    return letter


def reply_by_mail(house: Site, case: Case, way: Way, folder: Path) -> str:
    """The party answers our mail as a mail program does, from an address of its own. Returns what it said."""
    letter = letter_to(house, way.address, case.number)
    answer = EmailMessage(policy=default)
    answer["From"], answer["To"] = (
        f"Kim hos {way.party} <kim@{way.address.partition('@')[2]}>",
        letter["Reply-To"],
    )
    answer["Subject"], answer["In-Reply-To"] = f"Sv: {letter['Subject']}", letter["Message-ID"]
    answer["Message-ID"] = f"<{case.number}@party.example>"
    said = f"Det er rettet i nat. Hilsen {way.party}"
    answer.set_content(f"{said}\n\nDen 12. nov. 2026 kl. 10.15 skrev hjaelp@example.org:\n> Noget om det\n")
    path = folder / "svar.eml"
    path.write_bytes(answer.as_bytes())
    result = json.loads(house.manage("receive_mail", str(path)))
    assert (result["outcome"], result["case"]) == ("reply", case.number)
    return said


def note_answer(page: Page, case: Case, way: Way) -> str:
    """Who handed the case in notes the party's number, and its answer when it comes."""
    page.get_by_text("Registrér deres sagsnummer eller svar").click()
    page.locator("#id_external_number-number").fill(f"X-{case.number}")
    page.get_by_role("button", name="Registrér nummeret").click()
    expect(page.get_by_text(f"X-{case.number}").first).to_be_visible()
    said = f"Det er rettet i nat. Hilsen {way.party}"
    page.get_by_text("Registrér deres sagsnummer eller svar").click()
    page.locator("#id_party_answer-text").fill(said)
    page.get_by_role("button", name="Registrér svaret").click()
    return said


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.route)
def test_a_case_goes_to_its_party_and_the_answer_comes_back(
    way: Way, house: Site, staff: dict[str, Page], tmp_path: Path
) -> None:
    case = write_in(house, staff, way.route)
    for role, page in staff.items() if way.role != "superuser" else ():
        page.goto(case.address)
        expect(page.get_by_role("link", name="Se den, og send den videre")).to_have_count(int(role == way.role))
    page = staff[way.role]
    pass_on(page, case, way)
    parent = Parent(house).opener
    assert "Din henvendelse er sendt videre" in parent.open(case.private).read().decode()
    said = reply_by_mail(house, case, way, tmp_path) if way.address else note_answer(page, case, way)
    page.goto(case.address)
    heard = page.locator(".thread").get_by_text(said)
    expect(heard).to_be_visible()
    expect(page.locator(".thread > :last-child")).to_contain_text(way.party)
    expect(page.locator(".workspace__head")).to_contain_text("I gang")
    expect(page.locator(".forwarding__state").last).to_contain_text("Besvaret")
    shown = parent.open(case.private).read().decode()
    assert "Vi arbejder på din henvendelse" in shown
    assert said not in shown


def test_a_wish_waits_in_the_project_leads_bundle(house: Site, staff: dict[str, Page]) -> None:
    case = write_in(house, staff, "change_request")
    expect(staff["superuser"].get_by_role("link", name="Føj til ændringsønskerne")).to_have_count(0)
    lead = staff["project_lead"]
    lead.goto(case.address)
    lead.get_by_role("link", name="Føj til ændringsønskerne").click()
    lead.get_by_role("button", name="Saml", exact=True).click()
    expect(lead.get_by_text("Samlet som ”Noget om change_request”.").first).to_be_visible()


def test_what_is_not_about_aula_is_answered_in_the_house(house: Site, staff: dict[str, Page]) -> None:
    case = write_in(house, staff, "out_of_scope")
    page = staff["superuser"]
    expect(page.get_by_text("Løses af kommunen selv")).to_be_visible()
    expect(page.get_by_role("link", name="Se den, og send den videre")).to_have_count(0)
    before = len(letters_to(house, "maja@example.org", case.number))
    page.locator("#id_answer-text").fill("Ring til skolens kontor.")
    page.get_by_role("button", name="Send svar").click()
    expect(page.get_by_text("Svaret er sendt.")).to_be_visible()
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and len(letters_to(house, "maja@example.org", case.number)) == before:
        time.sleep(0.1)
    assert "Ring til skolens kontor." in Parent(house).opener.open(case.private).read().decode()


def see_state(page: Page, case: Case, state: str) -> None:
    """Looks at the page again and again until it says where the forwarding is."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        page.goto(case.address)
        if state in page.locator(".forwarding__state").last.inner_text():
            return
        time.sleep(0.2)
    raise AssertionError(page.locator(".forwarding__state").last.inner_text())


VENDOR = next(way for way in WAYS if way.route == "schedule_vendor")


def test_a_stopped_mail_server_shows_and_the_case_is_sent_once_when_it_is_back(
    house: Site, staff: dict[str, Page]
) -> None:
    case, page = write_in(house, staff, VENDOR.route), staff["superuser"]
    house.stop_mail_server()
    pass_on(page, case, VENDOR)
    see_state(page, case, "Ikke sendt endnu. Mailserveren svarer ikke.")
    house.start_mail_server()
    page.get_by_role("button", name="Prøv at sende nu").click()
    house.ask(SWEEP)
    see_state(page, case, "Sendt")
    house.ask(SWEEP)
    assert len(letters_to(house, VENDOR.address, case.number)) == 1


class Stuck(Postbox):
    """A mail server that has the whole mail and says nothing for a long time."""

    async def handle_DATA(self, _server: object, _session: object, _envelope: object) -> str:  # noqa: N802
        await asyncio.sleep(120)
        return "451 Try again"


SWEEP = "from tickets import tasks; tasks.sweep_events(); tasks.sweep_deliveries(); print('swept')"
LATER = (
    "from datetime import timedelta; from django.utils import timezone; from tickets.models import Delivery; "
    "Delivery.objects.filter(status='queued').update(next_attempt_at=timezone.now()); "
)
"""The claim of a dead worker runs out after some minutes; a test does not wait for them."""


def test_a_worker_killed_while_it_sends_is_followed_by_one_that_sends_once(house: Site, staff: dict[str, Page]) -> None:
    case, page = write_in(house, staff, VENDOR.route), staff["superuser"]
    letter_to(house, "maja@example.org", case.number)
    house.start_mail_server(Stuck())
    pass_on(page, case, VENDOR)
    see_state(page, case, "Er ved at blive sendt")
    house.stop_worker(signal.SIGKILL)
    see_state(page, case, "Er ved at blive sendt")
    house.start_mail_server()
    house.start_worker()
    house.ask(SWEEP)
    see_state(page, case, "Er ved at blive sendt")
    assert letters_to(house, VENDOR.address, case.number) == []
    house.ask(LATER + SWEEP)
    see_state(page, case, "Sendt")
    house.ask(LATER + SWEEP)
    assert len(letters_to(house, VENDOR.address, case.number)) == 1
