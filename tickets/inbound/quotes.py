"""What somebody has written now, without what they quote and without the signature.

Rather too much than too little: where it is not sure that a text is a quote, it stays, and where nothing would be left,
everything stays.
"""

import re
from typing import Final

from tickets.inbound.coloured import COLOURED, SAYS_COLOUR, answers_in, says_little
from tickets.inbound.html_text import QUOTE_BEGINS, SIGNATURE_BEGINS
from tickets.inbound.signatures import says_something, trimmed, without_notices, without_signature

SKREV: Final = (
    r"(?:skrev|skriver|skreiv|wrote|writes|schrieb|schreibt|"
    r"skrifaði|har skrevet|a écrit|escribió|a scris|napisał(?:\(a\))?|şunu yazdı|yazdı|"
    r"schreef|kirjoitti|ha scritto|escreveu|كتب(?:ت)?|написав|написала|написал|пише|пишет|"
    r"pisze|napsal(?:a|\(a\))?|rašė|rakstīja|shkroi|napisao|qoray)"
)
ATTRIBUTION: Final = re.compile(
    rf"^\W*(?:(?:den|d\.|på|on|am|il|le|el|op|dne|dnia|în|em|w dniu|в|у|في|بتاريخ)\s.{{4,300}}\s{SKREV}\b.{{0,200}}"
    rf"|.{{4,160}}\s{SKREV}\s.{{0,120}}<\S+@\S+>"
    rf"|\d{{4}}-\d\d-\d\d.{{2,200}}(?:<\S+@\S+>|{SKREV}).{{0,80}}"
    rf"|.{{2,160}}<?\S+@\S+>?\W{{0,3}}\s{SKREV}"
    rf"|.{{2,160}}\s{SKREV}\s(?:den|d\.|kl\.?|on)\s.{{4,80}})\s?[:：]\s*$",
    re.IGNORECASE,
)
"""The line (or two or three, joined) above a quote: "Den tors. 12. nov. 2026 kl. 10.15 skrev Maja <maja@…>:"."""
INTRODUCES: Final = re.compile(
    rf"^\W*\S.{{0,160}}\s{SKREV}\s?[:：]$|^(?=.*\d[:.]\d\d).{{4,160}}\s{SKREV}\s.{{1,120}}[:：]$", re.IGNORECASE
)
"""Above lines with ">" this is enough, though it names neither a time nor an address; or a time without an address."""
BEGINS_DATED: Final = re.compile(r"^\W*(?:den|d\.|på|on|am|le|el|op)\s.{0,80}\d[:.]\d\d.{0,12}$", re.IGNORECASE)
"""The first line of an attribution whose writer stands on the next."""
ENDS_ATTRIBUTION: Final = re.compile(rf"^>\s?(?:{SKREV})?\s?[:：]\s*$", re.IGNORECASE)
"""What is left of an attribution that a program broke before the bracket behind the address."""
SURE: Final = re.compile(r"@|\d[:.]\d\d|\b(19|20)\d\d\b")
"""An attribution names an address, a time or a year; "Den anden dag skrev læreren:" does not."""
ADDRESSED: Final = re.compile(r"<[^\s<>@]+@[^\s<>]+>")
CLOCK: Final = re.compile(r"\d[:.]\d\d")
DATED: Final = re.compile(rf"{CLOCK.pattern}|(19|20)\d\d")
"""With an address and a date, above lines with ">", it is an attribution in whatever language."""
DASHED: Final = re.compile(
    rf"^\W{{0,4}}-{{2,}}\s*.{{2,200}}\s{SKREV}:?\s*-{{2,}}\s*$"
    r"|^\W{0,4}[-_=]{2,}\s*((den )?(oprindelige?|original) (meddelelse|besked|e-?mail|aftale)|opprinnelig melding|"
    r"ursprungligt meddelande|original (message|appointment|e-?mail)|message d'origine|mensaje original|"
    r"wiadomość oryginalna|oryginalna wiadomość|orijinal (ileti|mesaj)|исходное сообщение|الرسالة الأصلية|"
    r"mesaj original|ursprüngliche nachricht|svar over denne linje|reply above this line)\s*[-_=]{2,}\s*$",
    re.IGNORECASE,
)
NAMES: Final = {
    "from": "fra|from|von|från|frá|de la|de|od|kimden|от|від|من|از|van|lähettäjä|da|nga|nuo|feladó|từ|发件人|寄件者",
    "sent": "sendt|sent|dato|date|gesendet|datum|skickat|envoyé|enviado|wysłano|data|gönderme|gönderildi|tarih|"
    "отправлено|дата|надіслано|تم الإرسال|التاريخ|تاريخ|trimis|verzonden|lähetetty|inviato|enviada|odesláno|"
    "poslano|dërguar|išsiųsta|elküldve|đã gửi|发送时间|寄件日期|日期|تاریخ ارسال|ارسال شده",
    "to": "til|to|an|till|à|para|do|kime|кому|إلى|به|către|aan|vastaanottaja|komu|kam|címzett|za|për|đến|收件人|收件者",
    "copy": "cc|kopi|kopia|копия|копія|نسخة",
    "subject": "emne|subject|betreff|ämne|objet|asunto|temat|konu|тема|الموضوع|subiect|onderwerp|aihe|assunto|"
    "oggetto|evni|efni|předmět|"
    "predmet|tema|tárgy|subjekti|chủ đề|主题|主旨|موضوع",
}
"""What the lines above a quoted mail are called, in the languages that people here have their programs in."""
FIELD: Final = re.compile(
    r"^\W{0,6}(?:" + "|".join(f"(?P<{name}>{words})" for name, words in NAMES.items()) + r")\b\W{0,3}[:：]\W{0,3}\s?\S",
    re.IGNORECASE,
)
FROM: Final = re.compile(rf"^\W{{0,6}}(?:{NAMES['from']})\W{{0,3}}[:：]\W{{0,3}}\s?\S", re.IGNORECASE)
WRITE_ABOVE: Final = re.compile(
    r"^\W{0,14}(?:(?:please )?(?:type|write|enter|put|reply)\b.{0,40}\babove (?:this|the) (?:line|text)"
    r"|(?:(?:venligst )?skriv\b.{0,40})?\b(?:svar\w*|besvar\w*|svare)\b.{0,20}\b(?:over|ovenfor|ovenover|oven over) "
    r"(?:denne|den her) (?:linje|tekst)"
    r"|(?:bitte )?(?:antwort\w*|schreiben)\b.{0,40}\b(?:über|oberhalb) dieser? (?:linie|zeile)"
    r"|(?:skriv|svara)\b.{0,40}\b(?:ovanför|över) denna (?:rad|linje))\b[^?]{0,60}$",
    re.IGNORECASE,
)
"""The line of a case system above which its readers are to answer."""
GROUPWISE: Final = re.compile(r"^\s*>>> .{2,120}\d.{2,60}>>>\s*$")
"""`>>> "Aula-hjælp" <hjaelp@…> 12-11-2026 10:15 >>>`, below which the quoted text has no marks."""
ANSWERED_INSIDE: Final = re.compile(
    r"\b(?:svar(?:er|et)?|kommentar(?:er)?|skrevet|answers?|repl(?:y|ies)|comments?|antworten?)\b.{0,40}"
    r"\b(?:nedenfor|nedenunder|herunder|neden for|inde i|i teksten|med rødt|med blåt|i din mail|below|inline|in red|"
    r"in blue|unten|im text)\b|\bse (?:svar|nedenfor|herunder|med rødt)\b|\bsee (?:below|inline)\b|\bsiehe unten\b",
    re.IGNORECASE,
)
"""Who writes this has answered between the lines of the mail below, which is kept then."""
ONLY_MARKS: Final = re.compile(r"^\W{3,120}$")
RULE: Final = re.compile(r"^\s*_{10,}\s*$")
CAPTION: Final = re.compile(r"^\s*[-_=*]{2,}+\s*[^\W_].{0,60}?[-_=*]{2,}\s*$")
"""Words between two drawn lines, whatever a program calls the mail below."""
FORWARD: Final = re.compile(
    r"^\W{0,4}-{2,}\s*(videresendt|videresend|forwarded|start på videresendt|begin forwarded|weitergeleitete|"
    r"vidarebefordrat|message transféré)|"
    r"^\W{0,2}(begin forwarded message|start på videresendt|videresendt besked|anfang der weitergeleiteten)",
    re.IGNORECASE,
)
BANNER: Final = re.compile(
    r"^\W{0,4}((ekstern|external)(t|e)?\s?(e-?mail|mail|afsender|sender|message)?\s?[\]:*]|caution\s?:|"
    r"(advarsel|bemærk|warning|achtung)\b.{0,40}\b(ekstern|external|uden ?for|outside|extern)|"
    r"denne (e-?mail|mail|meddelelse) (er sendt|er modtaget|kommer|er) (fra )?(en )?(uden ?for|ekstern)|"
    r"this (e-?mail|message) (originated|was sent|comes|came|is) (from )?(an )?(outside|external)|"
    r"du (modtager|får) ikke ofte (e-?)?mails? fra|you don['’]t often (get|receive) e?-?mails? from|"
    r"some people who received this message don['’]t often)",
    re.IGNORECASE,
)
"""What a mail server writes above the mails of strangers."""
LIST_FOOTER: Final = re.compile(
    r"\bmailing ?lists?\b|\b(unsubscribe|listinfo)\b|\bafmeld|\bpostliste|\bgoogle groups\b|\bsympa\b", re.IGNORECASE
)
"""What the server of a mailing list writes below a drawn line."""
LONGEST_FOOTER: Final = 7
LONGEST_BANNER: Final = 4
LONGEST_LINE: Final = 400
LONGEST_TEXT: Final = 200_000
"""Characters that are looked through for quotes; a longer text stays as it is."""


