"""The load, and what if: for those who answer for the whole organisation."""

from collections import Counter
from datetime import timedelta
from math import inf
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from desk.capacity.advice import advice_of, forecast_words
from desk.capacity.charts import chart_of, top_of
from desk.capacity.forms import OrganisationForm, numbers_of
from desk.capacity.scenarios import SCENARIOS, Scenario
from organisation.models import Municipality, User
from tests.cast import Cast, open_ticket, person, settle
from tests.reporting.histories import tell
from tests.tickets.clock_times import local, office_hours
from tickets.models import Event, Ticket
from tickets.words import Tier
from triage.capacity.forecast import Forecast
from triage.capacity.load import CACHED, Flow, Load, PastEvent, count, first_since, stays_since
from triage.capacity.models import WhatIf
from triage.capacity.organisation import USUAL, Level, Organisation
from triage.capacity.people import InHand, in_hand, who_should_give
from triage.capacity.simulation import Visit
from triage.tasks import count_load, play_what_if, sweep_triage

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def lead(cast: Cast, client: Client) -> Client:
    client.force_login(cast.project_lead, backend=BACKEND)
    return client


def told_of(now: Organisation, then: Organisation, weeks: int = 2) -> dict[str, Any]:
    sides = {"now": now, "then": then}
    posted = {f"{side}-{name}": each for side, of in sides.items() for name, each in numbers_of(of).items()}
    return posted | {"weeks": weeks}


def ask(cast: Cast, client: Client) -> WhatIf:
    client.force_login(cast.project_lead, backend=BACKEND)
    small = USUAL.but(schools=3, cases_a_week=60)
    answer = client.post(reverse("admin:capacity"), told_of(small, small.but(joining=3)))
    assert answer.status_code == 302
    return WhatIf.objects.get()


@pytest.mark.parametrize("role", ["superuser", "institution_admin", "pilot"])
def test_who_answers_for_a_part_does_not_see_the_whole(role: str, cast: Cast, client: Client) -> None:
    asked = WhatIf.ask(USUAL, USUAL, weeks=1, by=cast.project_lead)
    client.force_login(cast.by_role(role), backend=BACKEND)
    for address in (reverse("admin:capacity"), reverse("admin:what_if", args=[asked.pk])):
        assert client.get(address).status_code == 403


def test_the_page_counts_what_came_and_what_was_done(cast: Cast, lead: Client) -> None:
    for _ in range(3):
        open_ticket(cast.school)
    first, second, _third = Ticket.objects.order_by("id")
    first.resolve(by=cast.superuser)
    second.escalate(by=cast.superuser, reason="Op.")
    counted = count()
    assert (counted.tiers["first_level"].solved, counted.tiers["first_level"].handed_up) == (1, 1)
    assert counted.tiers["pilot"].waiting == 1
    assert counted.places[cast.school.pk].came == 3
    page = lead.get(reverse("admin:capacity")).content.decode()
    assert "Hvad nu hvis?" in page
    assert cast.school.name in page


def test_the_load_is_counted_before_somebody_asks(cast: Cast, lead: Client) -> None:
    open_ticket(cast.school)
    count_load()
    with CaptureQueriesContext(connection) as statements:
        assert lead.get(reverse("admin:capacity")).context["load"].tiers["first_level"].came == 1
    assert not any('FROM "tickets_event"' in each["sql"] for each in statements)


