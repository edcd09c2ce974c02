"""The way out of the house, from what is missing to what a party's answer meant."""

import asyncio
import os
import re
import subprocess
import sys
import time
from datetime import date, timedelta
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from organisation.models import User
from tests.browser.sites import ROOT, Postbox
from tests.cast import Cast, kinds, settle
from tests.desk.test_role_table import complete_fault
from tests.services.servers import free_port
from tickets.models import Delivery, Ticket
from tickets.words import Status
from triage.faults import questions
from triage.faults.models import FaultReport, UnableToReport
from triage.forwarding import letters, reminders
from triage.forwarding.delivery_state import delivery_states_of
from triage.forwarding.models import Forwarding, SilencePolicy
from triage.forwarding.models.forwarding import NOTHING
from triage.learning.models import Example
from triage.routing.models import RoutingRule
from triage.suggestions.models import Suggestion


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def to_vendor(ticket: Ticket, cast: Cast) -> Forwarding:
    ticket.set_route("schedule_vendor", by=cast.superuser)
    return Forwarding.forward(ticket, by=cast.superuser)


def state(ticket: Ticket) -> str:
    return delivery_states_of(ticket)[-1].state


@pytest.mark.parametrize(("module", "wanted"), [("groups", "group_name"), ("messages", "other_users"), ("gallery", "")])
def test_what_is_needed_follows_the_module(module: str, wanted: str, ticket: Ticket, cast: Cast) -> None:
    ticket.set_route("technical_fault", by=cast.superuser)
    report = FaultReport.record(ticket, {"module": module}, by=cast.superuser)
    rule = RoutingRule.for_ticket(ticket)
    assert rule is not None
    assert set(rule.facts_for(report.given)) - set(rule.required_facts) == ({wanted} if wanted else set())


def test_the_report_form_says_which_facts_must_go_along(ticket: Ticket, cast: Cast) -> None:
    ticket.set_route("technical_fault", by=cast.superuser)
    FaultReport.record(ticket, {"module": "groups"}, by=cast.superuser)
    address = reverse("admin:tickets_ticket_change", args=[ticket.pk])
    page = signed_in(cast.superuser).get(address, {"open": "report"}).content.decode()
    said = dict(re.findall(r'for="id_report-(\w+)">[^<]+<span[^>]*>\((.+?)\)', page))
    rule = RoutingRule.for_ticket(ticket)
    assert rule is not None
    assert {fact for fact, text in said.items() if text == "skal udfyldes"} == {*rule.required_facts, "group_name"}
    assert said["other_users"] == "frivilligt"


def test_a_unilogin_is_no_name(ticket: Ticket, cast: Cast) -> None:
    with pytest.raises(UnableToReport):
        FaultReport.record(ticket, {"full_name": "maja1234"}, by=cast.superuser)


@pytest.mark.django_db
def test_the_usage_rule_in_force_is_the_one_of_the_day() -> None:
    old, new = (RoutingRule.in_force("usage_question", day) for day in (date(2019, 10, 1), date(2026, 1, 1)))
    assert old is not None
    assert new is not None
    assert (old.address, old.forwarders) == ("aula.implementering@netcompany.com", ["project_lead"])
    assert (new.channel, new.forwarders) == ("copy", ["support_entitled"])


def test_a_gate_can_be_taken_back_until_the_case_has_left(ticket: Ticket, cast: Cast) -> None:
    complete_fault(cast, ticket)
    report = FaultReport.of(ticket)
    report.withdraw("usage_ruled_out", by=cast.superuser)
    report.withdraw("usage_ruled_out", by=cast.superuser)
    assert kinds(ticket).count("gate_withdrawn") == 1
    report.rule_out_usage(by=cast.superuser, reason="Prøvet på to telefoner")
    Forwarding.forward(ticket, by=cast.support_entitled)
    with pytest.raises(UnableToReport):
        report.withdraw("usage_ruled_out", by=cast.superuser)


