"""Mails in every layout and with every fault that we know of, in one line each: what came, and what is new in it."""

# ruff: noqa: E501  the texts stand as they came

from base64 import b64encode
from typing import Final

from tests.tickets.inbound.letters import picture, raw

OWN: Final = {
    "da": "Hej igen. Min datter kan stadig ikke se ugeplanen i appen.",
    "en": "Hi again. My daughter still cannot see the weekly plan in the app.",
    "nb": "Hei igjen. Datteren min ser fortsatt ikke ukeplanen i appen.",
    "de": "Hallo noch einmal. Meine Tochter sieht den Wochenplan immer noch nicht.",
    "ar": "مرحبا مرة أخرى. ابنتي لا تزال لا ترى الخطة الأسبوعية.",
    "pl": "Dzień dobry. Moja córka nadal nie widzi planu tygodnia.",
    "tr": "Merhaba. Kızım haftalık planı hâlâ göremiyor.",
    "uk": "Доброго дня. Моя донька досі не бачить розкладу на тиждень.",
}
THEIRS: Final = "Prøv at logge ud og ind igen."
US: Final = "Aula-hjælp <hjaelp@kommune.example>"
ABOVE: Final = {
    "Gmail da": ("da", "Den tors. 12. nov. 2026 kl. 10.15 skrev {us}:"),
    "Gmail da new": ("da", "tor. 12. nov. 2026 kl. 10.15 skrev {us}:"),
    "Gmail en": ("en", "On Thu, Nov 12, 2026 at 10:15 AM {us} wrote:"),
    "Gmail nb": ("nb", "tor. 12. nov. 2026 kl. 10:15 skrev {us}:"),
    "Gmail de": ("de", "Am Do., 12. Nov. 2026 um 10:15 Uhr schrieb {us}:"),
    "Gmail ar": ("ar", "في الخميس، 12 نوفمبر 2026 في 10:15 ص كتب {us}:"),
    "Gmail pl": ("pl", "czw., 12 lis 2026 o 10:15 {us} napisał(a):"),
    "Gmail tr": ("tr", "12 Kas 2026 Per 10:15 tarihinde {us} şunu yazdı:"),
    "Gmail uk": ("uk", "чт, 12 лист. 2026 р. о 10:15 {us} пише:"),
    "Apple Mail da": ("da", "Den 12. nov. 2026 kl. 10.15 skrev {us}:"),
    "Apple Mail en": ("en", "On 12 Nov 2026, at 10.15, {us} wrote:"),
    "Apple Mail de": ("de", "Am 12.11.2026 um 10:15 schrieb {us}:"),
    "iPhone": ("da", "Sendt fra min iPhone\n\n> Den 12. nov. 2026 kl. 10.15 skrev {us}:"),
    "Thunderbird da": ("da", "Den 12.11.2026 kl. 10.15 skrev Aula-hjælp:"),
    "Thunderbird en": ("en", "On 12/11/2026 10:15, Aula-hjælp wrote:"),
    "Yahoo": ("da", "Den torsdag den 12. november 2026 10.15.00 CET skrev {us}:"),
    "Roundcube": ("da", "Aula-hjælp skrev den 2026-11-12 10:15:"),
    "Roundcube en": ("en", "On 2026-11-12 10:15, Aula-hjælp wrote:"),
    "Proton": ("en", "On Thursday, 12 November 2026 at 10:15, {us} wrote:"),
    "broken over lines": ("en", "On Thu, Nov 12, 2026 at 10:15 AM Aula-hjælp <\nhjaelp@kommune.example> wrote:"),
}
"""What stands above a text quoted with marks."""
HEADS: Final = {
    "Outlook da": (
        "da",
        "________________________________\nFra: {us}\nSendt: 12. november 2026 10:15\nTil: Maja\nEmne: Svar",
    ),
    "Outlook mobile": (
        "da",
        "Hent Outlook til iOS\n________________________________\nFra: {us}\nSendt: torsdag\nTil: M\nEmne: S",
    ),
    "Outlook en": ("en", "From: {us}\nSent: Thursday, November 12, 2026 10:15 AM\nTo: Maja\nSubject: Svar"),
    "Outlook de": ("de", "Von: {us}\nGesendet: Donnerstag, 12. November 2026 10:15\nAn: Maja\nBetreff: Svar"),
    "Outlook nb": ("nb", "Fra: {us}\nSendt: torsdag 12. november 2026 10:15\nTil: Maja\nEmne: Svar"),
    "Outlook ar": ("ar", "من: {us}\nتم الإرسال: 12 نوفمبر 2026\nإلى: Maja\nالموضوع: Svar"),
    "Outlook pl": ("pl", "Od: {us}\nWysłano: czwartek, 12 listopada 2026\nDo: Maja\nTemat: Svar"),
    "Outlook uk": ("uk", "Від: {us}\nНадіслано: 12 листопада 2026\nКому: Maja\nТема: Svar"),
    "old Outlook": ("da", "-----Oprindelig meddelelse-----\nFra: {us}\nSendt: 12. november 2026\nTil: M\nEmne: Svar"),
    "Samsung": ("da", "-------- Oprindelig besked --------\nFra: {us}\nDato: 12.11.2026 10.15\nTil: M\nEmne: Svar"),
    "Samsung en": (
        "en",
        "-------- Original message --------\nFrom: {us}\nDate: 12/11/2026 10:15\nTo: M\nSubject: Svar",
    ),
    "HCL Notes": ("da", "-----{us} skrev: -----\nTil: Maja\nFra: {us}\nDato: 12-11-2026 10:15\nEmne: Svar"),
    "GroupWise": ("da", '>>> "Aula-hjælp" <hjaelp@kommune.example> 12-11-2026 10:15 >>>'),
    "reply above": ("da", "-- Svar over denne linje --"),
}
"""What stands above a whole mail that is quoted without marks."""


