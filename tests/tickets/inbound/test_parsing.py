"""What is understood of a mail, whatever program wrote it."""

import random
import re
from email.message import EmailMessage

import pytest
from django.conf import settings as site
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tickets.inbound import letters, realistic
from tests.tickets.inbound.letters import letter, picture, raw
from tickets.inbound.html_text import LINKS
from tickets.inbound.parsing import MAX_BYTES, parse
from tickets.inbound.quotes import reply_of


@pytest.mark.parametrize("name", letters.REPLIES)
def test_quotes_and_signature_are_left_out_and_nothing_else(name: str) -> None:
    plain, html, expected = letters.REPLIES[name]
    if plain:
        mail = parse(letter(plain, Subject="Sv: Ugeplan"))
    else:
        mail = parse(raw("From: a@example.org\nContent-Type: text/html; charset=utf-8", html))
    assert mail.reply == expected


def test_the_form_that_people_see_is_read_unless_it_hardly_says_anything() -> None:
    assert parse(letter("Ren tekst.", html="<p>Pæn tekst.</p>")).text == "Pæn tekst."
    assert parse(letter("\n", html="<p>Pæn tekst.</p>")).text == "Pæn tekst."
    assert parse(letter("En ren tekst med mange ord.", html="<p>Se</p>")).text == "En ren tekst med mange ord."
    assert parse(letter("Ren tekst.", html="<img src=x>")).text == "Ren tekst."


def test_html_shows_what_people_see() -> None:
    html = (
        "<style>p{}</style><script>alert(1)</script><p>A&nbsp;B</p><table><tr><td>1</td><td>2</td></tr></table>"
        '<ul><li>en<li>to</ul><div style="display:none">skjult</div><!-- x --><p>sidst<br>nu'
    )
    text = parse(raw("From: a@example.org\nContent-Type: text/html", html)).text
    assert text.split() == ["A", "B", "1", "2", "-", "en", "-", "to", "sidst", "nu"]


@pytest.mark.parametrize(
    ("mail", "text"),
    [
        (letters.LATIN1_SAID_TO_BE_UTF8, "Børnene på Åløkke kan ikke se ærøskoven."),
        (letters.UTF8_SAID_TO_BE_LATIN1, "Blåbærgrød og rødgrød"),
        (raw("From: a@example.org\nContent-Type: text/plain; charset=x-findes-ikke", "grød"), "grød"),
    ],
)
def test_a_charset_that_lies_is_found_out(mail: bytes, text: str) -> None:
    assert parse(mail).text == text


def test_headers_are_read_as_people_see_them() -> None:
    mail = parse(letters.LATIN1_SAID_TO_BE_UTF8)
    assert (mail.subject, mail.from_name) == ("Ædelmade gækker", "Jørgen Åbø")
    assert parse(letters.UTF8_SAID_TO_BE_LATIN1).subject == "Blåbærgrød uden kodning"


def test_missing_and_doubled_headers_are_no_trouble() -> None:
    bare = parse(letters.NO_HEADERS_TO_SPEAK_OF)
    assert (bare.from_email, bare.subject, bare.text) == ("maja@example.org", "", "Hej, det er bare en linje.")
    double = parse(letters.SCREENSHOT_IN_HTML)
    assert (double.from_email, double.from_name) == ("maja@example.org", "Holm, Maja")
    assert parse(raw("From: Uden Adresse\nReply-To: Bo <BO@Example.org>", "x")).from_email == "bo@example.org"
    assert parse(b"").from_email == ""


def test_a_picture_within_the_text_is_a_file_and_leaves_a_mark_where_it_stood() -> None:
    mail = parse(letters.SCREENSHOT_IN_HTML)
    assert mail.text == "Se her:\n\n[Billede: image001.png]\nHvad gør jeg?"
    (file,) = mail.attachments
    assert (file.filename, file.content_type, file.data) == ("image001.png", "image/png", picture())


def test_file_names_are_read_in_every_way_they_are_written() -> None:
    names = [file.filename for file in parse(letters.NAMES_IN_EVERY_WAY).attachments]
    assert names == ["Æbler og pærer.pdf", "rød.txt", "fil-3.png", "hemmelig.pdf"]


def test_a_name_that_is_not_encoded_at_all_is_read() -> None:
    mail = parse(
        raw(
            "From: a@example.org\nContent-Type: application/pdf\nContent-Disposition: attachment; filename=Blå.pdf", "x"
        )
    )
    assert [file.filename for file in mail.attachments] == ["Blå.pdf"]


