"""The facts that people tell of a fault are read out of what they write; figures are held on every conversation."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.test import Client

from desk.case.page import Desk
from organisation.models import User
from tests.cast import Cast, open_ticket
from tickets.models import Ticket
from triage.faults.models import FaultReport
from triage.faults.proposals import proposals_for
from triage.faults.reading import read
from triage.faults.sentences import Source, SourceText
from triage.faults.training import FOLDER, ground
from triage.faults.weights import ARTEFACT

HERE = Path(__file__).parent
THURSDAY = datetime(2026, 11, 26, 12, tzinfo=UTC)
MEASURED = frozenset({"device", "client", "occurred", "steps", "happened", "module", "affected", "error_text"})
QUEUE = "/admin/tickets/ticket/"


def conversations(*names: str) -> list[dict[str, Any]]:
    lines = [line for name in names for line in (FOLDER / f"{name}.jsonl").open(encoding="utf-8")]
    return [json.loads(line) for line in lines]


def of_file(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (HERE / f"{name}.jsonl").open(encoding="utf-8")]


def facts_of(row: dict[str, Any]) -> dict[str, str]:
    told = [SourceText(row["subject"], THURSDAY, Source.SUBJECT), *(SourceText(text, THURSDAY) for text in row["said"])]
    return {each.fact: each.value for each in read(told) if not each.guessed}


def said(text: str, where: Source = Source.MESSAGE) -> dict[str, str]:
    return {each.fact: each.value for each in read([SourceText(text, THURSDAY, where)])}


def shares(rows: list[dict[str, Any]]) -> tuple[float, float]:
    """Of the facts that are told how many are found, and of those that are offered how many are wrong. A label may name
    several that are right, with | between them; `also` names what may be offered and need not be."""
    wanted = found = offered = wrong = 0
    for row in rows:
        facts = {name: value for name, value in facts_of(row).items() if name in MEASURED}
        right = [name for name, value in facts.items() if is_right(row["facts"].get(name, "\0"), value)]
        also = [name for name, value in facts.items() if is_right(row.get("also", {}).get(name, "\0"), value)]
        wanted, found = wanted + len(row["facts"].keys() & MEASURED), found + len(right)
        offered, wrong = offered + len(facts), wrong + len(facts.keys() - {*right, *also})
    return found / wanted, wrong / offered


def is_right(label: str, value: str) -> bool:
    return any(part.casefold() in value.casefold() for part in label.split("|"))


def test_of_what_people_tell_most_is_found_and_next_to_nothing_is_wrong() -> None:
    """`held_back` was written after the patterns, and measured once before they were mended: 0.71 of 77 facts found in
    its first twenty conversations and 0.13 wrong, then 0.92 of 48 and 0.06 wrong in its last twelve."""
    found, wrong = shares(conversations("conversations", "held_back"))
    assert found >= 0.95
    assert wrong <= 0.04


def test_what_strangers_wrote_is_read_as_well() -> None:
    """Four parts, each written before anything was mended for it, with what is read wrong most: another's device, what
    it was not, a time that lies ahead, what staff asked, and no fault at all. Measured once, unmended: 0.75 found and
    0.19 wrong in the first sixty, 0.88 and 0.12 in the next 24, 0.85 and 0.16 in 20, 0.83 and 0.12 in the last 20.
    Since what works, what was done before and what a question names is left out, 0.91 is found."""
    found, wrong = shares(conversations("strangers"))
    assert found >= 0.9
    assert wrong <= 0.02


def test_what_misleads_is_left_blank() -> None:
    """What others use, what was never tried, meetings, deadlines, numbers of people and quoted advice. Measured before
    anything was mended for it: 0.92 of 115 facts found and 0.20 of what is offered wrong."""
    found, wrong = shares(conversations("tricky"))
    assert found >= 0.95
    assert wrong <= 0.02


def test_what_newcomers_wrote_is_read() -> None:
    """Written by one of us before the patterns were read: 0.86 of 77 facts found and 0.22 of what is offered wrong
    then, 0.87 and 0.16 when the misleading was first mended; since then the patterns are mended for these as well."""
    found, wrong = shares(conversations("newcomers"))
    assert found >= 0.97
    assert wrong <= 0.04


def test_what_latecomers_wrote_is_read() -> None:
    """Four parts, by the same hand as the patterns, each written before anything was mended for it and measured once:
    0.88 of 93 facts found and 0.11 of what is offered wrong in the first thirty (0.84 and 0.22 with the patterns of
    before), 0.79 of 47 and 0.16 in the next 16, 0.95 of 39 and 0.20 in 14 of which half tell of no fault, 0.86 of 42
    and 0.18 in the last 16. So of what nobody has seen yet more is wrong than the 0.05 that is aimed at."""
    found, wrong = shares(conversations("latecomers"))
    assert found >= 0.95
    assert wrong <= 0.04


def test_what_passersby_wrote_is_read() -> None:
    """Four parts, by the same hand as what mended the patterns, each measured once before it was looked at: 0.85 of 145
    facts found and 0.14 of what is offered wrong in the first sixty, 0.73 and 0.16 in the next sixty (0.74 and 0.24
    with the patterns of before), 0.71 and 0.23 in sixty of which a third tell of no fault, and, once the patterns say
    nothing where they are not sure, 0.80 and 0.06 in the last thirty, which all tell of a fault. Some labels were
    mended afterwards, where they left out what is told."""
    found, wrong = shares(conversations("passersby"))
    assert found >= 0.85
    assert wrong <= 0.035


def test_what_visitors_wrote_is_read() -> None:
    """Seven parts, by the same hand as what mended the patterns, each measured once before anything was mended for it:
    of 40, 40, 40, 40, 30, 30 and 30 conversations 0.86, 0.80, 0.75, 0.73, 0.87, 0.79 and 0.77 of the facts found, and
    0.11, 0.12, 0.13, 0.09, 0.10, 0.11 and 0.09 of what is offered wrong; some of that wrong is what a label leaves out.
    So of what nobody has seen yet still more is wrong than the 0.05 that is aimed at."""
    found, wrong = shares(conversations("visitors"))
    assert found >= 0.84
    assert wrong <= 0.045


def test_what_was_never_learnt_from_is_read() -> None:
    """Ninety conversations, twenty of them without a fact that must be found. Before the weights 0.75 of 272 facts were
    found and 0.11 of what is offered was wrong; with those of what happened and when 0.78 and 0.05. Then what was
    missed was looked at, and who has a fault is read beside how others fare: 0.88 and 0.05, no longer unseen."""
    found, wrong = shares(of_file("unseen"))
    assert found >= 0.86
    assert wrong <= 0.06


def test_what_was_written_last_is_read() -> None:
    """Three parts, by one hand, each measured once before it was looked at, and never learnt from: 28 conversations
    with 0.89 of 110 facts found and 0.04 of what is offered wrong, before the last mending; then 30 with 0.80 of 98 and
    0.01 (0.72 and none without it), and after a look at those 22 with 0.85 of 82 and 0.03 (0.80 and 0.02)."""
    found, wrong = shares(of_file("newest"))
    assert found >= 0.86
    assert wrong <= 0.03


def test_the_weights_are_learnt_from_the_conversations_that_are_kept() -> None:
    with np.load(ARTEFACT) as kept:
        assert str(kept["ground"]) == ground(), "Run manage.py train_faults."


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Kalenderen er tom. Min makker Ulla, som sidder ved siden af, kan se alting.", "one"),
        ("Jeg får ikke beskeder mere. Det gør min kone til gengæld.", "one"),
        ("Siden er hvid. Ikke et problem for min mand.", "one"),
        ("My colleague next door can open the folder, I get an error.", "one"),
        ("Appen lukker ned på både min og min mands telefon.", "several"),
        ("Galleriet er tomt. Mads og Helle har samme rod.", "several"),
        ("Login hænger. Sådan har hele lærerværelset det.", "all"),
        ("Den fryser. De andre videoer virker fint.", None),
        ("Mit opslag til alle i 4. årgang er væk.", None),
        ("Alle forældremøder vises forkert.", None),
        ("Albummet er tomt. Ingen af os i teamet har slettet noget.", None),
    ],
)
def test_who_has_it_is_read_beside_how_others_fare(text: str, value: str | None) -> None:
    assert said(text).get("affected") == value


def test_which_part_it_is_about_is_learnt_where_none_is_named() -> None:
    assert said("Ni af børnene på stuen står som gået hjem. Tavlen ved døren fryser.")["module"] == "presence"


def test_a_wish_that_goes_on_to_fail_is_a_fault() -> None:
    assert said("We would like to report a holiday but the dates cannot be picked. In Chrome.")["client"] == "Chrome"
    assert not said("Vi vil gerne kunne melde fri for flere børn på én gang.")


@pytest.mark.parametrize(
    ("text", "fact", "value"),
    [
        ("Det er ikke en iPhone, det er en Sony Xperia.", "device", "Sony Xperia"),
        ("Min mands iPhone viser billederne uden problemer, men min Huawei P30 gør ikke.", "device", "Huawei P30"),
        ("Det virker på min kones iPhone 14, men min Samsung A54 er hvid.", "device", "Samsung A54"),
        ("Jeg har ikke prøvet Chrome. Siden er tom i Firefox.", "client", "Firefox"),
        ("Før havde jeg en Nokia. Nu fryser min Google Pixel 8.", "device", "Google Pixel 8"),
        ("Den er tom i Edge, ikke i Chrome.", "client", "Edge"),
        ("Det var ikke i går, men i søndags.", "occurred", "i søndags (22.11.2026)"),
        ("Jeg skiftede fra en iPhone 8 til en iPhone 15, og nu er kalenderen tom.", "device", "iPhone 15"),
        ("Vores nabo har det samme på sin iPhone 13. Min er en OnePlus 8.", "device", "OnePlus 8"),
        ("My colleague sees the same on her iPad. I have a Lenovo.", "device", "Lenovo"),
        ("Min kone har en iPad, og hun ser listen, men min Acer viser den ikke.", "device", "Acer"),
        ("Tak for svar. Det virker stadig ikke på min Nokia.", "device", "Nokia"),
        ("Vi skal aflevere inden fredag, men siden i går er knappen grå.", "occurred", "siden i går (25.11.2026)"),
        ("Min profil er tom. Jeg bruger ikke Edge, men Opera.", "client", "Opera"),
        ("Min kollega har ikke problemet. Listen er tom hos mig.", "happened", "Listen er tom hos mig."),
        ("Vi fik et opslag i går. Beskeden kan ikke åbnes.", "module", "messages"),
        ("Jeg kan se listen på min Nokia, men ikke på min iPad.", "device", "iPad"),
        ("Jeg kunne logge ind i går, men i dag kommer der en hvid side.", "occurred", "i dag (26.11.2026)"),
        ("Min mand åbnede den på sin iPad uden problemer. Min Acer viser en hvid side.", "device", "Acer"),
        ("Når jeg logger ind, er alle mine beskeder væk.", "module", "messages"),
    ],
)
def test_what_it_was_not_is_not_offered(text: str, fact: str, value: str) -> None:
    assert said(text)[fact] == value


@pytest.mark.parametrize(
    "text",
    [
        "Knappen reagerer ikke, og samtalen er på torsdag kl. 17.",
        "Vi kan ikke svare på mødet den 3. december kl. 19.",
        "Jeg kan ikke åbne beskeden fra i fredags.",
    ],
)
def test_a_time_that_lies_ahead_and_the_date_of_a_message_are_not_when_it_failed(text: str) -> None:
    assert "occurred" not in said(text)


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("Skolens printer, en HP LaserJet, står på kontoret. Dokumentet er tomt.", "device"),
        ("Projektoren i lokale 4 er gået i stykker.", "happened"),
        ("Nej, det er ikke en iPad.", "happened"),
        ("Det løste sig i går, da jeg genstartede.", "happened"),
        ("The problem went away yesterday.", "occurred"),
        ("Appen lukker ned. Jeg nulstillede den i mandags.", "occurred"),
        ("Er det rigtigt, at man ikke længere kan bruge Firefox til Aula?", "client"),
        ("Is Chrome no longer supported by Aula?", "happened"),
        ('Lederen siger: "Brug en anden browser". Siden er tom.', "error_text"),
        ("Kalenderen virker ikke på min iPad.", "other_device"),
        ("Jeg oprettede gruppen i tirsdags, og nu kan jeg ikke åbne den.", "occurred"),
        ("Alt kører fint. Der kommer ingen fejl.", "happened"),
        ("Så virker appen på min Samsung. Jeg måtte bare hente den igen.", "happened"),
        ("Børnehaven holder lukket på fredag. Husk at melde ferie inden.", "module"),
        ("Please remember the meeting in the hall. Bring your laptop.", "device"),
        ("Et opslag jeg lavede i mandags kan jeg ikke rette.", "occurred"),
        ("Listen er tom. Han er ansat siden 1. oktober.", "occurred"),
        ("Jeg har ved en fejl slettet en besked. Kan den hentes frem?", "happened"),
        ("Jeg vil ikke længere have mails fra Aula. Hvordan framelder jeg?", "happened"),
        ("Adressen er forkert, selvom vi flyttede 1. september.", "occurred"),
        ("Listen er tom. De var der i sidste uge.", "occurred"),
        ("I torsdags sendte jeg en indkaldelse. Kalenderen er tom.", "occurred"),
        ("Barnet (indmeldt siden 1. november) kan ikke se listen.", "occurred"),
        ("Ingen kan se opslaget. Jeg skrev det på min telefon.", "device"),
        ('Listen er tom. Jeg fik en besked om "Karl i Mariehønen".', "error_text"),
        ("Komme/gå i dagplejen går ned.", "occurred"),
    ],
)
def test_what_stands_beside_the_fault_is_no_fact_of_it(text: str, fact: str) -> None:
    assert fact not in said(text)


@pytest.mark.parametrize(
    ("text", "fact", "value"),
    [
        ("None of the parents can see it.", "affected", "all"),
        ("Det sker kun på min egen konto.", "affected", "one"),
        ("Nej, det er ikke kun mig.", "affected", "several"),
        ("Siden fryser. De andre forældre har godt kunnet booke.", "affected", "one"),
        ("Det er en Xiaomi Redmi Note 12, og listen er tom.", "device", "Xiaomi Redmi Note 12"),
        ("Teksten forsvinder på min Motorola Edge 40 i Chrome.", "client", "Chrome"),
        ("Siden er tom. Den siger Filtypen understøttes ikke.", "error_text", "Filtypen understøttes ikke"),
        ("The page reads “Session expired” on my phone.", "error_text", "Session expired"),
        ('Der stod "Ingen forbindelse" i går.', "error_text", "Ingen forbindelse"),
        ("Vi kan ikke svare på forældremødet.", "module", "calendar"),
        ("Der dukkede ”Uventet fejl” op i appen.", "error_text", "Uventet fejl"),
    ],
)
def test_other_ways_of_saying_it_are_known(text: str, fact: str, value: str) -> None:
    assert said(text)[fact] == value


def test_a_clock_is_no_date() -> None:
    assert said("Appen lukkede ned i morges kl. 7.05.")["occurred"] == "i morges kl. 7.05 (26.11.2026)"


def test_a_question_a_wish_and_thanks_tell_of_no_fault() -> None:
    for text in (
        "Vi flytter til kommunen den 15. januar. Hvem opretter os?",
        "Det ville være rart, hvis man kunne slette gamle beskeder på én gang.",
        "Tak for svar. Det virkede at slette cookies.",
    ):
        assert not said(text).keys() - {"module"}, text


def test_a_mail_that_is_passed_on_is_read_and_what_staff_asked_is_not() -> None:
    passed_on = "Kan I se på denne?\n\n---------- Videresendt besked ----------\nFra: Pia\n\nMin iPad er blank."
    assert said(passed_on)["device"] == "iPad"
    answered = "Det er en Lenovo ThinkPad.\n\n> Bruger du iPhone, og skete det i går?"
    assert said(answered)["device"] == "Lenovo ThinkPad"
    assert "occurred" not in said(answered)


def test_browser_device_and_time_of_one_sentence_are_told_apart() -> None:
    facts = said("Jeg bruger Safari på en Mac, senest i går kl. 21.10")
    assert facts["client"] == "Safari"
    assert facts["device"] == "Mac"
    assert facts["occurred"] == "senest i går kl. 21.10 (25.11.2026)"


@pytest.mark.parametrize(
    ("text", "day"),
    [("i dag", "26.11.2026"), ("i forgårs", "24.11.2026"), ("i mandags", "23.11.2026"), ("i torsdags", "19.11.2026")],
)
def test_a_day_told_from_another_is_named(text: str, day: str) -> None:
    assert said(f"Appen gik ned {text}.")["occurred"] == f"{text} ({day})"


def test_where_it_works_is_not_what_fails() -> None:
    facts = said("På computeren virker det fint. På min iPad er skærmen hvid.")
    assert facts["device"] == "iPad"
    assert facts["other_device"] == "På computeren virker det fint."


def test_what_people_want_to_know_gives_no_facts() -> None:
    assert not said("Hvordan melder jeg ferie?").keys() & {"device", "client", "occurred", "error_text", "affected"}


def test_a_picture_of_the_screen_tells_when_and_a_signature_is_only_a_guess() -> None:
    facts = said("Screenshot_20261120-081422_Chrome.jpg", Source.FILE)
    assert facts == {"occurred": "20.11.2026 kl. 08.14", "client": "Chrome"}
    (found,) = [each for each in read([SourceText("Det virker ikke.\n\nSendt fra min iPad", THURSDAY)]) if each.guessed]
    assert (found.fact, found.value) == ("device", "iPad")


@pytest.fixture
def fault(cast: Cast) -> Ticket:
    ticket = open_ticket(
        cast.school, subject="Kalenderen er tom", body="Min iPhone 13 viser en tom kalender. Det startede i går kl. 8."
    )
    ticket.set_route("technical_fault", by=cast.superuser)
    return ticket


def enter(client: Client, user: User) -> None:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")


def test_each_fact_is_offered_with_where_it_was_found_and_taken_with_one_click(
    cast: Cast, fault: Ticket, client: Client
) -> None:
    enter(client, cast.superuser)
    page = client.get(f"{QUEUE}{fault.pk}/").content.decode()
    assert "Fundet i samtalen" in page
    assert "<q>Min iPhone 13 viser en tom kalender.</q>" in page
    answer = client.post(f"{QUEUE}{fault.pk}/take_facts/", {"take_facts-facts": ["device", "module"]})
    assert answer.status_code == 302
    report = FaultReport.of(fault)
    assert (report.device, report.module, report.occurred) == ("iPhone 13", "calendar", "")
    left = [each.fact for each in proposals_for(fault, report, fault.messages.all())]
    assert "device" not in left
    assert "occurred" in left
    assert client.post(f"{QUEUE}{fault.pk}/take_facts/", {"take_facts-facts": ["device"]}).status_code == 409


def test_what_the_browser_of_the_form_says_is_a_guess_until_somebody_tells_it(cast: Cast, fault: Ticket) -> None:
    FaultReport.record(fault, {"device": "Windows 10"}, by=cast.superuser, guessed=["device"])
    (fact,) = [each for each in Desk(fault, cast.superuser).facts if each.text == "Windows 10"]
    assert fact.is_guessed
    offered = {each.fact: each.value for each in proposals_for(fault, FaultReport.of(fault), fault.messages.all())}
    assert offered["device"] == "iPhone 13"
    FaultReport.record(fault, {"device": "Windows 10"}, by=cast.superuser)
    assert FaultReport.of(fault).guessed == []


def test_a_how_to_question_is_not_asked_for_what_a_fault_lacks(cast: Cast, client: Client) -> None:
    ticket = open_ticket(cast.school, subject="Hvordan melder jeg ferie?", body="Hvor skriver jeg det?")
    ticket.set_route("usage_question", by=cast.superuser)
    enter(client, cast.superuser)
    assert client.get(f"{QUEUE}{ticket.pk}/").content.decode().count('name="ask-missing"') == 3
    ticket.set_route("technical_fault", by=cast.superuser)
    assert client.get(f"{QUEUE}{ticket.pk}/").content.decode().count('name="ask-missing"') > 5
