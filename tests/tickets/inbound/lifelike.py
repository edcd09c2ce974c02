"""Mails as a municipality gets them on a long day, written by who had not seen how they are read."""

# ruff: noqa: E501  the texts stand as they came

from binascii import b2a_uu
from typing import Final

from tests.tickets.inbound.corpus import B64, head, in_base64, multi, part
from tests.tickets.inbound.letters import HELPDESK, picture, raw
from tests.tickets.inbound.realistic import HTML, US, alternative, page, plain

OWN: Final = "Ugeplanen er tom for begge børn."
UU: Final = b2a_uu(b"%PDF-1.4 indhold").decode()
REPLIES: Final = {
    "answers in red within a quote, and said so": (
        page(
            '<div>Se mine svar med rødt.</div><blockquote type="cite"><div>Har I prøvet igen?</div>'
            '<div><span style="color:#FF0000">Ja, i går.</span></div><div>Hvilken klasse?</div><div><font color="red">3.B</font></div></blockquote>'
        ),
        "Se mine svar med rødt.\nJa, i går.\n3.B",
    ),
    "an answer in blue below the head of a quoted mail": (
        page(
            "<p>Hej</p><p><b>Fra:</b> Aula-hjælp &lt;hjaelp@kommune.example&gt;<br><b>Sendt:</b> 12. november 2026 10:15<br>"
            '<b>Til:</b> Maja<br><b>Emne:</b> Svar</p><p>Hvilken klasse?</p><p><span style="color:rgb(0, 112, 192)">3.B</span></p>'
        ),
        "Hej\n3.B",
    ),
    "the coloured name of a school in a quote is no answer": (
        page(
            f'<div>{OWN}</div><blockquote type="cite"><div>Prøv igen.</div><div style="color:#00B050">Nordskolen</div></blockquote>'
        ),
        OWN,
    ),
    "answers in black below the head of a quoted mail stay beside a coloured name": (
        page(
            "<p>Mine svar står nedenfor.</p><p>Fra: Kim &lt;kim@kommune.example&gt;<br>Sendt: 12. november 2026 10:15<br>Til: Maja<br>Emne: Svar</p>"
            '<p>Hvilken klasse?</p><p>3.B</p><p style="color:green">Nordskolen</p>'
        ),
        "Mine svar står nedenfor.\n\nFra: Kim <kim@kommune.example>\nSendt: 12. november 2026 10:15\nTil: Maja\nEmne: Svar\n\nHvilken klasse?\n\n3.B\n\nNordskolen",
    ),
    "Zendesk, answered below its line": (
        plain(
            "##- Please type your reply above this line -##\n\nYour request (4711) has been updated.\n\nKim, Skemahuset\n\nVi har rettet fejlen."
        ),
        "Your request (4711) has been updated.\n\nKim, Skemahuset\n\nVi har rettet fejlen.",
    ),
    "Zendesk in Danish, answered above its line": (
        plain(f"{OWN}\n\n##- Skriv dit svar over denne linje -##\n\nDin henvendelse (4711) er opdateret."),
        OWN,
    ),
    "Jira, answered above its line": (
        plain(f"{OWN}\n\n—-—-—-—\nReply above this line.\n\nKim commented:\n\nPrøv igen."),
        OWN,
    ),
    "a caption of whatever words above the head of a quoted mail": (
        plain(
            f"{OWN}\n\n----- Original meddelelse -----\nFra: hjaelp@kommune.example\nTil: maja@example.org\n"
            "Sendt: Tor, 12. nov 2026 10:15\nEmne: Svar\n\nPrøv igen."
        ),
        OWN,
    ),
    "a caption of one's own above one's own words": (
        plain(f"{OWN}\n\n--- Det har vi prøvet ---\nSlette appen.\nLogge ind igen."),
        f"{OWN}\n\n--- Det har vi prøvet ---\nSlette appen.\nLogge ind igen.",
    ),
    "a service desk in German": (
        plain(f"{OWN}\n\n-- Bitte antworten Sie über dieser Linie --\n\nIhr Ticket wurde aktualisiert."),
        OWN,
    ),
    "a sign is an answer": (
        plain("👍\n\nDen 12. nov. 2026 kl. 10.15 skrev Aula-hjælp <hjaelp@kommune.example>:\n> Hjalp det?"),
        "👍",
    ),
    "a question mark is an answer": (
        plain(
            "???\n\nFra: Aula-hjælp <hjaelp@kommune.example>\nSendt: 12. november 2026 10:15\nTil: Maja\nEmne: Svar\n\nHjalp det?"
        ),
        "???",
    ),
    "a sign drawn as a picture": (
        page(
            '<div>Tak for hjælpen <img data-emoji="😊" alt="😊" src="https://fonts.example/1f60a.png"></div>'
            f'<div class="gmail_quote"><div class="gmail_attr">Den 12. nov. 2026 kl. 10.15 skrev {US}:<br></div><blockquote>Prøv igen.</blockquote></div>'
        ),
        "Tak for hjælpen 😊",
    ),
    "a forward whose subject was changed": (
        raw(
            head("Se hvad skolen skriver", HTML),
            '<div dir="ltr">Er det rigtigt?</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">---------- Forwarded message ---------<br>'
            "Fra: <b>Skolen</b> &lt;kontor@skole.example&gt;<br>Date: tor. 12. nov. 2026 kl. 10.15<br>Subject: Nyt i Aula<br>To: Maja<br></div>"
            "<p>Der er kommet et nyt opslag.</p></div>",
        ),
        "Er det rigtigt?\n\n---------- Forwarded message ---------\nFra: Skolen <kontor@skole.example>\nDate: tor. 12. nov. 2026 kl. 10.15\nSubject: Nyt i Aula\nTo: Maja\nDer er kommet et nyt opslag.",
    ),
    "who wrote, and nothing else, above the quote": (
        plain(f"{OWN}\n\nAula-hjælp skrev:\n> Prøv igen.\n> Hilsen os"),
        OWN,
    ),
    "sent from a place is a sentence": (
        plain("Sendt fra skolens kontor til alle forældre.\nIngen har fået det."),
        "Sendt fra skolens kontor til alle forældre.\nIngen har fået det.",
    ),
    "picked up is a word of Aula": (
        plain("Hentet fra SFO kl. 15 står der.\nDet passer ikke."),
        "Hentet fra SFO kl. 15 står der.\nDet passer ikke.",
    ),
    "by a telephone": (plain(f"{OWN}\n\nSendt via min Huawei-telefon"), OWN),
    "Yahoo's advertisement": (plain(f"{OWN}\n\nYahoo Mail: Search, organize, conquer"), OWN),
    "Proton's signature": (
        page(
            f'<div>{OWN}</div><div class="protonmail_signature_block"><div>Maja Holm</div><div>Tlf. 20 30 40 50</div></div>'
        ),
        OWN,
    ),
    "colours inside the mail below": (
        page(
            f'<p class="MsoNormal">Se mine svar med rødt nedenfor.</p><div id="divRplyFwdMsg"><b>Fra:</b> {US}<br><b>Sendt:</b> 12. november 2026 10:15<br><b>Til:</b> Maja<br><b>Emne:</b> Svar</div>'
            '<p class="MsoNormal">Hvilken telefon?</p><p class="MsoNormal"><span style="color:red">En iPhone 13.</span></p>'
        ),
        "Se mine svar med rødt nedenfor.\nEn iPhone 13.",
    ),
    "all below the mail that is answered": (
        plain(
            f"Fra: Aula-hjælp <hjaelp@kommune.example>\nSendt: 12. november 2026 10:15\nTil: Maja\nEmne: Svar\n\nPrøv igen.\n\n{OWN}"
        ),
        f"Fra: Aula-hjælp <hjaelp@kommune.example>\nSendt: 12. november 2026 10:15\nTil: Maja\nEmne: Svar\n\nPrøv igen.\n\n{OWN}",
    ),
}
"""Name: (mail, what is new in it)."""
BODIES: Final = {
    "a page without a tag": (raw(head("Svar", HTML), f"Hej\n\n{OWN}\nMaja &amp; Bo"), f"Hej\n\n{OWN}\nMaja & Bo"),
    "a page of one line that says it were plain": (
        plain(f"Hej<br><br>{OWN}<br>Hvad g&oslash;r vi?"),
        f"Hej\n\n{OWN}\nHvad gør vi?",
    ),
    "written as UTF-8 twice": (
        plain(OWN.replace("børn", "børn på Ærø").encode().decode("cp1252")),
        "Ugeplanen er tom for begge børn på Ærø.",
    ),
    "one who says how it looks": (
        plain("På Ærø vises navnet som SÃ¸ren og Ã…se."),
        "På Ærø vises navnet som SÃ¸ren og Ã…se.",
    ),
    "quoted-printable with blanks behind its breaks": (
        raw(
            head("Svar", more="Content-Transfer-Encoding: quoted-printable\n"),
            "Ugeplanen er tom for= \r\n begge b=C3=B8rn.=\t\r\n",
        ),
        OWN,
    ),
    "base64 in pieces": (
        raw(
            head("Svar", more="Content-Transfer-Encoding: base64\n"),
            in_base64(b"Ugeplanen er tom " + b"fo") + "\r\n" + in_base64("r begge børn.".encode()),
        ),
        OWN,
    ),
    "said to be base64 and is not": (raw(head("Svar", more="Content-Transfer-Encoding: base64\n"), OWN), OWN),
    "all parts in base64 together": (
        raw(
            head("Svar", "multipart/mixed; boundary=b", "Content-Transfer-Encoding: base64\n"),
            in_base64(part("text/plain; charset=utf-8", OWN) + b"--b--\r\n"),
        ),
        OWN,
    ),
    "a text with the name of a file and nothing else": (
        multi("mixed", part('text/plain; charset=utf-8; name="besked.txt"', OWN)),
        OWN,
    ),
    "a text that says it were attached": (
        raw(head("Svar", more="Content-Disposition: attachment\n"), OWN),
        OWN,
    ),
    "a kind of text that nobody knows": (raw(head("Svar", "text/markdown; charset=utf-8"), f"*{OWN}*"), f"*{OWN}*"),
    "a charset without a value": (raw(head("Svar", "text/plain; charset"), OWN), OWN),
    "a charset whose quotes never end": (raw(head("Svar", 'text/plain; charset="utf-8'), OWN), OWN),
    "a boundary in single quotes": (
        raw(head("Svar", "multipart/mixed; boundary='b'"), part("text/plain; charset=utf-8", OWN) + b"--b--\r\n"),
        OWN,
    ),
    "a boundary that comes twice": (
        multi("mixed", b"--b\r\n", part("text/plain; charset=utf-8", OWN)),
        OWN,
    ),
    "NULs and lone returns": (raw(head(), "Ugeplanen\0 er\0 tom for begge børn.\rHilsen\r".encode()), OWN),
    "read from the right": (plain("\u200fالتطبيق لا يعمل (iOS 19)\u200f"), "\u200fالتطبيق لا يعمل (iOS 19)\u200f"),
    "only signs": (plain("😡😡😡"), "😡😡😡"),
    "a stub, and the answer in the page": (
        alternative(
            "Få vist denne mail i en browser.", f"<table><tr><td>{OWN}</td></tr><tr><td>Hvad gør vi?</td></tr></table>"
        ),
        f"{OWN}\nHvad gør vi?",
    ),
    "a beginning that nobody sees": (
        raw(head(kind=HTML), f'<div style="max-height:0;overflow:hidden">Forhåndsvisning af mailen</div><p>{OWN}</p>'),
        OWN,
    ),
    "one line of a million": (plain("a" * 1_000_000), "a" * 1_000_000),
    "two thousand parts": (
        multi("mixed", *[part("text/plain", f"{number}") for number in range(2000)]),
        "\n\n".join(str(number) for number in range(2000)),
    ),
    "Outlook's Japanese vendor": (
        raw(head("Svar", "text/plain; charset=iso-2022-jp"), "アプリが開きません".encode("iso2022_jp")),
        "アプリが開きません",
    ),
}
"""Name: (mail, what is new in it)."""
FILES: Final = {
    "both names": (
        multi(
            "mixed",
            part("text/plain", "Se"),
            part(
                "application/pdf",
                "%PDF-1.4",
                "Content-Disposition: attachment; filename=\"Fejlboern.pdf\"; filename*=UTF-8''Fejlb%C3%B8rn.pdf\r\n",
            ),
        ),
        ["Fejlbørn.pdf"],
    ),
    "in pieces and encoded": (
        multi(
            "mixed",
            part("text/plain", "Se"),
            part(
                "image/png",
                in_base64(picture()),
                f"{B64}Content-Disposition: attachment;\r\n filename*0*=iso-8859-1''Sk%E6rmbillede%20;\r\n filename*1*=p%E5%20;\r\n filename*2=\"fejl.png\"\r\n",
            ),
        ),
        ["Skærmbillede på fejl.png"],
    ),
    "words over two lines": (
        multi(
            "mixed",
            part("text/plain", "Se"),
            part('application/pdf; name="=?iso-8859-1?Q?Sk=E6rm?=\r\n =?iso-8859-1?Q?billede.pdf?="', "%PDF-1.4"),
        ),
        ["Skærmbillede.pdf"],
    ),
    "an old program's file in the text": (
        plain(f"Se filen.\n\nbegin 644 liste.pdf\n{UU}`\nend\n"),
        ["liste.pdf"],
    ),
    "a reaction is no file": (
        multi(
            "alternative",
            part("text/plain; charset=utf-8", "👍"),
            part("text/vnd.google.email-reaction+json", '{"emoji": "👍", "version": 1}'),
            part(HTML, "<p>👍</p>"),
        ),
        [],
    ),
    "signatures of whatever kind are no files": (
        multi(
            "mixed",
            part("text/plain", "Se"),
            part('application/octet-stream; name="smime.p7s"', "MIAG", B64),
            part('text/plain; name="OpenPGP_signature.asc"', "x", "Content-Disposition: attachment\r\n"),
        ),
        [],
    ),
    "a name longer than any": (
        multi("mixed", part("text/plain", "Se"), part(f'application/pdf; name="{"x" * 300}.pdf"', "%PDF-1.4")),
        ["x" * 180 + ".pdf"],
    ),
    "pictures and nothing else": (
        multi(
            "mixed",
            part("image/jpeg", in_base64(picture()), f"{B64}Content-Disposition: inline; filename=IMG_0001.jpeg\r\n"),
        ),
        ["IMG_0001.jpeg"],
    ),
    "a file in a page": (
        multi(
            "related",
            part(HTML, '<p>Se</p><img src="cid:shot@1">'),
            part("image/png", in_base64(picture()), f"{B64}Content-ID: <shot@1>\r\n"),
        ),
        ["fil-1.png"],
    ),
}
"""Name: (mail, names of its files)."""
SENDERS: Final = {
    "a group": (b"From: Skolen: Maja Holm <maja@example.org>;", "maja@example.org", "Maja Holm"),
    "a comment": (b"From: maja@example.org (Maja Holm)", "maja@example.org", "Maja Holm"),
    "all in one word": (b"From: =?utf-8?Q?Maja_Holm_<maja@example.org>?=", "maja@example.org", "Maja Holm"),
    "two of them": (
        b"From: Maja Holm <maja@example.org>\r\nFrom: Bo <bo@example.net>",
        "maja@example.org",
        "Maja Holm",
    ),
    "quotes within": (rb'From: "Holm, Maja \"Mus\"" <maja@example.org>', "maja@example.org", 'Holm, Maja "Mus"'),
    "a quote that never ends": (b'From: "Maja Holm <maja@example.org>', "maja@example.org", "Maja Holm"),
    "another who sent it": (
        b"From: Maja Holm <maja@example.org>\r\nSender: sekretaer@skole.example",
        "maja@example.org",
        "Maja Holm",
    ),
    "a name alone": (b"From: Maja Holm", "", "Maja Holm"),
    "lines within a word": (
        b"From: =?utf-8?Q?Maja=0D=0ABcc:_x@y.example?= <maja@example.org>",
        "maja@example.org",
        "Maja Bcc: x@y.example",
    ),
    "the address twice": (b"From: maja@example.org <maja@example.org>", "maja@example.org", ""),
    "brackets twice": (b"From: Maja Holm <<maja@example.org>>", "maja@example.org", "Maja Holm"),
    "a letter of ours in the address": ("From: Søren <søren@example.org>".encode(), "søren@example.org", "Søren"),
    "the names of Windows, undeclared": (
        "From: Søren “Bob” <maja@example.org>".encode("cp1252"),
        "maja@example.org",
        "Søren “Bob”",
    ),
}
"""Name: (headers, address, name)."""


