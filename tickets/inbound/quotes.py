"""What somebody has written now, without what they quote and without the signature.

Rather too much than too little: where it is not sure that a text is a quote, it stays, and where nothing would be left,
everything stays.
"""

import re
from typing import Final

from tickets.inbound.html_text import QUOTE_BEGINS, SIGNATURE_BEGINS

SKREV: Final = (
    r"(?:skrev|skreiv|wrote|schrieb|skrifaði|har skrevet|a écrit|escribió|a scris|napisał(?:\(a\))?|şunu yazdı|yazdı|"
    r"schreef|kirjoitti|ha scritto|escreveu|كتب(?:ت)?|написав|написала|написал|пише|пишет|"
    r"rašė|rakstīja|shkroi|napisao|qoray)"
)
ATTRIBUTION: Final = re.compile(
    rf"^\W*(?:(?:den|d\.|på|on|am|il|le|el|op|dne|dnia|în|em|w dniu|в|у|في|بتاريخ)\s.{{4,300}}\s{SKREV}\b.{{0,200}}"
    rf"|.{{4,160}}\s{SKREV}\s.{{0,120}}<\S+@\S+>"
    rf"|\d{{4}}-\d\d-\d\d.{{2,200}}(?:<\S+@\S+>|{SKREV}).{{0,80}}"
    rf"|.{{2,160}}<?\S+@\S+>?\W{{0,3}}\s{SKREV}"
    rf"|.{{2,160}}\s{SKREV}\s(?:den|d\.|kl\.?|on)\s.{{4,80}})\s?:\s*$",
    re.IGNORECASE,
)
"""The line (or two or three, joined) above a quote: "Den tors. 12. nov. 2026 kl. 10.15 skrev Maja <maja@…>:"."""
SURE: Final = re.compile(r"@|\d[:.]\d\d|\b(19|20)\d\d\b")
"""An attribution names an address, a time or a year; "Den anden dag skrev læreren:" does not."""
DASHED: Final = re.compile(
    r"^\W{0,4}[-_=]{2,}\s*((den )?oprindelige? (meddelelse|besked|e-?mail|aftale)|opprinnelig melding|ursprungligt "
    r"meddelande|original (message|appointment|e-?mail)|message d'origine|mensaje original|wiadomość oryginalna|"
    r"oryginalna wiadomość|orijinal (ileti|mesaj)|исходное сообщение|الرسالة الأصلية|mesaj original|.{2,100}\sskrev:|"
    r"ursprüngliche nachricht|svar over denne linje|reply above this line)\s*[-_=]{2,}\s*$",
    re.IGNORECASE,
)
NAMES: Final = {
    "from": "fra|from|von|från|de|od|kimden|от|від|من|van|lähettäjä|da|nga",
    "sent": "sendt|sent|dato|date|gesendet|datum|skickat|envoyé|enviado|wysłano|data|gönderme|gönderildi|tarih|"
    "отправлено|дата|надіслано|تم الإرسال|التاريخ|تاريخ|trimis|verzonden|lähetetty",
    "to": "til|to|an|till|à|para|do|kime|кому|إلى|către|aan|vastaanottaja",
    "copy": "cc|kopi|kopia|копия|копія|نسخة",
    "subject": "emne|subject|betreff|ämne|objet|asunto|temat|konu|тема|الموضوع|subiect|onderwerp|aihe|assunto",
}
"""What the lines above a quoted mail are called, in the languages that people here have their programs in."""
FIELD: Final = re.compile(
    r"^\W{0,6}(?:" + "|".join(f"(?P<{name}>{words})" for name, words in NAMES.items()) + r")\b\W{0,3}:\W{0,3}\s?\S",
    re.IGNORECASE,
)
FROM: Final = re.compile(rf"^\W{{0,6}}(?:{NAMES['from']})\W{{0,3}}:\W{{0,3}}\s?\S", re.IGNORECASE)
GROUPWISE: Final = re.compile(r"^\s*>>> .{2,120}\d.{2,60}>>>\s*$")
"""`>>> "Aula-hjælp" <hjaelp@…> 12-11-2026 10:15 >>>`, below which the quoted text has no marks."""
ANSWERED_INSIDE: Final = re.compile(
    r"\b(?:svar(?:er|et)?|kommentar(?:er)?|skrevet|answers?|repl(?:y|ies)|comments?|antworten?)\b.{0,40}"
    r"\b(?:nedenfor|nedenunder|herunder|neden for|inde i|i teksten|med rødt|med blåt|i din mail|below|inline|in red|"
    r"in blue|unten|im text)\b|\bse (?:svar|nedenfor|herunder|med rødt)\b|\bsee (?:below|inline)\b|\bsiehe unten\b",
    re.IGNORECASE,
)
"""Who writes this has answered between the lines of the mail below, which is kept then."""
RULE: Final = re.compile(r"^\s*_{10,}\s*$")
FORWARD: Final = re.compile(
    r"^\W{0,4}-{2,}\s*(videresendt|videresend|forwarded|start på videresendt|begin forwarded|weitergeleitete|"
    r"vidarebefordrat|message transféré)|"
    r"^\W{0,2}(begin forwarded message|start på videresendt|videresendt besked|anfang der weitergeleiteten)",
    re.IGNORECASE,
)
DEVICE: Final = re.compile(
    r"^\W{0,4}(sendt fra|sent from|sendt med|sent with|hentet fra|få outlook|hent outlook|get outlook|download outlook|"
    r"von meinem|envoyé de)\b.{0,60}$",
    re.IGNORECASE,
)
CLOSING: Final = re.compile(
    r"^\W{0,2}((med\s+)?(de\s+|mange\s+)?(venlig|venlige|bedste|kærlig|kærlige|god|gode|varme|mange)\s+hilsen(er)?|"
    r"(de\s+)?(venlige\s+|bedste\s+|mange\s+)?hilsner|hilsen|mvh|m\.v\.h\.?|v\.?h\.?|kh|k\.h\.|dbh|"
    r"(kind|best|warm|many)\s+(regards|wishes)|regards|best|sincerely|yours sincerely)"
    r"[\s.,!:]*(?P<name>\S{0,40}(\s\S{1,40}){0,3})$",
    re.IGNORECASE,
)
POSTSCRIPT: Final = re.compile(r"^\W*(ps|p\.s\.|nb|n\.b\.|obs)\b", re.IGNORECASE)
SENTENCE_END: Final = re.compile(r"[?!]\s*$|\b\w+[.]\s*$")
LONGEST_SIGNATURE: Final = 14
LONGEST_TEXT: Final = 200_000
"""Characters that are looked through for quotes; a longer text stays as it is."""


