"""Routing rules in plain words, for who changes them and for who wonders why a case went where it went."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from organisation.models import Party
from organisation.roles import Role
from tickets.words import Route
from triage.facts import FACTS, LABELS, Affected, Module, as_list
from triage.routing.models import RoutingRule, RuleChange
from triage.routing.models.routing_rule import DECIDED, Channel, Gate

if TYPE_CHECKING:
    from django.db.models import TextChoices
    from django_stubs_ext import StrPromise

VALUES: "Final[dict[str, type[TextChoices]]]" = {"module": Module, "affected": Affected}
"""The facts that a condition can ask about, with the closed list of what each can be."""
LATEST: Final = 5
COLUMN_LABELS: "Final[dict[str, StrPromise]]" = {
    "party_kind": gettext_lazy("Takes care of it"),
    "channel": gettext_lazy("How"),
    "address": pgettext_lazy("of a rule", "To"),
    "forwarders": gettext_lazy("May pass it on"),
    "gates": gettext_lazy("Must be in order first"),
    "required_facts": gettext_lazy("The report holds"),
    "conditions": gettext_lazy("Some cases need besides"),
    "remind_after_days": gettext_lazy("The party is reminded"),
    "source": gettext_lazy("Where it stands"),
    "valid_from": gettext_lazy("Valid from"),
}


@dataclass(frozen=True)
class RouteRules:
    """The rules of one route: what holds today, what comes, and what was."""

    route: Route
    now: RoutingRule | None
    coming: list[RoutingRule]
    past: list[RoutingRule]
    changes: list[RuleChange]


def by_route() -> list[RouteRules]:
    """Every route with its rules, in the order of the routes; two queries."""
    rules = list(RoutingRule.objects.newest_first())
    changes = list(RuleChange.objects.select_related("by").order_by("-id")[:200])
    return [rules_of(Route(route), rules, changes) for route in Route.values]


def rules_of(route: Route, rules: Sequence[RoutingRule], changes: Sequence[RuleChange]) -> RouteRules:
    own = [rule for rule in rules if rule.route == route]
    begun = [rule for rule in own if not rule.is_coming]
    return RouteRules(
        route=route,
        now=begun[0] if begun else None,
        coming=[rule for rule in reversed(own) if rule.is_coming],
        past=begun[1:],
        changes=[change for change in changes if change.route == route][:LATEST],
    )


def lines_of(rule: RoutingRule) -> list[tuple[str, list[str]]]:
    """(what, how it is decided) of everything that the rule decides, but its day."""
    decisions = [(name, in_words(name, getattr(rule, name))) for name in DECIDED if name != "valid_from"]
    return [(str(COLUMN_LABELS[name]), text.split("; ")) for name, text in decisions if text]


def changes_of(change: RuleChange) -> list[tuple[str, str, str]]:
    """(what, before, after) of a change."""
    return [
        (str(COLUMN_LABELS[name]), in_words(name, before) or _("nothing"), in_words(name, after) or _("nothing"))
        for name, (before, after) in change.changes.items()
    ]


def in_words(name: str, value: Any) -> str:
    """What a rule decides in one matter; empty where it decides nothing."""
    return WORDS[name](value) if name in WORDS else str(value or "")


def labels(choices: "type[TextChoices]") -> Callable[[Iterable[str]], str]:
    return lambda values: ", ".join(str(choices(value).label) for value in values)


def facts(names: Iterable[str]) -> str:
    return ", ".join(str(LABELS[name]) for name in FACTS if name in names)


def day(value: date | str) -> str:
    parsed = value if isinstance(value, date) else parse_date(value)
    return date_format(parsed) if parsed else ""


def reminding(days: int) -> str:
    phrase = ngettext("after %(days)d working day", "after %(days)d working days", days)
    return phrase % {"days": days} if days else _("never")


def sentence(condition: Mapping[str, Any]) -> str:
    """A condition as people say it."""
    where = [condition_part(fact, as_list(values)) for fact, values in condition.get("when", {}).items()]
    wanted = [*filter(None, [facts(condition.get("facts", [])), labels(Gate)(condition.get("gates", []))])]
    parts = {"when": get_text_list(where, _("and")), "wanted": ", ".join(wanted) or _("nothing")}
    return _("Where %(when)s: %(wanted)s") % parts


def condition_part(fact: str, values: Sequence[str]) -> str:
    known = VALUES.get(fact)
    names = [str(known(value).label) if known and value in known.values else value for value in values]
    return _("“%(fact)s” is %(values)s") % {"fact": LABELS[fact], "values": get_text_list(names, _("or"))}


WORDS: Final[dict[str, Callable[[Any], str]]] = {
    "party_kind": lambda kind: str(Party.Kind(kind).label) if kind else _("Nobody outside the house"),
    "channel": lambda channel: str(Channel(channel).label),
    "forwarders": labels(Role),
    "gates": labels(Gate),
    "required_facts": facts,
    "conditions": lambda conditions: "; ".join(sentence(condition) for condition in conditions),
    "remind_after_days": reminding,
    "valid_from": day,
}
