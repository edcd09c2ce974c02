"""The page about mail: an administrator sees without a shell what comes in and goes out, and puts it right."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from organisation.models import User
from tests.cast import Cast, open_ticket, settle
from tests.tickets.inbound.letters import HELPDESK, letter
from tickets import tasks
from tickets.inbound.receiving import receive
from tickets.models import Delivery, Mailbox, NewsStop, ReceivedMail, ReplyAddress, Ticket

BACKEND = "django.contrib.auth.backends.ModelBackend"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


@pytest.fixture
def administrator(cast: Cast) -> Client:
    Mailbox.objects.create(address=HELPDESK)
    return signed_in(cast.municipal_admin)


def page(client: Client, **asked: str) -> str:
    answer = client.get(reverse("admin:mail"), asked, headers={"accept-language": "en"})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("role", ["superuser", "institution_admin", "pilot", "support_entitled", "project_lead"])
def test_who_does_not_set_the_house_up_neither_sees_nor_does_anything(role: str, cast: Cast) -> None:
    client = signed_in(cast.by_role(role))
    assert client.get(reverse("admin:mail")).status_code == 403
    for address in (reverse("admin:judge_mail_again"), reverse("admin:stop_news", args=["requester_updated"])):
        assert client.post(address, {"outcome": "held", "reason": "failed"}).status_code == 403
    assert not NewsStop.objects.exists()
    assert reverse("admin:mail") not in client.get(reverse("admin:index")).content.decode()


def test_the_menu_leads_an_administrator_there(administrator: Client) -> None:
    assert reverse("admin:mail") in administrator.get(reverse("admin:index")).content.decode()


def test_a_mailbox_says_since_when_it_cannot_be_fetched_and_why(administrator: Client, settings: Any) -> None:
    now = timezone.now()
    Mailbox.objects.create(
        address="skolen@kommune.example", host="imap.example", failing_since=now, last_error="certificate"
    )
    shown = page(administrator)
    assert "skolen@kommune.example" in shown
    assert "certificate is not trusted" in shown or "certifikat" in shown
    settings.DEFAULT_FROM_EMAIL = "en.anden@kommune.example"
    assert "en.anden@kommune.example" in page(administrator)


def test_what_is_held_stands_there_with_its_reason_and_leads_to_its_case(administrator: Client, cast: Cast) -> None:
    ticket = open_ticket(cast.school)
    receive(letter("Hej", From="Bo <bo@example.net>", To=ReplyAddress.of(ticket).email(), Subject="Fra Bo"))
    receive(letter("Vind", Subject="Vind en ferie", X_Spam_Flag="YES"))
    shown = page(administrator)
    assert reverse("admin:tickets_ticket_change", args=[ticket.pk]) in shown
    stray = ReceivedMail.objects.get(reason="spam")
    assert reverse("admin:tickets_receivedmail_change", args=[stray.pk]) in shown
    assert "reason=unknown_address" in shown
    assert "Fra Bo" in shown


@pytest.mark.usefixtures("at_once")
def test_what_waits_is_judged_again_after_a_fault_was_put_right(
    administrator: Client, django_capture_on_commit_callbacks: Any
) -> None:
    receive(letter("Appen lukker ned"))
    Ticket.objects.all().delete()
    receive(letter("Den lukker stadig ned", Subject="Endnu en"))
    Ticket.objects.all().delete()
    receive(letter("Hej", Subject="Endnu en til"))
    mail = ReceivedMail.objects.get()
    ReceivedMail.objects.update(outcome="held", reason="failed", ticket=None, entry=None, speaker="")
    with django_capture_on_commit_callbacks(execute=True):
        answer = administrator.post(reverse("admin:judge_mail_again"), {"outcome": "held", "reason": "failed"})
    assert answer.status_code == 302
    mail.refresh_from_db()
    assert (mail.outcome, mail.reason) == ("opened", "")


def test_a_mail_that_somebody_has_decided_is_not_judged_again(administrator: Client) -> None:
    receive(letter("Hej"))
    ReceivedMail.objects.update(outcome="refused", ticket=None, entry=None, speaker="")
    tasks.judge_again(ReceivedMail.objects.get().pk)
    assert ReceivedMail.objects.get().outcome == "refused"


def test_what_became_of_a_mail_is_found_by_its_address_alone(administrator: Client, cast: Cast) -> None:
    open_ticket(cast.school)
    settle()
    receipt = Delivery.objects.get(kind="requester_opened")
    receipt.bounce("5.1.1")
    shown = page(administrator, q="MAJA@example.org")
    assert reverse("admin:tickets_delivery_change", args=[receipt.pk]) in shown
    assert "5.1.1" in shown
    assert 'role="status"' in page(administrator, q="ingen@example.org")


def news_to(count: int) -> None:
    told = {"kind": "board_answered", "subject": "Svar", "body": "Der er et svar.\n"}
    Delivery.objects.bulk_create(Delivery(recipient=f"p{each}@example.org", **told) for each in range(count))


def test_news_are_stopped_and_go_on_where_they_were(administrator: Client, mailoutbox: list[Any]) -> None:
    news_to(3)
    assert "3" in page(administrator)
    assert administrator.post(reverse("admin:stop_news", args=["board_answered"])).status_code == 302
    tasks.sweep_deliveries()
    assert not mailoutbox
    assert reverse("admin:go_on_with_news", args=["board_answered"]) in page(administrator)
    administrator.post(reverse("admin:go_on_with_news", args=["board_answered"]))
    tasks.sweep_deliveries()
    assert len(mailoutbox) == 3


def test_a_stop_of_news_leaves_every_other_mail_alone(administrator: Client, cast: Cast, mailoutbox: list[Any]) -> None:
    for kind in ("board_answered", "requester_updated", "voter_decided"):
        administrator.post(reverse("admin:stop_news", args=[kind]))
    open_ticket(cast.school)
    settle()
    assert "maja@example.org" in {mail.to[0] for mail in mailoutbox}


def test_only_news_can_be_stopped_and_only_by_a_button(administrator: Client) -> None:
    assert administrator.post(reverse("admin:stop_news", args=["requester_answered"])).status_code == 404
    assert administrator.get(reverse("admin:stop_news", args=["board_answered"])).status_code == 405
    assert not NewsStop.objects.exists()


def test_a_limit_that_was_met_is_told(administrator: Client) -> None:
    receive(letter("Vind", Subject="Vind en ferie", X_Spam_Flag="YES"))
    shown = page(administrator)
    assert shown.count("spam") >= 2
