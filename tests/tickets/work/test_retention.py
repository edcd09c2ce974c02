"""Nothing personal outlives its time: planted in every column there is, then the clock goes on, then the dump is read.

A new table with a text column stands in no list here, so it fails until it has a rule and a row that proves it.
"""

from datetime import datetime, timedelta
from typing import Any, Final

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import models
from django.utils import timezone
from django.utils.module_loading import import_string

from helpdesk.celery import app
from organisation.models import Municipality
from organisation.papers import declared
from tests.cast import Cast, kinds, open_ticket, settle
from tests.dump import dump
from tests.organisation.test_stored_text import MADE_HERE
from tests.planted import EMAIL, NAME, PHONE, SAID, WORDS, merged, plant, plant_what_others_read
from tickets import tasks
from tickets.models import Delivery, Draft, Event, HeldFile, Ticket
from tickets.words import Status
from tickets.work import stale
from triage.learning.models import Example
from triage.suggestions.models import TriagePolicy

WORD: Final = "Plantetord"
SET_UP: Final = {
    "organisation.User": "staff, as long as they work here",
    "organisation.Membership": "staff",
    "organisation.Absence": "staff, as long as they work here",
    "organisation.LentRole": "staff, as long as the days last",
    "organisation.Institution": "as long as we work with it",
    "organisation.Party": "as long as we work with it",
    "triage.RoutingRule": "set-up",
    "triage.RuleChange": "set-up",
    "triage.NamedPerson": "set-up",
    "triage.SilencePolicy": "set-up",
    "triage.KnownError": "written for everybody, by a person who has checked it",
    "triage.KnownErrorUpdate": "written for everybody, by a person who has checked it",
    "triage.AnswerTemplate": "written for many, by a person who has checked it",
    "triage.Macro": "set-up",
    "triage.MacroStep": "set-up",
    "triage.Hint": "set-up",
    "triage.TriagePolicy": "set-up",
    "triage.ModelVersion": "numbers",
    "triage.ModelFile": "weights",
    "triage.ModelUse": "set-up",
    "triage.Bundle": "what went to KOMBIT, in general words that a person has checked",
    "triage.BundleFile": "what went to KOMBIT, in general words that a person has checked",
    "knowledgebase.Article": "written for everybody",
    "knowledgebase.Version": "written for everybody",
    "knowledgebase.Picture": "shown to everybody",
    "knowledgebase.AnswerFile": "shown to whom its answer is shown",
    "knowledgebase.Comment": "what colleagues said of an answer, for as long as there is the answer",
    "knowledgebase.AlikeAnswers": "which answers are alike, for as long as there are both",
    "knowledgebase.Taken": "written for everybody, elsewhere",
    "knowledgebase.Arrival": "written for everybody, elsewhere",
    "knowledgebase.Partner": "set-up",
    "knowledgebase.Subscription": "set-up",
    "organisation.ApiClient": "set-up",
    "organisation.Portrait": "a colleague's picture, for as long as they agree to it",
    "organisation.SecondFactor": "how somebody signs in, for as long as they have an account",
    "sessions.Session": "empty: organisation.Session is in its place",
    "tickets.Breach": "documented for five years after it ended (tests/desk/test_breaches.py)",
}
"""Tables about people, or with their words, that outlive the cases on purpose."""
STAYS: Final = {
    "triage.ChangeRequest": {"title", "summary", "benefit", "external_number", "answer", "answer_en", "confirmed"},
    "organisation.SheetImport": {"counts"},
    "tickets.NotificationChoice": set(),
}
"""Columns that stay: general words of the lead's, digests of what the lead looked at in them, and numbers."""
TEXTS: Final = (models.CharField, models.TextField, models.JSONField, models.BinaryField)
LATER: Final = timedelta(days=1200)


def ruled() -> list[type[models.Model]]:
    """The tables about people that have a text of any kind."""
    about_people = {table for each in declared.categories() if each.people for table in each.tables}
    return [model for model in apps.get_models() if model._meta.label in about_people - set(SET_UP) and texts(model)]


def texts(model: type[models.Model]) -> list[models.Field]:
    """The columns that somebody writes in, or a file lies in."""
    left = MADE_HERE.get(model._meta.label, set()) | STAYS.get(model._meta.label, set())
    ours = [field for field in model._meta.local_fields if isinstance(field, TEXTS)]
    return [each for each in ours if not each.choices and not each.unique and each.name not in left]


