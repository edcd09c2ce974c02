"""Known errors: cases gathered under one cause, one update to everybody, one repair for all."""

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied

from tests.cast import Cast, kinds, open_ticket, settle
from tickets.models import Merge, Ticket
from tickets.models.refusals import UnableTo
from tickets.words import Status
from triage import tasks
from triage.known_errors import matching, news
from triage.known_errors.audience import reach_of
from triage.known_errors.models import KnownError, KnownErrorFit, KnownErrorUpdate


@pytest.fixture
def error(cast: Cast) -> KnownError:
    return KnownError.objects.create(
        title="Galleriet kan ikke tage imod billeder",
        description="Der kommer en fejl, når man lægger billeder i galleriet.",
        terms="upload hvid skærm",
    )


def tell_all() -> None:
    for update in news.unfinished_updates():
        while news.tell_update(update):
            pass
    settle()


def letters_to(address: str) -> list[str]:
    return [str(letter.body) for letter in mail.outbox if letter.to == [address]]


def test_a_case_is_attached_once_waits_and_its_requester_hears(ticket: Ticket, error: KnownError, cast: Cast) -> None:
    error.attach(ticket, by=cast.superuser)
    error.attach(ticket, by=cast.superuser)
    assert kinds(ticket).count("attached") == 1
    assert ticket.status == Status.FORWARDED
    settle()
    assert any("/drift/" in body for body in letters_to("maja@example.org"))
    error.detach(ticket, by=cast.superuser)
    error.detach(ticket, by=cast.superuser)
    assert kinds(ticket).count("detached") == 1
    assert ticket.status == Status.IN_PROGRESS


def test_a_case_has_one_cause(ticket: Ticket, error: KnownError, cast: Cast) -> None:
    error.attach(ticket, by=cast.superuser)
    other = KnownError.objects.create(title="Noget andet", description="x")
    with pytest.raises(UnableTo):
        other.attach(ticket, by=cast.superuser)


def test_an_update_reaches_each_open_case_once_in_its_language(ticket: Ticket, error: KnownError, cast: Cast) -> None:
    english = open_ticket(cast.school, language="en", requester_email="ann@example.org")
    done = open_ticket(cast.school, requester_email="done@example.org")
    for case in (ticket, english, done):
        error.attach(case, by=cast.superuser)
    done.resolve(by=cast.superuser)
    settle()
    mail.outbox.clear()
    error.update("Fundet.", text_en="Found.", by=cast.support_entitled, status="identified")
    tell_all()
    KnownErrorUpdate.objects.update(finished_at=None)
    tell_all()
    tasks.sweep_triage()
    assert len(letters_to("maja@example.org")) == 1
    assert "Fundet." in letters_to("maja@example.org")[0]
    assert "Found." in letters_to("ann@example.org")[0]
    assert letters_to("done@example.org") == []
    assert kinds(ticket).count("updated") == 1


def test_a_repair_resolves_all_cases_but_those_that_were_opened_again(
    ticket: Ticket, error: KnownError, cast: Cast
) -> None:
    again = open_ticket(cast.school, requester_email="again@example.org")
    for case in (ticket, again):
        error.attach(case, by=cast.superuser)
    again.resolve(by=cast.superuser)
    assert reach_of(error, solves=False).cases == 1
    again.reply("Det virker stadig ikke.")
    settle()
    mail.outbox.clear()
    assert reach_of(error, solves=False).cases == 2
    reach = reach_of(error, solves=True)
    assert (reach.cases, reach.stays) == (1, 1)
    error.solve("Rettet i nat.", by=cast.support_entitled)
    error.solve("Rettet i nat.", by=cast.support_entitled)
    tell_all()
    for case in (ticket, again):
        case.refresh_from_db()
    assert (ticket.status, again.status) == (Status.RESOLVED, Status.IN_PROGRESS)
    assert kinds(ticket).count("repaired") == 1
    [body] = letters_to("maja@example.org")
    assert "Rettet i nat." in body
    assert letters_to("again@example.org") == []


def test_what_was_opened_again_before_it_came_is_repaired_with_the_others(
    ticket: Ticket, error: KnownError, cast: Cast
) -> None:
    ticket.resolve(by=cast.superuser)
    ticket.reopen(by=cast.superuser)
    error.attach(ticket, by=cast.superuser)
    before = reach_of(error, solves=True)
    error.solve("Rettet i nat.", by=cast.support_entitled)
    tell_all()
    ticket.refresh_from_db()
    assert (before.cases, before.stays, ticket.status) == (1, 0, Status.RESOLVED)


def test_cases_that_were_merged_are_told_once_through_the_common_one(
    ticket: Ticket, error: KnownError, cast: Cast
) -> None:
    other = open_ticket(cast.school, requester_email="other@example.org")
    for case in (ticket, other):
        error.attach(case, by=cast.superuser)
    Merge.begin(other, ticket, by=cast.superuser, confirmed=True)
    settle()
    mail.outbox.clear()
    error.solve("Rettet i nat.", by=cast.support_entitled)
    tell_all()
    assert kinds(ticket).count("repaired") == 1
    assert "repaired" not in kinds(other)
    assert len(letters_to("maja@example.org")) == len(letters_to("other@example.org")) == 1


def test_a_case_that_comes_after_the_repair_hears_of_it(ticket: Ticket, error: KnownError, cast: Cast) -> None:
    error.solve("Rettet.", by=cast.support_entitled)
    tell_all()
    error.attach(ticket, by=cast.superuser)
    tell_all()
    KnownErrorUpdate.objects.update(finished_at=None)
    tell_all()
    ticket.refresh_from_db()
    assert ticket.status == Status.RESOLVED
    assert kinds(ticket).count("repaired") == 1


def test_many_cases_are_told_in_batches(error: KnownError, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(news, "BATCH", 2)
    for _ in range(3):
        error.attach(open_ticket(cast.school), by=cast.superuser)
    update = error.update("Fundet.", by=cast.support_entitled, status="identified")
    assert news.tell_update(update.pk)
    assert update.concerned() == (2, 3)
    assert not news.tell_update(update.pk)
    assert update.concerned() == (3, 3)


def test_a_superuser_writes_no_news(error: KnownError, cast: Cast) -> None:
    for user in (cast.superuser, cast.pilot, cast.observer):
        with pytest.raises(PermissionDenied):
            error.update("x", by=user, status="identified")
        with pytest.raises(PermissionDenied):
            error.solve("x", by=user)


def test_a_new_case_that_fits_is_suggested(error: KnownError, cast: Cast) -> None:
    fits = open_ticket(cast.school, subject="Galleriet", body="Jeg kan ikke få galleriet til at tage imod billeder.")
    said = open_ticket(cast.school, subject="Upload", body="Når jeg bruger upload, er skærmen hvid")
    open_ticket(cast.school, subject="Ferie", body="Hvor skriver jeg, at vi holder ferie?")
    settle()
    assert {fit.ticket for fit in KnownErrorFit.objects.all()} >= {fits}
    assert matching.score(error, "Når jeg bruger upload, er skærmen hvid") == 1.0
    assert KnownErrorFit.objects.count() == 2
    assert said


def test_cases_that_were_there_before_are_found(cast: Cast) -> None:
    fits = open_ticket(cast.school, subject="Galleriet", body="Jeg kan ikke få galleriet til at tage imod billeder.")
    settle()
    error = KnownError.objects.create(title="Galleriet kan ikke tage imod billeder", description="Fejl.")
    matching.find_cases(error.pk)
    matching.find_cases(error.pk)
    assert KnownErrorFit.objects.get().ticket == fits
