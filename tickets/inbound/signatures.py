"""What stands below a mail's own words: greetings, signatures, and what organisations and programs add to them."""

import re
from typing import Final
from unicodedata import category

from tickets.inbound.html_text import LINKS, SIGNATURE_BEGINS

PROGRAMS: Final = (
    r"(?:i?phone|ipad|ios\b|android|galaxy|samsung|huawei|xiaomi|redmi|xperia|sony|pixel|oneplus|nokia|motorola|oppo|"
    r"mobil|telefon|\btlf|tablet|outlook|hotmail|gmail|yahoo|proton|tuta|icloud|aol\b|gmx|mail\.dk|stofa|youmail|webmail|"
    r"\bmail (?:for|til|på|für)\b|\bmail$|-mail-?app|bluemail|spark\b|k-9|blackberry|windows|surface|"
    r"macbook|\bmac\b|\bpc\b|computer|bærbare|enhed|device|handy|smartphone|thunderbird)"
)
"""What people send mail from; "Sendt fra skolens kontor" is a sentence."""
DEVICE: Final = re.compile(
    rf"^\W{{0,4}}(?:(?:sendt (?:fra|med|via)|sent (?:from|with|via|using)|afsendt (?:fra|med)|hentet fra)\b"
    rf"(?=.{{0,60}}{PROGRAMS}).{{0,60}}|yahoo mail: .{{0,60}}"
    r"|(?:få outlook|hent outlook|get outlook|"
    r"download outlook|von meinem|gesendet (?:von|mit)|skickat från|envoyé (?:de|depuis)|enviado (?:desde|do)|"
    r"wysłan[eo] z|trimis de pe|inviato da|verzonden vanaf|надіслано з|отправлено с|أُ?رسلت? من|تم الإرسال من)\b.{0,60}"
    r"|\S*(?:iphone|ipad)\S* gönderildi\W*)(?:<?https?://\S{1,300})?$",
    re.IGNORECASE,
)
BEHIND: Final = re.compile(
    r"(?<=[.!?])(?:sendt fra min|sent from my) (?:galaxy|iphone|ipad|samsung\S*)$", re.IGNORECASE
)
"""The same without a line of its own, as Samsung's program writes it below a text without one."""
CLOSING: Final = re.compile(
    r"^\W{0,2}((med\s+)?(de\s+|mange\s+)?(venlig|venlige|bedste|kærlig|kærlige|god|gode|varme|mange)\s+hilsen(er)?|"
    r"(de\s+)?(venlige\s+|bedste\s+|mange\s+)?hilsner|(med\s+)?hilsen(\s+fra)?|mvh|m\.v\.h\.?|v\.?h\.?|kh|k\.h\.|dbh|"
    r"(with\s+)?(kind|best|warm|many)\s+(regards|wishes)|regards|best|sincerely|yours (sincerely|faithfully|truly)|"
    r"(med\s+)?(vennlig|beste)\s+hilsen|(med\s+)?(vänlig|vänliga|bästa|många)\s+hälsning(ar)?|hälsningar|"
    r"mit\s+(freundlichen|besten|herzlichen|lieben|vielen)\s+grü(ß|ss)en|(viele|liebe|beste|freundliche)\s+grü(ß|ss)e|mfg|"
    r"z poważaniem|(serdecznie\s+)?pozdrawiam(\s+serdecznie)?|saygılarımla|з повагою|с уважением|cu (stimă|respect)|"
    r"(lijep|srdačan|lep)\s+pozdrav|s (poštovanjem|pozdravem)|pagarbiai|met vriendelijke groet(en)?|me respekt|"
    r"(bien\s+)?cordialement|(un\s+)?saludos?(\s+cordial(es)?)?|مع (?:خالص )?التحية|تحياتي)"
    r"[\s.,!:]*(?P<name>\S{0,40}(\s\S{1,40}){0,3})$",
    re.IGNORECASE,
)
DRAWN: Final = re.compile(r"[—–]|[_=*]{2,40}")
"""A line that people draw above a signature."""
LISTED: Final = re.compile(r"^\s*(?:\d{1,2}[.)]|[-*•])\s+\S")
POSTSCRIPT: Final = re.compile(r"^\W*(ps|p\.s\.|nb|n\.b\.|obs)\b", re.IGNORECASE)
SENTENCE_END: Final = re.compile(r"[?!]\s*$|\b\w+[.]\s*$")
NOTICE: Final = re.compile(
    r"\b(denne|dette|this|diese|the contents? of this)\s+(e-?mail|mail|meddelelse|e-post|message|nachricht)\b.{0,300}"
    r"(fortrolig|confidential|privileged|vertraulich|konfidens|intended|tiltænkt|bestemt for|beregnet til|virus|scan)"
    r"|\bmodtaget .{0,60}(ved en|som en) (fejl|fejltagelse)|\breceived (this|it|the) .{0,60}in error"
    r"|not the intended recipient|(before|før du) (printing|printer|udskriver)|consider the environment"
    r"|virusfri\b|virus-free|kontrolleret for virus|checked (for|by) .{0,30}virus"
    r"|\b(behandler|process(es)?)\b.{0,40}\bperson(oplysning|data|al data).{0,200}"
    r"(www\.|https?:|\blæs\b)"
    r"|\b(læs|read)\b.{0,80}(persondata|privatlivspolitik|privacy policy|databeskyttelse|"
    r"behandl\w+ .{0,30}oplysninger)",
    re.IGNORECASE | re.DOTALL,
)
"""What an organisation writes below every mail. Never where somebody speaks of a matter (`SPEAKS`)."""
SPEAKS: Final = re.compile(r"\?|\baula\b|\b(jeg|mit|min|mine|i am|my)\b", re.IGNORECASE)
INVITES: Final = re.compile(
    r"(?=.*(?:www\.|\bhttps?://).)(?!.*\b(?:ikke|kan|not|cannot)\b)"
    r"(?=.*\b(?:læs|se|besøg|følg|find|read|see|visit|follow)\b.*\b(?:vi|os|vores|mere|we|us|our|more)\b)",
    re.IGNORECASE,
)
"""A line that asks its reader to an organisation's pages, where it does not speak of a matter (`SPEAKS`)."""
LONGEST_SIGNATURE: Final = 14
LONGEST_CLOSED: Final = 30
"""Lines below a greeting, each of which must look like one of a signature."""
LONGEST_MARKED: Final = 60
"""Lines below "-- ", which says for sure that a signature follows."""
LONGEST_NOTICE: Final = 1_500
"""Characters of a paragraph that are looked at; by then it has said what it is."""
LONGEST_LINE: Final = 200
"""Characters of a line with several marks between its parts."""


