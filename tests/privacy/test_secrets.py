import pytest
from django.utils import translation

from privacy.secrets import redact, redact_filename, words_for
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
    assert sum(clean.counts.values()) >= 1
    assert redact(clean.text).text == clean.text


IN_ADDRESSES = """
access_token access-token accesstoken refresh_token id_token csrf csrfmiddlewaretoken token sessionid session_id
session sid phpsessid jsessionid samlresponse samlrequest relaystate api_key apikey client_secret signature sig auth
code otp ticket key state nonce
"""


@pytest.mark.parametrize("name", IN_ADDRESSES.split())
@pytest.mark.parametrize("before", ["?", "?side=2&", "#", ";"])
def test_a_parameter_that_opens_something_is_taken_out_of_an_address(before: str, name: str) -> None:
    clean = redact(f"Se https://www.aula.dk/portal{before}{name.upper()}=kor&side=2")
    assert clean.text == f"Se https://www.aula.dk/portal{before}[token fjernet]&side=2"
    assert clean.counts == {"token": 1}


IN_TEXT = """
access_token refresh-token idtoken csrftoken csrfp-token csrf token sessionid session_id phpsessid jsessionid
ASP.NET_SessionId api_key api-key client_secret
"""


@pytest.mark.parametrize("name", IN_TEXT.split())
@pytest.mark.parametrize("sign", [": ", "=", '": "'])
def test_what_stands_after_the_name_of_a_token_is_taken_out(name: str, sign: str) -> None:
    clean = redact(f"Konsollen skrev {name}{sign}hest, og så gik den ned")
    assert "hest" not in clean.text
    assert clean.text.endswith("og så gik den ned")
    assert clean.counts == {"token": 1}


def test_a_word_that_only_ends_like_a_token_is_none() -> None:
    text = "min-token: hest og xtoken=hest, se /side?xstate=hest og state=2"
    assert redact(text).text == text


OPENERS = (
    "adgangskode, adgangskoden, pinkode, pin-kode, pin kode, engangskode, min kode, hendes kode, hans kode, "
    "unilogin-kode, uniloginkode, password, passwd, pwd, pw, kodeord, kodeordet, passcode, pin"
)


@pytest.mark.parametrize("opener", OPENERS.split(", "))
@pytest.mark.parametrize("sign", [": ", " = ", " er ", " er: ", " is ", " var ", " was ", " er «", ': "'])
def test_what_stands_after_the_word_for_a_password_is_taken_out(opener: str, sign: str) -> None:
    clean = redact(f"Og {opener}{sign}Hest, men det går ikke")
    assert "Hest" not in clean.text
    assert clean.text.endswith(", men det går ikke")
    assert clean.counts == {"password": 1}


INSTEAD = """
glemt forkert udløbet spærret ikke den det at for blevet rigtig korrekt min mit wrong not forgotten expired too the
correct right my
"""


@pytest.mark.parametrize("word", INSTEAD.split())
def test_what_is_only_said_about_a_password_stays(word: str) -> None:
    text = f"Min adgangskode er {word}-et-eller-andet, siger den"
    assert redact(text).text == text


@pytest.mark.parametrize(
    ("text", "left", "kind"),
    [
        ("Scan otpauth://totp/Aula?secret=J og", "Scan [link fjernet] og", "link"),
        ("Scan otpauth-migration://offline?data=J og", "Scan [link fjernet] og", "link"),
        ("Åbn mitid://start/7 nu", "Åbn [link fjernet] nu", "link"),
        ("Åbn nemid://start/7 nu", "Åbn [link fjernet] nu", "link"),
        ("Åbn aula://start/7 nu", "Åbn [link fjernet] nu", "link"),
        ("Se https://hjaelp.example/sag/abc-_1 nu", "Se [link fjernet] nu", "link"),
        ("Se http://x.example/qr/7 nu", "Se [link fjernet] nu", "link"),
        ("Se https://x.example/a/qrcode/7 nu", "Se [link fjernet] nu", "link"),
        ("Se https://x.example/magic-link?x=7 nu", "Se [link fjernet] nu", "link"),
        ("Se https://x.example/reset/7 nu", "Se [link fjernet] nu", "link"),
        ("Se https://x.example/invite/7 nu", "Se [link fjernet] nu", "link"),
        ("Cookie: a=b; c=d\nNæste", "[token fjernet]\nNæste", "token"),
        ("Set-Cookie : a=b\r\nNæste", "[token fjernet]\r\nNæste", "token"),
        ("Authorization: Basic hest\nNæste", "[token fjernet]\nNæste", "token"),
        ("Proxy-Authorization=hest\nNæste", "[token fjernet]\nNæste", "token"),
        ("curl med bearer abcdefg8 og", "curl med [token fjernet] og", "token"),
        ("curl med basic abcdefg8 og", "curl med [token fjernet] og", "token"),
        (f"Se {JWT} nu", "Se [token fjernet] nu", "token"),
        ("koden er hest47 nu", "[adgangskode fjernet] nu", "password"),
        ("kode: 4711 nu", "[adgangskode fjernet] nu", "password"),
        ("kode=4711, og", "[adgangskode fjernet], og", "password"),
        (f"Nøgle {'a1' * 16} nu", "Nøgle [token fjernet] nu", "token"),
        (f"Nøgle {'A1' * 16}== nu", "Nøgle [token fjernet] nu", "token"),
        ("Barnet 010115-1234 her", "Barnet [CPR-nummer fjernet] her", "cpr"),
    ],
)
def test_each_kind_of_secret_is_taken_out_whole_and_counted_as_what_it_is(text: str, left: str, kind: str) -> None:
    clean = redact(text)
    assert clean.text == left
    assert clean.counts == {kind: 1}


@pytest.mark.parametrize(
    "text",
    [
        "bearer of bad news, basic functionality",
        "koden er den samme som i går",
        "koden er forkert, som den var i går",
        "unikoder er 4711 tegn",
        "en fejlkode: 4711 på siden",
        f"filen {'a' * 40} og {'1' * 40}",
        f"stien /a/{'a1' * 20} og fil.{'a1' * 20}",
        f"nøglen {'a1' * 15}",
        f"{'a1' * 16}ø er et langt ord",
        "spinkode er hest",
    ],
)
def test_what_only_resembles_a_secret_stays(text: str) -> None:
    clean = redact(text)
    assert clean.text == text
    assert clean.counts == {}


def test_what_was_taken_out_is_said_in_words_with_numbers() -> None:
    findings = redact("010115-1234 og 020215-4321. Adgangskode: Hest4711").counts
    with translation.override("en"):
        assert words_for(findings) == ["CPR number (2)", "password (1)"]


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
    assert redact_filename("min_skærm nr_2.png") == "min_skærm nr_2.png"
    assert redact_filename("uden ending") == "uden ending"
    assert redact_filename("adgangskode er Hest4711") == "fil"


def test_a_unilogin_is_told_from_a_name() -> None:
    assert all(map(looks_like_unilogin, ["maja1234", "Maja Holm (abcd12e4)"]))
    assert not any(map(looks_like_unilogin, ["Maja Holm", "Christina Bach", "Peter", "Ann-Sofie Ø"]))
