"""Mails by somebody who tried to have them read wrongly, each a kind that other helpdesks' users have met."""

# ruff: noqa: E501  the texts stand as they came

from typing import Final

from tests.tickets.inbound.corpus import head
from tests.tickets.inbound.letters import raw
from tests.tickets.inbound.realistic import page, plain

OWN: Final = "Ugeplanen er tom for begge børn."
THEIRS: Final = "<div>Hej Maja<br>Prøv igen</div>"
REPLIES: Final = {
    "Polish, as one writes it today": (
        plain(f"{OWN}\n\nW dniu 12.11.2026 o 10:15, Aula-hjælp pisze:\n> Prøv igen"),
        OWN,
    ),
    "Czech": (plain(f"{OWN}\n\nDne 12. 11. 2026 v 10:15 Aula-hjælp napsal(a):\n> Prøv igen"), OWN),
    "Freshdesk": (page(f'<div>{OWN}</div><div class="freshdesk_quote">On Thu, 12 Nov{THEIRS}</div>'), OWN),
    "Zoho": (page(f'<div>{OWN}</div><div class="zmail_extra">---- On Thu ----{THEIRS}</div>'), OWN),
    "Tuta": (
        page(f'<div>{OWN}</div><div>12. nov.</div><div class="tutanota_quote">{THEIRS}</div>'),
        f"{OWN}\n12. nov.",
    ),
    "Spark": (
        page(
            f'<div name="messageBodySection">{OWN}</div><div name="messageReplySection">On Thu, Aula wrote{THEIRS}</div>'
        ),
        OWN,
    ),
    "GMX": (page(f'<div>{OWN}</div><div name="quote"><b>Von:</b> Aula{THEIRS}</div>'), OWN),
    "Gmail, kept by Outlook": (page(f'<div>{OWN}</div><div class="x_gmail_quote">{THEIRS}</div>'), OWN),
    "a field that is called like a quote": (page('<p name="quotes">Hej</p><p>Mere</p>'), "Hej\n\nMere"),
    "two dashes above steps": (
        plain("Det gjorde jeg:\n--\n1. Åbnede appen\n2. Lukkede den"),
        "Det gjorde jeg:\n--\n1. Åbnede appen\n2. Lukkede den",
    ),
    "two dashes above a question": (
        plain(f"{OWN}\n--\nKan I også se på kalenderen?"),
        f"{OWN}\n--\nKan I også se på kalenderen?",
    ),
    "two dashes above a signature": (plain(f"{OWN}\n--\nMaja Holm\nTlf. 20 30 40 50\nwww.skole.example"), OWN),
    "what was asked for, in lines like a signature": (
        plain("Her er det:\n\nElla Holm\n3.b\nGrøndal Skole\n20 30 40 50"),
        "Her er det:\n\nElla Holm\n3.b\nGrøndal Skole\n20 30 40 50",
    ),
    "what was asked for, and a signature": (
        plain("Barnets navn: Ella Holm\nKlasse: 3.b\nTelefon: 20 30 40 50\n\nMvh\nMaja Holm"),
        "Barnets navn: Ella Holm\nKlasse: 3.b\nTelefon: 20 30 40 50",
    ),
    "a telephone number alone": (plain("20 30 40 50\n\nMvh Maja"), "20 30 40 50"),
    "more below the signature": (
        plain("Tak.\n\nVenlig hilsen\nMaja\n\nPS: Det gælder også min søn i 1.a."),
        "Tak.\n\nVenlig hilsen\nMaja\n\nPS: Det gælder også min søn i 1.a.",
    ),
    "a page within a page": (
        page(
            '<meta charset="utf-8"><div><?xml version="1.0"?><!DOCTYPE html><html><head><title></title></head>'
            f"<body>Hej,<br><br>{OWN}</body></html></div>"
        ),
        f"Hej,\n\n{OWN}",
    ),
    "a letter cut by a soft end of line": (
        raw(head(more="Content-Transfer-Encoding: quoted-printable\n"), "S=C3=\r\n=B8ren kan ikke se b=C3=B8rn"),
        "Søren kan ikke se børn",
    ),
    "lines that flow": (
        raw(head(kind="text/plain; charset=utf-8; format=flowed"), "Dette er en linje \nsom går videre.\n\nNy."),
        "Dette er en linje som går videre.\n\nNy.",
    ),
    "everything in capitals": (
        b"FROM: maja@example.org\r\nSUBJECT: Svar\r\nCONTENT-TYPE: TEXT/PLAIN; CHARSET=ISO-8859-15\r\n"
        b"CONTENT-TRANSFER-ENCODING: QUOTED-PRINTABLE\r\n\r\nB=F8rn p=E5",
        "Børn på",
    ),
}
"""Name: (mail, what is new in it)."""
