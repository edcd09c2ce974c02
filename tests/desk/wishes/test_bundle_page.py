"""What the page of a bundle says while a sending fails half-way, and that it is sent exactly once afterwards."""

from datetime import timedelta
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from desk.wishes.bundle_pages import WORDS, where_is
from organisation.models import Party
from tests.browser.sites import Postbox
from tests.cast import Cast, settle
from tests.desk.wishes.test_board_table import collected, made, signed_in
from tests.services.servers import free_port
from tickets import tasks
from tickets.models import Delivery
from triage.tasks import sweep_triage
from triage.wishes import bundle_files
from triage.wishes.models import Bundle


@pytest.fixture
def lead(cast: Cast) -> Client:
    return signed_in(cast.project_lead)


@pytest.fixture
def bundle(cast: Cast, settings: Any) -> Bundle:
    """Ready, on a mail server that is not there."""
    ready = made(cast)
    settle()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", free_port(), 30
    return ready


def press(lead: Client, verb: str, bundle: Bundle) -> int:
    return lead.post(reverse(f"admin:bundle_{verb}", args=[bundle.pk])).status_code


def page(lead: Client, bundle: Bundle) -> str:
    return lead.get(reverse("admin:bundle", args=[bundle.pk])).content.decode()


def state(bundle: Bundle) -> str:
    return where_is(Bundle.objects.select_related("delivery").get(pk=bundle.pk)).state


def due_now() -> None:
    Delivery.objects.filter(status="queued").update(next_attempt_at=timezone.now() - timedelta(seconds=1))


def test_while_the_mail_server_is_away_the_page_says_so_and_then_it_is_sent_once(
    bundle: Bundle, lead: Client, settings: Any
) -> None:
    assert "kombit@example.org" in page(lead, bundle)
    assert press(lead, "send", bundle) == 302
    assert state(bundle) == "queued"
    assert str(WORDS["queued"][1]) in page(lead, bundle)
    settle()
    assert state(bundle) == "delayed"
    shown = page(lead, bundle)
    assert str(WORDS["delayed"][1]) in shown
    assert reverse("admin:bundle_resend", args=[bundle.pk]) in shown
    assert press(lead, "send", bundle) == 302
    assert press(lead, "discard", bundle) == 409
    assert press(lead, "again", bundle) == 302
    box = Postbox()
    server = Controller(box, hostname="127.0.0.1", port=settings.EMAIL_PORT, ready_timeout=30)
    server.start()
    try:
        for _ in range(2):
            press(lead, "resend", bundle)
            settle()
            due_now()
            tasks.sweep_deliveries()
            sweep_triage()
    finally:
        server.stop()
    assert state(bundle) == "sent"
    assert len([to for to, _text in box.mails if to == ["kombit@example.org"]]) == 1
    assert str(WORDS["sent"][1]) in page(lead, bundle)
    assert Delivery.objects.filter(kind="bundle").count() == 1


def test_a_worker_that_died_while_sending_is_shown_and_another_sends_it(
    bundle: Bundle, lead: Client, settings: Any
) -> None:
    press(lead, "send", bundle)
    delivery = Delivery.objects.get(kind="bundle")
    assert delivery.claimed()
    assert state(bundle) == "sending"
    assert str(WORDS["sending"][1]) in page(lead, bundle)
    press(lead, "resend", bundle)
    settle()
    assert state(bundle) == "sending"
    due_now()
    box = Postbox()
    server = Controller(box, hostname="127.0.0.1", port=settings.EMAIL_PORT, ready_timeout=30)
    server.start()
    try:
        settle()
        settle()
    finally:
        server.stop()
    assert state(bundle) == "sent"
    assert len(box.mails) == 1


def test_the_page_shows_how_far_the_making_is_and_stops_asking_when_it_is_done(cast: Cast, lead: Client) -> None:
    Party.objects.filter(kind="kombit").update(email="kombit@example.org")
    bundle = Bundle.choose([collected(cast)], by=cast.project_lead, title="Ønsker")
    bundle.progress(1)
    shown = page(lead, bundle)
    assert 'max="3" value="1"' in shown
    assert 'hx-trigger="every 1s"' in shown
    assert "pdf" not in shown
    assert press(lead, "send", bundle) == 409
    where = reverse("admin:bundle_where", args=[bundle.pk])
    assert lead.get(where).status_code == 200
    bundle_files.make(bundle.pk)
    assert lead.get(where).headers["HX-Refresh"] == "true"
    assert "hx-trigger" not in page(lead, bundle)


def test_what_the_page_shows_is_what_is_sent(bundle: Bundle, lead: Client) -> None:
    shown = page(lead, bundle)
    press(lead, "send", bundle)
    mail = Delivery.objects.get(kind="bundle")
    for line in filter(None, [mail.recipient, mail.reply_to, mail.subject, *mail.body.splitlines()]):
        assert line in shown
    kept = {file.name: bytes(file.data) for file in bundle.files.all()}
    assert {file.name: bytes(file.data) for file in mail.files.all()} == kept
    for file in bundle.files.all():
        answer = lead.get(reverse("admin:bundle_file", args=[bundle.pk, file.pk]))
        assert answer.content == kept[file.name]


def test_without_an_address_nothing_can_be_sent(bundle: Bundle, lead: Client) -> None:
    Party.objects.filter(kind="kombit").update(email="")
    if "kombit" in page(lead, bundle).partition("<dl")[2].partition("</dl>")[0]:
        pytest.skip("the rule in force names an address of its own")
    assert press(lead, "send", bundle) == 409