def planted_in(field: models.Field, number: int) -> Any:
    word = f"{WORD}{number}"
    if isinstance(field, models.BinaryField):
        return word.encode()
    if isinstance(field, models.JSONField):
        return [word] if isinstance(field.get_default(), list) else {"word": word}
    return f"{word}@example.org" if isinstance(field, models.EmailField) else word[: field.max_length]


def fill_every_column() -> list[str]:
    """The tables in which no row was planted."""
    empty = []
    for model in ruled():
        keys = list(model._default_manager.values_list("pk", flat=True))
        if not keys:
            empty.append(model._meta.label)
        for number, key in enumerate(keys):
            filled = {field.name: planted_in(field, number) for field in texts(model)}
            model._default_manager.filter(pk=key).update(**filled)
    return empty


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Moves the time of the whole program on."""
    real, ahead = timezone.now, [timedelta()]

    def now() -> datetime:
        return real() + ahead[0]

    monkeypatch.setattr("django.utils.timezone.now", now)

    def move(by: timedelta) -> None:
        ahead[0] += by
        cache.clear()

    return move


def sweep_all() -> None:
    """Every task of the clock but those that ask other servers or train for an hour."""
    for row in app.conf.beat_schedule.values():
        if row["task"] not in {"tickets.tasks.fetch_mail", "triage.tasks.retrain"}:
            import_string(row["task"])()
    settle()


@pytest.fixture
def ended(cast: Cast, at_once: None) -> Ticket:
    TriagePolicy.objects.update_or_create(id=1, defaults={"keeps_examples": False})
    ticket = plant(cast.school, by=cast.municipal_admin, cast=cast)
    other = merged(ticket, by=cast.municipal_admin)
    Delivery.objects.create(kind="reset", recipient=EMAIL, subject=SAID, body=SAID, status=Delivery.Status.SENT)
    Example.objects.create(ticket=ticket, subject=SAID, body=SAID, route="unilogin", is_held_back=False)
    ticket.resolve(by=cast.municipal_admin)
    settle()
    assert other.merged_into == ticket or Ticket.objects.get(pk=other.pk).merged_into == ticket
    return ticket


@pytest.fixture
def beside(ended: Ticket, cast: Cast) -> None:
    """What stands beside the case, and goes in its own time."""
    plant_what_others_read(ended, by=cast.municipal_admin)


@pytest.mark.usefixtures("beside")
def test_every_table_with_texts_of_people_is_planted_here() -> None:
    assert ", ".join(fill_every_column()) == ""


def test_no_table_about_nobody_has_a_place_where_people_write() -> None:
    """What is declared to be about nobody is set up by an administrator, or filled by the program."""
    nobody = {table for each in declared.categories() if not each.people for table in each.tables}
    assert nobody & {model._meta.label for model in ruled()} == set()


def test_no_file_lies_outside_the_database() -> None:
    """So a dump of it is all there is."""
    columns = [field for model in apps.get_models() for field in model._meta.fields]
    assert [str(field) for field in columns if isinstance(field, models.FileField)] == []


@pytest.mark.usefixtures("beside")
def test_nothing_that_was_planted_is_left_when_its_time_is_over(clock: Any) -> None:
    fill_every_column()
    assert WORD in dump()
    for _turn in range(3):
        clock(LATER / 3)
        sweep_all()
    left = [line[:300] for line in dump().splitlines() if WORD.casefold() in line.casefold()]
    assert left == []


@pytest.mark.usefixtures("beside")
def test_nothing_that_people_wrote_is_left_when_its_time_is_over(clock: Any) -> None:
    """The same with real words, in the real places of each."""
    assert len([word for word in WORDS if word in dump()]) >= 4
    for _turn in range(3):
        clock(LATER / 3)
        sweep_all()
    left = [line[:300] for line in dump().splitlines() for word in WORDS if word.casefold() in line.casefold()]
    assert left == []
    assert PHONE not in dump()


def test_nothing_goes_before_its_time(ended: Ticket, clock: Any) -> None:
    clock(timedelta(days=Municipality.current().retention_days - 5))
    sweep_all()
    assert ended.messages.exists()
    assert SAID in dump()


def test_a_case_that_never_ends_is_asked_about_then_ended_then_forgotten(
    cast: Cast, clock: Any, at_once: None, mailoutbox: list
) -> None:
    ticket = open_ticket(cast.school, body=f"Hvor finder jeg ugeplanen? Hilsen {NAME}")
    ticket.set_route("usage_question", by=cast.superuser)
    ticket.assign(cast.superuser, by=cast.superuser)
    ticket.ask("Hvilken telefon?", by=cast.superuser)
    settle()
    mailoutbox.clear()
    clock(timedelta(days=366))
    sweep_all()
    sweep_all()
    assert kinds(ticket).count("stood_still") == 1
    assert [letter.to for letter in mailoutbox if "Går denne sag videre?" in letter.subject] == [[cast.superuser.email]]
    clock(timedelta(days=59))
    sweep_all()
    assert not Ticket.objects.get(pk=ticket.pk).is_done
    clock(timedelta(days=2))
    sweep_all()
    ticket.refresh_from_db()
    assert (ticket.status, kinds(ticket)[-1]) == (Status.CLOSED, "ended")
    assert [letter.to for letter in mailoutbox if "lukket" in letter.subject] == [["maja@example.org"]]
    clock(timedelta(days=366))
    sweep_all()
    assert kinds(ticket)[-1] == "forgotten"
    assert NAME not in dump()


@pytest.mark.parametrize("state", ["new", "in_progress", "waiting_requester", "forwarded"])
def test_it_ends_whatever_it_waits_for(state: str, ticket: Ticket, clock: Any) -> None:
    due = timezone.now() if state in {"new", "in_progress"} else None
    Ticket.objects.filter(pk=ticket.pk).update(status=state, due_at=due)
    for days in (366, 61):
        clock(timedelta(days=days))
        stale.sweep()
    assert Ticket.objects.get(pk=ticket.pk).status == Status.CLOSED


def test_a_sign_of_life_begins_the_time_anew(ticket: Ticket, cast: Cast, clock: Any) -> None:
    clock(timedelta(days=366))
    stale.sweep()
    ticket.note("Vi venter stadig på kommunens IT.", by=cast.superuser)
    clock(timedelta(days=61))
    stale.sweep()
    assert not Ticket.objects.get(pk=ticket.pk).is_done


def test_what_is_flagged_is_not_ended_and_no_days_mean_never(ticket: Ticket, clock: Any) -> None:
    other = open_ticket(ticket.institution, requester_email="ida@example.org")
    ticket.flag("violence")
    clock(timedelta(days=366))
    stale.sweep()
    assert "stood_still" not in kinds(ticket)
    assert "stood_still" in kinds(other)
    Municipality.objects.update(stale_days=0)
    Municipality.forget_cached()
    clock(timedelta(days=900))
    stale.sweep()
    assert "ended" not in kinds(other)


def test_a_forgotten_case_that_is_opened_again_is_forgotten_again(ended: Ticket, cast: Cast, clock: Any) -> None:
    clock(timedelta(days=366))
    sweep_all()
    ticket = Ticket.objects.get(pk=ended.pk)
    assert ticket.is_forgotten
    ticket.reopen(by=cast.superuser)
    ticket.note(SAID, by=cast.superuser)
    Draft.keep(ticket, cast.superuser, Draft.Kind.NOTE, SAID)
    Event.objects.filter(ticket=ticket, kind="reopened").update(data={"reason": SAID})
    ticket.resolve(by=cast.superuser)
    clock(timedelta(days=366))
    sweep_all()
    assert kinds(ticket).count("forgotten") == 2
    assert not [word for word in WORDS if word in dump()]


def test_a_mail_of_no_case_goes_after_its_days_unless_it_still_waits_or_belongs_to_a_bundle(
    cast: Cast, clock: Any
) -> None:
    for kind, status in (("digest", "sent"), ("digest", "queued"), ("bundle", "sent")):
        Delivery.objects.create(kind=kind, status=status, recipient=EMAIL, language="da", subject="x", body="x")
    for days, left in ((80, 3), (20, 2)):
        clock(timedelta(days=days))
        Delivery.drop_old()
        assert Delivery.objects.count() == left


def test_drafts_and_files_of_a_form_go_after_days(ticket: Ticket, cast: Cast, clock: Any) -> None:
    Draft.keep(ticket, cast.superuser, Draft.Kind.NOTE, SAID)
    clock(timedelta(days=100))
    tasks.forget_old()
    tasks.sweep_attachments()
    assert not Draft.objects.exists()
    assert not HeldFile.objects.exists()