def test_files_of_one_name_are_told_apart() -> None:
    mail = parse(letter("x", files=[("a.pdf", "application/pdf", b"%PDF-1"), ("a.pdf", "application/pdf", b"%PDF-2")]))
    assert [file.filename for file in mail.attachments] == ["a.pdf", "a-2.pdf"]


def test_outlooks_container_is_left_out_and_named() -> None:
    mail = parse(letters.WINMAIL)
    assert (mail.attachments, mail.left_out) == ([], ["winmail.dat"])


def test_a_mail_within_the_mail_is_a_file_named_after_its_subject() -> None:
    inner, outer = EmailMessage(), EmailMessage()
    inner["Subject"], inner["From"] = "Fejl i ugeplan", "lise@example.org"
    inner.set_content("Indeni.")
    outer["From"] = "maja@example.org"
    outer.set_content("Se vedhæftede.")
    outer.add_attachment(inner)
    mail = parse(outer.as_bytes())
    assert mail.text == "Se vedhæftede."
    assert [(file.filename, file.content_type) for file in mail.attachments] == [
        ("Fejl i ugeplan.eml", "message/rfc822")
    ]


def test_lines_that_a_program_broke_are_joined() -> None:
    mail = parse(letters.FLOWED)
    assert mail.text.startswith("Det her er en lang linje, som programmet har brudt.\n\n> Citat der flyder")
    assert mail.reply == "Det her er en lang linje, som programmet har brudt."


@pytest.mark.parametrize(
    ("mail", "limit"),
    [
        (letter("x") + b" " * MAX_BYTES, "too_large"),
        (letter("http://a.example " * 5001), "too_many_links"),
        (letter("x") + b"\r\nContent-Type: multipart/mixed; boundary=a" * 200, "too_complicated"),
    ],
    ids=["large", "links", "parts"],
)
def test_a_mail_beyond_the_limits_still_tells_who_wrote_it(mail: bytes, limit: str) -> None:
    understood = parse(mail)
    assert (understood.limit, understood.from_email) == (limit, "maja@example.org")


def nested(depth: int) -> bytes:
    head = "From: a@example.org\nContent-Type: multipart/mixed; boundary=b0"
    body = "".join(f"--b{at}\r\nContent-Type: multipart/mixed; boundary=b{at + 1}\r\n\r\n" for at in range(depth))
    return raw(head, body + f"--b{depth}\r\n\r\ndybt\r\n")


SHARED = "https://1drv.example/i/s!Abc?e=x"
LINKED = {
    "words that do not tell it": (f'<p>Se <a href="{SHARED}">billedet</a> her.</p>', f"Se billedet <{SHARED}> her."),
    "words that do": ('<p><a href="https://www.Nordskolen.example/">nordskolen.example</a></p>', "nordskolen.example"),
    "wrapped by a mail filter": (
        '<p>Se <a href="https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Ffil.example%2Fa%3Fb%3D1&amp;data=05">'
        "filen</a></p>",
        "Se filen <https://fil.example/a?b=1>",
    ),
    "told once": (
        f'<p><a href="{SHARED}">Et</a> og <a href="{SHARED}">to</a></p>',
        f"Et <{SHARED}> og to",
    ),
    "an address of a person": ('<p>Skriv til <a href="mailto:kim@kommune.example">Kim</a></p>', "Skriv til Kim"),
    "a script": ('<p><a href="javascript:alert(1)">Tryk</a></p>', "Tryk"),
    "a picture alone": (f'<p>Hej</p><a href="{SHARED}"><img src="https://x.example/logo.png"></a>', "Hej"),
    "our own page": ('<p>Jeg ser <a href="{ours}/sag/abc/">min sag</a></p>', "Jeg ser min sag"),
    "below, where a program names itself": (
        f'<p>Tak</p><p>Sendt fra <a href="{SHARED}">Outlook til iOS</a></p>'
        f'<p>Sendt fra <a href="{SHARED}x">Mail</a></p>',
        "Tak",
    ),
    "in a signature": (
        f'<p>Tak</p><p>Venlig hilsen</p><p>Maja Holm</p><p>Følg os på <a href="{SHARED}">Facebook</a></p>',
        "Tak",
    ),
    "in a quote": (f'<p>Tak</p><blockquote><p>Se <a href="{SHARED}">her</a></p></blockquote>', "Tak"),
}


