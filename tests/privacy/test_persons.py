"""Taking the persons out of an answer."""

import pytest

from privacy.persons import depersonalise

ANSWER = """Hej Maja

Jeg kan se, at din datter Freja går i 3.B på Grøndal Skole. Frejas stamkort siger Skovvej 12.
Ring til lærer Lone på 12 34 56 78, eller skriv til lone@skole.example. Sagen AULA-26-004217 er lukket.
Åbn fanen Profil, og vælg 2 gange.

Venlig hilsen
Peter Sørensen
Grøndal Skole"""


def taken_out(text: str, names: list[str] | None = None, institutions: list[str] | None = None) -> str:
    return depersonalise(text, names or [], institutions or [], language="en").text


def test_nothing_of_a_person_is_left_and_the_advice_is():
    text = taken_out(ANSWER, ["Maja Holm", "Peter Sørensen"], ["Grøndal Skole"])
    for personal in (
        "Maja",
        "Freja",
        "3.B",
        "Grøndal",
        "Skovvej",
        "Lone",
        "12 34",
        "@",
        "004217",
        "Peter",
        "hilsen",
        "Hej",
    ):
        assert personal not in text
    assert text.endswith("Åbn fanen Profil, og vælg 2 gange.")


def test_what_was_taken_out_is_listed_for_the_person_who_checks():
    removed = depersonalise(ANSWER, ["Maja Holm"], ["Grøndal Skole"]).removed
    listed = {(each.kind, each.text) for each in removed}
    assert {
        ("greeting", "Hej Maja"),
        ("closing", "Venlig hilsen\nPeter Sørensen\nGrøndal Skole"),
        ("class", "3.B"),
        ("institution", "Grøndal Skole"),
        ("name", "Frejas"),
        ("phone", "12 34 56 78"),
        ("email", "lone@skole.example"),
        ("case", "AULA-26-004217"),
        ("address", "Skovvej 12"),
    } <= listed


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Ring på 12345678.", "phone"),
        ("Ring på +45 12 34 56 78", "phone"),
        ("Skriv til a.b-c@skole.example.dk", "email"),
        ("Se https://hjaelp.example/sag/abc123/", "link"),
        ("Det er sagsnr. 2026-1234", "case"),
        ("Gælder kun 7b", "class"),
        ("Gælder kun 9. C", "class"),
        ("Brugernavnet er frej1234", "user_name"),
        ("Vi bor på Nørregade 4", "address"),
        ("Vores søn Viggo kan ikke", "name"),
        ("My daughter Freja cannot", "name"),
        ("Spørg skolelederen Anna Lund", "name"),
    ],
)
def test_what_is_personal_by_its_form_is_marked(text: str, kind: str):
    removed = depersonalise(text, language="en").removed
    assert [each.kind for each in removed] == [kind]
    assert removed[0].text not in taken_out(text)


def test_a_cpr_number_is_taken_out():
    result = depersonalise("Barnet er 010203-1234.")
    assert "1234" not in result.text
    assert [each.kind for each in result.removed] == ["cpr"]


@pytest.mark.parametrize(
    "text",
    [
        "Åbn Aula, og vælg 3 prikker. Klokken 8.30 er det nemt.",
        "Elever i 5. klasse bruger UNI-Login.",
        "Skriv en hilsen til hinanden, og vælg derefter Send.",
        "Version 12.3.4 er fra 24.11.2026.",
        "Mit barn Aula-profil vises under Profil.",
        "Tallet 4711 og 123456789012 er ikke telefonnumre.",
    ],
)
def test_what_is_not_personal_stays(text: str):
    assert taken_out(text) == text


@pytest.mark.parametrize("said", ["maja holm", "Majas", "MAJA HOLM", "Holm", "Maja"])
def test_a_name_of_the_case_is_found_however_it_stands(said: str):
    assert taken_out(f"Det er {said} her.", ["Maja Holm"]) == "Det er [name] her."


def test_a_name_that_is_a_word_takes_only_the_name():
    assert taken_out("Mark skal sætte mærke i en mark.", ["Mark Storm"]) == "[name] skal sætte mærke i en mark."


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Kære alle,\nåbn appen.", "Åbn appen."),
        ("Hej Maja, du kan rette det. Mvh Peter", "Du kan rette det."),
        ("Dear Mrs. Holm,\nopen the app.\n\nKind regards,\nPeter", "Open the app."),
        ("Åbn appen.\nDe bedste hilsner\nPeter\nTlf. 12 34 56 78", "Åbn appen."),
        ("Åbn appen.\nKh", "Åbn appen."),
    ],
)
def test_greeting_and_signature_go(text: str, left: str):
    assert taken_out(text) == left


def test_an_empty_text_stays_empty():
    result = depersonalise("")
    assert (result.text, result.removed) == ("", ())


def test_a_long_text_is_read_in_reasonable_steps():
    text = "Hej Maja. " + "Venlig hilsen " * 5_000
    assert len(taken_out(text, ["Maja Holm"])) <= len(text)
