"""Triage keeps an eye on itself, and administrators hear of it as of anything that stands still."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from monitoring import looking, runs, watching
from monitoring.models import Standstill, Trouble
from tests.cast import Cast, open_ticket
from tickets.models import Event, Ticket
from triage.quality import watch
from triage.quality.likely_share import likely_share
from triage.suggestions.models import Suggestion

NOW = timezone.now
PAGE = "/admin/quality/triage/"


def suggested(ticket: Ticket, many: Iterable[dict[str, Any]], *, days_ago: float = 1) -> None:
    """A suggestion with each of the facts, for one case; asked by nobody yet."""
    rows = list(many)
    events = Event.objects.bulk_create(Event(ticket=ticket, kind="rewritten") for _facts in rows)
    defaults = {"ticket": ticket, "institution": ticket.institution, "route": "usage_question", "confidence": 0.9}
    made = [Suggestion(event=event, **defaults | facts) for event, facts in zip(events, rows, strict=True)]
    Suggestion.objects.bulk_create(made)
    Suggestion.objects.filter(event__in=events).update(made_at=NOW() - timedelta(days=days_ago))
    cache.clear()


def set_alone(number: int, wrong: int) -> list[dict[str, Any]]:
    corrected = {"outcome": "corrected", "decided_route": "unilogin", "decided_at": NOW()}
    return [{"was_automatic": True, "outcome": "automatic"} | (corrected if at < wrong else {}) for at in range(number)]


@pytest.mark.parametrize(
    ("number", "wrong", "alarms"), [(40, 1, False), (40, 2, False), (40, 5, True), (400, 12, False)]
)
def test_it_alarms_where_more_is_overturned_than_chance_explains(
    number: int, wrong: int, alarms: bool, ticket: Ticket
) -> None:
    suggested(ticket, set_alone(number, wrong))
    assert (watch.overturned() is not None) is alarms


def test_what_was_overturned_long_ago_alarms_nobody(ticket: Ticket) -> None:
    suggested(ticket, set_alone(40, 20), days_ago=31)
    assert watch.overturned() is None


@pytest.mark.parametrize(("sure", "alarms"), [(0.9, False), (0.87, False), (0.7, True)])
def test_it_alarms_where_it_is_less_sure_than_before(sure: float, alarms: bool, ticket: Ticket) -> None:
    spread = [0.05 * (at % 3 - 1) for at in range(60)]
    suggested(ticket, [{"confidence": 0.9 + each} for each in spread], days_ago=20)
    suggested(ticket, [{"confidence": sure + each} for each in spread], days_ago=2)
    assert (watch.drifted() is not None) is alarms


def test_a_word_that_hardly_anybody_wrote_before_is_told_and_alarms(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "FEWEST", 20)
    for at in range(40):
        open_ticket(cast.school, subject="Ugeplanen mangler" if at % 9 else "Glemt kode")
    Ticket.objects.update(opened_at=NOW() - timedelta(days=20))
    for at in range(20):
        open_ticket(cast.school, subject="Zirkelplan er hvid" if at < 7 else "Ugeplanen mangler")
    assert watch.new_words(NOW()) == ["hvid", "zirkelplan"]
    assert watch.drifted() is not None
    cache.clear()
    client.force_login(cast.municipal_admin)
    assert "zirkelplan" in client.get(PAGE).content.decode()
    client.force_login(cast.superuser)
    assert "zirkelplan" not in client.get(PAGE).content.decode()


def test_administrators_are_told_once(cast: Cast, ticket: Ticket, mailoutbox: list[Any]) -> None:
    runs.expect_all()
    suggested(ticket, set_alone(40, 10))
    watching.look()
    watching.look()
    assert [standing.trouble for standing in Standstill.objects.standing()] == [Trouble.OVERTURNED]
    assert [message.to for message in mailoutbox] == [[cast.municipal_admin.email]]
    assert "kvaliteten af forslagene" in mailoutbox[0].body.lower()


def test_it_is_asked_seldom(ticket: Ticket, django_assert_num_queries: Any) -> None:
    cache.clear()
    looking.troubles(NOW())
    with django_assert_num_queries(0):
        assert watch.remembered("overturned") is watch.remembered("drifted") is None


def test_the_cases_of_which_it_knows_least_are_shown_to_those_who_may_see_them(cast: Cast, client: Client) -> None:
    sure, unsure, sensitive, elsewhere, old = (
        open_ticket(cast.daycare if at == 3 else cast.school, subject=f"Sag {at}") for at in range(5)
    )
    scores = {"usage_question": 0.1, "unilogin": 0.0}
    suggested(sure, [{"confidence": 0.93, "scores": scores}])
    suggested(unsure, [{"confidence": 0.41, "scores": scores}])
    suggested(sensitive, [{"confidence": 0.2, "scores": scores, "flags": ["violence"]}])
    suggested(elsewhere, [{"confidence": 0.3, "scores": scores}])
    suggested(old, [{"confidence": 0.3, "scores": scores}], days_ago=8)
    assert [row.ticket for row in watch.most_telling(cast.superuser)] == [unsure, sure]
    client.force_login(cast.superuser)
    page = client.get(PAGE).content.decode()
    assert unsure.number in page
    assert elsewhere.number not in page


def test_no_more_than_two_of_a_kind_are_shown(cast: Cast) -> None:
    for at in range(4):
        suggested(open_ticket(cast.school), [{"confidence": 0.4 + at / 100, "route": "unilogin"}])
    suggested(open_ticket(cast.school), [{"confidence": 0.6, "route": "local_it"}])
    told = [row.route for row in watch.most_telling(cast.superuser)]
    assert told == ["unilogin", "unilogin", "local_it"]


@pytest.mark.parametrize(
    ("hits", "count", "least", "most"), [(45, 46, 0.887, 0.996), (0, 10, 0.0, 0.278), (5, 5, 0.566, 1)]
)
def test_between_which_shares_the_true_one_lies(hits: int, count: int, least: float, most: float) -> None:
    assert likely_share(hits, count) == pytest.approx((least, most), abs=0.001)


def test_the_page_says_how_unsure_its_share_is(cast: Cast, ticket: Ticket, client: Client) -> None:
    suggested(ticket, set_alone(40, 1))
    client.force_login(cast.municipal_admin)
    assert "formentlig er 87 % til 100 % rigtige" in client.get(PAGE).content.decode()
