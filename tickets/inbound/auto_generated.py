"""Which mails machines have made: they open nothing and are answered by nothing.

`reason_for` names what a mail says of itself, or what only machines do; `doubt_about` what is a guess, for a person.
"""

import re
from dataclasses import dataclass
from typing import Final

from tickets import envelope, message_ids
from tickets.inbound.parsing import ADDRESS, Mail

AUTOMATIC_SUBJECT: Final = re.compile(
    r"^\s*(automatisk svar|autosvar|automatic reply|auto(matic)?[- ]?reply|out of (the )?office|autosvar|"
    r"automatische antwort|abwesenheitsnotiz|automatiskt svar|frånvarande|réponse automatique|"
    r"odpowiedź automatyczna|رد تلقائي)\b\s*[:(]",
    re.IGNORECASE,
)
"""What mail programs put before the subject of an answer they write, and no parent writes. "Ikke til stede:" and
"Fraværsbesked:" are words of Aula."""
RETURNED_SUBJECT: Final = re.compile(
    r"^\s*(undeliver(able|ed)( mail)?|delivery status notification|mail delivery (failed|failure|subsystem)|"
    r"returned mail|delivery (has )?failed|failure notice|kan ikke leveres|ikke leveret|uleverbar|kunne ikke leveres|"
    r"unzustellbar|"
    r"undelivered mail returned|delivery delayed|levering forsinket|warning: (could not send|message))\b",
    re.IGNORECASE,
)
RETURNED_TEXT: Final = re.compile(
    r"(levering(en)? (er )?mislykke\w* (til|for) (disse|følgende)|kunne ikke leveres (til|til disse|til følgende)|"
    r"(meddelelse|besked|mail)(en)? (til .{1,200} )?kunne ikke leveres|blev ikke leveret|leveringen er forsinket|"
    r"delivery has failed to these|your message (to .{1,200} )?(couldn'?t|could not|wasn'?t) be(en)? delivered|"
    r"message could not be delivered|wasn'?t delivered|this is the mail system at host|"
    r"this is the qmail-send program|delivery to the following recipients? failed|address not found|"
    r"could not be delivered to one or more|delivery is delayed to these|"
    r"(fehler bei der zustellung|konnte nicht zugestellt werden))",
    re.IGNORECASE,
)
LATE: Final = re.compile(
    r"delivery is delayed|leveringen er forsinket|levering forsinket|delivery (has been )?delayed|"
    r"has not yet been delivered|still being retried|no action is required|warning: (could not send|message)",
    re.IGNORECASE,
)
LATE_SUBJECT: Final = re.compile(r"\b(delayed|forsinket)\b", re.IGNORECASE)
MARKS: Final = ("X-Autoreply", "X-Autorespond", "X-Auto-Reply", "X-AutoReply-From", "X-Vacation", "X-Mail-Autoreply")
POSTMASTERS: Final = re.compile(
    r"^((mailer-daemon|postmaster|mail-daemon|mailerdaemon|bounces?)([+-].*)?|microsoftexchange[0-9a-f]{32})@",
    re.IGNORECASE,
)
NOBODY: Final = re.compile(r"^(no-?reply|do-?not-?reply|ikke-?svar|svar-?ikke|noreply[-._].*)([+-].*)?@", re.IGNORECASE)
RECEIPT: Final = re.compile(r"disposition-notification|method=\"?reply", re.IGNORECASE)
PERMANENT: Final = re.compile(r"^[ \t]*+action[ \t]*+:\s*+failed", re.IGNORECASE | re.MULTILINE)
STATUS: Final = re.compile(r"^[ \t]*+status[ \t]*+:\s*+([245]\.\d{1,3}\.\d{1,3})", re.IGNORECASE | re.MULTILINE)
CODE: Final = re.compile(r"(?<![\d.])([45]\.\d{1,2}\.\d{1,3})(?![\d.])")
FINAL_RECIPIENT: Final = re.compile(
    r"^[ \t]*+(?:final|original)-recipient[ \t]*+:[ \t]*+(?:[\w-]+;)?[ \t]*+<?([^\s<>]{3,254})",
    re.IGNORECASE | re.MULTILINE,
)
LIKE_OURS: Final = re.compile(r"<(delivery|case)-\d", re.IGNORECASE)
"""A report that names an id like ours is believed by that alone; this one somebody made up."""
OF_A_LIST: Final = ("List-Id", "List-Unsubscribe", "List-Post", "List-Help")
BEGIN: Final = 3_000