def reply_of(text: str) -> str:
    """The part of a mail's text that is its own. Never empty where the text is not."""
    everything = shown(text)
    if len(text) > LONGEST_TEXT:
        return everything
    lines = text.split("\n")
    own = without_signature(without_quotes(lines))
    found = shown("\n".join(own))
    return found if says_something(found) else everything


def shown(text: str) -> str:
    """The text without our own marks, and without rows of empty lines."""
    plain = text.replace(QUOTE_BEGINS, "").replace(SIGNATURE_BEGINS, "")
    return re.sub(r"\n[ \t]*(\n[ \t]*)+\n", "\n\n", plain).strip()


def says_something(text: str) -> bool:
    return any(character.isalnum() for character in text)


def without_quotes(lines: list[str]) -> list[str]:
    """Takes out quoted lines and their attributions; cuts where a whole mail is quoted below, as Outlook does.

    HTML's mark of a quote cuts, too, unless lines with ">" stand below it: then those alone are the quote.
    """
    own: list[str] = []
    last_quote = max((at for at, line in enumerate(lines) if is_quote(line)), default=-1)
    last_own = max((at for at, line in enumerate(lines) if line.strip() and not is_quote(line)), default=-1)
    at = 0
    while at < len(lines):
        if FORWARD.match(lines[at]):
            return own + lines[at:]
        if begins_quoted_mail(lines, at) or (QUOTE_BEGINS in lines[at] and last_quote < at):
            said = "\n".join(without_signature(own))
            return own if says_something(said) and not ANSWERED_INSIDE.search(said) else lines
        length = attribution(lines, at)
        if length and (quoted_next(lines, at + length) or (last_own < at + length and marked(lines, at + length, own))):
            at += length
        elif is_quote(lines[at]):
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
            begins_later = any(attribution(lines[: at + length], at + later) for later in range(1, length))
            return 0 if begins_later else length
        if len(lines) <= at + length or not lines[at + length].strip() or is_quote(lines[at + length]):
            return 0
    return 0