def head(subject: str = "Sv: Svar", kind: str = "text/plain; charset=utf-8", more: str = "") -> str:
    return f"From: maja@example.org\nSubject: {subject}\nMIME-Version: 1.0\n{more}Content-Type: {kind}"


def replies() -> dict[str, tuple[bytes, str]]:
    """Name: (mail, what is new)."""
    mails = {}
    for name, (language, above) in ABOVE.items():
        text = f"{OWN[language]}\n\n{above.format(us=US)}\n\n> {THEIRS}\n"
        mails[name] = (raw(head(), text), OWN[language])
        if "\n\n>" in above:
            continue
        html = (
            f'<div dir="auto">{OWN[language]}</div><br><div class="gmail_quote"><div class="gmail_attr">'
            f"{escaped(above)}</div><blockquote>{THEIRS}</blockquote></div>"
        )
        mails[f"{name}, HTML"] = (raw(head(kind="text/html; charset=utf-8"), html), OWN[language])
    for name, (language, above) in HEADS.items():
        text = f"{OWN[language]}\n\n{above.format(us=US)}\n\n{THEIRS}\n"
        mails[name] = (raw(head(), text), OWN[language])
        html = "".join(f"<p class=MsoNormal>{escaped(line)}</p>" for line in text.split("\n"))
        mails[f"{name}, HTML"] = (raw(head(kind="text/html; charset=utf-8"), html), OWN[language])
    return mails


def escaped(text: str) -> str:
    return text.format(us=US).replace("<", "&lt;").replace(">", "&gt;")


def part(kind: str, body: str | bytes, more: str = "") -> bytes:
    data = body if isinstance(body, bytes) else body.encode()
    return f"--b\r\nContent-Type: {kind}\r\n{more}\r\n".encode() + data + b"\r\n"


def multi(kind: str, *parts: bytes) -> bytes:
    return raw(head("Svar", f"multipart/{kind}; boundary=b"), b"".join(parts) + b"--b--\r\n")


def in_base64(data: bytes) -> str:
    return b64encode(data).decode()


