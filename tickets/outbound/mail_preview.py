"""An answer as its mail will look, before it is sent: by the same words, from the same sender. Stores nothing."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from organisation.models import User
from privacy.cpr import mask
from tickets.models import Delivery, Event, Mailbox, Message, Ticket
from tickets.news.notifications import write_mail
from tickets.outbound import mail_pages
from tickets.outbound.envelope import shown_sender
from tickets.requester.private_links import hide
from tickets.words import Actor


@dataclass(frozen=True)
class MailPreview:
    sender: str
    to: str
    subject: str
    text: str

    @property
    def body(self) -> SafeString:
        """The paragraphs, as the page of the mail holds them."""
        return mail_pages.letter(self.text)


def of_answer(ticket: Ticket, text: str, *, by: User) -> MailPreview:
    """Without the private link, which is its requester's alone."""
    event = Event(ticket=ticket, kind="answered", actor=Actor.STAFF, by=by)
    message = Message(ticket=ticket, kind=Message.Kind.ANSWER, body=mask(text).text, author=by)
    delivery = Delivery(event=event, language=ticket.language)
    mailbox = Mailbox.objects.serving(ticket.institution_id)
    answers_to = {"reply_to": mailbox.address if mailbox else ""}
    subject, body = write_mail(event, "requester_answered", ticket.language, answers_to, message=message)
    return MailPreview(shown_sender(delivery), ticket.requester_email, subject, hide(body))
