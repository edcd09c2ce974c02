"""Who answers for personal data hears at once of a breach: the administrators and the data protection adviser."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from organisation.models import Municipality, User
from organisation.roles import Role
from tickets.models import Breach, Delivery
from tickets.news.notifications import send_after_commit


def tell(breach: Breach) -> None:
    """One mail to each, in the transaction in which it was noted; it says what to do and nothing of what happened."""
    municipality = Municipality.current()
    people = User.objects.with_role(Role.MUNICIPAL_ADMIN).filter(is_active=True)
    recipients = {person.email.lower(): person.language for person in people if person.email}
    if municipality.adviser_email:
        recipients.setdefault(municipality.adviser_email.lower(), settings.LANGUAGE_CODE)
    link = f"{settings.SITE_URL}{reverse('admin:breach', args=[breach.pk])}"
    for email, language in recipients.items():
        with translation.override(language):
            text = render_to_string(
                "tickets/mail/breach.txt", {"breach": breach, "link": link, "municipality": municipality}
            )
        subject, _blank, body = text.lstrip().partition("\n")
        mail = Delivery.objects.create(
            kind="breach", recipient=email, language=language, subject=subject, body=body.strip() + "\n"
        )
        send_after_commit(mail.pk)