@dataclass(frozen=True)
class Own:
    """The municipality's own addresses, and the domains that they are in."""

    addresses: frozenset[str]

    @property
    def domains(self) -> frozenset[str]:
        return frozenset(address.rpartition("@")[2] for address in self.addresses)

    def has(self, domain: str) -> bool:
        """Whether it is one of the domains, or below one."""
        return any(domain == own or domain.endswith(f".{own}") for own in self.domains)


@dataclass(frozen=True)
class Bounce:
    """A report that a mail of ours did not arrive: its delivery, or at least who may be meant (`delivery` 0), and the
    code (RFC 3463) that was given."""

    delivery: int
    code: str
    recipients: tuple[str, ...] = ()


def reason_for(mail: Mail, own: Own) -> str:
    """Why the mail surely is a machine's; empty for a person's, or where that is a guess."""
    signs = {
        "bounce": is_bounce(mail),
        "loop": bool(message_ids.known(mail.every("Message-ID"))),
        "receipt": bool(RECEIPT.search(mail.header("Content-Type"))),
        "automatic_reply": is_automatic_reply(mail),
        "automatic": submitted(mail) not in {"", "no"} and not writes_for_somebody(mail),
        "list": is_to_many(mail, own),
        "no_sender": sender_is_nobody(mail) and not own.has(domain_of(mail.from_email)),
    }
    return next((name for name, found in signs.items() if found), "")


def doubt_about(mail: Mail, own: Own) -> str:
    """Why the mail may be a machine's; where it answers nothing of ours, a person looks at it first."""
    signs = {
        "loop": mail.from_email in own.addresses and wrote_to_itself(mail),
        "bounce": bool(RETURNED_SUBJECT.match(mail.subject)) and ":" in mail.subject,
        "automatic": submitted(mail) not in {"", "no"} and not own.has(domain_of(mail.from_email)),
        "list": precedence(mail) in {"bulk", "junk"} and not own.has(domain_of(mail.from_email)),
        "no_sender": sender_is_nobody(mail),
    }
    return next((name for name, found in signs.items() if found), "")


def domain_of(address: str) -> str:
    return address.rpartition("@")[2]


def wrote_to_itself(mail: Mail) -> bool:
    return mail.from_email in mail.every("To", "Cc", "Delivered-To").lower()


def writes_for_somebody(mail: Mail) -> bool:
    """A form on a website that sends what a person wrote there, and says whom to answer."""
    asked = mail.answer_to != mail.from_email and not NOBODY.match(mail.answer_to)
    return submitted(mail) == "auto-generated" and asked


def submitted(mail: Mail) -> str:
    """`Auto-Submitted` (RFC 3834) without its comments."""
    return mail.header("Auto-Submitted").lower().partition(";")[0].strip()


def precedence(mail: Mail) -> str:
    return mail.header("Precedence").lower().strip()


def is_automatic_reply(mail: Mail) -> bool:
    marked = submitted(mail) == "auto-replied" or any(mail.header(name) for name in MARKS)
    return marked or precedence(mail) == "auto_reply" or bool(AUTOMATIC_SUBJECT.match(mail.subject))


