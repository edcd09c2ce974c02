"""Writes a mail from its template, in the municipality's own words where it has some."""

import logging
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from organisation.models import Municipality
from tickets.models.mail_text import Broken, MailText

log = logging.getLogger(__name__)


def render(kind: str, language: str, facts: dict[str, Any]) -> tuple[str, str]:
    """(subject, text). A text of their own that is broken is reported, and ours goes out instead."""
    template = f"tickets/mail/{kind}.txt"
    own = MailText.objects.filter(kind=kind, language=language).first()
    with translation.override(language):
        if own is not None:
            try:
                return parted(own_words(own, template, facts))
            except Broken:
                log.error("mail text %s is broken", own.pk)  # noqa: TRY400  what is missing may be personal
                own.note_broken()
        return parted(render_to_string(template, facts))


def own_words(own: MailText, template: str, facts: dict[str, Any]) -> str:
    ticket, message, event = facts["ticket"], facts.get("message"), facts.get("event")
    values = {
        "navn": ticket.requester_name,
        "emne": ticket.subject,
        "sagsnummer": ticket.number,
        "kommune": Municipality.current().name,
        "besked": message.body if message else "",
        "modtager": str(event.data.get("party", "")) if event else "",
    }
    subject, text = own.filled(values)
    return render_to_string(
        "tickets/mail/_own.txt", facts | {"parent": template, "own": {"subject": subject, "text": text}}
    )


def parted(text: str) -> tuple[str, str]:
    subject, _blank, body = text.lstrip().partition("\n")
    return " ".join(subject.split()), body.strip() + "\n"


def sample(kind: str, language: str) -> tuple[str, str]:
    """As the mail would look, about a case that does not exist."""
    ticket = SimpleNamespace(
        requester_name="Maja Holm",
        subject="Kan ikke se mit barn",
        number="AULA-00-000000",
        audience="parent",
        institution=None,
    )
    facts = {
        "ticket": ticket,
        "event": SimpleNamespace(data={"party": "KOMBIT"}, kind=kind.partition("_")[2]),
        "message": SimpleNamespace(body="Skriv ferien under Komme/gå.", masked=0),
        "municipality": Municipality.current(),
        "case_url": f"{settings.SITE_URL}/sag/",
        "site_url": settings.SITE_URL,
        "reply_to": "",
    }
    return render(kind, language, facts)
