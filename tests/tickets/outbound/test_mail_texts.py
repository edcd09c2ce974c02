"""The municipality's own words in mails: with a preview, a test mail, and a fall back to the usual text."""

from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from monitoring import looking
from tests.cast import Cast, settle
from tickets.models import Delivery, MailText, Ticket
from tickets.outbound import mail_texts


def own(**facts: Any) -> MailText:
    defaults: dict[str, Any] = {
        "kind": "requester_answered",
        "subject": "Svar fra {kommune}: {emne}",
        "text": "Her er svaret:\n\n{besked}",
    }
    return MailText.objects.create(**defaults | facts)


def body(kind: str = "requester_answered") -> Delivery:
    return Delivery.objects.filter(kind=kind).latest("id")


def test_own_words_stand_between_the_one_greeting_and_the_one_closing(ticket: Ticket, cast: Cast) -> None:
    own()
    ticket.answer("Skriv under <Komme/gå>.", by=cast.superuser)
    settle()
    sent = body()
    assert sent.subject == f"Svar fra Nordsø Kommune: Kan ikke se mit barn [{ticket.number}]"
    assert sent.body.startswith("Hej Maja Holm\n\nHer er svaret:\n\nSkriv under <Komme/gå>.\n")
    assert sent.body.count("Venlig hilsen") == 1
    assert "/sag/" in sent.body


def test_what_a_requester_wrote_is_never_taken_for_one_of_the_words(ticket: Ticket, cast: Cast) -> None:
    own()
    ticket.answer("Skriv {sagsnummer} og {{ ticket.token }}.", by=cast.superuser)
    settle()
    assert "Skriv {sagsnummer} og {{ ticket.token }}." in body().body


def test_a_broken_text_falls_back_and_is_reported(ticket: Ticket, cast: Cast) -> None:
    broken = own(text="{besked} {noget}")
    ticket.answer("Skriv under Komme/gå.", by=cast.superuser)
    settle()
    assert "Skriv under Komme/gå." in body().body
    assert "noget" not in body().body
    broken.refresh_from_db()
    assert broken.broken_at is not None
    assert looking.broken_text() == broken.broken_at


@pytest.mark.parametrize("text", ["{besked} {noget}", "Uden svaret"])
def test_a_text_that_cannot_work_is_not_taken(text: str, db: None) -> None:
    with pytest.raises(ValidationError):
        MailText(kind="requester_answered", subject="Svar", text=text).full_clean()


@pytest.mark.parametrize("kind", MailText.Kind.values)
@pytest.mark.parametrize("language", ["da", "en"])
def test_every_kind_has_a_preview(kind: str, language: str, db: None) -> None:
    subject, text = mail_texts.sample(kind, language)
    assert subject
    assert "Maja Holm" in text


def test_an_administrator_sees_it_first_and_sends_it_to_themselves(cast: Cast, client: Client) -> None:
    row = own()
    client.force_login(cast.municipal_admin)
    page = client.get(reverse("admin:tickets_mailtext_change", args=[row.pk])).content.decode()
    assert "Her er svaret:" in page
    assert "{sagsnummer}" in page
    posted = {"action": "send_to_me", "_selected_action": row.pk}
    client.post(reverse("admin:tickets_mailtext_changelist"), posted)
    (sent,) = mail.outbox
    assert (sent.to, "Her er svaret:" in str(sent.body)) == ([cast.municipal_admin.email], True)
