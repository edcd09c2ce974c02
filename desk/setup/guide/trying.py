"""Trials: whether mail leaves, whether a mailbox opens, and how a mail reads."""

from smtplib import SMTPException

from django.core.mail import EmailMultiAlternatives
from django.utils.translation import gettext as _

from desk.readiness.models import Confirmation
from desk.setup.guide.looks import TEST_MAIL, TEST_MAILBOX, is_sent_by_server
from organisation.models import Municipality, User
from tickets.inbound import fetching
from tickets.mail_servers.mail_troubles import Refused, code_of, sentence
from tickets.models import Mailbox, MailText
from tickets.outbound import mail_pages, mail_texts


def send_test_mail(to: str, *, by: User) -> str:
    """What is wrong, in words; empty when the mail server took it."""
    subject = _("A test mail from the Aula support")
    text = _(
        "This is a test mail from the Aula support of %(municipality)s. If you can read it, mail leaves the house."
    ) % {"municipality": Municipality.current().name}
    mail = EmailMultiAlternatives(subject, text, to=[to])
    mail.attach_alternative(mail_pages.page(subject, text, by.language), "text/html")
    try:
        mail.send()
    except (OSError, SMTPException, Refused) as trouble:
        return str(sentence(code_of(trouble)))
    if is_sent_by_server():
        Confirmation.confirm(TEST_MAIL, by=by, note=to)
    return ""


def try_mailbox(box: Mailbox, *, by: User) -> str:
    """What is wrong, in words; empty when it opens, or when nothing is fetched from it."""
    code = fetching.try_connection(box) if box.is_fetched else ""
    if code:
        return str(sentence(code))
    Confirmation.confirm(TEST_MAILBOX, by=by, note=box.address)
    return ""


def samples() -> list[tuple[str, str, str, MailText | None]]:
    """(what it is, subject, text, the municipality's own row or None) of every mail that has words of its own."""
    own = {row.kind: row for row in MailText.objects.filter(language="da")}
    return [(str(kind.label), *mail_texts.sample(kind, "da"), own.get(kind.value)) for kind in MailText.Kind]
