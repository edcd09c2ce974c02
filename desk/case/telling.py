"""What is said of the requester once something is done: never that they know what could not be sent to them."""

from django.utils.translation import gettext as _

from tickets.models import Ticket
from tickets.text_messages.text_news import number_of


def unless_by_mail(ticket: Ticket, by_mail: str, done: str) -> str:
    """The sentence `by_mail` where mail reaches them; else what was `done`, and how they hear of it or who rings."""
    if ticket.hears_by_mail:
        return by_mail
    if number_of(ticket):
        return f"{done} {_('The requester gets a text message.')}"
    return f"{done} {_('The requester has no mail address: ring.')}"
