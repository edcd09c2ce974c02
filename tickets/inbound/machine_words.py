"""What programs write in plain words where no header says that they wrote it. Each is a guess but the first.

A person quotes such words, too; whoever speaks of themselves, of Aula, or asks something is a person.
"""

import re
from typing import Final

from tickets.inbound.absences import reads_like_absence
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
    return reads_like_absence(mail)
