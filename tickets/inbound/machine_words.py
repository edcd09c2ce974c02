"""What programs write in plain words where no header says that they wrote it. Each is a guess but the first.

A person quotes such words, too; whoever speaks of themselves, of Aula, or asks something is a person.
"""

import re
from typing import Final

from tickets.inbound.parsing import Mail

BEGIN: Final = 2_000
"""Characters that are looked at."""
READ_SUBJECT: Final = re.compile(
    r"^\s*(læst|ikke læst|read|not read|gelesen|ungelesen|nicht gelesen)\s?:", re.IGNORECASE
)
READ_TEXT: Final = re.compile(
    r"\b(blev|er blevet) (læst|slettet uden at blive læst)\b|\bwas (read|deleted without being read)\b"
    r"|\bwurde .{0,80}\b(gelesen|ungelesen gelöscht|gelöscht)\b",
    re.IGNORECASE,
)
RECALL_SUBJECT: Final = re.compile(r"^\s*(tilbagekald|recall|rückruf)\s?:", re.IGNORECASE)
RECALL_TEXT: Final = re.compile(
    r"\bvil gerne tilbagekalde\b|\bwould like to recall\b|\bmöchte .{0,120}\bzurückrufen\b", re.IGNORECASE
)
UNANSWERED: Final = re.compile(
    r"(?:^|[.!]\s+)\W{0,4}(?:"
    r"(?:dette|det her) er en (?:automatisk|autogenereret|systemgenereret)\b.{0,40}"
    r"\b(?:e-?mail|mail|besked|meddelelse|svar)"
    r"|denne (?:e-?mail|mail|besked|meddelelse|notifikation) (?:er|er blevet) (?:\w+ )?(?:automatisk|autogenereret)"
    r"|denne (?:e-?mail|mail|besked|meddelelse) kan ikke besvares"
    r"|(?:du|i|man|det) (?:kan ikke|er ikke muligt at|bedes ikke|skal ikke) (?:be)?svare\b.{0,20}\bdenne\b"
    r"|(?:venligst |du bedes )?(?:svar|besvar) (?:venligst )?ikke\b.{0,12}\bdenne\b"
    r"|this is an auto(?:mated|matic|matically)\b.{0,30}\b(?:e-?mail|message|notification|reply|response)"
    r"|this (?:e-?mail|message|notification) (?:is|was|has been) (?:\w+ )?automatically"
    r"|(?:please )?do not reply to this (?:e-?mail|message)"
    r"|diese (?:e-?mail|nachricht) wurde automatisch|bitte antworten sie nicht auf diese)",
    re.IGNORECASE | re.MULTILINE,
)
ONESELF: Final = re.compile(
    r"\b(?:jeg|mit|min|mine|mig|ich|meine?|my|i (?:am|have|can|cannot|do|get|got|was))\b", re.IGNORECASE
)
AWAY: Final = re.compile(
    r"\b(?:jeg|vi) (?:er|holder|har)\b.{0,40}\b(?:ferie|barsel|orlov|kursus|fraværende|sygemeldt|fri\b"
    r"|ikke på (?:kontoret|arbejde))"
    r"|\bkontoret (?:er|holder) (?:ferie)?lukket\b"
    r"|\bi am\b.{0,30}\b(?:out of (?:the )?office|away|on (?:\w+ )?(?:leave|holiday|vacation))"
    r"|\bich bin\b.{0,40}\b(?:nicht im büro|im urlaub|abwesend)",
    re.IGNORECASE,
)
IN_ABSENCE: Final = re.compile(
    r"\btak for din (?:e-?mail|mail|henvendelse|besked)\b|\b(?:læser|besvarer|tjekker|ser) (?:ikke|kun|først|derfor)\b"
    r"|\b(?:er|vender) tilbage\b|\b(?:i|under) (?:mit|min|mine) (?:fravær|ferie)\b|\bhenvend dig\b"
    r"|\bkontakt (?:venligst|gerne)\b"
    r"|\bhaster (?:det|din)\b|\bi akutte tilfælde\b|\bthank you for your (?:e-?mail|message)\b"
    r"|\b(?:i will|and will|i'll) (?:be back|return|reply)\b"
    r"|\bin my absence\b|\bfor urgent\b|\bvielen dank für ihre\b|\bwieder erreichbar\b",
    re.IGNORECASE,
)
OF_A_MATTER: Final = re.compile(r"\?|\baula\b", re.IGNORECASE)


def is_read_receipt(mail: Mail) -> bool:
    """Outlook's, where a server on the way made a text of it. Both subject and text say so, as nobody writes."""
    return bool(READ_SUBJECT.match(mail.subject) and READ_TEXT.search(mail.text[:BEGIN]))


def sounds_automatic(mail: Mail) -> bool:
    """Whether it says that nobody reads an answer, or who is away; or it is Outlook's wish to have a mail back."""
    if mail.is_forward:
        return False
    text = mail.reply[:BEGIN]
    if RECALL_SUBJECT.match(mail.subject) and RECALL_TEXT.search(text):
        return True
    if UNANSWERED.search(text) and not ONESELF.search(text):
        return True
    return bool(AWAY.search(text) and IN_ABSENCE.search(text)) and not OF_A_MATTER.search(f"{mail.subject}\n{text}")
