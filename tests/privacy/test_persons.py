"""Taking the persons out of an answer."""

import pytest

from privacy.persons import blacken, depersonalise, others_in

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


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Ring 1234 5678 nu", "Ring [phone number] nu"),
        ("Ring 12345678 nu", "Ring [phone number] nu"),
        ("Ring 12.34.56.78 nu", "Ring [phone number] nu"),
        ("Ring 12-34-56-78 nu", "Ring [phone number] nu"),
        ("Ring +4512345678 nu", "Ring [phone number] nu"),
        ("Ring 0045 12 34 56 78 nu", "Ring [phone number] nu"),
        ("Se aula-26-004217 nu", "Se [case number] nu"),
        ("Se sagsnummer: 17/2026 nu", "Se [case number] nu"),
        ("Se SAG NR. AB-17 nu", "Se [case number] nu"),
        ("Se case number 17 nu", "Se [case number] nu"),
        ("Se case no. 17 nu", "Se [case number] nu"),
        ("Se https://x.example/admin/17 nu", "Se [link] nu"),
        ("Bor Vej 4", "Bor [address]"),
        ("Bor gade 4", "Bor [address]"),
        ("Bor allé 4", "Bor [address]"),
        ("Bor stræde 4", "Bor [address]"),
        *((f"Bor Skov{way} 12b nu", "Bor [address] nu") for way in ["vej", "gade", "allé", "alle", "stræde", "torv"]),
        *((f"Bor Skov{way} 12 nu", "Bor [address] nu") for way in ["vænget", "parken", "bakken"]),
        ("Går i 3a's stue", "Går i [class] stue"),
        ("Alle 3.B’s børn", "Alle [class] børn"),
        ("Alle 3.Bs børn", "Alle [class] børn"),
        ("Alle 3b'ere", "Alle [class]"),
        ("Alle 3berne er her", "Alle [class] er her"),
        ("Går i 10. H nu", "Går i [class] nu"),
        ("Går i 0.a.", "Går i [class]."),
    ],
)
def test_each_form_of_what_is_personal_is_taken_out_whole(text: str, left: str):
    assert taken_out(text) == left


WHOSE = "min din sin mit dit sit vores jeres hans hendes deres my your our his her their Min"
WHOM = "søn datter barn dreng pige tvillinger elev søns datters barns drengs piges elevs child son daughter pupil Søn"


@pytest.mark.parametrize("whose", WHOSE.split())
def test_the_name_after_whose_child_it_is_is_taken_out(whose: str):
    assert taken_out(f"Det er {whose} søn Viggo. Viggos billede mangler.") == (
        f"Det er {whose} søn [name]. [name] billede mangler."
    )


@pytest.mark.parametrize("whom", WHOM.split())
def test_the_name_after_any_word_for_a_child_is_taken_out(whom: str):
    assert taken_out(f"Det er min ældste kære {whom}, Viggo Holm, her.").count("[name]") == 1
    assert "Viggo" not in taken_out(f"Det er min {whom} Viggo Holm her.")


STAFF = "lærer læreren klasselærer klasselæreren pædagog pædagogen skoleleder skolelederen sekretær sekretæren"


@pytest.mark.parametrize("who", f"{STAFF} teacher principal Lærer".split())
def test_the_name_after_a_post_is_taken_out(who: str):
    assert taken_out(f"Spørg {who} Lone Bach om det.") == f"Spørg {who} [name] om det."


NOT_NAMES = "Aula MitID UNI-Login Unilogin UNI Komme Android iPhone Microsoft Google Edge Chrome"


@pytest.mark.parametrize("word", NOT_NAMES.split())
def test_a_product_is_no_name(word: str):
    assert taken_out(f"Giv din søn {word} nu.") == f"Giv din søn {word} nu."


GREETINGS = "kære hej hejsa halløj goddag godmorgen dear hi hello Kære"
ADDRESSED = "alle igen support begge jer dig der there all og and"


@pytest.mark.parametrize("word", GREETINGS.split())
def test_a_greeting_goes_with_whom_it_greets(word: str):
    for whom in ("", " Maja", " Maja Holm og Bo", " Maja.", *(f" {each}" for each in ADDRESSED.split())):
        assert taken_out(f"{word}{whom},\nåbn appen.") == "Åbn appen."
        assert taken_out(f"{word}{whom}\nåbn appen.") == "Åbn appen."


CLOSINGS = (
    "Med venlig hilsen, De bedste hilsner, Mange hilsner, Venlig hilsen, Venligst hilsen, Bedste hilsner, "
    "Kærlig hilsen, Kærlige hilsner, Varme hilsner, Hilsen, Hilsner, mvh, m.v.h., dbh, d.b.h., vh, kh, "
    "Best regards, Kind regards, Warm regards, Regards, Yours sincerely, Sincerely, All the best"
)


@pytest.mark.parametrize("closing", CLOSINGS.split(", "))
def test_a_closing_goes_with_who_signs(closing: str):
    assert taken_out(f"Åbn appen.\n{closing}\nPeter") == "Åbn appen."
    assert taken_out(f"Åbn appen. {closing} Peter") == "Åbn appen."