def test_the_requester_answers_exactly_what_is_missing_a_part_at_a_time(ticket: Ticket, cast: Cast) -> None:
    ticket.set_route("technical_fault", by=cast.superuser)
    FaultReport.record(ticket, {"device": "iPhone", "module": "groups"}, by=cast.superuser)
    asked = questions.ask_for_the_rest(ticket, by=cast.superuser)
    assert "device" not in asked
    assert "group_name" in asked
    settle()
    address = reverse("case_facts", args=[ticket.token])
    assert any(address in letter.body for letter in mail.outbox if letter.to == ["maja@example.org"])
    page = Client().get(address).content.decode()
    assert 'name="group_name"' in page
    assert 'name="device"' not in page
    answered = Client().post(address, {"group_name": "3.b forældre"}, follow=True).content.decode()
    assert "3.b forældre" in answered
    ticket.refresh_from_db()
    assert ticket.status == Status.IN_PROGRESS
    assert kinds(ticket)[-1] == "reported"
    assert "group_name" not in questions.open_for(ticket)
    shown = signed_in(cast.superuser).get(reverse("admin:tickets_ticket_change", args=[ticket.pk]))
    assert "3.b forældre" in shown.content.decode()


def test_the_preview_is_what_is_sent(ticket: Ticket, cast: Cast) -> None:
    ticket.reply("Min kode er Hest4711 og skemaet er tomt.")
    ticket.set_route("schedule_vendor", by=cast.superuser)
    rule = RoutingRule.for_ticket(ticket)
    assert rule is not None
    party = rule.party_for(ticket)
    assert party is not None
    letter = letters.draft(ticket, rule, party, NOTHING)
    page = signed_in(cast.superuser).get(reverse("admin:tickets_ticket_change", args=[ticket.pk]) + "?open=forward")
    assert letter.subject in page.content.decode()
    Forwarding.forward(ticket, by=cast.superuser)
    settle()
    (sent,) = [each for each in mail.outbox if each.to == [letter.to]]
    assert (sent.subject, sent.body.strip()) == (letter.subject, letter.body.strip())
    assert "Hest4711" not in sent.body


def test_nobody_previews_who_may_not_send(ticket: Ticket, cast: Cast) -> None:
    complete_fault(cast, ticket)
    for name in ("admin:ticket_preview", "admin:ticket_files"):
        address = reverse(name, args=[ticket.pk])
        assert signed_in(cast.superuser).post(address).status_code == 403
        assert signed_in(cast.stranger).post(address).status_code == 404
        assert signed_in(cast.support_entitled).get(address).status_code == 405
        assert signed_in(cast.support_entitled).post(address).status_code == 200


def test_a_task_posts_nothing_for_a_sender_who_may_not(ticket: Ticket, cast: Cast) -> None:
    to_vendor(ticket, cast)
    Forwarding.objects.update(by=cast.observer)
    settle()
    assert not [letter for letter in mail.outbox if letter.to == ["skema@vendor.example"]]
    assert state(ticket) == "stopped"


def test_a_rejection_sets_the_right_route_and_teaches_triage(ticket: Ticket, cast: Cast) -> None:
    settle()
    complete_fault(cast, ticket)
    forwarding = Forwarding.forward(ticket, by=cast.support_entitled)
    forwarding.reject(by=cast.support_entitled, reason="usage")
    forwarding.reject(by=cast.support_entitled, reason="usage")
    ticket.refresh_from_db()
    assert (ticket.route, ticket.status) == ("usage_question", Status.IN_PROGRESS)
    suggestion = Suggestion.latest_of(ticket)
    assert suggestion is not None
    assert suggestion.decided_route == "usage_question"
    settle()
    assert Example.objects.get().route == "usage_question"
    assert kinds(ticket).count("rejected") == 1
    with pytest.raises(PermissionDenied):
        forwarding.reject(by=cast.stranger, reason="usage")


def test_a_case_for_somebody_else_is_assessed_anew_with_another_suggestion(ticket: Ticket, cast: Cast) -> None:
    forwarding = to_vendor(ticket, cast)
    forwarding.reject(by=cast.superuser, reason="wrong_party")
    settle()
    ticket.refresh_from_db()
    assert ticket.needs_triage
    suggestion = Suggestion.latest_of(ticket)
    assert suggestion is not None
    assert suggestion.route != "schedule_vendor"
    assert suggestion.outcome == Suggestion.Outcome.WAITING


