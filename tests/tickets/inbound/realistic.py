"""Mails as programs, gateways and people really send them: layouts of replies, signatures, and what goes wrong."""

# ruff: noqa: E501  the texts stand as they came

from typing import Final

from tests.tickets.inbound.corpus import B64, QP, head, in_base64, multi, part
from tests.tickets.inbound.letters import picture, raw

US: Final = "Aula-hjælp &lt;hjaelp@kommune.example&gt;"
HTML: Final = "text/html; charset=utf-8"


def page(body: str) -> bytes:
    return raw(head(kind=HTML), f"<html><head><meta charset=utf-8></head><body>{body}</body></html>")


def plain(text: str) -> bytes:
    return raw(head(), text)


def alternative(text: str, html: str) -> bytes:
    return multi("alternative", part("text/plain; charset=utf-8", text), part(HTML, html))


REPLIES: Final = {
    "a mailing list's footer below the quote": (
        plain(
            "Ja, alle tre kan fjernes.\n\nOskar\n\nOn 26-11-2026 10:02, Aula-hjælp wrote:\n> Må vi fjerne dem?\n\n"
            "_______________________________________________\nPersonale mailing list\npersonale@skole.example"
        ),
        "Ja, alle tre kan fjernes.\n\nOskar",
    ),
    "a drawn line of one's own": (
        plain("Sådan står der:\n____________________\nVælg en klasse\nDet kan jeg ikke."),
        "Sådan står der:\n____________________\nVælg en klasse\nDet kan jeg ikke.",
    ),
    "Outlook on Windows": (
        page(
            '<div class="WordSection1"><p class="MsoNormal"><span style="mso-fareast-language:EN-US">Hej igen<o:p></o:p></span></p>'
            '<p class="MsoNormal"><o:p>&nbsp;</o:p></p><p class="MsoNormal">Det er stadig tomt.<o:p></o:p></p>'
            '<p class="MsoNormal"><o:p>&nbsp;</o:p></p><div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">'
            f'<p class="MsoNormal"><b>Fra:</b> {US} <br><b>Sendt:</b> 12. november 2026 10:15<br><b>Til:</b> Maja<br>'
            '<b>Emne:</b> SV: Svar<o:p></o:p></p></div></div><p class="MsoNormal">Prøv igen.<o:p></o:p></p></div>'
        ),
        "Hej igen\n\nDet er stadig tomt.",
    ),
    "Outlook on the web": (
        page(
            '<div class="elementToProof" style="font-family:Aptos">Ja, på begge telefoner.</div><div class="elementToProof"><br></div>'
            '<div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr">'
            f"<font><b>Fra:</b> {US}<br><b>Sendt:</b> torsdag den 12. november 2026 10.15<br><b>Til:</b> Maja<br><b>Emne:</b> Svar</font>"
            "<div>&nbsp;</div></div><div>Hvilken telefon?</div>"
        ),
        "Ja, på begge telefoner.",
    ),
    "Outlook on a phone": (
        page(
            '<div dir="ltr">Nej, desværre</div><div id="ms-outlook-mobile-signature"><div>Hent <a href="https://aka.ms/o0ukef">Outlook til iOS</a></div></div>'
            '<div id="mail-editor-reference-message-container" class="ms-outlook-mobile-reference-message skipProofing"><meta><hr>'
            f"<div><b>Fra:</b> {US}<br><b>Sendt:</b> torsdag<br><b>Til:</b> Maja<br><b>Emne:</b> S</div><div>Hjalp det?</div></div>"
        ),
        "Nej, desværre",
    ),
    "Gmail between the lines": (
        page(
            f'<div dir="ltr"><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">Den tor. 12. nov. 2026 kl. 10.15 skrev {US}:<br></div>'
            '<blockquote class="gmail_quote"><div>Hvilken telefon?</div></blockquote><div>En iPhone 13.</div>'
            '<blockquote class="gmail_quote"><div>Og hvilken app?</div></blockquote><div>Den til forældre.</div></div></div>'
        ),
        "En iPhone 13.\n\nDen til forældre.",
    ),
    "iPhone": (
        page(
            '<div dir="ltr">Den er i orden nu</div><div dir="ltr"><br>Sendt fra min iPhone</div><div dir="ltr"><br><blockquote type="cite">'
            f'Den 12. nov. 2026 kl. 10.15 skrev {US}:<br><br></blockquote></div><blockquote type="cite"><div dir="ltr">\ufeffPrøv igen.</div></blockquote>'
        ),
        "Den er i orden nu",
    ),
    "Apple Mail": (
        page(
            'Tak for hjælpen<br id="lineBreakAtBeginningOfMessage"><div><br><blockquote type="cite"><div>Den 12. nov. 2026 kl. 10.15 skrev '
            f'{US}:</div><br class="Apple-interchange-newline"><div>Prøv igen.</div></blockquote></div><br>'
        ),
        "Tak for hjælpen",
    ),
    "Thunderbird, below": (
        page(
            '<div class="moz-cite-prefix">Den 12-11-2026 kl. 10:15 skrev Aula-hjælp:<br></div><blockquote type="cite" cite="mid:x@y">'
            "<p>Hvilken telefon?</p></blockquote><p>En Samsung.</p>"
            '<div class="moz-signature">-- <br>Maja Holm</div>'
        ),
        "En Samsung.",
    ),
    "Samsung": (
        page(
            '<div dir="auto">Det hjalp ikke</div><div><br></div><div id="composer_signature" dir="auto"><div style="font-size:12px">Sendt fra min Galaxy</div></div>'
            f"<div><br></div><div>-------- Oprindelig meddelelse --------</div><div>Fra: {US} </div><div>Dato: 12.11.2026 10.15 (GMT+01:00) </div>"
            "<div>Til: maja@example.org </div><div>Emne: Svar </div><div><br></div><div>Prøv igen.</div>"
        ),
        "Det hjalp ikke",
    ),
    "Yahoo without marks": (
        plain(
            " Det virker nu.\n    Den torsdag den 12. november 2026 10.15.00 CET skrev Aula-hjælp <hjaelp@kommune.example>:  \n \n Hej Maja\nPrøv igen.\n  "
        ),
        "Det virker nu.",
    ),
    "GMX, sent before from": (
        plain(
            "Es geht noch nicht.\n\nGesendet: Donnerstag, 12. November 2026 um 10:15 Uhr\nVon: Aula-hjælp <hjaelp@kommune.example>\nAn: Maja\nBetreff: Svar\n\nPrøv igen."
        ),
        "Es geht noch nicht.",
    ),
    "Zoho": (
        plain(
            "Still white.\n\n\n---- On Thu, 12 Nov 2026 10:15:00 +0100 Aula-hjælp <hjaelp@kommune.example> wrote ---\n\nPrøv igen."
        ),
        "Still white.",
    ),
    "a verb we do not know": (
        plain(
            "Nu virker den.\n\nčet, 12. stu 2026. u 10:15 Aula-hjælp <hjaelp@kommune.example> je napisao/la:\n\n> Prøv igen."
        ),
        "Nu virker den.",
    ),
    "Vietnamese": (
        plain(
            "Cảm ơn.\n\nVào Th 5, 12 thg 11, 2026 vào lúc 10:15 Aula-hjælp <hjaelp@kommune.example> đã viết:\n\n> Prøv igen."
        ),
        "Cảm ơn.",
    ),
    "Chinese": (
        plain("谢谢\n\nAula-hjælp <hjaelp@kommune.example> 于2026年11月12日周四 10:15写道：\n\n> Prøv igen."),
        "谢谢",
    ),
    "Persian": (
        plain(
            "ممنون\n\nدر تاریخ پنجشنبه ۱۲ نوامبر ۲۰۲۶، ۱۰:۱۵ Aula-hjælp <hjaelp@kommune.example> نوشت:\n\n> Prøv igen."
        ),
        "ممنون",
    ),
    "Swedish Outlook": (
        plain(
            "Tack.\n\nFrån: Aula-hjælp <hjaelp@kommune.example>\nSkickat: den 12 november 2026 10:15\nTill: Maja\nÄmne: Svar\n\nPrøv igen."
        ),
        "Tack.",
    ),
    "Faroese Outlook": (
        plain(
            "Takk fyri.\n\nFrá: Aula-hjælp <hjaelp@kommune.example>\nSent: 12. november 2026 10:15\nTil: Maja\nEvni: Svar\n\nPrøv igen."
        ),
        "Takk fyri.",
    ),
    "stars of a text part": (
        plain(
            "Det er på iPad.\n\n*Fra:* Aula-hjælp <hjaelp@kommune.example>\n*Sendt:* 12. november 2026 10:15\n*Til:* Maja\n*Emne:* Svar\n\nPrøv igen."
        ),
        "Det er på iPad.",
    ),
    "an empty line between the fields": (
        plain(
            "Det er på iPad.\n\nFra: Aula-hjælp <hjaelp@kommune.example>\n\nSendt: 12. november 2026 10:15\n\nTil: Maja\n\nEmne: Svar\n\nPrøv igen."
        ),
        "Det er på iPad.",
    ),
    "signature with a disclaimer": (
        plain(
            "Hej\nBarnet mangler på listen.\n\nMed venlig hilsen\n\nMaja Holm\nPædagog\nHavlunden | Skolevej 12 | 9999 Nordsø | Tlf. 20 30 40 50 | maja@example.org\n\n"
            "Denne e-mail og eventuelle vedhæftede filer kan indeholde fortrolige oplysninger. Har du modtaget den ved en fejl, bedes du slette den og give afsenderen besked."
        ),
        "Hej\nBarnet mangler på listen.",
    ),
    "English disclaimer": (
        plain(
            "The list is empty.\n\nKind regards\nJohn Smith\n\nThis email and any attachments are confidential and intended solely for the addressee. If you have received it in error, please delete it."
        ),
        "The list is empty.",
    ),
    "a disclaimer without a signature": (
        plain(
            "Barnet mangler på listen.\n\nDenne e-mail kan indeholde fortrolige oplysninger. Har du modtaget den ved en fejl, så slet den venligst."
        ),
        "Barnet mangler på listen.",
    ),
    "how they treat personal data": (
        plain(
            "Barnet mangler på listen.\n\nVenlig hilsen\nMaja Holm\nTlf. 20 30 40 50\n\nNordsø Kommune behandler personoplysninger efter reglerne. Læs mere på www.kommune.example/persondata"
        ),
        "Barnet mangler på listen.",
    ),
    "scanned for viruses": (
        plain(
            "Den lukker ned.\n\n-- \nDenne e-mail er blevet kontrolleret for virus af Avast-antivirussoftware.\nwww.avast.com"
        ),
        "Den lukker ned.",
    ),
    "long signature below the mark": (
        plain("Den lukker ned.\n\n-- \n" + "\n".join(f"Linje {number} i signaturen." for number in range(25))),
        "Den lukker ned.",
    ),
    "two languages of greeting": (
        plain("Den lukker ned.\n\nMed venlig hilsen / Kind regards\n\nMaja Holm\nLærer"),
        "Den lukker ned.",
    ),
    "Norwegian greeting": (plain("Den lukker seg.\n\nMed vennlig hilsen\nKari Nordmann"), "Den lukker seg."),
    "German greeting": (plain("Die App stürzt ab.\n\nMit freundlichen Grüßen\nHans Meier"), "Die App stürzt ab."),
    "Swedish greeting": (plain("Den stänger.\n\nMed vänliga hälsningar\nKarin Ek"), "Den stänger."),
    "banner of the mail server": (
        plain(
            "[EKSTERN E-MAIL] Denne e-mail er sendt uden for organisationen. Klik ikke på links, medmindre du kender afsenderen.\n\nUgeplanen er tom."
        ),
        "Ugeplanen er tom.",
    ),
    "banner of Exchange": (
        page(
            '<table><tr><td>Du modtager ikke ofte mails fra maja@example.org. <a href="https://aka.ms/x">Få mere at vide om, hvorfor dette er vigtigt</a></td></tr></table>'
            "<p>Ugeplanen er tom.</p>"
        ),
        "Ugeplanen er tom.",
    ),
    "banner in English": (
        plain(
            "CAUTION: This email originated from outside of the organization. Do not click links or open attachments unless you recognize the sender.\n\nUgeplanen er tom."
        ),
        "Ugeplanen er tom.",
    ),
    "Android's Outlook with its link": (
        plain(
            "Ja tak\n\nSendt fra Outlook til Android<https://aka.ms/AAb9ysg?utm_source=mail&utm_medium=signature&id=1234567890>"
        ),
        "Ja tak",
    ),
    "a Swedish phone": (plain("Ja tak\n\nSkickat från min iPhone"), "Ja tak"),
    "a German phone": (plain("Ja tak\n\nVon meinem iPhone gesendet"), "Ja tak"),
    "a Polish phone": (plain("Tak\n\nWysłane z iPhone'a"), "Tak"),
    "a Turkish phone": (plain("Tamam\n\niPhone'umdan gönderildi"), "Tamam"),
    "forwarded with a word above": (
        raw(
            head("VS: Kan ikke logge ind"),
            "FYI\n\nFra: Bo Holm <bo@example.net>\nSendt: 11. november 2026 20:15\nTil: Kontoret\nEmne: Kan ikke logge ind\n\nMit barn mangler.",
        ),
        "FYI\n\nFra: Bo Holm <bo@example.net>\nSendt: 11. november 2026 20:15\nTil: Kontoret\nEmne: Kan ikke logge ind\n\nMit barn mangler.",
    ),
    "a municipality's whole signature": (
        plain(
            "Vi kan ikke oprette gruppen.\n\nMed venlig hilsen\n\nAnne Jensen\nSkolesekretær\n\nGrøndal Skole\nBørn og Unge\n"
            "Skolevej 12, 9999 Nordsø\n\nDirekte tlf.: 12 34 56 78\nE-mail: anne@kommune.example\n"
            "CVR: 12345678 EAN: 5790001234567\nwww.groendal.example\n\nFølg os på Facebook"
        ),
        "Vi kan ikke oprette gruppen.",
    ),
    "an address on the next line": (
        plain("Jo tak.\n\nOn 12. nov. 2026, 10:15 +0100, Aula-hjælp\n<hjaelp@kommune.example>, wrote:\n> Prøv igen."),
        "Jo tak.",
    ),
    "Bosnian greeting": (plain("Aplikacija se gasi.\n\nLijep pozdrav,\nAmra"), "Aplikacija se gasi."),
    "a line drawn above the name": (
        plain("Elevplanen er væk.\n\n—\nAnne Jensen\nTlf. 20 30 40 50"),
        "Elevplanen er væk.",
    ),
    "a line drawn above more words": (
        plain("Elevplanen er væk.\n\n—\nJeg har også prøvet på skolens iPad."),
        "Elevplanen er væk.\n\n—\nJeg har også prøvet på skolens iPad.",
    ),
    "Zimbra": (
        page(
            '<div>Fint.</div><hr id="zwchr" data-marker="__DIVIDER__"><div data-marker="__HEADERS__"><blockquote><b>Fra: </b>"Aula" '
            '&lt;hjaelp@kommune.example&gt;<br><b>Til: </b>"Maja"<br><b>Sendt: </b>Torsdag, 12. november 2026 10:15:00<br><b>Emne: </b>Svar<br>'
            '</blockquote></div><div data-marker="__QUOTED_TEXT__"><blockquote>Prøv igen.</blockquote></div>'
        ),
        "Fint.",
    ),
    "HCL Notes as a page": (
        page(
            '<font size=2>Nej, ikke endnu.</font><br><br><font size=1>Fra: &nbsp; &nbsp;</font><font size=1>"Aula-hjælp" &lt;hjaelp@kommune.example&gt;</font><br>'
            "<font size=1>Til: &nbsp; &nbsp;</font><font size=1>Maja</font><br><font size=1>Dato: &nbsp; &nbsp;</font><font size=1>12-11-2026 10:15</font><br>"
            "<font size=1>Emne: &nbsp; &nbsp;</font><font size=1>Svar</font><br><hr noshade><br>Prøv igen."
        ),
        "Nej, ikke endnu.",
    ),
    "Tuta": (
        page(
            "<div>Fint.</div><div>--<br> Secured with Tuta Mail: <br> https://tuta.com</div><div><br></div><div>12. nov. 2026, 10:15 fra hjaelp@kommune.example:<br></div>"
            '<blockquote class="tutanota_quote"><div>Prøv igen.</div></blockquote>'
        ),
        "Fint.",
    ),
    "a disclaimer as the matter itself": (
        plain("Hej\n\nDenne mail er vist fortrolig, men jeg kan læse den i Aula."),
        "Hej\n\nDenne mail er vist fortrolig, men jeg kan læse den i Aula.",
    ),
    "nothing but a notice": (
        plain("Denne e-mail kan indeholde fortrolige oplysninger."),
        "Denne e-mail kan indeholde fortrolige oplysninger.",
    ),
    "external as a word of one's own": (
        plain("Eksterne brugere kan ikke se kalenderen.\n\nHvad gør vi?"),
        "Eksterne brugere kan ikke se kalenderen.\n\nHvad gør vi?",
    ),
    "a sentence after the greeting": (
        plain("Det er tomt.\nMvh Maja\n\nMin mand kan heller ikke se det."),
        "Det er tomt.\nMvh Maja\n\nMin mand kan heller ikke se det.",
    ),
    "what one was told, with a date": (
        plain("Læreren skrev den 12.11.2026:\nBrug linket.\nDet virker ikke."),
        "Læreren skrev den 12.11.2026:\nBrug linket.\nDet virker ikke.",
    ),
    "an order list of one's own": (
        plain("Jeg har prøvet:\n1. at logge ud\n2. at genstarte\n\nIntet hjælper.\n\nMvh Maja"),
        "Jeg har prøvet:\n1. at logge ud\n2. at genstarte\n\nIntet hjælper.",
    ),
    "a time in one's own words": (
        plain("Den 12. nov. kl. 10.15 skrev jeg til jer:\nAppen lukker ned.\nJeg har ikke hørt noget."),
        "Den 12. nov. kl. 10.15 skrev jeg til jer:\nAppen lukker ned.\nJeg har ikke hørt noget.",
    ),
}
"""Name: (mail, what is new in it)."""
ANSWERED: Final = raw(
    head("Accepteret: Møde om Aula", "multipart/alternative; boundary=b"),
    part("text/plain", "Maja har accepteret.")
    + part('text/calendar; charset=utf-8; method="REPLY"', "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nEND:VCALENDAR")
    + b"--b--\r\n",
)
INVITED: Final = raw(
    head("Møde om Aula", "multipart/alternative; boundary=b"),
    part("text/plain; charset=utf-8", "Kan vi mødes om kalenderen?")
    + part("text/calendar; charset=utf-8; method=REQUEST", "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR")
    + b"--b--\r\n",
)
BODIES: Final = {
    "a plain part that lies": (
        alternative(
            "This message is in MIME format. Since your mail reader does not understand this format, some or all of this message may not be legible.",
            "<p>Ugeplanen er tom.</p>",
        ),
        "Ugeplanen er tom.",
    ),
    "a page that says a part of the plain one": (
        alternative(
            "Ugeplanen er tom, og kalenderen viser den forkerte dag for begge børn.", "<p>Ugeplanen er tom,</p>"
        ),
        "Ugeplanen er tom, og kalenderen viser den forkerte dag for begge børn.",
    ),
    "a page sent as plain text": (
        plain("<!DOCTYPE html>\n<html><body><p>Ugeplanen er <b>tom</b>.</p></body></html>"),
        "Ugeplanen er tom.",
    ),
    "a boundary that nobody uses": (
        raw(
            head("Svar", "multipart/alternative; boundary=anden"),
            "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nUgeplanen er tom.\r\n--b--\r\n",
        ),
        "Ugeplanen er tom.",
    ),
    "parts without a boundary": (
        raw(head("Svar", "multipart/mixed"), "--b\r\nContent-Type: text/plain\r\n\r\nUgeplanen er tom.\r\n--b--\r\n"),
        "Ugeplanen er tom.",
    ),
    "many parts of one": (raw(head("Svar", "multipart/mixed; boundary=b"), "Ugeplanen er tom."), "Ugeplanen er tom."),
    "never ended": (
        raw(
            head("Svar", "multipart/mixed; boundary=b"), "--b\r\nContent-Type: text/plain\r\n\r\nUgeplanen er tom.\r\n"
        ),
        "Ugeplanen er tom.",
    ),
    "a type of one word": (raw(head("Svar", "text"), "Ugeplanen er tom."), "Ugeplanen er tom."),
    "a type that is none": (raw(head("Svar", "tekst; charset=utf-8"), "Blåbær."), "Blåbær."),
    "quoted-printable that does not say so": (
        plain("Bl=C3=A5b=C3=A6r og r=C3=B8dgr=C3=B8d med fl=C3=B8de p=\r\n=C3=A5."),
        "Blåbær og rødgrød med fløde på.",
    ),
    "the rest in a file of Exchange": (
        multi(
            "mixed",
            part("text/plain", "Se billedet."),
            part(
                "image/png; name=fejl.png",
                in_base64(picture()),
                f"{B64}Content-Disposition: inline; filename=fejl.png\r\n",
            ),
            part(
                'text/plain; name="ATT00001.txt"',
                "Det er fra i dag.",
                'Content-Disposition: attachment; filename="ATT00001.txt"\r\n',
            ),
        ),
        "Se billedet.\n\nDet er fra i dag.",
    ),
    "a picture between two texts": (
        multi(
            "mixed",
            part("text/plain; charset=utf-8", "Se billedet."),
            part(
                "image/jpeg; name=IMG_1.jpg",
                in_base64(picture()),
                f"{B64}Content-Disposition: inline; filename=IMG_1.jpg\r\n",
            ),
            part("text/plain; charset=utf-8", "\r\n\r\nSendt fra min iPhone"),
        ),
        "Se billedet.",
    ),
    "a hidden beginning": (
        raw(head(kind=HTML), '<div style="display:none;max-height:0">Forhåndsvisning</div><p>Ugeplanen er tom.</p>'),
        "Ugeplanen er tom.",
    ),
    "for Word alone": (
        raw(head(kind=HTML), "<!--[if gte mso 9]><xml><o:x>1</o:x></xml><![endif]--><p>Ugeplanen er tom.</p>"),
        "Ugeplanen er tom.",
    ),
    "Latin-1 of Windows": (
        raw(head("Svar", "text/plain; charset=iso-8859-1"), "“Blåbær” – 5 €".encode("cp1252")),
        "“Blåbær” – 5 €",
    ),
    "an old Mac": (
        raw(head("Svar", "text/plain; charset=macintosh"), "Blåbær på Ærø".encode("mac-roman")),
        "Blåbær på Ærø",
    ),
    "charset in quotes and capitals": (raw(head("Svar", 'text/plain; charset="UTF8"'), "Blåbær"), "Blåbær"),
    "a charset with a comment": (raw(head("Svar", "text/plain; charset=utf-8 (Unicode)"), "Blåbær"), "Blåbær"),
    "families of signs": (plain("Vi er glade 👨‍👩‍👧 for appen"), "Vi er glade 👨‍👩‍👧 for appen"),
    "Persian that joins": (plain("نمی‌توانم وارد شوم"), "نمی‌توانم وارد شوم"),
    "a broken byte within base64": (
        raw(
            head("Svar", more="Content-Transfer-Encoding: base64\n"),
            in_base64("Ugeplanen er tom for begge børn.".encode()).encode().replace(b"ZW4g", b"ZW4\xffg"),
        ),
        "Ugeplanen er tom for begge børn.",
    ),
    "quoted-printable in a part": (
        multi("mixed", part("text/plain; charset=utf-8", "Bl=C3=A5b=C3=A6r=\r\ngr=C3=B8d", QP)),
        "Blåbærgrød",
    ),
}
"""Name: (mail, what is new in it)."""
SUBJECTS: Final = {
    "a question mark within": (b"=?utf-8?Q?Hvorfor_virker_det_ikke??=", "Hvorfor virker det ikke?"),
    "blanks within": (b"=?utf-8?Q?Hej med dig?=", "Hej med dig"),
    "side by side": (b"=?utf-8?Q?Bl=C3=A5?==?utf-8?Q?b=C3=A6r?=", "Blåbær"),
    "in quotes": (b'"=?utf-8?Q?Bl=C3=A5b=C3=A6r?="', '"Blåbær"'),
    "with a language": (b"=?utf-8*da?Q?Bl=C3=A5b=C3=A6r?=", "Blåbær"),
    "one within a word": (b"Emne:=?utf-8?Q?_Bl=C3=A5b=C3=A6r?= nu", "Emne: Blåbær nu"),
    "base64 without its end": (b"=?utf-8?B?Qmzw?= =?utf-8?B?w6VidXJn?=", None),
    "folded with a tab": (b"=?utf-8?Q?Bl=C3=A5?=\r\n\t=?utf-8?Q?b=C3=A6r?=", "Blåbær"),
    "lines within": (b"=?utf-8?Q?Hej=0Ader?=", "Hej der"),
    "never ended": (b"=?utf-8?Q?Bl=C3=A5b=C3=A6r", None),
}
"""Name: (the header, what it says); None where anything may be made of it."""
BARE: Final = {
    "SV: Svar på din henvendelse [AULA-26-000004]": "Svar på din henvendelse",
    "[AULA-26-000004] SV: Appen lukker": "Appen lukker",
    "Re: SV: [EKSTERN] Appen lukker [AULA-26-000004] [AULA-26-000004]": "Appen lukker",
    "Fwd: [EXTERNAL] RE: Appen lukker": "Appen lukker",
    "Antw.: Appen lukker": "Appen lukker",
    "Ang.: Appen lukker": "Appen lukker",
    "Re[2]: Appen lukker": "Appen lukker",
    "Appen lukker: hvad nu?": "Appen lukker: hvad nu?",
}
"""Subject: what it says without what programs put there."""