def message_of(text: str) -> str:
    """The whole text of a mail, but for what a mail server wrote above it."""
    return without_marks(text if len(text) > LONGEST_TEXT else "\n".join(without_banner(text.split("\n"))))


def reply_of(text: str) -> str:
    """The part of a mail's text that is its own. Never empty where the text is not."""
    everything = without_marks(text)
    if len(text) > LONGEST_TEXT:
        return everything
    lines = mended(text.replace(COLOURED, "").split("\n"))
    own = without_signature(without_notices(without_quotes(without_footer(without_banner(lines)))))
    reply = without_marks("\n".join(own))
    reply = reply if says_something(reply) else everything
    answered = with_coloured(text.split("\n")) if COLOURED in text else ""
    return answered if len(answered) > len(reply) or SAYS_COLOUR.search(answered) else reply


def mended(lines: list[str]) -> list[str]:
    """The lines with the end of a broken attribution back on it, which else looks like a quoted line."""
    whole: list[str] = []
    for line in lines:
        if whole and ENDS_ATTRIBUTION.match(line) and whole[-1].count("<") > whole[-1].count(">"):
            whole[-1] += line
        else:
            whole.append(line)
    return whole


def with_coloured(lines: list[str]) -> str:
    """What stands above the quote, and the answers that stand out in it by their colour. Empty where there are none:
    they are none below a whole reply that does not speak of them, such as the coloured name of a school."""
    plain = [line.replace(COLOURED, "") for line in lines]
    if any(map(FORWARD.match, plain)):
        return ""
    begins = next((at for at in range(len(plain)) if is_quote(plain[at]) or begins_quote(plain, at)), len(plain))
    own = without_marks("\n".join(without_signature(without_banner(plain[:begins]))))
    answers = answers_in(lines[begins:]) if says_little(own) or ANSWERED_INSIDE.search(own) else []
    return without_marks("\n".join(filter(None, [own, *answers]))) if answers else ""