def says_something(text: str) -> bool:
    """Whether there are words, or a sign that stands for some, as "👍" and "?" do."""
    return any(character.isalnum() or character == "?" or category(character) == "So" for character in text)


def without_notices(lines: list[str]) -> list[str]:
    """Without the paragraphs about the mail itself that an organisation adds below each."""
    kept = trimmed(lines)
    while kept:
        begins = next((at + 1 for at in range(len(kept) - 1, -1, -1) if not kept[at].strip()), 0)
        paragraph = "\n".join(kept[begins:])[:LONGEST_NOTICE]
        if not NOTICE.search(paragraph) or SPEAKS.search(paragraph) or not says_something("\n".join(kept[:begins])):
            break
        kept = trimmed(kept[:begins])
    return kept


def without_signature(lines: list[str]) -> list[str]:
    kept = trimmed([BEHIND.sub("", line) for line in lines if not DEVICE.match(line.rstrip(LINKS))])
    for at in range(max(1, len(kept) - LONGEST_MARKED), len(kept)):
        if begins_signature(kept, at) and says_something("\n".join(kept[:at])):
            return trimmed(kept[:at])
    for at in range(max(1, len(kept) - LONGEST_CLOSED), len(kept)):
        if closes(kept, at) and says_something("\n".join(kept[:at])):
            return trimmed(kept[:at])
    return kept


def begins_signature(lines: list[str], at: int) -> bool:
    """Whether a mark or a drawn line stands here, and no more below it than a signature has."""
    line, length = lines[at], len(lines) - at
    if line == "-- ":
        return True
    if length > LONGEST_SIGNATURE:
        return False
    drawn = DRAWN.fullmatch(line.strip()) is not None and all(map(like_signature, lines[at + 1 :]))
    return drawn or (line.rstrip() == "--" and not goes_on(lines[at + 1 :])) or SIGNATURE_BEGINS in line


def goes_on(lines: list[str]) -> bool:
    """Whether below two dashes, without the blank that programs write behind them, somebody says more."""
    listed = [line for line in lines if LISTED.match(line)]
    return len(listed) > 1 or any(map(SPEAKS.search, lines))


def closes(lines: list[str], at: int) -> bool:
    """Whether the rest is a greeting and a signature, and nothing that says more."""
    return bool(CLOSING.match(lines[at].strip())) and all(like_signature(line.strip()) for line in lines[at + 1 :])


def like_signature(line: str) -> bool:
    if not line or re.fullmatch(r"[\d\W]++", line) or re.fullmatch(r"(\[[^\[\]]{3,120}\]\s*)+", line):
        return True
    if len(line) <= LONGEST_LINE and len(re.findall(r"\s[|·•]\s", line)) > 1:
        return True
    if len(line.split()) == 1 and re.search(r".@.|www\..|^https?://.", line):
        return True
    if INVITES.match(line[:LONGEST_NOTICE]) and not SPEAKS.search(line):
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
