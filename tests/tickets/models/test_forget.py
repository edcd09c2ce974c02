from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from organisation.models import User
from organisation.roles import Role
from tests.cast import Cast, kinds, open_ticket, settle
from tickets.models import (
    Delivery,
    Draft,
    Merge,
    Message,
    NewsRefusal,
    ReceivedMail,
    ReplyAddress,
    SearchEntry,
    Tag,
    TextMessage,
    Ticket,
)
from tickets.models.refusals import UnableToAnswer
from tickets.tasks import forget_old
from tickets.words import Actor
from triage.faults.models import FaultReport
from triage.forwarding.models import Forwarding
from triage.forwarding.models.forwarding import Enclosed
from triage.ready_answers.looked_up import LookedUp
from triage.suggestions.models import Suggestion


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


def full(cast: Cast, **facts: str) -> Ticket:
    """A case with something personal in every place, which has ended."""
    ticket = open_ticket(cast.school, requester_phone="20304050", **facts)
    ticket.set_route("schedule_vendor", by=cast.superuser)
    Forwarding.forward(ticket, by=cast.superuser, enclosed=Enclosed("Maja Holm venter."))
    settle()
    FaultReport.record(ticket, {"full_name": "Maja Holm"}, by=cast.superuser)
    Draft.keep(ticket, cast.superuser, Draft.Kind.NOTE, "Maja Holm ringer igen.")
    ReceivedMail.objects.create(fingerprint=f"{ticket.pk}", ticket=ticket, from_name="Maja Holm", outcome="opened")
    LookedUp.objects.create(ticket=ticket, searched="Maja Holm")
    Suggestion.objects.filter(ticket=ticket).update(reasons=[{"code": "word", "params": {"word": "Maja"}}])
    ticket.escalate(by=cast.superuser, reason="Maja Holm har ringet.")
    ticket.resolve(by=cast.superuser)
    settle()
    return Ticket.objects.get(pk=ticket.pk)


def remains(ticket: Ticket) -> str:
    """Everything that is stored of the case, in one text."""
    rows: list[Any] = [Ticket.objects.get(pk=ticket.pk), *ticket.messages.all(), *ticket.drafts.all()]
    rows += [*ticket.events.all(), *ticket.received_mails.all(), *SearchEntry.objects.filter(ticket=ticket)]
    rows += [*Delivery.objects.filter(event__ticket=ticket), *FaultReport.objects.filter(ticket=ticket)]
    rows += LookedUp.objects.filter(ticket=ticket)
    rows += [*Forwarding.objects.filter(ticket=ticket), *Suggestion.objects.filter(ticket=ticket)]
    return "\n".join(str({name: value for name, value in vars(row).items() if name != "_state"}) for row in rows)


def test_one_case_is_forgotten_in_every_place_and_another_in_none(cast: Cast) -> None:
    forgotten, kept = full(cast), full(cast)
    before, events = remains(kept), forgotten.events.count()
    forgotten.forget()
    settle()
    for personal in ("Maja", "Holm", "maja@", "20304050", "skema@vendor.example", "Jeg kan logge ind"):
        assert personal not in remains(forgotten)
        assert personal in before
    assert remains(kept) == before
    assert forgotten.events.count() == events + 1
    assert (Forwarding.objects.count(), Suggestion.objects.count(), FaultReport.objects.count()) == (2, 2, 1)


def test_the_numbers_of_a_forgotten_case_stay(cast: Cast) -> None:
    ticket = full(cast)
    ticket.forget()
    data = {event.kind: event.data for event in Ticket.objects.get(pk=ticket.pk).events.all()}
    assert (data["escalated"]["tier"], data["escalated"]["before"]) == ("pilot", "first_level")
    assert "reason" not in data["escalated"]
    assert data["forwarded"]["party"] == "Skemahuset"
    assert data["routed"]["route"] == "schedule_vendor"
    kept = Ticket.objects.get(pk=ticket.pk)
    assert (kept.tier, kept.route, kept.status, kept.institution) == (
        "pilot",
        "schedule_vendor",
        "resolved",
        cast.school,
    )
    assert kept.events.get(kind="forgotten").actor == Actor.SYSTEM


def test_the_old_link_of_a_forgotten_case_leads_nowhere_and_the_new_one_is_secret(cast: Cast) -> None:
    ticket = full(cast)
    old = ticket.token
    ticket.forget()
    kept = Ticket.objects.get(pk=ticket.pk)
    with pytest.raises(Ticket.DoesNotExist):
        Ticket.objects.by_token(old)
    assert Ticket.objects.by_token(kept.token) == ticket
    assert kept.token != old
    assert len(kept.token) == 32
    assert kept.forgotten_at is not None


@pytest.mark.parametrize("state", ["new", "in_progress", "waiting_requester", "forwarded"])
def test_a_case_that_goes_on_is_not_forgotten_whoever_asks(state: str, ticket: Ticket) -> None:
    due = timezone.now() if state in {"new", "in_progress"} else None
    Ticket.objects.filter(pk=ticket.pk).update(status=state, due_at=due)
    ticket.forget()
    assert Ticket.objects.get(pk=ticket.pk).forgotten_at is None
    assert ticket.messages.exists()


def test_a_picture_of_the_case_from_before_forgets_nothing_twice(cast: Cast) -> None:
    ticket = full(cast)
    stale = Ticket.objects.get(pk=ticket.pk)
    ticket.forget()
    token = Ticket.objects.get(pk=ticket.pk).token
    stale.forget()
    assert Ticket.objects.get(pk=ticket.pk).token == token
    assert kinds(ticket).count("forgotten") == 1