def attributes(line: str) -> bool:
    """Whether the line introduces a quote; half an address is the end of a broken line, and introduces none."""
    whole = line.count("<") == line.count(">")
    return whole and line.endswith(":") and bool(ATTRIBUTION.match(line[:600])) and bool(SURE.search(line))


def quoted_next(lines: list[str], at: int) -> bool:
    following = next((line for line in lines[at : at + 4] if line.strip(" \t" + QUOTE_BEGINS)), "")
    return is_quote(following)


def marked(lines: list[str], at: int, own: list[str]) -> bool:
    """Whether HTML's mark of a quote stands just above or below."""
    return any(QUOTE_BEGINS in line for line in [*own[-3:], *lines[at : at + 3]])


def begins_quoted_mail(lines: list[str], at: int) -> bool:
    """Whether a whole mail is quoted from here on, without marks before its lines."""
    line = lines[at]
    if DASHED.match(line) or GROUPWISE.match(line):
        return True
    if FROM.match(line):
        named = [(found.lastgroup, other) for other in lines[at : at + 9] if (found := FIELD.match(other))]
        fields = {name for name, _line in named}
        sure = "sent" in fields or any("@" in other for _name, other in named)
        return len(fields) >= 3 and sure  # noqa: PLR2004  from, and two more; people write them, too, without a date
    if RULE.match(line):
        below = next((at + ahead for ahead, other in enumerate(lines[at + 1 : at + 4], 1) if other.strip()), at)
        return below > at and bool(FROM.match(lines[below])) and begins_quoted_mail(lines, below)
    return False


def without_signature(lines: list[str]) -> list[str]:
    kept = trimmed([line for line in lines if not DEVICE.match(line)])
    for at, line in enumerate(kept):
        dashes = line.rstrip() == "--" or SIGNATURE_BEGINS in line
        if dashes and at and len(kept) - at <= LONGEST_SIGNATURE and says_something("\n".join(kept[:at])):
            return trimmed(kept[:at])
    for at in range(max(1, len(kept) - LONGEST_SIGNATURE), len(kept)):
        if closes(kept, at) and says_something("\n".join(kept[:at])):
            return trimmed(kept[:at])
    return kept


def closes(lines: list[str], at: int) -> bool:
    """Whether the rest is a greeting and a signature, and nothing that says more."""
    return bool(CLOSING.match(lines[at].strip())) and all(like_signature(line.strip()) for line in lines[at + 1 :])


def like_signature(line: str) -> bool:
    if not line or re.fullmatch(r"[\d\W]++", line) or re.fullmatch(r"(\[[^\[\]]{3,120}\]\s*)+", line):
        return True
    if len(line.split()) == 1 and re.search(r".@.|www\..|^https?://.", line):
        return True
    return (
        len(line.split()) <= 8  # noqa: PLR2004  a name, a title, a street; a sentence is longer
        and len(line) <= 80  # noqa: PLR2004
        and not POSTSCRIPT.match(line)
        and not SENTENCE_END.search(line)
        and not re.search(r"\b(jeg|vi|du|ikke|men|kan|har|er|også|I|not|but|have)\b", line)
    )


def trimmed(lines: list[str]) -> list[str]:
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    return lines[:end]
