"""What a mail is called and says in a case."""

from typing import Final

from django.utils import translation
from django.utils.translation import gettext as _

from tickets.inbound.attachments import as_text
from tickets.inbound.parsing import OUR_NUMBER, Mail, parse
from tickets.models import Ticket
from tickets.models.ticket_list import NUMBER
from tickets.requester.private_links import hide

LONGEST: Final = 100_000
"""Characters of a mail that go into a case."""


def with_new_subject(text: str, mail: Mail, ticket: Ticket) -> str:
    """Whoever takes an old mail of ours to write of another matter says so in the subject, which stands above then."""
    case, subject = ticket.merged_into or ticket, mail.bare_subject
    answers = subject != OUR_NUMBER.sub("", mail.subject).strip() or ticket.subject.lower() in subject.lower()
    if not subject or answers or NUMBER.fullmatch(subject) or not case.is_done:
        return text
    with translation.override(ticket.language):
        return "\n\n".join([_("New subject: %(subject)s") % {"subject": subject}, text])


def subject_of(mail: Mail, earlier: Ticket | None) -> str:
    """What the sender called it. An answer bears the subject of our mail, which names that of the earlier case."""
    subject = mail.bare_subject
    return earlier.subject if earlier is not None and subject.endswith(earlier.subject) else subject


def words_of(text: str, mail: Mail) -> str:
    text = text or words_within(mail)
    if len(text) > LONGEST:
        return text[:LONGEST] + "\n\n" + _("(The mail was longer. The rest was not taken along.)")
    if not text and mail.is_encrypted:
        return _("(The mail was encrypted, so that nobody here can read it.)")
    return text or _("(The mail had no text.)")


def words_within(mail: Mail) -> str:
    """What stands in the one mail that somebody sent on as a file, without a word of their own."""
    mails = [file for file in mail.attachments if file.content_type == "message/rfc822"]
    return hide(as_text(parse(mails[0].data)).decode()).strip() if len(mails) == 1 and not mail.text else ""


def first_line(text: str, mail: Mail) -> str:
    """What names a case whose mail has no subject; the mark of a picture does not."""
    for mark in (file.mark for file in mail.attachments if file.mark):
        text = text.replace(mark, "")
    return next((line.strip()[:80] for line in text.split("\n") if line.strip()), "")