def test_two_organisations_are_played_through_and_stand_side_by_side(cast: Cast, client: Client) -> None:
    asked = ask(cast, client)
    assert "0 % færdig" in client.get(reverse("admin:what_if", args=[asked.pk])).content.decode()
    play_what_if(asked.pk)
    asked.refresh_from_db()
    assert (asked.status, asked.percent) == (WhatIf.Status.READY, 100)
    page = client.get(reverse("admin:what_if", args=[asked.pk])).content.decode()
    waits = [any(week["high"] for week in tier["queue"]) for tier in asked.outcomes[1]["tiers"]]
    assert waits[0]
    assert page.count("<polyline") == 2 * sum(waits)
    assert "Institutioner, der kommer til senere: 0" in page
    assert "style=" not in page[page.index('id="outcome"') :]
    now, then = asked.outcomes
    assert sum(each["middle"] for each in then["opened"]) > sum(each["middle"] for each in now["opened"])


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_what_is_asked_most_fills_the_columns(scenario: Scenario, cast: Cast, lead: Client) -> None:
    page = lead.get(reverse("admin:capacity"), {"scenario": scenario.name})
    rows = {row.fields[0].name: row for group in page.context["groups"] for row in group.rows}
    changed = {name for name, row in rows.items() if row.is_changed}
    _now, then = scenario.pair(Load.current().organisation)
    assert {name: rows[name].fields[1].value() for name in changed} == {
        name: number for name, number in numbers_of(then).items() if name in changed
    }
    assert changed
    assert any(group.is_open for group in page.context["groups"])
    assert not any(group.is_open for group in lead.get(reverse("admin:capacity")).context["groups"])


def test_a_whole_number_stands_without_decimals_in_its_field() -> None:
    numbers = numbers_of(USUAL.but(pilot=Level(4, 60, 25, 0.6, 420), cases_a_week=1.25))
    shown = [str(numbers[name]) for name in ("pilot_solved", "pilot_minutes_a_case", "cases_a_week")]
    assert shown == ["60", "25", "1.25"]


def test_what_was_seen_can_be_sent_as_it_stands() -> None:
    seen = USUAL.but(cases_a_week=999, first_level=Level(0, 1, 9999, 0.5, 99_999), pilot=Level(900, 1, 0.01, 2, 1))
    assert OrganisationForm(numbers_of(seen), of=seen, side="").errors == {}


@pytest.mark.parametrize("name", ["schools", "joins", "pilot_people", "first_level_patience"])
def test_half_a_person_is_refused_rather_than_cut(name: str) -> None:
    asked = OrganisationForm(numbers_of(USUAL) | {name: "7.5"}, of=USUAL, side="")
    assert list(asked.errors) == [name]


def test_numbers_that_cannot_be_are_answered_with_a_sentence(lead: Client) -> None:
    wrong = told_of(USUAL, USUAL) | {"then-pilot_people": "rød", "now-schools": 0, "weeks": 900}
    answer = lead.post(reverse("admin:capacity"), wrong)
    assert answer.status_code == 422
    assert "Nogle tal kan ikke bruges." in answer.content.decode()
    assert not WhatIf.objects.exists()


def test_more_cases_than_anybody_waits_for_are_refused_with_what_to_do(lead: Client) -> None:
    many = USUAL.but(schools=500, joining=500, cases_a_week=200)
    answer = lead.post(reverse("admin:capacity"), told_of(USUAL, many, weeks=26))
    assert answer.status_code == 422
    assert "Vælg færre uger, institutioner eller henvendelser om ugen." in answer.content.decode()
    assert 'value="200"' in answer.content.decode()
    assert not WhatIf.objects.exists()


def test_who_asks_again_begins_with_the_same_numbers(cast: Cast, client: Client) -> None:
    asked = ask(cast, client)
    page = client.get(reverse("admin:capacity"), {"again": asked.pk})
    rows = {row.fields[0].name: row for group in page.context["groups"] for row in group.rows}
    assert [field.value() for field in rows["joining"].fields] == [0, 3]
    assert page.context["weeks"]["weeks"].value() == 2
    assert "Institutioner, der kommer til senere: 0 → 3" in page.content.decode()
    assert client.get(reverse("admin:capacity"), {"again": "x" * 40}).status_code == 200


def test_a_worker_that_died_is_followed_by_another(cast: Cast) -> None:
    asked = WhatIf.ask(USUAL.but(schools=1), USUAL.but(schools=1), weeks=1, by=cast.project_lead)
    assert list(WhatIf.objects.unfinished()) == []
    WhatIf.objects.update(heard_at=timezone.now() - timedelta(hours=1))
    assert list(WhatIf.objects.unfinished()) == [asked]
    sweep_triage()


