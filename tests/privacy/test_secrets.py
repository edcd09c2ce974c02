import pytest

from privacy.secrets import redact, redact_filename
from triage.facts import looks_like_unilogin

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N"


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("Barnet er 120517-1234", "120517-1234"),
        ("min kode er Hest4711", "Hest4711"),
        ("Adgangskode: sommer2026", "sommer2026"),
        ("my password is blue-horse", "blue-horse"),
        ("Authorization: Bearer abcdef1234567890", "abcdef1234567890"),
        (f"token {JWT}", JWT),
        ("Cookie: PHPSESSID=9f8e7d6c5b", "9f8e7d6c5b"),
        ("https://www.aula.dk/x?token=a1b2c3d4e5&side=2", "a1b2c3d4e5"),
        ("otpauth://totp/Aula?secret=JBSWY3DPEHPK3PXP", "JBSWY3DPEHPK3PXP"),
        ("nøglen 0123456789abcdef0123456789abcdef", "0123456789abcdef0123456789abcdef"),
    ],
)
def test_what_looks_like_a_secret_is_taken_out_and_counted(text: str, secret: str) -> None:
    clean = redact(text)
    assert secret not in clean.text
    assert sum(clean.found.values()) >= 1
    assert redact(clean.text).text == clean.text


@pytest.mark.parametrize(
    "text",
    [
        "Min adgangskode er glemt, og koden virker ikke.",
        "Fejlkode: timeout på siden https://www.aula.dk/portal/#/beskeder?side=2",
        "Tråden 3f2b8c9e-0000-4000-8000-000000000000 kan ikke åbnes.",
        "Det skete den 12. maj 2026 kl. 10.15 i iOS 18.1",
    ],
)
def test_an_ordinary_report_stays_as_it_is(text: str) -> None:
    assert redact(text).text == text


def test_a_file_name_keeps_its_ending_and_loses_its_secret() -> None:
    assert redact_filename("120517-1234.png") == "xxxxxx-xxxx.png"
    assert redact_filename("adgangskode_er_Hest4711.txt") == "fil.txt"
    assert redact_filename("skærmbillede.png") == "skærmbillede.png"


def test_a_unilogin_is_told_from_a_name() -> None:
    assert all(map(looks_like_unilogin, ["maja1234", "Maja Holm (abcd12e4)"]))
    assert not any(map(looks_like_unilogin, ["Maja Holm", "Christina Bach", "Peter", "Ann-Sofie Ø"]))
