"""A text is about the topic of which most stands in it."""

import importlib

import pytest

from knowledgebase.search.topic_of import topic_of

TERMS = importlib.import_module("knowledgebase.migrations.0012_topic_terms").TERMS


@pytest.mark.parametrize(
    ("subject", "body", "topic"),
    [
        ("Kan ikke logge ind", "Jeg har prøvet med MitID på min telefon.", "login"),
        ("Glemt adgangskode", "", "login"),
        ("Min datters skema er tomt", "Der står ingenting i kalenderen i næste uge.", "kalender"),
        ("Fælleskalenderen", "Den viser forkerte møder.", "kalender"),
        ("Sygemelding", "Hvordan melder jeg mit barn sygt?", "fravaer"),
        ("Ferieregistrering uge 42", "Fristen er i morgen.", "fravaer"),
        ("Komme/gå på stuen", "Vi kan ikke tjekke børnene ind.", "komme-gaa"),
        ("Billederne fra turen", "Hvor finder jeg galleriet?", "billeder"),
        ("Får ingen notifikationer om nye beskeder", "", "notifikationer"),
        ("Beskeden forsvandt", "Indbakken er tom.", "beskeder"),
        ("Kontaktoplysninger", "Mit nummer er forkert i klasselisten.", "grupper"),
        ("Problem", "Jeg kan ikke åbne beskeden fra læreren.", "beskeder"),
        ("Cannot sign in", "My password is refused.", "login"),
        ("Hjælp", "Det virker slet ikke.", None),
        ("", "", None),
    ],
)
def test_everyday_questions_are_about_what_a_person_would_say(subject: str, body: str, topic: str | None) -> None:
    assert topic_of(subject, body, TERMS) == topic


def test_what_stands_in_the_subject_counts_twice() -> None:
    assert topic_of("Galleriet", "Kalenderen virker.", TERMS) == "billeder"
    assert topic_of("Galleriet", "Kalender, skema og ugeplan er i orden.", TERMS) == "kalender"


def test_of_two_that_are_said_as_often_the_first_counts() -> None:
    assert topic_of("", "Beskeder og billeder", TERMS) == "beskeder"
    assert topic_of("", "Billeder og beskeder", TERMS) == "billeder"


def test_a_word_said_often_counts_once_and_a_short_one_only_by_itself() -> None:
    terms = {"fri": ["syg"], "sted": ["kalender"]}
    assert topic_of("", "sygehus sygehus kalender", terms) == "sted"
    assert topic_of("", "kalender kalender kalender syg og syg", terms) == "sted"
    assert topic_of("", "syg", terms) == "fri"


def test_a_topic_without_terms_is_recognised_in_nothing() -> None:
    assert topic_of("Andet", "andet", {"andet": []}) is None
    assert topic_of("Andet", "andet", {"andet": [" ", "-"]}) is None