def test_forgetting_saves_what_is_forgotten_and_nothing_else(cast: Cast) -> None:
    ticket = full(cast)
    ticket.language = "en"
    ticket.forget()
    assert Ticket.objects.get(pk=ticket.pk).language == "da"


def test_what_somebody_was_writing_and_never_sent_is_deleted_too(old: Ticket, cast: Cast) -> None:
    Draft.keep(old, cast.superuser, Draft.Kind.NOTE, "Maja Holm ringer igen i morgen.")
    young = open_ticket(cast.school)
    Draft.keep(young, cast.superuser, Draft.Kind.NOTE, "Ser på det.")
    old.forget()
    assert list(Draft.objects.values_list("ticket", flat=True)) == [young.pk]


PERSONAL = [
    "messages",
    "drafts",
    "received_mails",
    "reply_addresses",
    "text_messages",
    "news_refusals",
    "taggings",
]


def hang_everything_on(ticket: Ticket, by: User) -> None:
    """A row of each kind that says something about the person."""
    Draft.keep(ticket, by, Draft.Kind.NOTE, "Maja Holm ringer igen.")
    ReceivedMail.objects.create(fingerprint=f"{ticket.pk}", ticket=ticket, from_name="Maja Holm", outcome="opened")
    ReplyAddress.of(ticket, "Maja Holm")
    event = ticket.events.get(kind="opened")
    TextMessage.objects.create(ticket=ticket, event=event, number="4520304050", status=TextMessage.Status.SENT)
    NewsRefusal.note(ticket.pk, "maja@example.dk")
    ticket.tag([Tag.objects.create(name=f"Skolestart {ticket.pk}")], by=by)
    ticket.resolve(by=by)


def test_every_row_that_hangs_on_a_case_and_says_something_of_the_person_is_deleted(cast: Cast) -> None:
    forgotten, kept = open_ticket(cast.school), open_ticket(cast.school)
    for ticket in (forgotten, kept):
        hang_everything_on(ticket, cast.superuser)
    forgotten.forget()
    assert {name: getattr(forgotten, name).count() for name in PERSONAL} == dict.fromkeys(PERSONAL, 0)
    assert {name for name in PERSONAL if not getattr(kept, name).exists()} == set()


def test_the_numbers_of_the_journal_are_forgotten_too(old: Ticket, cast: Cast) -> None:
    old.journal(number="2026-17", kle="17.00", by=cast.municipal_admin)
    old.forget()
    left = Ticket.objects.get(pk=old.pk)
    assert (left.journal_number, left.kle) == ("", "")


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


def test_what_triage_suggested_and_what_was_looked_up_says_nothing_of_the_case_any_more(cast: Cast) -> None:
    ticket = full(cast)
    Suggestion.objects.filter(ticket=ticket).update(holds=["short"], bars={"maja": 0.9})
    Forwarding.objects.filter(ticket=ticket).update(external_number="SAG Maja Holm")
    LookedUp.note(ticket, searched="holm skole", article=None)
    assert LookedUp.objects.filter(ticket=ticket).exists()
    ticket.forget()
    settle()
    left = Suggestion.objects.filter(ticket=ticket).values_list("reasons", "holds", "bars")
    assert set(map(str, left)) == {"([], [], {})"}
    outward = Forwarding.objects.filter(ticket=ticket).values_list("text", "address", "cover", "external_number")
    assert list(outward) == [("", "", "", "")]
    assert not LookedUp.objects.filter(ticket=ticket).exists()


# Because the person asks for it


def test_what_is_erased_at_once_ends_is_forgotten_and_says_who_did_it(ticket: Ticket, cast: Cast) -> None:
    ticket.erase(by=cast.municipal_admin)
    kept = Ticket.objects.get(pk=ticket.pk)
    assert (kept.status, kept.requester_name, kept.due_at, kept.is_forgotten) == ("closed", "", None, True)
    assert not Message.objects.exists()
    assert kinds(ticket) == ["opened", "forgotten", "erased"]
    assert [event.by for event in kept.events.filter(kind="erased")] == [cast.municipal_admin]
    kept.erase(by=cast.municipal_admin)
    assert kinds(ticket) == ["opened", "forgotten", "erased"]


def test_a_solved_case_that_is_erased_stays_solved(ticket: Ticket, cast: Cast) -> None:
    ticket.resolve(by=cast.superuser)
    ticket.erase(by=cast.municipal_admin)
    assert Ticket.objects.get(pk=ticket.pk).status == "resolved"


def test_what_was_written_through_a_merge_goes_with_the_case_of_its_writer_alone(ticket: Ticket, cast: Cast) -> None:
    hers = open_ticket(cast.school, requester_email="ida@example.org", body="Mit barn er syg.")
    Merge.begin(hers, ticket, by=cast.superuser, confirmed=True)
    hers.refresh_from_db()
    hers.reply("Det haster for os.")
    assert ticket.messages.filter(body="Det haster for os.").exists()
    before = set(ticket.messages.exclude(via=hers).values_list("pk", flat=True))
    hers.erase(by=cast.municipal_admin)
    assert set(ticket.messages.values_list("pk", flat=True)) == before
    assert not Message.objects.filter(body__in=["Det haster for os.", "Mit barn er syg."]).exists()


@pytest.mark.parametrize("role", [role.value for role in Role if role != Role.MUNICIPAL_ADMIN])
def test_nobody_erases_who_does_not_answer_for_the_data(role: str, ticket: Ticket, cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        ticket.erase(by=cast.by_role(role))
    assert ticket.messages.exists()
