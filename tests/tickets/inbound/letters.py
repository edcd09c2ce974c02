"""Mails as they come to a Danish municipality, each made by the way its program writes them."""

from base64 import b64encode
from email.message import EmailMessage
from email.policy import SMTP
from io import BytesIO
from typing import Any

from PIL import Image

HELPDESK = "hjaelp@kommune.example"


def picture(side: int = 8) -> bytes:
    out = BytesIO()
    Image.new("RGB", (side, side), "navy").save(out, "PNG")
    return out.getvalue()


def letter(text: str = "Hej. Appen lukker ned.", *, html: str = "", files: Any = (), **headers: str) -> bytes:
    """A mail from Maja; a header given as `In_Reply_To` is written `In-Reply-To`, an empty one is left out."""
    message = EmailMessage(policy=SMTP)
    first = {"From": "Maja Holm <maja@example.org>", "To": HELPDESK, "Subject": "Appen lukker ned"}
    first["Message-ID"] = f"<{abs(hash((text, html, str(headers))))}@example.org>"
    first["Date"] = "Thu, 12 Nov 2026 10:15:00 +0100"
    for name, value in (first | {name.replace("_", "-"): value for name, value in headers.items()}).items():
        if value:
            message[name] = value
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    for name, kind, data in files:
        maintype, _slash, subtype = kind.partition("/")
        message.add_attachment(data, maintype=maintype, subtype=subtype, filename=name)
    return message.as_bytes()


def raw(head: str, body: str | bytes) -> bytes:
    """A mail byte by byte, for what no well-meaning library writes."""
    lines = head.strip().replace("\n", "\r\n").encode("utf-8")
    return lines + b"\r\n\r\n" + (body if isinstance(body, bytes) else body.encode("utf-8"))


OUTLOOK_REPLY = """Hej

Det virker stadig ikke. Ugeplanen er tom for Øllegaard.

Med venlig hilsen

Maja Holm
Forælder, 3.b
Tlf. 20 30 40 50

________________________________
Fra: Aula-hjælp <hjaelp@kommune.example>
Sendt: 12. november 2026 10:15
Til: Maja Holm <maja@example.org>
Emne: [AULA-26-000001] Svar på din henvendelse

Hej Maja
Prøv at logge ud og ind igen.
"""
GMAIL_REPLY = """Tak, nu kan jeg se ham.

tor. 12. nov. 2026 kl. 10.15 skrev Aula-hjælp <hjaelp@kommune.example>:

> Hej Maja
> Prøv at logge ud og ind igen.
"""
IPHONE_REPLY = """Det er en iPhone 13

Sendt fra min iPhone

> Den 12. nov. 2026 kl. 10.15 skrev Aula-hjælp <hjaelp@kommune.example>:
>
> \ufeffHvilken telefon bruger du?
"""
THUNDERBIRD_REPLY = """Den 12.11.2026 kl. 10.15 skrev Aula-hjælp:
> Hvilken telefon bruger du?

Det er en Samsung.

> Og hvilken app?

Appen til forældre.

--
Maja Holm
"""
OLD_OUTLOOK_REPLY = """Ja tak.

Mvh Maja

-----Oprindelig meddelelse-----
Fra: Aula-hjælp [mailto:hjaelp@kommune.example]
Sendt: 12. november 2026 10:15
Til: Maja Holm
Emne: Svar

Vil du have os til at ringe?
"""
ENGLISH_REPLY = """Still the same, the page stays white.

Kind regards,
John Smith

On Thu, Nov 12, 2026 at 10:15 AM Aula helpdesk <
hjaelp@kommune.example> wrote:

> Please try again.
"""
OUTLOOK_HTML = """<html><head><style>p {margin:0}</style></head><body lang="DA">
<div class="WordSection1"><p class="MsoNormal">Hej igen<o:p></o:p></p><p class="MsoNormal">Nu er siden <b>hvid</b>.</p>
<p class="MsoNormal">&nbsp;</p><p class="MsoNormal">Mvh Maja</p>
<div id="divRplyFwdMsg"><font><b>Fra:</b> Aula-hjælp &lt;hjaelp@kommune.example&gt;<br><b>Sendt:</b> 12. november 2026
<br><b>Til:</b> Maja<br><b>Emne:</b> Svar</font></div><div>Prøv en anden browser.</div></div></body></html>"""
GMAIL_HTML = """<div dir="ltr">Det virker nu, <b>tak</b>!</div><br><div class="gmail_quote"><div class="gmail_attr">
Den tor. 12. nov. 2026 kl. 10.15 skrev Aula &lt;<a href="mailto:hjaelp@kommune.example">hjaelp@kommune.example</a>&gt;:
<br></div><blockquote class="gmail_quote" style="margin:0"><p>Prøv igen.</p></blockquote></div>"""