def test_silence_is_told_once_and_a_case_closes_itself_only_where_that_is_wanted(ticket: Ticket, cast: Cast) -> None:
    to_vendor(ticket, cast)
    later = timezone.now() + timedelta(days=15)
    assert reminders.sweep(later).parties == 1
    assert reminders.sweep(later).parties == 0
    ticket.ask("Hvilken telefon?", by=cast.superuser)
    assert reminders.sweep(later).as_dict() == {"parties": 0, "asked_again": 1, "closed": 0}
    SilencePolicy.objects.create(id=1, remind_after_days=3, close_after_days=2)
    assert reminders.sweep(later).as_dict() == {"parties": 0, "asked_again": 0, "closed": 1}
    settle()
    assert any("lukket" in letter.subject for letter in mail.outbox)


class Stuck(Postbox):
    """A mail server that has the whole mail and never says so."""

    async def handle_DATA(self, _server: object, _session: object, _envelope: object) -> str:  # noqa: N802
        await asyncio.sleep(60)
        return "451 Try again"


def use_mail_server(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", free_port(), 30


def test_a_stopped_mail_server_shows_on_the_page_and_the_mail_leaves_once(
    settings: Any, ticket: Ticket, cast: Cast
) -> None:
    use_mail_server(settings)
    to_vendor(ticket, cast)
    assert state(ticket) == "preparing"
    settle()
    assert state(ticket) == "delayed"
    page = signed_in(cast.superuser).get(reverse("admin:tickets_ticket_change", args=[ticket.pk])).content.decode()
    assert reverse("admin:ticket_resend", args=[ticket.pk]) in page
    box = Postbox()
    server = Controller(box, hostname="127.0.0.1", port=settings.EMAIL_PORT, ready_timeout=30)
    server.start()
    signed_in(cast.superuser).post(reverse("admin:ticket_resend", args=[ticket.pk]))
    for _ in range(2):
        settle()
    server.stop()
    assert [to for to, _text in box.mails].count(["skema@vendor.example"]) == 1
    assert state(ticket) == "sent"


KILLED = "from tickets.outbound import outgoing; outgoing.send({delivery})"


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_before_the_mail_server_agreed_leaves_one_mail_behind(
    settings: Any, ticket: Ticket, cast: Cast
) -> None:
    to_vendor(ticket, cast)
    use_mail_server(settings)
    settle()
    delivery = Delivery.objects.get(kind="party_forwarded")
    Delivery.objects.filter(pk=delivery.pk).update(next_attempt_at=timezone.now())
    stuck = Controller(Stuck(), hostname="127.0.0.1", port=settings.EMAIL_PORT, ready_timeout=30)
    stuck.start()
    kill_while_sending(settings, delivery)
    stuck.stop()
    assert state(ticket) == "sending"
    box = Postbox()
    server = Controller(box, hostname="127.0.0.1", port=settings.EMAIL_PORT, ready_timeout=30)
    server.start()
    settle()
    assert not [to for to, _text in box.mails if to == ["skema@vendor.example"]]
    Delivery.objects.filter(status=Delivery.Status.QUEUED).update(next_attempt_at=timezone.now())
    for _ in range(2):
        settle()
    server.stop()
    assert [to for to, _text in box.mails].count(["skema@vendor.example"]) == 1
    assert state(ticket) == "sent"


def kill_while_sending(settings: Any, delivery: Delivery) -> None:
    """A process of its own begins to send, holds the claim, and is killed in the middle of the conversation."""
    database = settings.DATABASES["default"]
    address = f"postgres://{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}"
    environment = os.environ | {
        "DATABASE_URL": f"{address}/{database['NAME']}",
        "EMAIL_URL": f"smtp://127.0.0.1:{settings.EMAIL_PORT}",
    }
    command = [sys.executable, str(ROOT / "manage.py"), "shell", "-v0", "-c", KILLED.format(delivery=delivery.pk)]
    worker = subprocess.Popen(command, env=environment, cwd=ROOT)
    end = time.monotonic() + 60
    while time.monotonic() < end:
        delivery.refresh_from_db()
        if delivery.is_under_way:
            time.sleep(1)
            break
        time.sleep(0.1)
    worker.kill()
    worker.wait(30)
