import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied

from tests.cast import Cast, kinds, open_ticket, settle
from tickets.models import Delivery, SearchEntry, Ticket
from tickets.words import Status, Tier


def test_opening_makes_a_new_case_at_the_first_level_with_a_due_time(ticket: Ticket) -> None:
    assert ticket.status == Status.NEW
    assert ticket.tier == Tier.FIRST_LEVEL
    assert ticket.due_at is not None
    assert ticket.due_at > ticket.opened_at
    assert kinds(ticket) == ["opened"]


def test_the_case_number_is_short_and_leads_back_to_the_case(ticket: Ticket) -> None:
    assert ticket.number == f"AULA-{ticket.opened_at:%y}-{ticket.pk:06d}"
    assert Ticket.objects.search(f"vedr. {ticket.number.lower()}").get() == ticket


def test_the_private_link_finds_the_case_and_no_other_token_does(ticket: Ticket) -> None:
    assert Ticket.objects.by_token(ticket.token) == ticket
    for wrong in ("", ticket.token[:-1], ticket.token.upper(), ticket.token_digest):
        with pytest.raises(Ticket.DoesNotExist):
            Ticket.objects.by_token(wrong)


def test_two_cases_never_share_a_link(cast: Cast) -> None:
    tokens = {open_ticket(cast.school).token for _ in range(20)}
    assert len(tokens) == 20


def test_the_same_submission_makes_one_case(cast: Cast) -> None:
    first = open_ticket(cast.school, submission="abc")
    again = open_ticket(cast.school, submission="abc")
    assert first == again
    assert kinds(first) == ["opened"]
    assert Ticket.objects.count() == 1


def test_cpr_numbers_are_masked_in_subject_and_text_before_they_are_stored(cast: Cast) -> None:
    ticket = open_ticket(cast.school, subject="Barn 010115-1234", body="Hans nummer er 0101151234.")
    stored = ticket.messages.get()
    assert "1234" not in ticket.subject + stored.body
    assert stored.masked == 2


def test_the_requester_gets_one_mail_with_number_and_link_in_their_language(ticket: Ticket) -> None:
    settle()
    settle()
    (letter,) = [letter for letter in mail.outbox if letter.to == ["maja@example.org"]]
    assert ticket.number in letter.subject
    assert f"/sag/{ticket.token}/" in letter.body
    assert "Vi har modtaget" in letter.subject


def test_an_english_requester_gets_english_mail(cast: Cast) -> None:
    open_ticket(cast.school, language="en")
    settle()
    assert any("We have received your enquiry" in letter.subject for letter in mail.outbox)


def test_the_first_level_of_the_institution_hears_of_it_without_the_text(ticket: Ticket, cast: Cast) -> None:
    settle()
    mails = {letter.to[0]: letter.body for letter in mail.outbox}
    assert {cast.superuser.email, cast.institution_admin.email} <= set(mails)
    assert cast.stranger.email not in mails
    assert "Jeg kan logge ind" not in mails[cast.superuser.email]


def test_hearing_of_an_event_twice_sends_no_second_mail(ticket: Ticket) -> None:
    settle()
    before = Delivery.objects.count()
    ticket.events.update(dispatched_at=None)
    settle()
    assert Delivery.objects.count() == before


def test_the_words_of_the_case_can_be_searched(ticket: Ticket) -> None:
    settle()
    assert Ticket.objects.search("logge barn").get() == ticket
    assert not Ticket.objects.search("gymnastiksal").exists()
    assert SearchEntry.objects.get(ticket=ticket).text.startswith(ticket.subject)


def test_staff_open_cases_for_their_own_institution_only(cast: Cast) -> None:
    assert open_ticket(cast.school, by=cast.superuser, channel="on_behalf").channel == "on_behalf"
    with pytest.raises(PermissionDenied):
        open_ticket(cast.daycare, by=cast.superuser, channel="on_behalf")
    with pytest.raises(PermissionDenied):
        open_ticket(cast.school, by=cast.observer, channel="on_behalf")