REPLIES = {
    "Outlook": (OUTLOOK_REPLY, "", "Hej\n\nDet virker stadig ikke. Ugeplanen er tom for Øllegaard."),
    "Gmail": (GMAIL_REPLY, "", "Tak, nu kan jeg se ham."),
    "iPhone": (IPHONE_REPLY, "", "Det er en iPhone 13"),
    "Thunderbird, between the lines": (THUNDERBIRD_REPLY, "", "Det er en Samsung.\n\nAppen til forældre."),
    "old Outlook": (OLD_OUTLOOK_REPLY, "", "Ja tak."),
    "English": (ENGLISH_REPLY, "", "Still the same, the page stays white."),
    "Outlook as HTML": ("", OUTLOOK_HTML, "Hej igen\nNu er siden hvid."),
    "Gmail as HTML": ("", GMAIL_HTML, "Det virker nu, tak!"),
    "Proton in half Danish": (
        "Ja tak.\n\n-------- Original Meddelelse --------\nMandag d. 30/11/2026 kl. 14.12, Aula <aula@example.org> "
        "skrev:\n\n>  Prøv igen.\n",
        "",
        "Ja tak.",
    ),
    "nothing but a quote": ("> Prøv igen.\n", "", "> Prøv igen."),
    "a greeting and more": (
        "Tak.\nMvh Maja\n\nPS: det er kun på iPad.",
        "",
        "Tak.\nMvh Maja\n\nPS: det er kun på iPad.",
    ),
    "what somebody else wrote": (
        "Den anden dag skrev læreren:\nI skal bruge linket.\nDet virker ikke.",
        "",
        "Den anden dag skrev læreren:\nI skal bruge linket.\nDet virker ikke.",
    ),
    "from to in a sentence": ("Fra: mandag kan vi ikke logge ind\nHilsen os", "", "Fra: mandag kan vi ikke logge ind"),
}
"""Name: (plain text, HTML, what is left of it)."""

MACHINES = {
    "automatic_reply": {"Subject": "Automatisk svar: Ferie", "Auto_Submitted": "auto-replied"},
    "automatic_reply by its subject": {"Subject": "Automatisk svar: Jeg er på barsel"},
    "automatic_reply by its mark": {"X_Autoreply": "yes"},
    "automatic": {"Auto_Submitted": "auto-generated"},
    "list": {"List_Unsubscribe": "<mailto:af@nyhedsbrev.example>"},
    "list by precedence": {"Precedence": "list"},
    "receipt": {"Content_Type": ""},
    "bounce": {"From": "Mail Delivery System <MAILER-DAEMON@mx.example.org>"},
    "no_sender": {"Return_Path": "<>", "In_Reply_To": "<et-brev@example.org>"},
    "automatic report on a domain": {"Subject": "Report Domain: kommune.example Submitter: post.example"},
    "automatic_reply by another mark": {"X_Autoresponder": "ferie"},
}


DOUBTFUL = {
    "list": {"Precedence": "bulk"},
    "loop": {"From": f"Aula-hjælp <{HELPDESK}>"},
    "bounce": {"Subject": "Kan ikke leveres: beskeden til læreren"},
    "bounce, as a parent writes": {"Subject": "Kan ikke leveres", "text": "Min besked til læreren kunne ikke leveres."},
    "no_sender": {"From": "noreply@kommune.example"},
    "no_sender, sent on by a server": {"Return_Path": "<>"},
    "no_sender, of a filter": {"From": "quarantine@messaging.example"},
    "loop, under the address for answers": {"From": HELPDESK.replace("@", "+aula-26-1@")},
    "no_sender, of others": {"From": "noreply@butik.example"},
    "no_sender, with dots": {"From": "no.reply-nyt@butik.example"},
    "no_sender, in Danish": {"From": "ingen-svar@butik.example"},
    "automatic": {"Auto_Submitted": "auto-generated", "Reply_To": "bo@example.net"},
    "automatic, sent on by a rule": {"Auto_Submitted": "auto-generated", "Resent_From": "skolen@example.org"},
}