def written(text: str, *more: str, sender: str = "Maja Holm <maja@example.org>", subject: str = "Ugeplan") -> bytes:
    lines = [
        f"From: {sender}",
        f"To: {HELPDESK}",
        f"Subject: {subject}",
        f"Message-ID: <{abs(hash((text, more)))}@x.example>",
    ]
    return raw("\n".join([*(line for line in lines if not line.endswith(": ")), *more]), text)


LIST: Final = ("List-Id: <kontakt.skole.example>", "List-Post: <mailto:kontakt@skole.example>", "Precedence: list")
OUTCOMES: Final = {
    "a foreign group that names the person": (
        written("Hej", "Reply-To: Maja <maja@example.org>", *LIST, sender="Maja via Kontakt <kontakt@skole.example>"),
        "held",
        "list",
    ),
    "a Google group": (written("Hej", "X-Original-Sender: maja@example.org", *LIST), "held", "list"),
    "to a list and to us": (written("Hej", "Cc: kontakt@skole.example", *LIST), "held", "list"),
    "to a list alone": (written("Hej", *LIST).replace(HELPDESK.encode(), b"kontakt@skole.example"), "ignored", "list"),
    "a digest of a Google group": (
        written("Hej", "X-Original-Sender: maja@example.org", *LIST, subject="Digest for kontakt@skole.example"),
        "ignored",
        "list",
    ),
    "a newsletter": (
        written("Tilbud", "List-Unsubscribe: <https://x.example/af>", "List-Id: <nyt.x.example>"),
        "ignored",
        "list",
    ),
    "a newsletter via somebody": (
        written("Tilbud", "List-Unsubscribe: <https://x.example/af>", sender="Butikken via Nyhedsbrev <nyt@x.example>"),
        "ignored",
        "list",
    ),
    "cron": (
        written("fejl", "X-Cron-Env: <SHELL=/bin/sh>", sender="root@server.example", subject="Cron <root@server> x"),
        "ignored",
        "automatic",
    ),
    "nobody, and nothing said": (b"Received: x\r\n\r\n", "ignored", "no_sender"),
    "nobody, but somebody's words": (
        written("Jeg kan ikke logge ind. Ring 20 30 40 50.", sender="Maja Holm"),
        "held",
        "no_sender",
    ),
    "spam by the other header": (written("Vind nu", "X-Spam-Status: Yes, score=9.1"), "held", "spam"),
    "spam by Exchange": (written("Vind nu", "X-MS-Exchange-Organization-SCL: 6"), "held", "spam"),
    "no spam": (written("Hej", "X-Spam-Status: No, score=-1", "X-MS-Exchange-Organization-SCL: 1"), "opened", ""),
    "an answer to an invitation that its header does not show": (
        multi(
            "mixed", part("text/plain", "Ja"), part("text/calendar", "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nEND:VCALENDAR")
        ),
        "ignored",
        "receipt",
    ),
    "an answer to an invitation that came along": (
        multi(
            "mixed",
            part("text/plain", "Hvad betyder det?"),
            part(
                "message/rfc822",
                b"From: b@c.example\r\nContent-Type: text/calendar; method=REPLY\r\n\r\nBEGIN:VCALENDAR",
            ),
        ),
        "opened",
        "",
    ),
    "a report that a person sends on": (
        multi(
            "mixed",
            part("text/plain", "Jeg får det her, når jeg skriver til skolen."),
            part(
                "message/rfc822",
                b"From: postmaster@b.example\r\nSubject: Undeliverable\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n",
            ),
        ),
        "opened",
        "",
    ),
    "away in Dutch": (written("Weg", subject="Automatisch antwoord: Vakantie"), "ignored", "automatic_reply"),
    "a challenge": (
        written("Klik for at bekræfte", "Auto-Submitted: auto-replied", sender="bekraeft@spamfilter.example"),
        "ignored",
        "automatic_reply",
    ),
    "a read receipt": (
        raw(
            head("Læst: Svar", "multipart/report; report-type=disposition-notification; boundary=b"),
            part("text/plain", "Læst")
            + part("message/disposition-notification", "Disposition: manual-action/MDN-sent-manually; displayed")
            + b"--b--\r\n",
        ),
        "ignored",
        "receipt",
    ),
    "Teams": (written("Du har nye beskeder", sender="noreply@email.teams.example"), "held", "no_sender"),
    "redirected by a colleague": (
        written("Hej", "Resent-From: kontor@skole.example", "Resent-To: hjaelp@kommune.example"),
        "opened",
        "",
    ),
    "a notice of Aula that a parent sends on": (
        written(
            "Hvorfor får jeg den?\n\n---------- Forwarded message ---------\nFra: Aula <noreply@aula.example>\nEmne: Ny besked i Aula\n\nDu har en ny besked.",
            subject="Fwd: Ny besked i Aula",
        ),
        "opened",
        "",
    ),
    "two ids": (written("Hej", "Message-ID: <anden@x.example>"), "opened", ""),
    "the verdict of another server on the way": (
        written("Hej", "ARC-Authentication-Results: i=1; mx.x.example; dmarc=fail"),
        "opened",
        "",
    ),
}
"""Name: (mail, outcome, reason)."""
BOUNCES: Final = {
    "Exchange in Danish, without a report": (
        "From: MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@kommune.example\nSubject: Kan ikke leveres: Svar\nContent-Type: text/plain; charset=utf-8",
        "Levering er mislykket til disse modtagere eller grupper:\n\nmaja@example.org\nDen mailadresse, du har angivet, blev ikke fundet.\n\n550 5.1.10 RESOLVER.ADR.RecipientNotFound",
        "bounced 5.1.10",
    ),
    "Gmail": (
        "From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>\nX-Failed-Recipients: maja@example.org\nAuto-Submitted: auto-replied\nSubject: Delivery Status Notification (Failure)\nContent-Type: text/plain; charset=utf-8",
        "** Address not found **\n\nYour message wasn't delivered to maja@example.org because the address couldn't be found.\n\n550 5.1.1 The email account that you tried to reach does not exist.",
        "bounced 5.1.1",
    ),
    "Exim": (
        "From: Mail Delivery System <Mailer-Daemon@mx.example.org>\nX-Failed-Recipients: maja@example.org\nSubject: Mail delivery failed: returning message to sender",
        "This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n  maja@example.org\n    mailbox is full",
        "bounced 5.0.0",
    ),
    "qmail": (
        "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example.org\nSubject: failure notice",
        "Hi. This is the qmail-send program at mx.example.org.\nI'm afraid I wasn't able to deliver your message to the following addresses.\n\n<maja@example.org>:\nSorry, no mailbox here by that name. (#5.1.1)",
        "bounced 5.1.1",
    ),
    "Exim is late": (
        "From: Mail Delivery System <Mailer-Daemon@mx.example.org>\nSubject: Warning: message 1sXy delayed 24 hours",
        "This message was created automatically. A message that you sent has not yet been delivered to one or more of its recipients.\n\n  maja@example.org\n\nNo action is required on your part.",
        "",
    ),
    "Exchange is late": (
        "From: postmaster@kommune.example\nSubject: Levering forsinket: Svar\nContent-Type: text/plain; charset=utf-8",
        "Leveringen er forsinket til disse modtagere eller grupper:\n\nmaja@example.org\n\n451 4.4.1",
        "",
    ),
}
"""Name: (headers, text, what the delivery to maja@example.org says then)."""
AWAY: Final = {
    "Exchange in Danish": (
        "Subject: Automatisk svar: Svar på din henvendelse",
        "Auto-Submitted: auto-generated",
        "X-Auto-Response-Suppress: All",
    ),
    "Gmail": ("Subject: Ferie Re: Svar", "Auto-Submitted: auto-replied", "Precedence: bulk", "X-Autoreply: yes"),
    "Exchange in Swedish": ("Subject: Automatiskt svar: Semester", "Auto-Submitted: auto-generated"),
    "Exchange in German": ("Subject: Automatische Antwort: Urlaub",),
    "an old holiday program": ("Subject: away from my mail", "Precedence: bulk"),
}
"""Name: headers of an answer that a program writes to our mail."""
