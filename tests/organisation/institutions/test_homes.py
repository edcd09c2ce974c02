"""Which institutions a text speaks of."""

import pytest

from organisation.institutions.homes import named_in
from organisation.models import Institution

PLACES = [
    Institution(pk=1, name="Grøndal Skole", code="731004"),
    Institution(pk=2, name="Havlunden", code="G19814"),
    Institution(pk=3, name="Århus Midtby Skole", code="731005"),
    Institution(pk=4, name="Skovly", code="G19815"),
    Institution(pk=5, name="Skovly Børnehave", code="G19816"),
    Institution(pk=6, name="Ø", code="731006"),
]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Min søn går på Grøndal Skole.", ["Grøndal Skole"]),
        ("min søn går på grøndalskolen", ["Grøndal Skole"]),
        ("Min datter gaar paa Groendal skole", ["Grøndal Skole"]),
        ("Grøndal-skoles kontor svarer ikke", ["Grøndal Skole"]),
        ("Aarhus Midtby Skole", ["Århus Midtby Skole"]),
        ("Havlundens app virker ikke, og det gør Grøndalskolens heller ikke", ["Havlunden", "Grøndal Skole"]),
        ("Institution 731004", ["Grøndal Skole"]),
        ("koden g19814 står på sedlen", ["Havlunden"]),
        ("Vi er i Skovly Børnehave", ["Skovly Børnehave"]),
        ("Vi er i skovly", ["Skovly"]),
        ("Ring 73100412", []),
        ("Havlundenborg er en by", []),
        ("Der er ingen ø her", []),
        ("", []),
    ],
)
def test_an_institution_is_found_as_people_write_it(text: str, named: list[str]) -> None:
    assert [place.name for place in named_in(text, PLACES)] == named