B64: Final = "Content-Transfer-Encoding: base64\r\n"
QP: Final = "Content-Transfer-Encoding: quoted-printable\r\n"
GERMAN: Final = "Größe"
JAPANESE: Final = b"\x1b$B%F%9%H-!\x1b(B"
SIGNED: Final = (
    bytes.fromhex("308006092a864886f70d010702a08030800201013100308006092a864886f70d010701a080248004")
    + bytes([47])
    + b"Content-Type: text/plain\r\n\r\nIndeni i signaturen"
    + b"\0\0" * 6
)
TEXTS: Final = {
    "HTML says more": (
        multi("alternative", part("text/plain", "Se"), part("text/html", "<p>Se hele <b>fejlen</b></p>")),
        "Se hele fejlen",
    ),
    "HTML says nothing": (
        multi("alternative", part("text/plain", "Kun her"), part("text/html", "<img src=x>")),
        "Kun her",
    ),
    "broken line among headers": (
        b"From: maja@example.org\r\nen brudt linje uden kolon\r\nSubject: Svar\r\nContent-Type: text/html\r\n\r\n<p>Ja</p>",
        "Ja",
    ),
    "blank before the colon": (
        b"From : maja@example.org\r\nSubject : Svar\r\nContent-Type : text/html\r\n\r\n<p>Ja</p>",
        "Ja",
    ),
    "no empty line": (b"From: maja@example.org\r\nSubject: Svar\r\nJa tak", "Ja tak"),
    "doubled line ends": (b"From: maja@example.org\r\r\nSubject: Svar\r\r\n\r\r\nJa tak\r\r\n", "Ja tak"),
    "old line ends": (b"From: maja@example.org\rSubject: Svar\r\rJa tak\r", "Ja tak"),
    "empty lines first": (b"\r\n\r\nFrom: maja@example.org\r\nSubject: Svar\r\n\r\nJa tak", "Ja tak"),
    "byte order mark": (b"\xef\xbb\xbfFrom: maja@example.org\r\nSubject: Svar\r\n\r\nJa tak", "Ja tak"),
    "quoted-printable broken": (
        raw(head("Svar", more="Content-Transfer-Encoding: quoted-printable\n"), "Bl=C3=A5b=C3=A6r =ZZ 50 = ="),
        "Blåbær =ZZ 50 =",
    ),
    "base64 with a footer": (
        raw(
            head("Svar", more="Content-Transfer-Encoding: base64\n"),
            in_base64("Blåbær og rødgrød med fløde på".encode()) + "\n\n-- sent by a list, unsubscribe",
        ),
        "Blåbær og rødgrød med fløde på",
    ),
    "base64 without its end": (
        raw(head("Svar", more="Content-Transfer-Encoding: base64\n"), in_base64(b"Ja tak.")[:-2]),
        "Ja tak.",
    ),
    "odd encoding name": (raw(head("Svar", more='Content-Transfer-Encoding: "quoted-printable"\n'), "Bl=C3=A5"), "Blå"),
    "gb2312 that is more": (
        raw(head("Svar", "text/plain; charset=gb2312"), "朱镕基来了".encode("gb18030")),
        "朱镕基来了",
    ),
    "ISO-2022-JP of a vendor": (raw(head("Svar", "text/plain; charset=iso-2022-jp"), JAPANESE), "テスト①"),
    "Korean": (raw(head("Svar", "text/plain; charset=ks_c_5601-1987"), "똠방각하".encode("cp949")), "똠방각하"),
    "Shift JIS of Windows": (
        raw(head("Svar", "text/plain; charset=shift_jis"), "㈱テスト".encode("cp932")),
        "㈱テスト",
    ),
    "undeclared latin-1": (raw(head("Svar", "text/plain"), "Blåbær på Ærø".encode("latin-1")), "Blåbær på Ærø"),
    "undeclared Russian": (
        raw(head("Svar", "text/plain"), "Здравствуйте, мой ребёнок не может войти в приложение".encode("cp1251")),
        "Здравствуйте, мой ребёнок не может войти в приложение",
    ),
    "said to be ASCII": (raw(head("Svar", "text/plain; charset=us-ascii"), "Rødgrød"), "Rødgrød"),
    "charset in the page": (
        raw(head("Svar", "text/html"), '<meta charset="windows-1251"><p>Привет всем</p>'.encode("cp1251")),
        "Привет всем",
    ),
    "UTF-16": (raw(head("Svar", "text/plain; charset=utf-16"), "Blåbær".encode("utf-16")), "Blåbær"),
    "a letter cut in two": (
        raw(head("Svar"), "Blåbærgrød på Åløkke og Ærø".encode() + b"\xc3"),
        "Blåbærgrød på Åløkke og Ærø\ufffd",
    ),
    "title never closed": (raw(head("Svar", "text/html"), "<html><head><title>Fejl<body><p>Ja tak</p>"), "Ja tak"),
    "style never closed": (raw(head("Svar", "text/html"), "<html><head><style>p{}<body><p>Ja tak</p>"), "Ja tak"),
    "comment never closed": (raw(head("Svar", "text/html"), "<p>Ja tak</p><!-- x"), "Ja tak\n\nx"),
    "head never closed": (raw(head("Svar", "text/html"), "<html><head><body><p>Ja tak</p>"), "Ja tak"),
    "signed with S/MIME, opaque": (
        raw(
            head("Svar", "application/pkcs7-mime; smime-type=signed-data", "Content-Transfer-Encoding: base64\n"),
            in_base64(SIGNED),
        ),
        "Indeni i signaturen",
    ),
    "signed with PGP in the text": (
        raw(
            head("Svar"),
            "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nJa tak\n-----BEGIN PGP SIGNATURE-----\nx\n-----END PGP SIGNATURE-----\n",
        ),
        "Ja tak",
    ),
    "flowed": (
        raw(head("Svar", "text/plain; charset=utf-8; format=flowed"), "En lang \r\nlinje.\r\n"),
        "En lang linje.",
    ),
    "flowed without blanks": (
        raw(head("Svar", "text/plain; format=flowed; delsp=yes"), "sammen \r\nhængende\r\n".encode("latin-1")),
        "sammenhængende",
    ),
    "two texts": (multi("mixed", part("text/plain", "Først"), part("text/plain", "Sidst")), "Først\n\nSidst"),
    "named body": (raw(head("Svar", "text/plain; name=besked.txt"), "Ja tak"), "Ja tak"),
    "a form as text": (
        raw(head("Svar"), "Jeg skrev:\nFra: mig\nTil: alle\nEmne: fest\nDen kom ikke frem."),
        "Jeg skrev:\nFra: mig\nTil: alle\nEmne: fest\nDen kom ikke frem.",
    ),
    "answers below": (
        raw(head(), f"Den 12.11.2026 kl. 10.15 skrev Aula:\n> {THEIRS}\n\nDet hjalp ikke."),
        "Det hjalp ikke.",
    ),
    "answers between": (
        raw(head(), f"> {THEIRS}\nDet hjalp ikke.\n> Hvilken telefon?\nEn iPhone."),
        "Det hjalp ikke.\nEn iPhone.",
    ),
    "answers inside an unmarked mail": (
        raw(
            head(),
            f"Mine svar står nedenfor.\n\nFra: {US}\nSendt: 12. november 2026\nTil: M\nEmne: S\n\nHvilken telefon?\nEn iPhone.",
        ),
        f"Mine svar står nedenfor.\n\nFra: {US}\nSendt: 12. november 2026\nTil: M\nEmne: S\n\nHvilken telefon?\nEn iPhone.",
    ),
    "a picture in the text": (
        multi(
            "related",
            part("text/html", '<p>Se</p><img src="cid:a@b"><p>Her</p>'),
            part("image/png; name=fejl.png", in_base64(picture()), f"{B64}Content-ID: <a@b>\r\n"),
        ),
        "Se\n\n[Billede: fejl.png]\nHer",
    ),
    "a picture written into the page": (
        raw(head("Svar", "text/html"), f'<p>Se</p><img src="data:image/png;base64,{in_base64(picture())}">'),
        "Se\n\n[Billede: fil-1.png]",
    ),
    "a picture of somewhere else": (
        raw(head("Svar", "text/html"), '<p>Se</p><img src="https://x.example/a.png">'),
        "Se",
    ),
}
"""Name: (mail, what is new in it)."""
HEADERS: Final = {
    "raw latin-1": (
        b"From: S\xf8ren \xc5b\xf8 <soeren@example.org>\r\nSubject: R\xf8dgr\xf8d\r\n\r\nx",
        "Søren Åbø",
        "Rødgrød",
    ),
    "raw UTF-8": ("From: Søren <soeren@example.org>\r\nSubject: Rødgrød\r\n\r\nx".encode(), "Søren", "Rødgrød"),
    "unknown charset": (
        b"From: =?x-mac-dansk?Q?S=F8ren?= <soeren@example.org>\r\nSubject: =?unknown-8bit?Q?K=E6re?=\r\n\r\nx",
        "Søren",
        "Kære",
    ),
    "letter cut in two words": (
        b"From: soeren@example.org\r\nSubject: =?utf-8?B?w4Y=?= =?utf-8?Q?g_=C3?= =?utf-8?Q?=B8?=\r\n\r\nx",
        "",
        "Æg ø",
    ),
    "comma in the name": (b"From: Kontoret, Mor <soeren@example.org>\r\nSubject: x\r\n\r\nx", "Kontoret, Mor", "x"),
    "gb2312 in a header": (
        b"From: =?gb2312?B?"
        + b64encode("朱镕基".encode("gb18030"))
        + b"?= <soeren@example.org>\r\nSubject: x\r\n\r\nx",
        "朱镕基",
        "x",
    ),
    "folded without an indent": (
        b"From: soeren@example.org\r\nSubject: =?utf-8?Q?Bl=C3=A5?=\r\n=?utf-8?Q?b=C3=A6r?=\r\nTo: x@y.example\r\n\r\nx",
        "",
        "Blåbær",
    ),
}
"""Name: (mail, name, subject)."""
NAMES: Final = {
    "RFC 2231": ("attachment; filename*=utf-8''Fejlb%C3%B8rn.txt", "Fejlbørn.txt"),
    "RFC 2231 in pieces": ("attachment; filename*0*=utf-8''Fejl; filename*1*=b%C3%B8rn.txt", "Fejlbørn.txt"),
    "RFC 2231 that says ASCII": ("attachment; filename*=us-ascii''Fejlb%F8rn.txt", "Fejlbørn.txt"),
    "RFC 2047": ('attachment; filename="=?utf-8?Q?Fejlb=C3=B8rn.txt?="', "Fejlbørn.txt"),
    "raw": ('attachment; filename="Fejlbørn.txt"', "Fejlbørn.txt"),
    "with folders": ('attachment; filename="C:\\\\Dokumenter\\\\Fejl.txt"', "Fejl.txt"),
    "none": ("attachment", "fil-1.txt"),
}
"""Name: (Content-Disposition, file name)."""