@pytest.mark.parametrize("case", LINKED)
def test_where_a_link_leads_stands_behind_its_words(case: str) -> None:
    html, reply = LINKED[case]
    assert parse(realistic.page(html.replace("{ours}", site.SITE_URL))).reply == reply


def test_of_very_many_links_the_first_are_told() -> None:
    mail = parse(realistic.page("".join(f'<p><a href="https://x.example/{at}">side</a></p>' for at in range(400))))
    assert len(re.findall("<https://", mail.reply)) == len(LINKS)
    assert mail.reply.count("side") == 400
    assert not set(LINKS) & set(mail.text)


@pytest.mark.parametrize("depth", [5, 50, 95, 5000])
def test_parts_within_parts_end_somewhere(depth: int) -> None:
    assert parse(nested(depth)).from_email == "a@example.org"


HOSTILE = [
    b"\0\0\0",
    b"From: \xff\xfe <@>\r\nSubject: =?utf-8?B?%%%?=\r\nContent-Type: ; ; =\r\n\r\nx",
    b"Content-Type: text/plain; charset*0=utf\r\nContent-Transfer-Encoding: base64\r\n\r\n====",
    b'Content-Type: multipart/mixed; boundary=""\r\n\r\n--\r\n\r\nx',
    b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\nRnJvbTogYQ==",
    b"Content-Type: text/html\r\n\r\n" + b"<div>" * 20_000,
    b"Content-Type: text/html\r\n\r\n" + b"<div class=gmail_quote>a</div>" * 20_000 + b"<blockquote>b",
    b"Content-Type: text/html\r\n\r\n" + b"<p><b>" * 100_000,
    b"Content-Type: text/html\r\n\r\n" + b"<![if " * 20_000 + b"<a <b <!-- &#x110000; &#0;",
    b"From: " + b"a" * 100_000 + b"@b\r\n\r\n",
    b"From: " + b"(" * 5_000 + b"\r\n\r\n",
    b"Subject: " + b"=?utf-8?q?=C3?= " * 3_000 + b"\r\n\r\n" + b"> " * 50_000,
    b"\r\n\r\n" + b"Den 1 skrev " * 20_000 + b":",
    b"Content-Disposition: attachment; filename*=''%%%\r\nContent-Type: application/x; name*1*=x\r\n\r\nx",
]


@pytest.mark.parametrize("mail", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_mail_is_read_quickly_and_stops_nobody(mail: bytes) -> None:
    assert parse(mail).text is not None


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_at_all_stop_the_parser(data: bytes) -> None:
    parse(data)


@settings(max_examples=150, deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from([letters.NAMES_IN_EVERY_WAY, letters.SCREENSHOT_IN_HTML]))
def test_a_mail_with_broken_bytes_is_read_as_far_as_it_goes(dice: random.Random, mail: bytes) -> None:
    broken = bytearray(mail)
    for _time in range(12):
        at = dice.randrange(len(broken))
        broken[at : at + dice.randrange(4)] = dice.randbytes(dice.randrange(4))
    parsed = parse(bytes(broken))
    assert "\0" not in parsed.text + parsed.subject + parsed.from_name


PIECES = st.sampled_from(
    [
        "> Citeret linje",
        "Den 12. nov. 2026 kl. 10.15 skrev Aula <a@b.dk>:",
        "",
        "Mvh Maja",
        "--",
        "Sendt fra min iPhone",
        "Fra: Aula",
        "Det virker ikke.",
    ]
)


def begins_nothing(piece: str) -> bool:
    """Neither a signature nor, after somebody's words, a whole mail."""
    return piece != "--" and "@" not in piece


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES.filter(begins_nothing), max_size=6), st.lists(PIECES, max_size=6))
def test_the_new_words_are_never_lost(before: list[str], after: list[str]) -> None:
    """They may stand anywhere among quotes, greetings and marks, as long as no whole mail is quoted above them."""
    own = "Nu skriver jeg noget helt nyt, som ingen har sagt før."
    assert own in reply_of("\n".join([*before, own, *after]))


@settings(max_examples=100, deadline=None)
@given(st.text("a1>:\n -@.\ue000", max_size=60))
def test_where_there_is_text_there_is_a_reply(text: str) -> None:
    assert bool(reply_of(text).strip()) == bool(text.replace("\ue000", "").replace("\ue001", "").strip())