def begins_quote(lines: list[str], at: int) -> bool:
    return QUOTE_BEGINS in lines[at] or begins_quoted_mail(lines, at) or bool(attribution(lines, at))


def without_marks(text: str) -> str:
    """The text without our own marks, and without rows of empty lines."""
    plain = text.replace(QUOTE_BEGINS, "").replace(SIGNATURE_BEGINS, "").replace(COLOURED, "")
    return re.sub(r"\n[ \t]*(\n[ \t]*)+\n", "\n\n", plain).strip()


def without_quotes(lines: list[str]) -> list[str]:
    """Takes out quoted lines and their attributions; cuts where a whole mail is quoted below, as Outlook does.

    HTML's mark of a quote cuts, too, unless lines with ">" stand below it: then those alone are the quote.
    """
    own: list[str] = []
    last_quote = max((at for at, line in enumerate(lines) if is_quote(line)), default=-1)
    last_own = max((at for at, line in enumerate(lines) if line.strip() and not is_quote(line)), default=-1)
    at = 0
    while at < len(lines):
        if FORWARD.match(lines[at]) or (QUOTE_BEGINS in lines[at] and FORWARD.match(next_said(lines, at + 1))):
            return own + lines[at:]
        if begins_quoted_mail(lines, at) or (QUOTE_BEGINS in lines[at] and last_quote < at):
            own_text = "\n".join(without_signature(own))
            return own if says_something(own_text) and not ANSWERED_INSIDE.search(own_text) else lines
        length = attribution(lines, at)
        if length and last_quote < at and names_writer(lines, at, length):
            own_text = "\n".join(without_signature([line for line in own if not attributes(line.strip())]))
            if says_something(own_text):
                return lines if ANSWERED_INSIDE.search(own_text) else own
        if length and (quoted_next(lines, at + length) or (last_own < at + length and marked(lines, at + length, own))):
            at += length
        elif is_quote(lines[at]) or (introduces(lines[at]) and quoted_next(lines, at + 1)):
            at += 1
        else:
            own.append(lines[at])
            at += 1
    return own


def is_quote(line: str) -> bool:
    return line.lstrip().startswith(">")