@pytest.mark.django_db
def test_the_way_of_a_case_is_read_from_its_events() -> None:
    office_hours()
    rows = [
        event("opened", "requester", "2026-11-23 08:00"),
        event("assigned", "staff", "2026-11-23 09:00"),
        event("escalated", "staff", "2026-11-23 10:00", tier="pilot"),
        event("escalated", "system", "2026-11-24 10:00", tier="support_entitled"),
        event("resolved", "staff", "2026-11-24 11:00"),
    ]
    assert visits_in(rows) == [
        Visit(0, 0, 60, 120, "handed_up"),
        Visit(1, 120, None, 540, "climbed"),
        Visit(2, 540, 600, 600, "solved"),
    ]


@pytest.mark.django_db
def test_what_waits_came_and_the_time_in_which_we_waited_is_no_work() -> None:
    office_hours()
    rows = [
        event("opened", "requester", "2026-11-23 08:00"),
        event("asked", "staff", "2026-11-23 09:00", changed={"status": ["new", "waiting_requester"]}),
        event("replied", "requester", "2026-11-23 11:00", changed={"status": ["waiting_requester", "in_progress"]}),
        event("forwarded", "staff", "2026-11-23 12:00", changed={"status": ["in_progress", "forwarded"]}),
        event("rejected", "staff", "2026-11-23 13:00", changed={"status": ["forwarded", "in_progress"]}),
    ]
    first, again = visits_in(rows)
    assert (first, first.worked) == (Visit(0, 0, 60, 240, "passed_on", 120), 60)
    assert again == Visit(0, 300, None, inf, "")


@pytest.mark.django_db
def test_a_case_that_came_before_the_time_leaves_the_tier_at_which_it_was() -> None:
    office_hours()
    rows = [
        event("answered", "staff", "2026-11-23 08:00", changed={"status": ["new", "in_progress"]}),
        event("escalated", "staff", "2026-11-23 09:00", tier="support_entitled", changed={"tier": ["pilot", "x"]}),
        event("resolved", "staff", "2026-11-23 10:00", changed={"status": ["in_progress", "resolved"]}),
        event("closed", "staff", "2026-11-23 11:00", changed={"status": ["resolved", "closed"]}),
    ]
    assert visits_in(rows) == [Visit(1, -inf, None, 60, "handed_up"), Visit(2, 60, 120, 120, "solved")]


@pytest.mark.django_db
def test_a_case_that_waits_at_a_party_comes_to_no_tier_when_it_is_moved() -> None:
    office_hours()
    rows = [
        event("opened", "requester", "2026-11-23 08:00"),
        event("attached", "staff", "2026-11-23 09:00", changed={"status": ["new", "forwarded"]}),
        event("escalated", "staff", "2026-11-23 10:00", tier="pilot", changed={"tier": ["first_level", "pilot"]}),
    ]
    assert visits_in(rows) == [Visit(0, 0, 60, 60, "passed_on")]
    assert visits_in(rows[1:]) == [Visit(0, -inf, None, 60, "passed_on")]


@pytest.mark.parametrize("seed", range(4))
def test_what_came_and_left_is_what_a_slow_count_of_the_events_says(seed: int, cast: Cast) -> None:
    tell(cast, seed, around=timezone.now() - timedelta(days=14))
    came, solved, passed_on, moved = slow_flows()
    flows = count().tiers
    assert {tier: flow.came for tier, flow in flows.items()} == {tier: came[tier] for tier in flows}
    assert {tier: flow.solved for tier, flow in flows.items()} == {tier: solved[tier] for tier in flows}
    assert {tier: flow.handed_up for tier, flow in flows.items()} == {
        tier: passed_on[tier] + moved[tier] for tier in flows
    }


