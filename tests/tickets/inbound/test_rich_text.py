"""What is read of mails whose words came in another form than plain text or a page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tickets.inbound.letters import raw
from tickets.inbound.parsing import parse
from tickets.inbound.rich_text import words_of

RICH = (
    r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss Arial;}}{\*\generator Riched20;}{\colortbl ;\red0;}"
    r"{\info{\author Ukendt}}\pard\f0\fs20 Hej\par Min s\'f8n ser {\b kun} \uc1\u229?rsplanen \{3.B\}.\line"
    r"{\pict\pngblip 89504e47}{\field{\*\fldinst HYPERLINK x}{\fldrslt Her}}\par {\uc2\u-10179??\u-8704??}}"
)
READ = "Hej\nMin søn ser kun årsplanen {3.B}.\nHer\n😀"


@pytest.mark.parametrize("kind", ["text/rtf", "application/rtf"])
def test_a_mail_in_rich_text_alone_is_read_and_leaves_no_file(kind: str) -> None:
    mail = parse(raw(f"From: a@example.org\nContent-Type: {kind}", RICH))
    assert (mail.text, mail.attachments) == (READ, [])


def test_rich_text_beside_words_or_with_a_name_stays_a_file() -> None:
    named = parse(raw('From: a@example.org\nContent-Type: text/rtf; name="liste.rtf"', RICH))
    assert (named.text, [file.filename for file in named.attachments]) == ("", ["liste.rtf"])
    parts = f"--x\nContent-Type: text/plain\n\nSe her\n--x\nContent-Type: text/rtf\n\n{RICH}\n--x--"
    beside = parse(raw("From: a@example.org\nContent-Type: multipart/mixed; boundary=x", parts))
    assert (beside.text.strip(), len(beside.attachments)) == ("Se her", 1)


def test_a_page_in_the_strict_writing_is_read_as_a_page() -> None:
    mail = parse(raw("From: a@example.org\nContent-Type: application/xhtml+xml", "<html><p>Hej</p></html>"))
    assert (mail.text, mail.attachments) == ("Hej", [])


@given(
    st.lists(st.sampled_from([*r"{}\*'u?", "\\uc", "\\u", "-9", "65", "\\'", "\\ansicpg", "æ", "\\pict", " ", "ord"]))
)
def test_no_bytes_raise(pieces: list[str]) -> None:
    assert isinstance(words_of(("{\\rtf1 " + "".join(pieces)).encode()), str)
