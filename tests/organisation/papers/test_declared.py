"""Every table is declared, with what it holds and for how long; the words follow the constants and the rows."""

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone, translation

from organisation.models import Municipality, Party
from organisation.papers import declared
from organisation.papers.declared import duration
from tests.cast import Cast
from tickets.inbound import storage
from tickets.models import ReceivedMail, Ticket
from tickets.models.received_mail import RAW_KEPT
from triage.routing.models import RoutingRule
from triage.suggestions.models import TriagePolicy


def tables() -> list[str]:
    return [label for category in declared.categories() for label in category.tables]


def test_every_table_stands_in_one_category_and_no_other_does() -> None:
    known = {model._meta.label for model in apps.get_models()}
    assert known - set(tables()) == set()
    assert set(tables()) - known == set()
    assert len(tables()) == len(set(tables()))


def test_what_is_about_people_says_what_it_is() -> None:
    assert [str(each.name) for each in declared.categories() if each.people and not each.details] == []


def test_what_the_public_reads_always_has_a_time() -> None:
    public = [each for each in declared.categories() if each.is_public]
    assert len(public) > 5
    assert [str(each.name) for each in public if each.kept is None] == []


def kept(table: str) -> str:
    with translation.override("da"):
        return next(each.kept_in_words for each in declared.categories() if table in each.tables)


@pytest.mark.django_db
def test_the_days_are_those_after_which_cases_are_forgotten(cast: Cast, ticket: Ticket) -> None:
    change(retention_days=90)
    assert kept("tickets.Ticket") == "90 dage efter, at henvendelsen er løst."
    ticket.resolve(by=cast.superuser)
    resolved = ticket.resolved_at
    assert resolved is not None
    assert ticket not in Ticket.objects.to_forget(resolved + timedelta(days=90))
    assert ticket in Ticket.objects.to_forget(resolved + timedelta(days=90, minutes=1))


@pytest.mark.django_db
def test_the_days_of_mail_are_those_of_its_sweeper(cast: Cast) -> None:
    assert f"Selve mailen i {RAW_KEPT.days} dage." in kept("tickets.ReceivedMail")
    now = timezone.now()
    fields: dict[str, Any] = {"outcome": ReceivedMail.Outcome.IGNORED}
    ReceivedMail.objects.create(fingerprint="a", received_at=now - RAW_KEPT - timedelta(minutes=1), **fields)
    ReceivedMail.objects.create(fingerprint="b", received_at=now - RAW_KEPT + timedelta(minutes=1), **fields)
    storage.forget_old()
    assert [mail.fingerprint for mail in ReceivedMail.objects.all()] == ["b"]


@pytest.mark.django_db
def test_what_is_learned_is_said_as_the_policy_has_it() -> None:
    assert "efter, at henvendelsen er løst" in kept("triage.Example")
    TriagePolicy.objects.update_or_create(id=1, defaults={"keeps_examples": True})
    assert "uden navne og numre" in kept("triage.Example")


def change(**facts: Any) -> None:
    Municipality.objects.filter(id=1).update(**facts)
    Municipality.forget_cached()


def recipients() -> dict[str, declared.Recipient]:
    with translation.override("da"):
        return {each.name: each for each in declared.recipients()}


def test_the_recipients_are_those_of_the_rules_in_force(cast: Cast) -> None:
    by_name = recipients()
    assert {"Skemahuset", "Ugeplanfirmaet", "IT-afdelingen"} <= set(by_name)
    assert "fejl i skemaet" in by_name["Skemahuset"].matters
    now = RoutingRule.in_force("schedule_vendor")
    assert now is not None
    now.revise(
        now.decided | {"channel": "internal", "party_kind": "", "valid_from": timezone.localdate()},
        by=cast.municipal_admin,
    )
    assert "Skemahuset" not in recipients()


def test_a_rule_that_comes_changes_nothing_before_its_day(cast: Cast) -> None:
    now = RoutingRule.in_force("schedule_vendor")
    assert now is not None
    coming = timezone.localdate() + timedelta(days=1)
    now.revise(now.decided | {"channel": "internal", "party_kind": "", "valid_from": coming}, by=cast.municipal_admin)
    assert "Skemahuset" in recipients()


def test_a_vendor_whom_no_institution_uses_gets_nothing(cast: Cast) -> None:
    Party.objects.create(key="unused", kind=Party.Kind.SCHEDULE_VENDOR, name="Ubrugt Skema")
    assert "Ubrugt Skema" not in recipients()


def test_kombit_gets_wishes_and_not_who_wrote_them(cast: Cast) -> None:
    with translation.override("da"):
        wishes = [each for each in declared.recipients() if "ønsker til Aula" in each.matters]
    assert len(wishes) == 1
    assert "Ikke hvem der har skrevet" in wishes[0].what


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (3600, "1 time"),
        (12 * 3600, "12 timer"),
        (24 * 3600, "24 timer"),
        (30 * 24 * 3600, "30 dage"),
        (60 * 60 * 24 * 7 * 52, "1 år"),
        (365 * 24 * 3600, "1 år"),
    ],
)
def test_times_are_said_in_their_largest_unit(seconds: int, words: str) -> None:
    with translation.override("da"):
        assert duration(seconds) == words