def slow_flows() -> tuple[Counter[str], Counter[str], Counter[str], Counter[str]]:
    """By tier, read off the state of each case before and after each event: what came, was solved, passed on, moved."""
    came, solved, passed_on, moved = (Counter[str]() for _ in range(4))
    for ticket in Ticket.objects.filter(merged_into=None):
        tier, is_here = str(Tier.FIRST_LEVEL), True
        came[tier] += 1
        for event in Event.objects.filter(ticket=ticket).order_by("id"):
            changed = event.data.get("changed", {})
            status = changed.get("status", ["", ""])[1]
            to = changed.get("tier", ["", tier])[1]
            stays = status not in {"forwarded", "resolved", "closed"} if status else is_here
            if is_here and to != tier:
                moved[tier] += 1
            elif is_here and not stays:
                (passed_on if status == "forwarded" else solved)[tier] += 1
            came[to] += stays and (not is_here or to != tier)
            tier, is_here = to, stays
    return came, solved, passed_on, moved


def visits_in(rows: list[PastEvent]) -> list[Visit]:
    return [stay.visit for stay in stays_since(rows, Municipality.calendar(), local("2026-11-23 00:00"))]


def event(kind: str, actor: str, at: str, **data: Any) -> PastEvent:
    return PastEvent(1, kind, actor, local(at), data, "first_level", None)


def test_the_first_of_the_time_is_found_by_halving(cast: Cast) -> None:
    tickets = [open_ticket(cast.school) for _ in range(7)]
    settle()
    for number, ticket in enumerate(tickets):
        Event.objects.filter(ticket=ticket).update(at=local(f"2026-11-{10 + number} 12:00"))
    first_key = first_since(Event.objects.all(), "at", local("2026-11-13 00:00"))
    newer = Event.objects.filter(pk__gte=first_key).order_by("pk")[0]
    assert newer.ticket == tickets[3]
    assert first_since(Event.objects.all(), "at", local("2027-11-13 00:00")) > newer.pk


def test_a_chart_keeps_within_its_frame_and_its_top_is_round() -> None:
    weeks = [{"low": 0.0, "middle": 5.0 * week, "high": 9.0 * week} for week in range(6)]
    chart = chart_of([("now", weeks), ("then", weeks)])
    heights = [float(point.split(",")[1]) for series in chart.series for point in series.band.split()]
    assert min(heights) >= 0
    assert max(heights) <= 130
    assert [top_of(value) for value in (0, 3, 45, 101)] == [2, 4, 100, 200]


def test_people_stand_with_the_minutes_they_said_and_what_lies_with_them(cast: Cast, lead: Client) -> None:
    assert "Ingen har angivet endnu" in lead.get(reverse("admin:capacity")).content.decode()
    other = person("pilot", cast.school, name="Bo Pilot", email="bo@example.org")
    for user, minutes in ((cast.pilot, 30), (other, 60)):
        User.objects.filter(pk=user.pk).update(support_minutes=minutes)
    for _each in range(6):
        ticket = open_ticket(cast.school)
        ticket.escalate(by=cast.superuser, reason="Op.")
        ticket.assign(cast.pilot, by=cast.pilot)
    cache.delete(CACHED)
    rows = in_hand(count().organisation)
    assert [(row.name, row.minutes, row.cases) for row in rows] == [(cast.pilot.name, 30, 6), ("Bo Pilot", 60, 0)]
    assert rows[0].days == pytest.approx(6 * USUAL.pilot.minutes_a_case / 30)
    assert count().organisation.pilot.minutes_a_day == 45
    page = lead.get(reverse("admin:capacity")).content.decode()
    assert f"Pilot: {cast.pilot.name} har arbejde til 5" in page
    assert cast.superuser.name not in page.partition('id="by-person"')[2].partition("<h2")[0]