def test_only_a_closing_near_the_end_is_one():
    assert taken_out("Åbn appen.\n" + "Hilsen ".ljust(400, "o")) == "Åbn appen."
    assert "Hilsen" in taken_out("Åbn appen.\n" + "Hilsen ".ljust(401, "o"))


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
        "Beløbet 1.12345678 og 12345678,5 og 12-34 56-78.",
        "Varen 12345678-x og x-12345678.",
        "Klokken 12:3a, side 1.3a og 3a1 og a3a er ingen klasser.",
        "Filen 3a.b og ordet 3abc.",
        "Abcd1234 og abcde123x og abcdefgh og abc12345.",
        "Vi mødes på torvet 4 gange.",
        "Sag nr. er ukendt.",
        "Åbn appen. Hilsenkortet ligger der.",
        "Og hej med dig. Jeg siger kære ven.",
    ],
)
def test_what_is_not_personal_stays(text: str):
    assert taken_out(text) == text


@pytest.mark.parametrize("said", ["maja holm", "Majas", "MAJA HOLM", "Holm", "Maja"])
def test_a_name_of_the_case_is_found_however_it_stands(said: str):
    assert taken_out(f"Det er {said} her.", ["Maja Holm"]) == "Det er [name] her."


def test_names_are_taken_in_parts_the_longest_first():
    names = ["Anne-Sofie Holm Bach", " ", "B", "Anne"]
    assert taken_out("Anne-Sofie Holm Bach og Annes mor. B er Sofie.", names) == "[name] og [name] mor. B er [name]."
    assert taken_out("anne-sofie holm bach", names) == "[name]"
    assert taken_out("Hr. Holms og Holm’s og Holm's hus. Holmen og Uholm.", names) == (
        "Hr. [name] og [name] og [name] hus. Holmen og Uholm."
    )


@pytest.mark.parametrize("typed", ["Bo", "bo", "BO"])
def test_a_name_of_one_word_is_taken_with_its_capital_however_it_was_typed_in(typed: str):
    assert taken_out("Bo sagde det. Vi bor her.", [typed]) == "[name] sagde det. Vi bor her."


def test_a_longer_name_goes_before_one_that_is_a_part_of_it():
    assert taken_out("Anna Zoe Bach kom.", ["Zoe Bach", "Anna Zoe Bach", "Bach Zoe"]) == "[name] kom."


def test_a_letter_of_a_name_is_no_name():
    assert taken_out("Plan B er Majas. McHolm kom.", ["Maja B Holm"]) == "Plan B er [name]. McHolm kom."


@pytest.mark.parametrize(
    ("place", "text", "left"),
    [
        ("Grøndal Skole", "På grøndal skole og Grøndals", "På [institution] og [institution]"),
        ("Grøndal Skole", "Skolen er lukket.", "Skolen er lukket."),
        ("Børnehuset Solen", "Vi er i Solens hus, børnehuset.", "Vi er i [institution] hus, børnehuset."),
        ("Skolen ved Skoven", "Skolen i Skoven", "Skolen i [institution]"),
        ("Vest Skole", "Vi bor mod Vest", "Vi bor mod [institution]"),
        ("Syd SFO", "Vi bor mod Syd", "Vi bor mod Syd"),
        ("Nord Vest Skole", "Nord og Vest", "Nord og Vest"),
        ("den lille skole", "Den Lille Skole og lille", "[institution] og lille"),
        ("  ", "Intet sted. Slut!", "Intet sted. Slut!"),
    ],
)
def test_a_place_goes_by_its_name_and_by_what_is_its_own_in_it(place: str, text: str, left: str):
    assert taken_out(text, institutions=[place]) == left


@pytest.mark.parametrize(
    "generic",
    [
        "Skole",
        "Skolen",
        "Folkeskolen",
        "Børnehus",
        "Børnehuset",
        "Børnehave",
        "Børnehaven",
        "Vuggestue",
        "Vuggestuen",
        "SFO",
        "Klub",
        "Klubben",
        "Dagpleje",
        "Dagplejen",
    ],
)
def test_what_many_places_are_called_names_none_of_them(generic: str):
    assert taken_out("Vi ses i Solsikken.", institutions=[f"{generic} Solsikken"]) == "Vi ses i [institution]."
    assert taken_out(f"Vi ses i {generic}.", institutions=[f"{generic} Solsikken"]) == f"Vi ses i {generic}."


def test_marks_speak_the_language_that_is_asked_for():
    assert depersonalise("Ring 12345678.").text == "Ring [telefonnummer]."
    assert depersonalise("Ring 12345678.", language="en").text == "Ring [phone number]."


def test_holes_are_closed_and_lines_of_windows_are_lines():
    assert taken_out("hej Maja,\r\n\r\nåbn appen. \t\r\n\r\n\r\n\r\nVælg den.") == "Åbn appen.\n\nVælg den."


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


def test_another_who_is_named_by_a_file_is_shown_and_blackened() -> None:
    listed = "Torkild_Vang_adresse.pdf (application/pdf, 12 bytes)\ntorkild-vang.txt\nIb_Sand.docx\nTorkild\nVang"
    others = others_in([listed], known=["Torkild Vang"], own=["Rosalinde Fjeldsøe"], places=["Grøndal Skole"])
    clean = blacken(listed, others, "█")
    assert not [word for word in ("orkild", "vang", "Vang", "Sand") if word in clean], clean
    assert "_adresse.pdf" in clean


def test_the_name_in_the_name_of_a_file_is_taken_out_of_an_answer() -> None:
    assert taken_out("Åbn Freja_Holm_3.docx.", ["Freja Holm"]) == "Åbn [name]_3.docx."
