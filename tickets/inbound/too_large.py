"""Who sent more than we take hears what to do: else nobody would, until a person looks at what is held."""

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.utils import timezone

from organisation.models import Municipality
from tickets.inbound.new_senders import language
from tickets.inbound.parsing import Mail
from tickets.models import Delivery
from tickets.news.caseless_mails import write_from

KIND: Final = "sender_too_large"
AGAIN: Final = timedelta(hours=1)


def tell(mail: Mail) -> None:
    """One mail; the same address hears of it again an hour later at the earliest."""
    lately = Delivery.objects.filter(kind=KIND, recipient=mail.answer_to)
    if not mail.answer_to or lately.filter(next_attempt_at__gt=timezone.now() - AGAIN).exists():
        return
    tongue = language(mail.text or mail.subject)
    facts = {"municipality": Municipality.current(), "site_url": settings.SITE_URL}
    write_from("tickets/mail/sender_too_large.txt", facts, kind=KIND, to=(mail.answer_to, tongue))