def attribution(lines: list[str], at: int) -> int:
    """How many lines from here are an attribution, 0 to 3. Mail programs break long ones."""
    if not lines[at].strip() or is_quote(lines[at]):
        return 0
    for length in (1, 2, 3):
        joined = " ".join(line.strip() for line in lines[at : at + length])
        if attributes(joined):
            begins_later = any(
                attribution(lines[: at + length], at + later)
                for later in range(1, length)
                if not lines[at + later].lstrip().startswith("<")  # an address alone ends what began above
                and not BEGINS_DATED.match(lines[at])
            )
            return 0 if begins_later else length
        if len(lines) <= at + length or not lines[at + length].strip() or is_quote(lines[at + length]):
            return 0
    return 0


def attributes(line: str) -> bool:
    """Whether the line introduces a quote; half an address is the end of a broken line, and introduces none."""
    if line.count("<") != line.count(">") or not line.endswith((":", "：")):
        return False
    foreign = len(line) < LONGEST_LINE and bool(ADDRESSED.search(line) and DATED.search(line))
    return foreign or (bool(ATTRIBUTION.match(line[:600])) and bool(SURE.search(line)))


def introduces(line: str) -> bool:
    return len(line) < LONGEST_LINE and bool(INTRODUCES.match(line.strip()))


def names_writer(lines: list[str], at: int, length: int) -> bool:
    """Whether the attribution is so whole that what follows is the quote, even where no line of it is marked."""
    line = " ".join(line.strip() for line in lines[at : at + length])
    return bool(ATTRIBUTION.match(line[:600]) and ADDRESSED.search(line) and DATED.search(line))


def quoted_next(lines: list[str], at: int) -> bool:
    return is_quote(next_said(lines, at))


def next_said(lines: list[str], at: int) -> str:
    """The next line that is not empty, if one stands near."""
    return next((line for line in lines[at : at + 4] if line.strip(" \t" + QUOTE_BEGINS)), "")


def marked(lines: list[str], at: int, own: list[str]) -> bool:
    """Whether HTML's mark of a quote stands just above or below."""
    return any(QUOTE_BEGINS in line for line in [*own[-3:], *lines[at : at + 3]])


def begins_quoted_mail(lines: list[str], at: int) -> bool:
    """Whether a whole mail is quoted from here on, without marks before its lines."""
    line = lines[at]
    if len(line) < LONGEST_LINE and any(rule.match(line) for rule in (DASHED, GROUPWISE, WRITE_ABOVE)):
        return True
    if ONLY_MARKS.match(line) and asks_for_words_above(next_said(lines, at + 1)):
        return True
    if FROM.match(line):
        named = fields_from(lines, at)
        sure = bool(CLOCK.search(named.get("sent", ""))) or any("@" in other for other in named.values())
        return len(named) >= 3 and sure  # noqa: PLR2004  from, and two more; people write them, too, of a move
    if (first := FIELD.match(line)) and first.lastgroup in {"sent", "to"}:
        named = fields_from(lines, at)
        head = [other for other in lines[at : at + 6] if other.strip()][:3]
        return {"from", "sent"} <= named.keys() and all(map(FIELD.match, head)) and "@" in named["from"]
    if RULE.match(line) or CAPTION.match(line[:LONGEST_LINE]):
        below = next((at + ahead for ahead, other in enumerate(lines[at + 1 : at + 4], 1) if other.strip()), at)
        return below > at and bool(FROM.match(lines[below])) and begins_quoted_mail(lines, below)
    return False


def asks_for_words_above(line: str) -> bool:
    return len(line) < LONGEST_LINE and bool(WRITE_ABOVE.match(line))


def fields_from(lines: list[str], at: int) -> dict[str, str]:
    """The lines of a quoted mail's head that stand here, by what they name."""
    matches = [(FIELD.match(line), line) for line in lines[at : at + 9]]
    return {field.lastgroup: line for field, line in reversed(matches) if field and field.lastgroup}


def without_banner(lines: list[str]) -> list[str]:
    """Without what a mail server or a case system wrote above; all of it where nothing would be left."""
    rest = list(lines)
    while (at := next((at for at, line in enumerate(rest) if line.strip(" >" + QUOTE_BEGINS)), -1)) >= 0:
        if asks_for_words_above(rest[at]):
            rest = rest[at + 1 :]
            continue
        if not BANNER.match(rest[at]):
            break
        ends = next((later for later in range(at, len(rest)) if not rest[later].strip()), len(rest))
        rest = rest[ends if ends - at <= LONGEST_BANNER else at + 1 :]
    return rest if says_something("\n".join(rest)) else lines


def without_footer(lines: list[str]) -> list[str]:
    """Without what the server of a mailing list wrote below; all of it where nothing would be left."""
    kept = trimmed(lines)
    for at in range(max(1, len(kept) - LONGEST_FOOTER), len(kept)):
        if RULE.match(kept[at]) and LIST_FOOTER.search("\n".join(kept[at:])) and says_something("\n".join(kept[:at])):
            return trimmed(kept[:at])
    return kept
