"""One bad row must not stop a sweep: each is given a row it stumbles over, before a good one."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from knowledgebase.models import Article
from knowledgebase.search import index
from knowledgebase.search.index import counted
from knowledgebase.tasks import sweep_index
from organisation.models import SignInLink, SweepFailure, User
from tests.cast import Cast, kinds, open_ticket, settle
from tests.knowledgebase.articles import published
from tests.tickets.attachments.test_cleaning import picture
from tickets import tasks
from tickets.models import Attachment, AttachmentContent, Delivery, Event, Message, Ticket
from tickets.models.notice import Notice
from tickets.news import digests, sign_in_links
from triage import escalation
from triage.forwarding import reminders
from triage.forwarding.models import SilencePolicy
from triage.known_errors.models import KnownError
from triage.known_errors.news import tell_update

NOW = timezone.now


def failures() -> list[tuple[str, int]]:
    return list(SweepFailure.objects.order_by("id").values_list("sweep", "key"))


def two_cases(cast: Cast) -> tuple[Ticket, Ticket]:
    return open_ticket(cast.school), open_ticket(cast.school, requester_email="ann@example.org")


def test_a_case_that_cannot_climb_leaves_the_others_to_climb(cast: Cast) -> None:
    bad, good = two_cases(cast)
    Ticket.objects.filter(pk=bad.pk).update(tier="nowhere")
    Ticket.objects.update(due_at=NOW() - timedelta(minutes=1))
    done = escalation.sweep()
    assert (done.examined, done.escalated) == (2, 1)
    assert kinds(good) == ["opened", "escalated"]
    assert failures() == [("escalate", bad.pk)]


def test_a_case_that_cannot_be_forgotten_leaves_the_others_to_be_forgotten(cast: Cast) -> None:
    bad, good = two_cases(cast)
    for case in (bad, good):
        case.resolve(by=cast.superuser)
    Event.objects.filter(ticket=bad, kind="resolved").update(data=["not", "a", "mapping"])
    Ticket.objects.update(resolved_at=NOW() - timedelta(days=800))
    tasks.forget_old()
    good.refresh_from_db()
    assert good.forgotten_at is not None
    assert Message.objects.filter(ticket=bad).exists()
    assert failures() == [("forget_old", bad.pk)]


def test_a_file_that_cannot_be_read_leaves_the_others_to_be_made_ready(cast: Cast) -> None:
    open_ticket(cast.school, files=[picture("bad.png"), picture("good.png")])
    bad, good = Attachment.objects.order_by("id")
    AttachmentContent.objects.filter(pk=bad.pk).delete()
    tasks.sweep_attachments()
    good.refresh_from_db()
    assert good.state == Attachment.State.READY
    assert failures() == [("sweep_attachments", bad.pk)]


def test_a_mail_that_cannot_be_written_leaves_the_others_to_be_sent_and_is_given_up_in_the_end(cast: Cast) -> None:
    fields: dict[str, Any] = {"kind": "digest", "recipient": "a@example.org", "body": "x"}
    bad = Delivery.objects.create(**fields, subject="two\nlines")
    Delivery.objects.create(**fields, subject="good")
    tasks.sweep_deliveries()
    assert [letter.subject for letter in mail.outbox] == ["good"]
    Delivery.objects.filter(pk=bad.pk).update(attempts=10, next_attempt_at=NOW())
    tasks.sweep_deliveries()
    bad.refresh_from_db()
    assert (bad.status, bad.last_error) == (Delivery.Status.FAILED, "BadHeaderError")


def test_an_answer_that_cannot_be_indexed_leaves_the_others_to_be_found(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = (published(cast.support_entitled, title=title) for title in ("Den ene", "Den anden"))
    Article.objects.update(is_indexed=False)

    def counted_or_not(article: Article) -> index.Weighted:
        if article.pk == bad.pk:
            raise TypeError("a word that is a number")
        return counted(article)

    monkeypatch.setattr(index, "counted", counted_or_not)
    sweep_index()
    good.refresh_from_db()
    assert good.is_indexed
    assert failures() == [("sweep_index", bad.pk)]


def test_a_digest_that_cannot_be_written_leaves_the_others_to_be_sent(cast: Cast) -> None:
    event = open_ticket(cast.school).events.get()
    for person, kind in ((cast.superuser, "no_such_kind"), (cast.pilot, "tier_opened")):
        Notice.objects.create(user=person, event=event, kind=kind, digest_due=True)
    wednesday = NOW().replace(year=2030, month=6, day=12, hour=9)
    assert digests.send_due(wednesday) == 1
    assert failures() == [("send_digests", cast.superuser.pk)]


def test_a_link_that_cannot_be_written_leaves_the_others_to_be_sent(cast: Cast) -> None:
    User.objects.filter(pk=cast.superuser.pk).update(link_wanted="nonsense")
    cast.pilot.want_link(SignInLink.RESET)
    assert sign_in_links.mail_wanted() == 1
    assert failures() == [("mail_sign_in_links", cast.superuser.pk)]


def test_a_case_that_cannot_be_closed_leaves_the_others_to_be_closed(cast: Cast) -> None:
    bad, good = two_cases(cast)
    for case in (bad, good):
        case.ask("Hvilken telefon?", by=cast.superuser)
    Event.objects.filter(ticket=bad, kind="asked").update(data=["not", "a", "mapping"])
    later = NOW() + timedelta(days=30)
    assert reminders.sweep(later).asked_again == 1
    assert failures() == [("ask_again", bad.pk)]
    SilencePolicy.objects.create(id=1, remind_after_days=3, close_after_days=2)
    assert reminders.sweep(later + timedelta(days=30)).closed == 1


def test_an_event_that_fails_is_counted_and_stands_before_no_other(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    bad, good = two_cases(cast)
    settle()
    for case in (bad, good):
        case.resolve(by=cast.superuser)
    first, second = Event.objects.filter(kind="resolved").order_by("id")
    Event.objects.filter(pk__in=[first.pk, second.pk]).update(at=NOW() - timedelta(minutes=5))
    Event.objects.filter(pk=first.pk).update(kind="noted", data={"mentioned": "nobody"})
    monkeypatch.setattr(tasks, "BATCH", 1)
    tasks.sweep_events()
    tasks.sweep_events()
    second.refresh_from_db()
    assert second.dispatched_at is not None
    assert failures() == [("sweep_events", first.pk)]


def test_a_case_that_cannot_hear_the_news_leaves_the_others_to_hear_it_and_the_news_unfinished(cast: Cast) -> None:
    bad, good = two_cases(cast)
    error = KnownError.objects.create(title="Kalenderen er tom", description="x")
    for case in (bad, good):
        error.attach(case, by=cast.superuser)
    settle()
    error.update("Fundet.", by=cast.support_entitled, status="identified")
    update = error.updates.get(text="Fundet.")
    Ticket.objects.filter(pk=bad.pk).update(version=2**31 - 1)
    assert tell_update(update.pk) is False
    update.refresh_from_db()
    assert "updated" in kinds(good)
    assert update.finished_at is None
    assert failures() == [("tell_case", bad.known_error_cases.get().pk)]


def test_no_sweep_walks_its_rows_by_itself() -> None:
    """Whoever writes the next sweep finds the word for it."""
    for module in (
        "tickets/tasks.py",
        "knowledgebase/tasks.py",
        "triage/escalation.py",
        "triage/forwarding/reminders.py",
    ):
        text = Path(__file__).parents[2].joinpath(module).read_text(encoding="utf-8")
        assert "sweep_rows(" in text
        assert "[:BATCH]:" not in text
