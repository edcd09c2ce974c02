"""Mails of an ordinary week in a municipality, and what somebody who reads them makes of each."""

# ruff: noqa: E501  the texts stand as they came

from typing import Final

from tests.tickets.inbound.corpus import head, part
from tests.tickets.inbound.letters import HELPDESK, raw
from tests.tickets.inbound.lifelike import written
from tests.tickets.inbound.realistic import page, plain

OWN: Final = "Ugeplanen er tom for begge børn."
US: Final = f"Aula-hjælp <{HELPDESK}>"
REPLIES: Final = {
    "a form of one's own that has the words of a mail's head": (
        plain(
            "Vi flytter:\nFra: Grøndal Skole\nTil: Havlunden\nDato: 1. januar 2027\nEmne: skoleskift\n\nHvad gør vi?"
        ),
        "Vi flytter:\nFra: Grøndal Skole\nTil: Havlunden\nDato: 1. januar 2027\nEmne: skoleskift\n\nHvad gør vi?",
    ),
    "a head without an address": (
        plain(
            f"{OWN}\n\nFrom: Aula-hjælp\nDate: Monday, 30 November 2026 at 08.00\nTo: Maja\nSubject: Svar\n\nPrøv igen."
        ),
        OWN,
    ),
    "an address that was broken before its bracket": (
        plain(
            f"Se her.\n\nDen man. 30. nov. 2026 kl. 08.00 skrev Aula-hjælp <{HELPDESK}\n>:\n\n> Hvilken telefon?\nEn iPhone\n> Og hvornår?\nI går"
        ),
        "Se her.\n\nEn iPhone\nI går",
    ),
    "the day of the week first": (
        plain(f"mandag den 30. november 2026 08.00.00 CET skrev Aula-hjælp:\n> Prøv igen.\n\n{OWN}"),
        OWN,
    ),
    "a date on a line of its own above the writer": (
        plain(f"{OWN}\n\nOn Mon, 30 Nov 2026 08:00:00 +0100\n{US} wrote:\n\n> Prøv igen."),
        OWN,
    ),
    "somebody writes, and did not write": (plain(f"{OWN}\n\n{US} writes:\n\n> Prøv igen."), OWN),
    "what somebody was told, with a date": (
        plain("Den 30. november 2026 kl. 8.00 skrev I til mig:\n”Prøv igen”\nDet hjalp ikke."),
        "Den 30. november 2026 kl. 8.00 skrev I til mig:\n”Prøv igen”\nDet hjalp ikke.",
    ),
    "a device right behind the last word": (
        plain(
            f"{OWN}Sendt fra min Galaxy\n\n-------- Oprindelig besked --------\nFra: {US}\nDato: 30.11.2026 08.00\nTil: Maja\nEmne: Svar\n\nPrøv igen."
        ),
        OWN,
    ),
    "how a daycare treats personal data": (
        plain(
            f"{OWN}\n\nVenlig hilsen\nLise Holm\nTlf. 12 34 56 78\n\nHavlunden behandler personoplysninger efter reglerne. Du kan læse mere her: https://havlunden.example/gdpr"
        ),
        OWN,
    ),
    "a slogan with an address below the name": (
        page(
            f"<p class=MsoNormal>{OWN}</p><p class=MsoNormal>Med venlig hilsen</p><p class=MsoNormal>Anne Jensen<br>Leder</p>"
            "<p class=MsoNormal>Nordsø Kommune er en sikker kommune – se hvordan vi passer på dine data på www.kommune.example/data</p>"
        ),
        OWN,
    ),
    "a sentence with an address below the name": (
        plain(f"{OWN}\n\nMvh\nMaja\n\nVi kan heller ikke åbne siden www.skole.example med nyheder"),
        f"{OWN}\n\nMvh\nMaja\n\nVi kan heller ikke åbne siden www.skole.example med nyheder",
    ),
    "a greeting without an adjective": (plain(f"{OWN}\n\nMed hilsen\nTina Holm\nLærer"), OWN),
    "a greeting from somebody": (plain(f"{OWN}\n\nHilsen fra Tina Holm"), OWN),
    "a numbered list": (
        page(
            "<p>Jeg gjorde:</p><ol><li>Åbnede appen</li><li>Trykkede på <b>Ugeplan</b></li></ol><ul><li>iPhone</li></ul>"
        ),
        "Jeg gjorde:\n\n1. Åbnede appen\n2. Trykkede på Ugeplan\n\n- iPhone",
    ),
    "lines that Outlook broke without ending them": (
        plain("Første linje\x0bAnden\u2028Tredje"),
        "Første linje\nAnden\nTredje",
    ),
    "signs that nobody sees": (plain("Uge\u00adplanen\u200b er tom"), "Ugeplanen er tom"),
    "a head whose next line was not indented": (
        raw(head("Svar", "text/html;\ncharset=iso-8859-1"), f"<p>{OWN}</p>".encode("latin-1")),
        OWN,
    ),
    "parts whose boundary stands on a line that was not indented": (
        raw(head("Svar", "multipart/mixed;\nboundary=b"), part("text/plain; charset=utf-8", OWN) + b"--b--\r\n"),
        OWN,
    ),
    "quoted-printable in Latin-1 that does not say so": (
        raw(head("Svar", "text/plain; charset=iso-8859-1"), "Bl=E5b=E6r og r=F8dgr=F8d er v=\r\n=E6k"),
        "Blåbær og rødgrød er væk",
    ),
    "an address with an equals sign is no encoding": (
        plain("Se https://aula.example/?id=E5&side=F8 og https://aula.example/?id=E6"),
        "Se https://aula.example/?id=E5&side=F8 og https://aula.example/?id=E6",
    ),
    "an invitation and nothing else": (
        raw(
            head("Møde om Aula", "text/calendar; charset=utf-8; method=REQUEST"),
            "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nDTSTART;TZID=Romance Standard Time:20261201T100000\r\nSUMMARY;LANGUAGE=da:Møde om\r\n  Aula\r\nLOCATION:Skolen\\, lokale 2\r\nDESCRIPTION:Vi taler om\\nkalenderen\r\nEND:VEVENT\r\nEND:VCALENDAR",
        ),
        "Møde om Aula\n1. december 2026 kl. 10.00\nSkolen, lokale 2\nVi taler om\nkalenderen",
    ),
}
"""Name: (mail, what is new in it)."""
OUTCOMES: Final = {
    "another office's receipt": (
        written(
            "Tak for din henvendelse. Vi vender tilbage inden for to dage.\n\nDette er en automatisk genereret mail, som ikke kan besvares.",
            sender="support@firma.example",
            subject="Vi har modtaget din henvendelse",
        ),
        "held",
        "automatic",
    ),
    "a notice of Digital Post": (
        written("I har fået ny post.\n\nDu kan ikke svare på denne mail.", sender="Post <advis@post.example>"),
        "held",
        "automatic",
    ),
    "a notice in English": (
        written("A new device signed in.\nPlease do not reply to this email.", sender="security@firma.example"),
        "held",
        "automatic",
    ),
    "somebody who asks of such a notice": (
        written("Jeg får mails fra Aula. Dette er en automatisk besked, står der. Hvad betyder det?"),
        "opened",
        "",
    ),
    "a form that says it is automatic, and whom to answer": (
        written(
            "Dette er en automatisk mail fra formularen.\nBesked: Siden er tom",
            "Reply-To: bo@example.net",
            sender="formular@firma.example",
        ),
        "opened",
        "",
    ),
    "a form that writes from the mailbox's own address": (
        written("Navn: Bo\nBesked: Siden er tom", "Reply-To: bo@example.net", sender=f"Formular <{HELPDESK}>"),
        "opened",
        "",
    ),
    "the mailbox's own address and nobody to answer": (written("Køb gavekort", sender=HELPDESK), "held", "loop"),
    "away, without a header": (
        written("Tak for din mail. Jeg er på ferie til den 5. december.\n\nHilsen Bo", subject="Ferie"),
        "held",
        "automatic",
    ),
    "on leave, in English": (
        written("I am on parental leave and will be back in May. For urgent matters call the office.", subject="Leave"),
        "held",
        "automatic",
    ),
    "a parent on holiday": (
        written("Tak for din mail. Jeg er på ferie og kan ikke melde fravær i Aula. Er det jer?", subject="Ferie"),
        "opened",
        "",
    ),
    "Outlook's receipt without a report": (
        written("Din meddelelse blev slettet uden at blive læst.", subject="Ikke læst: Svar på din henvendelse"),
        "ignored",
        "receipt",
    ),
    "somebody's question of what was read": (
        written("Hvordan ser jeg, om min besked er læst?", subject="Læst: hvad betyder det?"),
        "opened",
        "",
    ),
    "Outlook's recall": (
        written("Anne Jensen vil gerne tilbagekalde meddelelsen ”Svar”.", subject="Tilbagekald: Svar"),
        "held",
        "automatic",
    ),
    "a supplier's case system, about a matter of its own": (
        written("Vi lukker i weekenden.", "Auto-Submitted: auto-generated", sender="sager@vendor.example"),
        "held",
        "automatic",
    ),
    "a stranger's program": (
        written("Job done", "Auto-Submitted: auto-generated", sender="sager@firma.example"),
        "ignored",
        "automatic",
    ),
}
"""Name: (mail, outcome, reason)."""
BARE: Final = {
    "*EKSTERN* SV: Ugeplan": "Ugeplan",
    "EKSTERN: Ugeplan": "Ugeplan",
    "***SPAM*** Ugeplan": "Ugeplan",
    "SV: [SPAM?] Ugeplan": "Ugeplan",
    "Res: Ugeplan": "Ugeplan",
    "回复：Ugeplan": "Ugeplan",
    "Ekstern adgang: hvordan?": "Ekstern adgang: hvordan?",
    "B&oslash;rn &amp; Unge": "Børn & Unge",
    "Fejl &lt;3": "Fejl &lt;3",
    "=?utf-8?Q?=3D=3Futf-8=3FQ=3FBl=3DC3=3DA5=3F=3D?=": "Blå",
}
"""Subject: what it says without what programs put there."""
