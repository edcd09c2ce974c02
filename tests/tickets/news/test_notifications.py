"""Who hears what of a case, in which language, how often, and who does not."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from organisation.models import Absence, User
from tests.cast import Cast, open_ticket, settle
from tests.desk.test_role_table import held_mail
from tickets import events
from tickets.models import Delivery, Event, Mailbox, Merge, Message, Notice, ReceivedMail, ReplyAddress, Ticket
from tickets.models.notice import ByMail, NotificationChoice
from tickets.news import notifications
from tickets.words import Actor, Tier

TOLD = {
    "tell_requester": (
        "opened answered asked forwarded collected resolved attached updated repaired decided asked_again ended"
    ),
    "text_requester": (
        "answered asked forwarded collected resolved attached updated repaired decided asked_again ended link_renewed"
    ),
    "tell_tier": "opened escalated handed_back moved",
    "tell_sender": "mail_incomplete numbers_seen",
    "tell_workers": (
        "mail_held loop_suspected stood_still replied files_added party_answered reopened party_silent mail_bounced "
        "text_failed "
        "put_here took_in amended prioritised woke due_soon target_soon target_missed"
    ),
    "tell_assignee": "assigned shared_out merged",
    "tell_mentioned": "noted",
    "tell_followers": (
        "replied files_added answered asked party_answered forwarded resolved reopened escalated handed_back ended "
        "put_here moved prioritised"
    ),
    "tell_named": "flagged",
    "tell_of_answers": "reported",
    "tell_of_closing": "closed",
}


def kinds_to(address: str) -> list[str]:
    """The kinds of the mails to an address, oldest first."""
    return list(Delivery.objects.filter(recipient=address).order_by("id").values_list("kind", flat=True))


def forget_all() -> None:
    """From here on only what happens now is counted."""
    settle()
    Delivery.objects.all().delete()
    Notice.objects.all().delete()
    mail.outbox.clear()


def leave(user: User) -> None:
    user.is_active = False
    user.save()


@pytest.mark.parametrize("listener", TOLD)
def test_each_listener_hears_of_these_events_and_no_other(listener: str) -> None:
    heard = [kind for kind in list(events._handlers) if listener in [each.__name__ for each in events.handlers(kind)]]
    assert sorted(heard) == sorted(TOLD[listener].split())


# The requester


def test_the_requester_hears_of_each_step_in_the_language_of_the_case_and_can_answer(cast: Cast) -> None:
    Mailbox.objects.create(address="hjaelp@example.org")
    ticket = open_ticket(cast.school, language="en")
    settle()
    (letter,) = [each for each in mail.outbox if each.to == ["maja@example.org"]]
    assert letter.subject == f"We have received your enquiry: Kan ikke se mit barn [{ticket.number}]"
    assert letter.body.startswith("Hello Maja Holm\n")
    assert letter.body.endswith("\n")
    assert "Kind regards\nThe Aula support\nNordsø Kommune\n" in letter.body
    assert f"http://127.0.0.1:8000{ticket.get_absolute_url()}" in letter.body
    assert "Reply to this email, or" in letter.body
    assert letter.reply_to == [ReplyAddress.of(ticket).email()]
    delivery = Delivery.objects.get(kind="requester_opened")
    assert (delivery.event, delivery.language) == (ticket.events.get(kind="opened"), "en")


def test_requesters_are_not_told_of_what_they_did_themselves(ticket: Ticket, cast: Cast) -> None:
    forget_all()
    ticket.resolve(by=Actor.REQUESTER)
    settle()
    assert kinds_to(ticket.requester_email) == []
    ticket.reopen(by=cast.superuser)
    ticket.resolve(by=cast.superuser)
    settle()
    assert kinds_to(ticket.requester_email) == ["requester_resolved"]


def test_those_merged_into_a_case_hear_too_each_with_their_own_link_and_address(ticket: Ticket, cast: Cast) -> None:
    Mailbox.objects.create(address="hjaelp@example.org")
    other = open_ticket(cast.school, requester_name="Ida Friis", requester_email="ida@example.org", language="en")
    Merge.begin(other, ticket, by=cast.superuser, confirmed=True)
    forget_all()
    ticket.answer("Det er rettet.", by=cast.superuser)
    settle()
    (own,) = [each for each in mail.outbox if each.to == ["ida@example.org"]]
    assert "Hello Ida Friis" in own.body
    assert f"http://127.0.0.1:8000{other.get_absolute_url()}" in own.body
    assert ticket.token not in own.body
    assert own.subject.endswith(f" [{other.number}]")
    assert own.reply_to == [ReplyAddress.of(other).email()]
    assert kinds_to("maja@example.org") == ["requester_answered"]


def test_who_was_answered_on_the_phone_hears_the_answer_alone(cast: Cast) -> None:
    waits = open_ticket(cast.school, channel="on_behalf", by=cast.superuser)
    solved = open_ticket(cast.school, channel="on_behalf", requester_email="ida@example.org", by=cast.superuser)
    solved.answer("Gjort.", by=cast.superuser)
    solved.resolve(by=cast.superuser)
    settle()
    assert kinds_to(waits.requester_email) == ["requester_opened"]
    assert kinds_to("ida@example.org") == ["requester_answered", "requester_resolved"]
    quick = open_ticket(cast.school, requester_email="bo@example.org")
    quick.resolve(by=cast.superuser)
    settle()
    assert "requester_opened" in kinds_to("bo@example.org")


@pytest.mark.parametrize(
    ("outcome", "quiet", "hears"), [("opened", True, False), ("opened", False, True), ("reply", True, True)]
)
def test_a_flood_of_mail_is_not_answered_mail_by_mail(outcome: str, quiet: bool, hears: bool, ticket: Ticket) -> None:
    told_by = {"fingerprint": "1", "speaker": "requester"}
    ReceivedMail.objects.create(ticket=ticket, outcome=outcome, quiet=quiet, **told_by)
    settle()
    assert ("requester_opened" in kinds_to(ticket.requester_email)) == hears


def test_a_quiet_mail_silences_the_receipt_alone(ticket: Ticket, cast: Cast) -> None:
    ReceivedMail.objects.create(fingerprint="1", ticket=ticket, outcome="opened", quiet=True)
    ticket.answer("Prøv igen.", by=cast.superuser)
    settle()
    assert kinds_to(ticket.requester_email) == ["requester_answered"]


@pytest.mark.parametrize("wanted", [True, False])
def test_the_sender_of_a_mail_hears_what_was_not_taken_in_where_that_is_wanted(wanted: bool, ticket: Ticket) -> None:
    Mailbox.objects.create(address="hjaelp@example.org")
    forget_all()
    Event.record(ticket, "mail_incomplete", by=Actor.SYSTEM, masked=1, told=wanted)
    settle()
    assert kinds_to(ticket.requester_email) == (["requester_mail_incomplete"] if wanted else [])
    if wanted:
        assert Delivery.objects.get().reply_to == ReplyAddress.of(ticket).email()
        assert mail.outbox[0].to == [ticket.requester_email]


@pytest.mark.parametrize(("body", "rushes"), [("Aula er nede.", True), ("Min far slår mig.", False)])
def test_in_a_rush_a_receipt_waits_and_colleagues_get_no_mail_but_for_what_is_sensitive(
    body: str, rushes: bool, cast: Cast
) -> None:
    ticket = open_ticket(cast.school, body=body)
    Ticket.objects.filter(pk=ticket.pk).update(came_in_rush=True)
    settle()
    assert kinds_to(cast.superuser.email) == ([] if rushes else ["tier_opened"])
    assert Notice.objects.filter(user=cast.superuser, kind="tier_opened").exists()
    receipt = Delivery.objects.get(kind="requester_opened")
    assert (receipt.next_attempt_at > timezone.now() + timedelta(minutes=19)) is rushes
    assert (receipt.status == Delivery.Status.QUEUED) is rushes


# Staff


def test_who_did_it_is_not_told_of_it(ticket: Ticket, cast: Cast) -> None:
    """Theirs, and at their tier: who takes, reopens or hands back a case knows it already; who else has it hears."""
    forget_all()
    for by in (cast.superuser, cast.institution_admin):
        ticket.assign(cast.superuser, by=by)
        ticket.resolve(by=by)
        ticket.reopen(by=by)
        settle()
    assert kinds_to(cast.superuser.email) == ["assignee_reopened"]
    assert [notice.event.by for notice in Notice.objects.filter(user=cast.superuser)] == [cast.institution_admin]


def test_who_opens_a_case_for_somebody_is_not_told_of_it_and_their_colleague_is(cast: Cast) -> None:
    open_ticket(cast.school, channel="on_behalf", by=cast.superuser)
    settle()
    assert kinds_to(cast.superuser.email) == []
    assert kinds_to(cast.institution_admin.email) == ["tier_opened"]


def test_who_has_left_is_told_nothing(ticket: Ticket, cast: Cast) -> None:
    ticket.assign(cast.superuser, by=cast.pilot)
    forget_all()
    leave(cast.superuser)
    ticket.reply("Er der nyt?")
    settle()
    assert kinds_to(cast.superuser.email) == []
    assert [notice.user for notice in Notice.objects.all()] == [cast.institution_admin]


def test_held_mail_is_told_to_who_has_the_case_and_to_its_tier_while_nobody_has(ticket: Ticket, cast: Cast) -> None:
    ticket.escalate(by=cast.superuser, reason="Op.")
    forget_all()
    held_mail(ticket)
    Event.record(ticket, "mail_held", by=Actor.SYSTEM, mail=1)
    settle()
    assert {each.recipient for each in Delivery.objects.all()} == {cast.pilot.email}
    assert kinds_to(cast.pilot.email) == ["staff_mail_held"]
    ticket.assign(cast.superuser, by=cast.superuser)
    forget_all()
    Event.record(ticket, "mail_held", by=Actor.SYSTEM, mail=1)
    settle()
    assert {each.recipient for each in Delivery.objects.all()} == {cast.superuser.email}


def test_a_case_is_told_to_the_tier_that_it_came_to(ticket: Ticket, cast: Cast) -> None:
    settle()
    assert kinds_to(cast.superuser.email) == kinds_to(cast.institution_admin.email) == ["tier_opened"]
    assert kinds_to(cast.pilot.email) == kinds_to(cast.stranger.email) == []
    forget_all()
    ticket.escalate(by=cast.superuser, reason="Op.", to=Tier.SUPPORT_ENTITLED)
    settle()
    assert kinds_to(cast.support_entitled.email) == ["tier_escalated"]
    assert kinds_to(cast.pilot.email) == []


def test_a_case_that_was_solved_as_it_was_opened_is_news_to_nobody(cast: Cast) -> None:
    solved = open_ticket(cast.school, channel="on_behalf", by=cast.superuser)
    solved.resolve(by=cast.superuser)
    settle()
    assert kinds_to(cast.institution_admin.email) == []


def test_a_case_that_came_up_and_is_solved_by_now_is_told_still(ticket: Ticket, cast: Cast) -> None:
    forget_all()
    ticket.escalate(by=cast.superuser, reason="Op.")
    ticket.resolve(by=cast.superuser)
    settle()
    assert kinds_to(cast.pilot.email) == ["tier_escalated"]


def make_late(ticket: Ticket) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(due_at=timezone.now() - timedelta(minutes=1))


def test_the_clock_reminds_the_lead_where_only_the_lead_can_do_something(ticket: Ticket, cast: Cast) -> None:
    ticket.set_route("change_request", by=cast.superuser)
    forget_all()
    make_late(ticket)
    ticket.climb()
    settle()
    assert kinds_to(cast.project_lead.email) == ["tier_waits_for_lead"]
    assert kinds_to(cast.pilot.email) == []
    forget_all()
    ticket.escalate(by=cast.pilot, reason="Se her.")
    settle()
    assert kinds_to(cast.support_entitled.email) == ["tier_escalated"]
    assert kinds_to(cast.project_lead.email) == []


def test_the_clock_tells_the_tier_where_the_lead_has_nothing_to_do(ticket: Ticket, cast: Cast) -> None:
    ticket.set_route("unilogin", by=cast.superuser)
    forget_all()
    make_late(ticket)
    ticket.climb()
    settle()
    assert kinds_to(cast.pilot.email) == ["tier_escalated"]
    assert kinds_to(cast.project_lead.email) == []


def be_away(user: User, deputy: User | None = None) -> None:
    today = timezone.localdate()
    Absence.objects.create(user=user, deputy=deputy, starts_on=today, ends_on=today)


def test_a_tier_hears_through_those_who_are_there_then_the_next_and_all_when_nobody_is(cast: Cast) -> None:
    be_away(cast.superuser)
    open_ticket(cast.school)
    settle()
    assert (kinds_to(cast.superuser.email), kinds_to(cast.institution_admin.email)) == ([], ["tier_opened"])
    be_away(cast.institution_admin)
    forget_all()
    open_ticket(cast.school)
    settle()
    assert (kinds_to(cast.superuser.email), kinds_to(cast.pilot.email)) == ([], ["tier_opened"])
    be_away(cast.pilot)
    be_away(cast.support_entitled)
    forget_all()
    open_ticket(cast.school)
    settle()
    assert kinds_to(cast.superuser.email) == kinds_to(cast.institution_admin.email) == ["tier_opened"]


def test_who_has_a_case_hears_of_it_and_its_tier_while_nobody_has(ticket: Ticket, cast: Cast) -> None:
    forget_all()
    ticket.reply("Er der nyt?")
    settle()
    assert kinds_to(cast.superuser.email) == kinds_to(cast.institution_admin.email) == ["tier_news"]
    assert kinds_to(cast.pilot.email) == []
    ticket.assign(cast.pilot, by=cast.superuser)
    ticket.reply("Hallo?")
    settle()
    assert kinds_to(cast.pilot.email) == ["assignee_assigned", "assignee_replied"]
    letter = [each for each in mail.outbox if each.to == [cast.pilot.email]][-1]
    assert "Hallo?" not in letter.body
    assert f"http://127.0.0.1:8000/admin/tickets/ticket/{ticket.pk}/" in letter.body


def test_only_colleagues_whom_a_note_names_are_told_of_it(ticket: Ticket, cast: Cast) -> None:
    forget_all()
    ticket.note("Se lige her, @Person pilot", by=cast.superuser)
    ticket.note("Til mig selv", by=cast.superuser)
    settle()
    assert [(each.kind, each.recipient) for each in Delivery.objects.all()] == [
        ("colleague_mentioned", cast.pilot.email)
    ]


def test_a_colleague_who_may_see_the_case_no_more_is_not_told(ticket: Ticket, cast: Cast) -> None:
    forget_all()
    ticket.note("Se lige her, @Person pilot", by=cast.superuser)
    cast.pilot.memberships.all().delete()
    settle()
    assert not Delivery.objects.exists()


def test_each_hears_in_their_own_language_and_as_they_chose(ticket: Ticket, cast: Cast) -> None:
    User.objects.filter(pk=cast.superuser.pk).update(language="en")
    NotificationChoice.objects.create(user=cast.institution_admin, topic="tier", by_mail=ByMail.DAILY)
    settle()
    assert Delivery.objects.get(recipient=cast.superuser.email).language == "en"
    assert kinds_to(cast.institution_admin.email) == []
    daily = Notice.objects.get(user=cast.institution_admin)
    assert (daily.digest_due, daily.in_page, daily.kind) == (True, True, "tier_opened")
    assert not Notice.objects.get(user=cast.superuser).digest_due


def test_who_wants_to_hear_by_mail_alone_has_nothing_in_the_page(ticket: Ticket, cast: Cast) -> None:
    NotificationChoice.objects.create(user=cast.superuser, topic="tier", by_mail=ByMail.AT_ONCE, in_page=False)
    NotificationChoice.objects.create(user=cast.institution_admin, topic="tier", by_mail=ByMail.NEVER)
    settle()
    assert kinds_to(cast.superuser.email) == ["tier_opened"]
    assert kinds_to(cast.institution_admin.email) == []
    assert [notice.user for notice in Notice.objects.all()] == [cast.institution_admin]


# Deliveries


def test_the_same_event_makes_one_mail_for_each_address(ticket: Ticket) -> None:
    event = ticket.events.get()
    to = [("", "da"), ("ida@example.org", "da"), ("bo@example.org", "en")]
    for _again in range(2):
        notifications.deliver(event, "tier_opened", to, files=[("a.txt", b"hej", "text/plain")])
    rows = Delivery.objects.order_by("id")
    assert [(row.recipient, row.language, row.event) for row in rows] == [
        ("ida@example.org", "da", event),
        ("bo@example.org", "en", event),
    ]
    files = [(file.name, bytes(file.data), file.content_type) for row in rows for file in row.files.all()]
    assert files == [("a.txt", b"hej", "text/plain")] * 2


def test_another_event_and_another_kind_make_mails_of_their_own(ticket: Ticket, cast: Cast) -> None:
    ticket.assign(cast.pilot, by=cast.superuser)
    for event in ticket.events.oldest_first():
        for kind in ("tier_opened", "assignee_replied"):
            notifications.deliver(event, kind, [("ida@example.org", "da")])
    assert Delivery.objects.count() == 4


def test_a_mail_is_handed_over_once_when_it_is_stored_for_good(
    ticket: Ticket, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        for _again in range(2):
            notifications.deliver(ticket.events.get(), "tier_opened", [("ida@example.org", "da")])
    assert len(callbacks) == 1


@pytest.mark.usefixtures("at_once")
def test_a_mail_leaves_as_soon_as_it_is_stored(ticket: Ticket, django_capture_on_commit_callbacks: Any) -> None:
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        notifications.deliver(ticket.events.get(), "tier_opened", [("ida@example.org", "da")])
    assert [letter.to for letter in mail.outbox] == [["ida@example.org"]]


def test_a_mail_holds_the_message_of_its_own_case_alone(ticket: Ticket, cast: Cast) -> None:
    other = open_ticket(cast.school)
    strange = other.reply("Fremmede ord")
    event = ticket.events.get()
    event.data = {"message": strange.pk}
    assert notifications.facts_for(event)["message"] is None
    own = ticket.reply("Egne ord")
    event.data = {"message": own.pk}
    assert notifications.facts_for(event)["message"] == Message.objects.get(pk=own.pk)


def test_a_subject_is_one_line_and_no_longer_than_a_mail_may_have(cast: Cast) -> None:
    ticket = open_ticket(cast.school, subject="Ord " * 50)
    Ticket.objects.filter(pk=ticket.pk).update(subject="Et\nto " * 33)
    event = Event.objects.select_related("ticket").get(ticket=ticket)
    subject, _body = notifications.write_mail(event, "requester_opened", "da", {"reply_to": ""})
    assert "\n" not in subject
    assert len(subject) <= 250
