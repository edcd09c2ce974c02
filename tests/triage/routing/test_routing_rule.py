"""What a rule says of one case: whom it may go to, who may send it, and whether it leaves the house at all."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from organisation.models import Membership, Party, User
from tests.cast import Cast, open_ticket
from tickets.models import Ticket
from triage.forwarding.models import Forwarding
from triage.routing.models import RoutingRule, RuleChange
from triage.routing.models.routing_rule import UnableToRule


def rule_of(route: str) -> RoutingRule:
    rule = RoutingRule.in_force(route)
    assert rule is not None
    return rule


def decisions(rule: RoutingRule, **changes: Any) -> dict[str, Any]:
    return rule.decided | {"valid_from": timezone.localdate()} | changes


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


@pytest.mark.parametrize(
    ("route", "leaves", "copied"),
    [
        ("technical_fault", True, True),
        ("usage_question", True, True),
        ("unilogin", True, True),
        ("schedule_vendor", True, False),
        ("local_it", True, False),
        ("change_request", False, False),
        ("out_of_scope", False, False),
    ],
)
@pytest.mark.django_db
def test_what_is_mailed_or_copied_leaves_the_house(route: str, leaves: bool, copied: bool) -> None:
    rule = rule_of(route)
    assert (rule.leaves_the_house, rule.is_copied) == (leaves, copied)
    rule.channel = "web_form"
    assert (rule.leaves_the_house, rule.is_copied) == (True, True)


def test_who_holds_a_forwarding_role_for_the_case_may_send_it_and_nobody_else(ticket: Ticket, cast: Cast) -> None:
    rule = rule_of("technical_fault")
    assert rule.allows(cast.support_entitled, ticket)
    assert not rule.allows(cast.superuser, ticket)
    RoutingRule.objects.filter(pk=rule.pk).update(forwarders=["pilot"])
    rule.refresh_from_db()
    assert rule.allows(cast.pilot, ticket)
    elsewhere = open_ticket(cast.daycare)
    assert not rule.allows(cast.pilot, elsewhere)
    Membership.objects.create(user=cast.stranger, role="pilot", institution=cast.school)
    assert not rule.allows(User.objects.get(pk=cast.stranger.pk), elsewhere)
    assert rule.forwarder_names == ["Pilot"]


def test_a_vendor_is_that_of_the_institution_and_of_no_other(ticket: Ticket, cast: Cast) -> None:
    schedule, widget = rule_of("schedule_vendor"), rule_of("widget_vendor")
    assert [party.key for party in schedule.parties_for(ticket)] == ["skema"]
    assert [party.key for party in widget.parties_for(ticket)] == ["ugeplan"]
    elsewhere = open_ticket(cast.daycare)
    assert (schedule.parties_for(elsewhere), widget.parties_for(elsewhere)) == ([], [])
    assert (schedule.party_for(elsewhere), widget.party_for(elsewhere)) == (None, None)


def test_a_case_without_a_place_has_no_schedule_vendor(ticket: Ticket) -> None:
    ticket.institution = None
    assert rule_of("schedule_vendor").parties_for(ticket) == []
    assert [party.key for party in rule_of("widget_vendor").parties_for(ticket)] == ["ugeplan"]


def test_every_other_party_is_that_of_its_kind(ticket: Ticket) -> None:
    Party.objects.create(key="andet", kind="stil", name="Andet", email="andet@example.org")
    Party.objects.filter(key="stil").update(note="skrevet igen")
    keys = {route: [party.key for party in rule_of(route).parties_for(ticket)] for route in ("unilogin", "local_it")}
    assert keys == {"unilogin": ["stil", "andet"], "local_it": ["it"]}


def widgets(cast: Cast) -> None:
    """Two more vendors of the school; the first of all is written again, so that it stands last in the table."""
    for key, products in (("maalet", "Målet\nMål og midler"), ("meebook", "Meebook")):
        party = Party.objects.create(key=key, kind="widget_vendor", name=key.title(), products=products)
        cast.school.widget_vendors.add(party)
    Party.objects.filter(key="ugeplan").update(note="skrevet igen")


@pytest.mark.parametrize(
    ("subject", "body", "key"),
    [
        ("Hjælp", "Det er i Meebook", "meebook"),
        ("MEEBOOK er tom", "Hjælp", "meebook"),
        ("Hjælp", "Målet med Meebook er tomt", "meebook"),
        ("Hjælp", "Mål og midler i Meebook er tomt", "maalet"),
        ("Hjælp", "Ugen er tom", "ugeplan"),
    ],
)
def test_of_several_vendors_it_is_the_one_whose_product_the_requester_names(
    subject: str, body: str, key: str, cast: Cast
) -> None:
    widgets(cast)
    ticket = open_ticket(cast.school, subject=subject, body=body)
    ticket.note("Meebook? Mål og midler?", by=cast.superuser)
    rule = rule_of("widget_vendor")
    assert [party.key for party in rule.parties_for(ticket)] == ["ugeplan", "maalet", "meebook"]
    party = rule.party_for(ticket)
    assert party is not None
    assert party.key == key


def test_what_the_requester_adds_names_a_vendor_too(cast: Cast) -> None:
    widgets(cast)
    ticket = open_ticket(cast.school, subject="Hjælp", body="Den er tom")
    ticket.reply("Nå ja, det er i Meebook")
    party = rule_of("widget_vendor").party_for(ticket)
    assert party is not None
    assert party.key == "meebook"


@pytest.mark.django_db
def test_the_rule_of_a_day_is_the_newest_that_is_valid_by_then() -> None:
    first = rule_of("local_it")
    later = RoutingRule.objects.create(route="local_it", **decisions(first, source="Ny", valid_from=in_days(3)))
    for_day = RoutingRule.in_force
    assert [for_day("local_it", in_days(day)) for day in (0, 2, 3, 9)] == [first, first, later, later]
    assert for_day("local_it", date(2019, 8, 31)) is None
    assert for_day("findes_ikke") is None
    assert (first.is_in_force(), later.is_in_force(), first.is_coming, later.is_coming) == (True, False, False, True)


@pytest.mark.django_db
def test_the_newest_rule_stands_first_whichever_was_written_first() -> None:
    first = rule_of("local_it")
    early = RoutingRule.objects.create(route="local_it", **decisions(first, valid_from=in_days(-1)))
    late = RoutingRule.objects.create(route="local_it", **decisions(first, valid_from=in_days(1)))
    before = RoutingRule.objects.create(route="local_it", **decisions(first, valid_from=in_days(-9)))
    same = RoutingRule.objects.create(route="unilogin", **decisions(first, valid_from=in_days(1)))
    rows = RoutingRule.objects.filter(pk__in=[each.pk for each in (early, late, before, same)])
    assert list(rows.newest_first()) == [same, late, early, before]


def test_a_rule_of_today_is_no_history_until_a_case_went_by_it(ticket: Ticket, cast: Cast) -> None:
    rule = rule_of("local_it").revise(decisions(rule_of("local_it"), source="Ny"), by=cast.municipal_admin)
    assert not rule.is_settled()
    assert not rule.is_coming
    ticket.set_route("local_it", by=cast.superuser)
    Forwarding.forward(ticket, by=cast.superuser)
    assert rule.is_settled()


def test_a_rule_is_made_once_a_day_and_says_who_made_it(cast: Cast) -> None:
    wanted = decisions(rule_of("local_it"), source="Aftale", valid_from=in_days(2))
    rule = RoutingRule.make("unilogin", wanted, by=cast.municipal_admin)
    assert RoutingRule.make("unilogin", wanted, by=cast.municipal_admin) == rule
    assert (rule.route, rule.source, rule.valid_from) == ("unilogin", "Aftale", in_days(2))
    change = RuleChange.objects.get()
    assert (change.route, change.kind, change.by) == ("unilogin", "made", cast.municipal_admin)
    assert (change.valid_from, change.changes) == (in_days(2), {})
    with pytest.raises(UnableToRule):
        RoutingRule.make("unilogin", wanted | {"source": "Andet"}, by=cast.municipal_admin)
    assert RoutingRule.make("local_it", wanted, by=cast.municipal_admin).route == "local_it"


def test_a_rule_may_begin_today_and_not_yesterday(cast: Cast) -> None:
    wanted = decisions(rule_of("local_it"), source="Aftale")
    assert RoutingRule.make("local_it", wanted, by=cast.municipal_admin).valid_from == in_days(0)
    with pytest.raises(UnableToRule):
        RoutingRule.make("unilogin", wanted | {"valid_from": in_days(-1)}, by=cast.municipal_admin)


def test_a_change_of_a_coming_rule_is_kept_with_what_it_was_before(cast: Cast) -> None:
    coming = rule_of("local_it").revise(
        decisions(rule_of("local_it"), source="Aftale", valid_from=in_days(5)), by=cast.municipal_admin
    )
    stale = RoutingRule.objects.get(pk=coming.pk)
    coming.revise(decisions(coming, source="Ny aftale", valid_from=in_days(5)), by=cast.municipal_admin)
    stale.address = "ikke@gemt.example"
    stale.revise(decisions(coming, channel="copy", valid_from=in_days(5)), by=cast.municipal_admin)
    kept = RoutingRule.objects.get(pk=coming.pk)
    assert (kept.source, kept.channel, kept.address) == ("Ny aftale", "copy", "")
    assert [change.changes for change in RuleChange.objects.filter(kind="amended").order_by("id")] == [
        {"source": ["Aftale", "Ny aftale"]},
        {"channel": ["mail", "copy"]},
    ]


def test_a_coming_rule_moves_to_a_free_day_alone(cast: Cast) -> None:
    first, second = (
        RoutingRule.make("local_it", decisions(rule_of("local_it"), valid_from=in_days(day)), by=cast.municipal_admin)
        for day in (5, 6)
    )
    for day in (in_days(6), in_days(-1)):
        with pytest.raises(UnableToRule):
            first.revise(decisions(first, valid_from=day), by=cast.municipal_admin)
    assert second.revise(decisions(second, valid_from=in_days(7)), by=cast.municipal_admin).valid_from == in_days(7)


def test_only_a_rule_of_its_own_is_withdrawn(cast: Cast) -> None:
    wanted = decisions(rule_of("local_it"), source="Aftale", valid_from=in_days(5))
    gone, stays = (RoutingRule.make(route, wanted, by=cast.municipal_admin) for route in ("local_it", "unilogin"))
    gone.withdraw(by=cast.municipal_admin)
    assert RoutingRule.objects.filter(pk=stays.pk).exists()
    change = RuleChange.objects.latest("id")
    assert (change.kind, change.route, change.by) == ("withdrawn", "local_it", cast.municipal_admin)
    with pytest.raises(UnableToRule):
        rule_of("local_it").withdraw(by=cast.municipal_admin)
    with pytest.raises(PermissionDenied):
        stays.withdraw(by=cast.project_lead)
    with pytest.raises(PermissionDenied):
        RoutingRule.make("local_it", wanted, by=cast.project_lead)