def test_cases_are_given_to_who_works_at_the_same_place(cast: Cast) -> None:
    here = InHand(1, "A", frozenset({("superuser", 1)}), 30, 9, 6.0)
    there = InHand(2, "B", frozenset({("superuser", 2)}), 30, 0, 0.0)
    both = InHand(3, "C", frozenset({("superuser", 1), ("superuser", 2)}), 30, 3, 2.5)
    assert who_should_give([here, there], ["superuser"]) is None
    assert who_should_give([here, both, there], ["superuser"]) == (here, both)
    assert who_should_give([here, both], ["pilot"]) is None


def load_of(**changed: Any) -> Load:
    tiers = {tier: Flow(people=2) for tier in Tier} | changed
    organisation = USUAL.but(schools=1)
    return Load(timezone.now(), 4, {str(tier): flow for tier, flow in tiers.items()}, {}, organisation)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("tier", "flow", "said"),
    [
        ("pilot", Flow(came=20, solved=20, people=4), ""),
        ("pilot", Flow(came=12, climbed=12), "Ingen har rollen"),
        ("pilot", Flow(came=40, solved=20, climbed=20, people=4), "arbejdsminutter er måske for få"),
        ("support_entitled", Flow(came=280, solved=200, people=2), "1 person mere eller"),
    ],
)
def test_the_load_suggests_to_give_a_role_to_add_people_or_to_move_the_time(tier: str, flow: Flow, said: str) -> None:
    advice = advice_of(load_of(**{tier: flow}), [])
    assert [said in each.sentence for each in advice] == ([True] if said else [])
    assert all(each.act and each.address for each in advice)


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["project_lead", "municipal_admin", "support_entitled"])
def test_each_suggestion_leads_to_a_page_that_opens_or_to_who_can(who: str, cast: Cast, client: Client) -> None:
    reader: User = getattr(cast, who)
    client.force_login(reader, backend=BACKEND)
    crowded = Flow(came=280, solved=200, people=2)
    climbing = Flow(came=40, solved=20, climbed=20, people=4)
    cache.set(CACHED, load_of(pilot=climbing, support_entitled=crowded, first_level=Flow(came=12)))
    page = client.get(reverse("admin:capacity"))
    places = {each.address for each in page.context["advice"]}
    assert len(places) == 2
    assert {place for place in places if client.get(place).status_code != 200} == page.context["beyond"]
    shown = {place for place in places if f'href="{place}"' in page.content.decode()}
    assert shown == places - page.context["beyond"]
    assert (f"{cast.municipal_admin.name} kan gøre det." in page.content.decode()) is (shown != places)


@pytest.mark.parametrize(
    ("known", "said"),
    [
        (None, "–"),
        (Forecast(inf, inf, inf, 0.01), "Ikke inden for et halvt år"),
        (Forecast(9, inf, inf, 0.2), "Næppe: 20 % inden for et halvt år"),
        (Forecast(0, 0, 0, 1.0), "Nu"),
        (Forecast(2, 5, 9, 1.0), "Om cirka 5 uger (2 til 9)"),
        (Forecast(2, 5, inf, 0.8), "Om cirka 5 uger (tidligst 2)"),
    ],
)
def test_a_forecast_is_told_with_how_sure_it_is(known: Forecast | None, said: str) -> None:
    with translation.override("da"):
        assert forecast_words(known) == said


def test_a_person_says_how_much_time_they_have(cast: Cast, client: Client) -> None:
    client.force_login(cast.pilot, backend=BACKEND)
    page = client.get(reverse("admin:my_settings"))
    posted = {name: field.value() or "" for name, field in ((each.name, each) for each in page.context["form"])}
    client.post(reverse("admin:my_settings"), posted | {"support_minutes": "40"})
    assert User.objects.get(pk=cast.pilot.pk).support_minutes == 40
    assert client.post(reverse("admin:my_settings"), posted | {"support_minutes": "2"}).status_code == 422
    client.post(reverse("admin:my_settings"), posted | {"support_minutes": ""})
    assert User.objects.get(pk=cast.pilot.pk).support_minutes is None
