from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from tests.cast import Cast, kinds, open_ticket, settle
from tickets.models import Delivery, Message, SearchEntry, Ticket
from tickets.models.refusals import UnableToAnswer
from tickets.tasks import forget_old
from triage.faults.models import FaultReport


@pytest.fixture
def old(cast: Cast) -> Ticket:
    ticket = open_ticket(cast.school)
    FaultReport.record(ticket, {"full_name": "Maja Holm"}, by=cast.superuser)
    ticket.escalate(by=cast.superuser, reason="Maja Holm har ringet.")
    ticket.resolve(by=cast.superuser)
    settle()
    Ticket.objects.filter(pk=ticket.pk).update(resolved_at=timezone.now() - timedelta(days=366))
    return Ticket.objects.get(pk=ticket.pk)


def test_what_is_personal_is_deleted_and_the_numbers_stay(old: Ticket) -> None:
    link, sent = old.token, len(mail.outbox)
    forget_old()
    settle()
    old = Ticket.objects.get(pk=old.pk)
    assert (old.subject, old.requester_name, old.requester_email) == ("–", "", "")
    assert not Message.objects.exists()
    assert not SearchEntry.objects.exists()
    assert not Delivery.objects.exists()
    assert not FaultReport.objects.exists()
    assert "Maja" not in str(list(old.events.values_list("data", flat=True)))
    assert (old.tier, old.status) == ("pilot", "resolved")
    assert len(mail.outbox) == sent
    with pytest.raises(Ticket.DoesNotExist):
        Ticket.objects.by_token(link)


def test_forgetting_twice_is_once(old: Ticket) -> None:
    forget_old()
    forget_old()
    old.forget()
    assert kinds(old).count("forgotten") == 1


def test_a_case_that_is_young_or_not_ended_is_kept(cast: Cast) -> None:
    young, going = open_ticket(cast.school), open_ticket(cast.school)
    young.resolve(by=cast.superuser)
    Ticket.objects.filter(pk=going.pk).update(opened_at=timezone.now() - timedelta(days=900))
    forget_old()
    assert not Ticket.objects.exclude(forgotten_at=None).exists()


def test_a_forgotten_case_takes_no_more_messages(old: Ticket) -> None:
    old.forget()
    with pytest.raises(UnableToAnswer):
        old.reply("Hej igen")
