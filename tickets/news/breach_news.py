"""Who answers for personal data hears at once of a breach: the administrators and the data protection adviser."""

from django.conf import settings
from django.urls import reverse

from organisation.models import Municipality, User
from organisation.roles import Role
from tickets.models import Breach
from tickets.news.caseless_mails import write_from


def tell(breach: Breach) -> None:
    """One mail to each, in the transaction in which it was noted; it says what to do and nothing of what happened."""
    municipality = Municipality.current()
    people = User.objects.with_role(Role.MUNICIPAL_ADMIN).filter(is_active=True)
    recipients = {person.email.lower(): person.language for person in people if person.email}
    if municipality.adviser_email:
        recipients.setdefault(municipality.adviser_email.lower(), settings.LANGUAGE_CODE)
    link = f"{settings.SITE_URL}{reverse('admin:breach', args=[breach.pk])}"
    for email, language in recipients.items():
        facts = {"breach": breach, "link": link}
        write_from("tickets/mail/breach.txt", facts, kind="breach", to=(email, language))
