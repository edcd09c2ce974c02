"""A requester puts right what they wrote, while nobody has read it; what stood there first is kept for audit."""

from django.test import Client
from django.urls import reverse

from tests.cast import Cast, kinds, open_ticket, settle
from tickets.models import Reading, Ticket

TOLD = {"subject": "Kan ikke se Noah", "text": "Jeg mente Noah."}


def rewrite(client: Client, ticket: Ticket, **told: str) -> int:
    return client.post(reverse("case_rewrite", args=[ticket.token]), TOLD | told).status_code


def test_the_new_words_stand_on_the_page_and_the_old_ones_only_with_staff(cast: Cast, client: Client) -> None:
    ticket = open_ticket(cast.school, subject="Kan ikke se Freja", body="Jeg kan ikke se Freja.")
    settle()
    assert reverse("case_rewrite", args=[ticket.token]) in client.get(ticket.get_absolute_url()).content.decode()
    assert rewrite(client, ticket) == 302
    assert rewrite(client, ticket) == 302
    settle()
    found = Ticket.objects.get(pk=ticket.pk)
    html = client.get(found.get_absolute_url()).content.decode()
    assert "Jeg mente Noah" in html
    assert "Freja." not in html
    assert (found.subject, found.first_words()) == (TOLD["subject"], TOLD["text"])
    assert kinds(found).count("rewritten") == 1
    staff = Client()
    staff.force_login(cast.superuser, backend="django.contrib.auth.backends.ModelBackend")
    seen = staff.get(f"/admin/tickets/ticket/{ticket.pk}/").content.decode()
    assert "<del><p>Jeg kan ikke se Freja.</p></del>" in seen


def test_once_somebody_has_read_it_nothing_is_changed_and_the_text_comes_back(
    ticket: Ticket, cast: Cast, client: Client
) -> None:
    before = ticket.first_words()
    Reading.note(ticket, cast.superuser)
    assert reverse("case_rewrite", args=[ticket.token]) not in client.get(ticket.get_absolute_url()).content.decode()
    answer = client.post(reverse("case_rewrite", args=[ticket.token]), TOLD)
    assert answer.status_code == 409
    assert "Jeg mente Noah" in answer.content.decode()
    assert ticket.first_words() == before


def test_an_answered_case_stays_as_it_is(ticket: Ticket, cast: Cast, client: Client) -> None:
    ticket.answer("Sådan.", by=cast.superuser)
    assert rewrite(client, ticket) == 409


def test_what_must_not_be_stored_is_masked_and_danger_is_flagged_at_once(ticket: Ticket, client: Client) -> None:
    assert rewrite(client, ticket, text="Min søn 010115-1234 vil ikke leve mere", subject="010115-1234") == 302
    found = Ticket.objects.get(pk=ticket.pk)
    assert "1234" not in found.first_words() + found.subject
    assert found.is_flagged


def test_an_empty_text_is_asked_for_in_words_of_its_own(ticket: Ticket, client: Client) -> None:
    answer = client.post(reverse("case_rewrite", args=[ticket.token]), {"text": "", "subject": ""})
    assert answer.status_code == 422
    assert "Skriv, hvad du har brug for hjælp til" in answer.content.decode()
    assert "påkrævet" not in answer.content.decode()