def bounce_of(message_id: str, *, status: str = "5.1.1", action: str = "failed") -> bytes:
    """A report as Postfix writes it, with the head of the mail that came back."""
    head = """
Return-Path: <>
From: MAILER-DAEMON@mx.example.org (Mail Delivery System)
To: hjaelp@kommune.example
Subject: Undelivered Mail Returned to Sender
Message-ID: <bounce-1@mx.example.org>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"
"""
    body = f"""--b1
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; maja@example.org
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 no such user

--b1
Content-Type: text/rfc822-headers

Message-ID: {message_id}
Subject: [AULA-26-000001] Svar

--b1--
"""
    return raw(head, body.replace("\n", "\r\n"))


LATIN1_SAID_TO_BE_UTF8 = raw(
    """
From: =?iso-8859-1?Q?J=F8rgen_=C5b=F8?= <joergen@example.org>
Subject: =?utf-8?B?w4Zk?= =?utf-8?Q?elmade_g=C3?= =?utf-8?Q?=A6kker?=
Content-Type: text/plain; charset=utf-8
""",
    "Børnene på Åløkke kan ikke se ærøskoven.".encode("latin-1"),
)
UTF8_SAID_TO_BE_LATIN1 = raw(
    """
From: joergen@example.org
Subject: Blåbærgrød uden kodning
Content-Type: text/plain; charset="iso-8859-1"
""",
    "Blåbærgrød og rødgrød",
)
NO_HEADERS_TO_SPEAK_OF = raw("From: maja@example.org", "Hej, det er bare en linje.")
SCREENSHOT_IN_HTML = raw(
    """
From: "Holm, Maja" <maja@example.org>
From: en.anden@example.org
Subject: Se billedet
MIME-Version: 1.0
Content-Type: multipart/related; boundary=rel
""",
    b'--rel\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Se her:</p><img src="cid:shot"><p>Hvad g&oslash;r jeg?'
    b'</p>\r\n--rel\r\nContent-Type: image/png; name="image001.png"\r\nContent-ID: <shot>\r\nContent-Disposition: '
    b"inline\r\nContent-Transfer-Encoding: base64\r\n\r\n" + b64encode(picture()) + b"\r\n--rel--\r\n",
)
NAMES_IN_EVERY_WAY = raw(
    """
From: maja@example.org
Subject: Filer
Content-Type: multipart/mixed; boundary=m
""",
    "--m\r\nContent-Type: text/plain\r\n\r\nTre filer.\r\n"
    "--m\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment;\r\n"
    " filename*0*=UTF-8''%C3%86bler%20og;\r\n filename*1*=%20p%C3%A6rer.pdf\r\n\r\n%PDF-1.4 a\r\n"
    '--m\r\nContent-Type: text/plain; name="=?iso-8859-1?Q?r=F8d.txt?="\r\nContent-Disposition: attachment\r\n\r\n'
    "rød\r\n"
    "--m\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    + b64encode(picture()).decode()
    + '\r\n--m\r\nContent-Type: application/pdf; name="..\\\\..\\\\hemmelig.pdf"\r\n\r\n%PDF-1.4 b\r\n--m--\r\n',
)
WINMAIL = letter("Se filen", files=[("winmail.dat", "application/ms-tnef", b"\x78\x9f\x3e\x22" + b"x" * 40)])
FLOWED = raw(
    """
From: maja@example.org
Subject: Flydende
Content-Type: text/plain; charset=utf-8; format=flowed
""",
    "Det her er en lang linje, som \r\nprogrammet har brudt.\r\n\r\n> Citat der \r\n> flyder\r\n-- \r\nMaja\r\n",
)
