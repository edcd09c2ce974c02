"""Who hears what, and who does not."""

from django.core import mail

from tests.cast import Cast, open_ticket, settle
from tickets.models import Delivery, Notice, Ticket
from tickets.words import Actor


def told(address: str) -> list[str]:
    """The kinds of the mails to an address, oldest first."""
    return list(Delivery.objects.filter(recipient=address).order_by("id").values_list("kind", flat=True))


def test_who_did_it_is_not_told_of_it(ticket: Ticket, cast: Cast) -> None:
    """Theirs, and at their tier: who takes, reopens or hands back a case knows it already; who else has it hears."""
    settle()
    Delivery.objects.all().delete()
    Notice.objects.all().delete()
    for by in (cast.superuser, cast.institution_admin):
        ticket.assign(cast.superuser, by=by)
        ticket.resolve(by=by)
        ticket.reopen(by=by)
        settle()
    assert told(cast.superuser.email) == ["assignee_reopened"]
    assert [notice.event.by for notice in Notice.objects.filter(user=cast.superuser)] == [cast.institution_admin]


def test_who_opens_a_case_for_somebody_is_not_told_of_it_and_their_colleague_is(cast: Cast) -> None:
    open_ticket(cast.school, channel="on_behalf", by=cast.superuser)
    settle()
    assert told(cast.superuser.email) == []
    assert told(cast.institution_admin.email) == ["tier_opened"]


def test_who_has_left_is_told_nothing(ticket: Ticket, cast: Cast) -> None:
    ticket.assign(cast.superuser, by=cast.pilot)
    settle()
    Delivery.objects.all().delete()
    cast.superuser.is_active = False
    cast.superuser.save()
    ticket.reply("Er der nyt?")
    settle()
    assert told(cast.superuser.email) == []
    assert not Notice.objects.filter(user=cast.superuser, event__kind="replied").exists()


def test_requesters_are_not_told_of_what_they_did_themselves(ticket: Ticket, cast: Cast) -> None:
    settle()
    mail.outbox.clear()
    ticket.resolve(by=Actor.REQUESTER)
    settle()
    assert [letter for letter in mail.outbox if letter.to == [ticket.requester_email]] == []
    ticket.reopen(by=cast.superuser)
    ticket.resolve(by=cast.superuser)
    settle()
    assert told(ticket.requester_email)[-1] == "requester_resolved"
