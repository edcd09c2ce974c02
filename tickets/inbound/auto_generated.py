"""Which mails machines have made: they open nothing and are answered by nothing."""

import re
from dataclasses import dataclass
from typing import Final

from tickets import envelope, message_ids
from tickets.inbound.parsing import Mail

AUTOMATIC_SUBJECT: Final = re.compile(
    r"^\s*(automatisk svar|autosvar|automatic reply|auto(matic)?[- ]?reply|out of (the )?office|fraværsmeddelelse|"
    r"fraværsbesked|ikke til stede|abwesenheitsnotiz|autosvar|automatiskt svar|undeliverable|"
    r"delivery status notification|mail delivery (failed|subsystem)|returned mail|kan ikke leveres|uleverbar)\b\s*[:(]",
    re.IGNORECASE,
)
UNDELIVERABLE: Final = re.compile(
    r"^\s*(undeliver|delivery (status notification|has failed)|mail delivery failed|returned mail|failure notice|"
    r"kan ikke leveres|kunne ikke leveres|uleverbar|ikke leveret)",
    re.IGNORECASE,
)
DELAYED: Final = re.compile(r"\b(delayed|delay|forsinket|warning)\b", re.IGNORECASE)
MARKS: Final = ("X-Autoreply", "X-Autorespond", "X-Auto-Reply", "X-AutoReply-From", "X-Vacation", "X-Mail-Autoreply")
POSTMASTERS: Final = re.compile(
    r"^(mailer-daemon|postmaster|mail-daemon|mailerdaemon|microsoftexchange\w+|bounces?)([+-].*)?@", re.IGNORECASE
)
NOBODY: Final = re.compile(r"^(no-?reply|do-?not-?reply|ikke-?svar|svar-?ikke|noreply[-._].*)([+-].*)?@", re.IGNORECASE)
RECEIPT: Final = re.compile(r"disposition-notification|method=\"?reply", re.IGNORECASE)
PERMANENT: Final = re.compile(r"^[ \t]*+action[ \t]*+:\s*+failed", re.IGNORECASE | re.MULTILINE)
STATUS: Final = re.compile(r"^[ \t]*+status[ \t]*+:\s*+([245]\.\d{1,3}\.\d{1,3})", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True)
class Bounce:
    """A report that a mail of ours did not arrive: its delivery, and the code (RFC 3463) that was given."""

    delivery: int
    code: str


def reason_for(mail: Mail, own_addresses: frozenset[str]) -> str:
    """Why the mail counts as made by a machine; empty for a person's."""
    signs = {
        "bounce": is_bounce(mail),
        "loop": bool(message_ids.known(mail.every("Message-ID"))) or mail.from_email in own_addresses,
        "receipt": bool(RECEIPT.search(mail.header("Content-Type"))),
        "automatic_reply": is_automatic_reply(mail),
        "automatic": submitted(mail) not in {"", "no"},
        "list": is_to_many(mail),
        "no_sender": sender_is_nobody(mail),
    }
    return next((name for name, found in signs.items() if found), "")


def submitted(mail: Mail) -> str:
    """`Auto-Submitted` (RFC 3834) without its comments."""
    return mail.header("Auto-Submitted").lower().partition(";")[0].strip()


def is_automatic_reply(mail: Mail) -> bool:
    marked = submitted(mail) == "auto-replied" or any(mail.header(name) for name in MARKS)
    return marked or bool(AUTOMATIC_SUBJECT.match(mail.subject))


def is_to_many(mail: Mail) -> bool:
    precedence = mail.header("Precedence").lower()
    return precedence in {"bulk", "list", "junk", "auto_reply"} or bool(mail.every("List-Unsubscribe", "List-Id"))


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
    nobody_sent_it = mail.header("Return-Path") == "<>" and not is_automatic_reply(mail)
    return returned(mail) is not None and bool(UNDELIVERABLE.match(mail.subject) or nobody_sent_it)


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
    status = STATUS.search(mail.reports) or STATUS.search(mail.text)
    code = status[1] if status else ""
    temporary = (
        code.startswith(("2", "4"))
        or bool(DELAYED.search(mail.subject))
        or (bool(mail.reports) and bool(code) and not PERMANENT.search(mail.reports))
    )
    return Bounce(deliveries[0], code or "5.0.0") if deliveries and not temporary else None


def wants_no_answer(mail: Mail) -> bool:
    """Whether a person's mail asks that nothing automatic is sent back."""
    suppress = mail.header("X-Auto-Response-Suppress").lower()
    return any(word in suppress for word in ("all", "autoreply", "dr,")) or bool(NOBODY.match(mail.answer_to))
