"""Whether a text is about a fault: one question, and the form, the case and the classifier give one answer."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.cast import Cast
from tests.triage.intake.test_enquiry import FORM, form_data, page
from triage.classifier import Enquiry, engine
from triage.classifier.interface import LIKELY_FAULT
from triage.intake.fault_signs import sounds_like_fault
from triage.suggestions import model_in_use

pytestmark = pytest.mark.django_db
FAULTS = [
    "Beskeder bliver ikke sendt\nJeg trykker send, og så sker der ingenting. Prøvede også på computeren.",
    "Kalenderen drejer bare rundt\nSiden kommer aldrig frem, hjulet kører og kører. Det startede i går aftes.",
    "Billeder står på hovedet\nAlle de billeder, der lægges op fra telefonen, vender forkert siden i tirsdags.",
    "Notifikationer kommer dobbelt\nJeg får alt to gange på min Android, og min kone gør også.",
    "Aula smider mig af\nMidt i en besked ryger jeg tilbage til forsiden, og det skrevne er borte.",
    "Vedhæftning\nNår jeg vil åbne bilaget i opslaget, får jeg koden 403 hver gang, men andre bilag går fint.",
    "The calendar shows last week\nHowever often I refresh, it stays on last week. Same on my husband's phone.",
    "Tom liste\nEfter opdateringen i nat er listen over elever i 4.B blank for alle lærere.",
]
OTHERS = [
    "Ferie\nHvor skriver jeg, at vi holder ferie i uge 42?",
    "Nyt nummer\nJeg har fået ny telefon. Hvordan retter jeg mit nummer?",
    "Fælles kalender\nDet ville være godt med en samlet kalender for alle mine børn.",
    "Hvem kan se det?\nKan andre forældre se den besked, jeg skriver til læreren?",
    "Grupper\nHvordan opretter jeg en gruppe til festudvalget?",
    "Kontaktforældre\nHvordan finder jeg ud af, hvem der er kontaktforældre i klassen?",
]


@pytest.mark.parametrize("text", FAULTS)
def test_a_fault_is_heard_in_words_that_no_list_of_signs_holds(text: str) -> None:
    assert sounds_like_fault(text, "parent")


def test_a_question_or_a_wish_is_seldom_taken_for_a_fault() -> None:
    assert sum(sounds_like_fault(text, "parent") for text in OTHERS) <= 1


@pytest.mark.parametrize("text", [*FAULTS, *OTHERS])
def test_the_form_answers_as_the_classifier(text: str, client: Client, cast: Cast) -> None:
    subject, _newline, body = text.partition("\n")
    verdict = model_in_use.current().classifier.classify(Enquiry(subject, body, "parent"))
    assert verdict.sounds_like_fault == (verdict.probabilities["technical_fault"] >= LIKELY_FAULT)
    assert sounds_like_fault(text, "parent") == verdict.sounds_like_fault


def test_nothing_sounds_like_nothing() -> None:
    assert not sounds_like_fault("")
    assert not sounds_like_fault("\n  \n")


def test_the_form_works_where_the_model_is_lost(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    monkeypatch.setattr(engine, "ARTEFACT", Path(model_in_use.__file__))
    monkeypatch.setattr(model_in_use, "_kept", None)
    engine.shipped_model.cache_clear()
    subject, _newline, body = FAULTS[0].partition("\n")
    answer = client.post(FORM, form_data(cast, subject=subject, body=body), follow=True)
    engine.shipped_model.cache_clear()
    assert "sag" in answer.redirect_chain[0][0]
    assert "no model to ask" in caplog.text
    assert page(answer)