def is_to_many(mail: Mail, own: Own) -> bool:
    """What a list sends that is none of the municipality's own groups."""
    if not mail.every(*OF_A_LIST) and precedence(mail) not in {"bulk", "list", "junk"}:
        return False
    lists = ADDRESS_OR_ID.findall(mail.every("List-Id", "List-Post", "Sender").lower())
    if any(own.has(domain) for domain in lists) or own.has(domain_of(mail.from_email)):
        return False
    return bool(mail.every(*OF_A_LIST)) or precedence(mail) == "list"


ADDRESS_OR_ID: Final = re.compile(r"(?:@|<)(?:[\w+-]+@)?([\w-]+(?:\.[\w-]+)+)")


def sender_is_nobody(mail: Mail) -> bool:
    if not mail.from_email or mail.header("Return-Path") == "<>":
        return True
    return bool(NOBODY.match(mail.from_email) and (NOBODY.match(mail.answer_to) or mail.answer_to == mail.from_email))


def is_bounce(mail: Mail) -> bool:
    kind = mail.header("Content-Type").lower()
    if "delivery-status" in kind or STATUS.search(mail.reports):
        return True
    if POSTMASTERS.match(mail.from_email) or mail.header("X-Failed-Recipients"):
        return True
    nobody_sent_it = mail.header("Return-Path") == "<>" and not AUTOMATIC_SUBJECT.match(mail.subject)
    if returned(mail) is not None and (RETURNED_SUBJECT.match(mail.subject) or nobody_sent_it):
        return True
    return bool(RETURNED_SUBJECT.match(mail.subject) and RETURNED_TEXT.search(mail.text[:BEGIN]))


def returned(mail: Mail) -> int | None:
    """The delivery whose sender on the envelope this mail was sent to."""
    return envelope.delivery_returned_to(mail.every("To", "Delivered-To", "X-Original-To", "Envelope-To"))


def bounce_of(mail: Mail) -> Bounce | None:
    """What a bounce says of a mail of ours; None when it names none, or only says that it is late."""
    if not is_bounce(mail):
        return None
    everything = "\n".join([mail.every("In-Reply-To", "References"), mail.reports, mail.text])
    deliveries = [one.number for one in message_ids.known(everything) if one.kind == "delivery"]
    if (back := returned(mail)) is not None:
        deliveries.append(back)
    status = STATUS.search(mail.reports) or STATUS.search(mail.text) or CODE.search(mail.text)
    code = status[1] if status else ""
    if is_late(mail, code):
        return None
    if deliveries:
        return Bounce(deliveries[0], code or "5.0.0")
    tied = LIKE_OURS.search(everything) or "+retur-" in mail.every("To", "Delivered-To", "X-Original-To")
    recipients = () if tied else recipients_of(mail)
    return Bounce(0, code or "5.0.0", recipients) if recipients else None


def is_late(mail: Mail, code: str) -> bool:
    if PERMANENT.search(mail.reports):
        return code.startswith("2")
    if code.startswith(("2", "4")) or (mail.reports and STATUS.search(mail.reports)):
        return True
    return bool(LATE_SUBJECT.search(mail.subject) or LATE.search(mail.subject) or LATE.search(mail.text[:BEGIN]))


def recipients_of(mail: Mail) -> tuple[str, ...]:
    """Whom our mail went to, in the words of the report; else the addresses in its text."""
    named = FINAL_RECIPIENT.findall(mail.reports) or FINAL_RECIPIENT.findall(mail.text)
    found = ADDRESS.findall(" ".join(named) or mail.header("X-Failed-Recipients") or mail.text[:BEGIN])
    return tuple(dict.fromkeys(address.lower() for address in found[:10]))


def wants_no_answer(mail: Mail, own: Own) -> bool:
    """Whether a person's mail asks that nothing automatic is sent back, or that would come back to ourselves."""
    suppress = mail.header("X-Auto-Response-Suppress").lower()
    asked = any(word in suppress for word in ("all", "autoreply", "dr,"))
    return asked or bool(NOBODY.match(mail.answer_to)) or mail.answer_to in own.addresses
