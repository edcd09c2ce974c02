"""A person is recognised however their name is written; somebody else with a part of it is not."""

import unicodedata

import pytest
from django.utils import translation

from tests.cast import Cast, open_ticket
from tickets.models import Message
from tickets.persons.identity import Identity

WHO = Identity.of(["Rosalinde Marie Fjeldsøe"], ["rosalinde@hjemme.example"], ["28 51 73 94"])
WRITTEN = [
    "Rosalinde Marie Fjeldsøe har ringet",
    "ROSALINDE FJELDSØES billeder",
    "Fjeldsøe, Rosalinde Marie: ringer selv",
    "Fjeldsøe, Rosalinde",
    "Rosalinde M. Fjeldsøe",
    "Rosalinde\nMarie Fjeldsøe",
    "> Rosalinde  Fjeldsøe",
    "brev_Rosalinde_Fjeldsøe_2.pdf",
    "rosalinde-marie-fjeldsoe.pdf",
    "Rosalinde.Fjeldsoee",
    "Rosalinde%20Fjeldsøe.docx",
    "rosalindemariefjeldsoe.txt",
    unicodedata.normalize("NFD", "Rosalinde Fjeldsøe"),
    "Ring +45 28517394",
    "ring 2851 7394 i morgen",
    "rosalinde@hjemme.example.",
]
OTHERS = [
    "Rosalinde Marie Vang",
    "Ida Fjeldsøe",
    "Bo Fjeldsøe, Rosalinde Dam",
    "Marie Fjeldsø",
    "rosalinde@hjemme.example-x",
    "12851739412",
]


@pytest.mark.parametrize("text", WRITTEN)
def test_who_is_named_is_found_and_taken_out(text: str) -> None:
    assert WHO.is_in(text)
    assert WHO.lines_about(f"Først dette.\n{text}\nSå det.") == text
    assert not any(part in WHO.take_out(text).casefold() for part in ("rosalinde", "fjelds", "2851"))


@pytest.mark.parametrize("text", OTHERS)
def test_who_is_called_alike_is_left_alone(text: str) -> None:
    assert (WHO.is_in(text), WHO.lines_about(text), WHO.take_out(text)) == (False, "", text)


def test_a_name_of_letters_that_programs_write_otherwise_is_found() -> None:
    assert Identity.of(["Åse Bækgaard"], [], []).is_in("aase_baekgaard.pdf")
    assert Identity.of(["Åse Bækgaard"], [], []).is_in(unicodedata.normalize("NFD", "Bækgaard, Åse"))
    assert Identity.of(["Anne-Lise Dam"], [], []).is_in("Anne Lise Dam og annelise_dam.pdf")
    assert not Identity.of(["Bo Dam"], [], []).is_in("bodam")


@pytest.mark.parametrize("language", ["da", "en"])
def test_what_stands_in_the_line_of_a_name_goes_with_it_whoever_takes_it_out(language: str) -> None:
    with translation.override(language):
        left = Identity.of(["Maja Holm"], [], []).take_out("Maja Holm, Skolevej 12, tlf. 20 11 22 33", near=True)
    assert left.count("[") == 3
    assert not any(character.isdigit() for character in left)


@pytest.mark.django_db
def test_the_database_finds_every_row_that_names_them(cast: Cast) -> None:
    ticket = open_ticket(cast.school)
    for text in [*WRITTEN, *OTHERS]:
        ticket.note(text, by=cast.superuser)
    found = Message.objects.filter(WHO.query(["body"]))
    assert {row.body for row in found if WHO.is_in(row.body)} == {text.strip() for text in WRITTEN}
