"""Routing rules are dated: what was in force stays as it was, and every change says who made it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from organisation.models import User
from tests.cast import Cast
from tickets.models import Ticket
from triage.forwarding.models import Forwarding
from triage.routing.models import RoutingRule, RuleChange
from triage.routing.models.routing_rule import UnableToRule
from triage.routing.rule_words import lines_of

LIST = "/admin/triage/routingrule/"


def today() -> date:
    return timezone.localdate()


def in_days(days: int) -> date:
    return today() + timedelta(days=days)


def rule_of(route: str) -> RoutingRule:
    rule = RoutingRule.in_force(route)
    assert rule is not None
    return rule


def decisions(rule: RoutingRule, **changes: Any) -> dict[str, Any]:
    return rule.decided | {"valid_from": today()} | changes


def in_page(rule: RoutingRule, **changes: Any) -> dict[str, Any]:
    """What the form sends for the rule as it stands, with some answers changed."""
    shown: dict[str, Any] = {name: value for name, value in decisions(rule).items() if name != "conditions"}
    rows: dict[str, Any] = {
        "conditions-TOTAL_FORMS": len(rule.conditions),
        "conditions-INITIAL_FORMS": len(rule.conditions),
    }
    for place, condition in enumerate(rule.conditions):
        row = {"module": condition["when"]["module"], "facts": condition["facts"], "source": condition["source"]}
        rows |= {f"conditions-{place}-{name}": value for name, value in row.items()}
    return shown | rows | changes


def entered(client: Client, user: User) -> Client:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_rule_in_force_gets_a_successor_and_stays_as_it_was(cast: Cast) -> None:
    old = rule_of("local_it")
    new = old.revise(decisions(old, channel="web_form", source="Aftale"), by=cast.municipal_admin)
    old.refresh_from_db()
    assert (old.channel, new.channel) == ("mail", "web_form")
    assert rule_of("local_it") == new
    change = RuleChange.objects.get()
    assert (change.kind, change.by, change.valid_from) == ("made", cast.municipal_admin, today())


def test_the_same_again_is_once(cast: Cast) -> None:
    old = rule_of("local_it")
    assert old.revise(decisions(old), by=cast.municipal_admin) == old
    first = old.revise(decisions(old, source="Aftale"), by=cast.municipal_admin)
    assert old.revise(decisions(old, source="Aftale"), by=cast.municipal_admin) == first
    assert first.revise(decisions(first), by=cast.municipal_admin) == first
    assert RuleChange.objects.count() == 1


def test_a_rule_can_be_dated_ahead_changed_and_taken_back(cast: Cast) -> None:
    old = rule_of("unilogin")
    coming = old.revise(decisions(old, remind_after_days=2, valid_from=in_days(30)), by=cast.municipal_admin)
    assert rule_of("unilogin") == old
    assert RoutingRule.in_force("unilogin", in_days(30)) == coming
    assert coming.revise(decisions(coming, source="Brev", valid_from=in_days(40)), by=cast.municipal_admin) == coming
    change = RuleChange.objects.latest("id")
    assert change.kind == "amended"
    assert change.changes["valid_from"] == [in_days(30).isoformat(), in_days(40).isoformat()]
    coming.withdraw(by=cast.municipal_admin)
    coming.withdraw(by=cast.municipal_admin)
    assert not RoutingRule.objects.filter(pk=coming.pk).exists()
    assert RuleChange.objects.filter(kind="withdrawn").count() == 1


def test_a_rule_of_today_is_history_once_a_case_was_passed_on_by_it(ticket: Ticket, cast: Cast) -> None:
    old = rule_of("local_it")
    new = old.revise(decisions(old, source="Aftale"), by=cast.municipal_admin)
    assert new.revise(decisions(new, remind_after_days=2), by=cast.municipal_admin) == new
    ticket.set_route("local_it", by=cast.superuser)
    Forwarding.forward(ticket, by=cast.superuser)
    with pytest.raises(UnableToRule):
        new.revise(decisions(new, remind_after_days=3), by=cast.municipal_admin)
    with pytest.raises(UnableToRule):
        new.withdraw(by=cast.municipal_admin)
    later = new.revise(decisions(new, remind_after_days=3, valid_from=in_days(1)), by=cast.municipal_admin)
    assert (later != new, later.is_coming) == (True, True)


def test_no_rule_begins_in_the_past(cast: Cast) -> None:
    old = rule_of("local_it")
    with pytest.raises(UnableToRule):
        old.revise(decisions(old, source="Før", valid_from=in_days(-1)), by=cast.municipal_admin)
    assert not RuleChange.objects.exists()


def test_an_earlier_rule_can_come_back(cast: Cast) -> None:
    first = RoutingRule.objects.filter(route="usage_question").earliest("valid_from")
    again = first.revise(decisions(first), by=cast.municipal_admin)
    assert rule_of("usage_question") == again != first
    assert again.address == "aula.implementering@netcompany.com"


@pytest.mark.parametrize("role", ["superuser", "pilot", "support_entitled", "project_lead", "observer"])
def test_only_the_administrator_changes_rules(role: str, cast: Cast, client: Client) -> None:
    rule, user = rule_of("local_it"), cast.by_role(role)
    with pytest.raises(PermissionDenied):
        rule.revise(decisions(rule, source="Selv"), by=user)
    entered(client, user)
    address = reverse("admin:triage_routingrule_change", args=[rule.pk])
    assert client.post(address, in_page(rule, source="Selv")).status_code == 403
    assert client.post(reverse("admin:withdraw_rule", args=[rule.pk])).status_code == 403
    assert client.get(reverse("admin:triage_routingrule_add")).status_code == 403
    reads = role in {"support_entitled", "project_lead"}
    assert client.get(LIST).status_code == (200 if reads else 403)
    assert not RuleChange.objects.exists()


def test_the_form_saves_what_it_shows_and_keeps_conditions(cast: Cast, client: Client) -> None:
    entered(client, cast.municipal_admin)
    rule = rule_of("technical_fault")
    address = reverse("admin:triage_routingrule_change", args=[rule.pk])
    page = client.get(address).content.decode()
    assert "group_name" in page
    assert "[{" not in page
    assert client.post(address, in_page(rule)).status_code == 302
    assert not RuleChange.objects.exists()
    more = {
        "conditions-TOTAL_FORMS": 3,
        "conditions-2-affected": ["all"],
        "conditions-2-gates": ["usage_ruled_out"],
        "conditions-0-DELETE": "on",
        "source": "Ny aftale",
    }
    assert client.post(address, in_page(rule, **more)).status_code == 302
    new = rule_of("technical_fault")
    assert new != rule
    assert new.conditions == [
        rule.conditions[1],
        {"when": {"affected": ["all"]}, "gates": ["usage_ruled_out"]},
    ]
    assert new.gates_for({"affected": "all"}) == rule.gates


def test_a_condition_that_the_form_cannot_show_is_kept(cast: Cast, client: Client) -> None:
    rule = rule_of("local_it")
    odd = {"when": {"device": ["iPad"]}, "facts": ["client"]}
    RoutingRule.objects.filter(pk=rule.pk).update(conditions=[odd])
    entered(client, cast.municipal_admin)
    told_in_page = in_page(rule, source="Aftale", **{"conditions-TOTAL_FORMS": 1})
    client.post(reverse("admin:triage_routingrule_change", args=[rule.pk]), told_in_page)
    assert rule_of("local_it").conditions == [odd]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"forwarders": []}, "mindst én rolle"),
        ({"party_kind": ""}, "Vælg modtageren"),
        ({"party_kind": "stil"}, "Ingen modtager af den slags"),
        ({"source": ""}, "påkrævet"),
        ({"conditions-TOTAL_FORMS": 1, "conditions-0-facts": ["device"]}, "hvilke sager det gælder"),
        ({"conditions-TOTAL_FORMS": 1, "conditions-0-module": ["groups"]}, "hvad sagerne kræver"),
    ],
)
def test_the_form_says_what_is_wrong(changes: dict[str, Any], says: str, cast: Cast, client: Client) -> None:
    entered(client, cast.municipal_admin)
    rule = rule_of("local_it")
    answer = client.post(
        reverse("admin:triage_routingrule_change", args=[rule.pk]),
        in_page(rule, **changes),
        headers={"Accept-Language": "da"},
    )
    assert answer.status_code == 422
    assert says in answer.content.decode()


def test_a_day_that_is_taken_is_refused_in_the_page(cast: Cast, client: Client) -> None:
    rule = rule_of("local_it")
    rule.revise(decisions(rule, source="Andet", valid_from=in_days(9)), by=cast.municipal_admin)
    entered(client, cast.municipal_admin)
    address = reverse("admin:triage_routingrule_change", args=[rule.pk])
    assert client.post(address, in_page(rule, valid_from=in_days(9).isoformat(), source="Et tredje")).status_code == 409


def test_the_list_shows_what_holds_what_comes_and_who_changed_it(cast: Cast, client: Client) -> None:
    rule = rule_of("local_it")
    rule.revise(decisions(rule, source="Aftale 2027", valid_from=in_days(9)), by=cast.municipal_admin)
    entered(client, cast.municipal_admin)
    page = client.get(LIST, headers={"Accept-Language": "da"}).content.decode()
    for text in ("Gælder nu", "På vej", "1 tidligere regel", "Aftale 2027", "Person municipal_admin", "aldrig"):
        assert (text in page) is (text != "aldrig")
    entered(client, cast.project_lead)
    page = client.get(LIST, headers={"Accept-Language": "da"}).content.decode()
    assert "Aftale 2027" in page
    assert "/change/" not in page


def test_withdrawing_is_never_done_by_get(cast: Cast, client: Client) -> None:
    entered(client, cast.municipal_admin)
    assert client.get(reverse("admin:withdraw_rule", args=[1])).status_code == 405


@pytest.mark.django_db
def test_a_rule_reads_as_a_sentence() -> None:
    lines = dict(lines_of(rule_of("technical_fault")))
    assert lines["Må sende den videre"] == ["Supportberettiget"]
    assert any("er Grupper: Gruppens navn" in line for line in lines["Nogle sager kræver desuden"])
