"""Every event of a case as a sentence."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django.db.models import TextChoices
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from organisation.models import User
from organisation.pages.quotation import quoted
from tickets.event_kinds import KINDS, EventGroup
from tickets.models import Event, Target
from tickets.words import Actor, FlagKind, Priority, Route, Status, Tier
from triage.facts import LABELS
from triage.forwarding.models import Forwarding
from triage.routing.models.routing_rule import Gate
from triage.wishes.models import ChangeRequest

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

CHANGING: "Final[dict[str, StrPromise]]" = {
    "status": _("Status"),
    "route": _("Route"),
    "tier": _("Tier"),
    "assignee": _("Assigned to"),
    "priority": _("Priority"),
}
COLUMN_WORDS: "Final[dict[str, StrPromise]]" = {
    "requester_name": _("name"),
    "requester_email": _("e-mail"),
    "requester_phone": _("phone"),
    "language": _("language"),
    "audience": _("who asks"),
    "subject": _("subject"),
}
CLOSED_LISTS: Final[dict[str, type[TextChoices]]] = {
    "status": Status,
    "route": Route,
    "tier": Tier,
    "priority": Priority,
}
NOBODY, NOTHING = _("Nobody"), _("none")


def sentence(event: Event) -> str:
    return str(KINDS[event.kind].sentence) % words_of(event)


def words_of(event: Event) -> Mapping[str, Any]:
    data = event.data
    route, suggested = data.get("route"), data.get("suggested")
    facts = [str(LABELS[fact]) for fact in data.get("facts", [])]
    return {
        "who": event.by.name if event.by else Actor(event.actor).label,
        "route": Route(route).label if route else "",
        "suggested": Route(suggested).label if suggested else "",
        "tier": Tier(data["tier"]).label if data.get("tier") else "",
        "to": data.get("name") or (_("a colleague") if data.get("to") else _("nobody")),
        "other": data.get("other", ""),
        "party": data.get("party", ""),
        "flag": FlagKind(data["flag"]).label if data.get("flag") in FlagKind.values else "",
        "code": data.get("code", ""),
        "title": data.get("title", "–"),
        "decision": ChangeRequest.Status(data["decision"]).label if data.get("decision") else "–",
        "number": data.get("number", ""),
        "facts": ", ".join(facts) or "–",
        "tags": ", ".join(quoted(name) for name in data.get("tags", [])) or "–",
        "topic": data.get("topic") or _("none of the topics"),
        "macro": data.get("macro", ""),
        "place": data.get("place", "") or _("no institution"),
        "before_place": data.get("before_place", "") or _("no institution"),
        "columns": ", ".join(str(COLUMN_WORDS[name]) for name in data.get("columns", []) if name in COLUMN_WORDS)
        or "–",
        "priority": Priority(data["priority"]).label if data.get("priority") else "",
        "target": Target.Kind(data["target"]).label if data.get("target") else "",
        "until": day_of(data.get("until", "")),
        "gate": Gate(data["gate"]).label if data.get("gate") else "",
        "reason": Forwarding.Rejection(data["reason"]).label if event.kind == "rejected" and data.get("reason") else "",
    }


def day_of(stored: str) -> str:
    """A day as it is kept, in words."""
    return date_format(date.fromisoformat(stored), "DATE_FORMAT") if stored else ""


@dataclass(frozen=True)
class Entry:
    """An event with what it changed: (what, from, to) in words."""

    event: Event
    changes: list[tuple[str, str, str]]

    @property
    def group(self) -> str:
        """What the timeline can be narrowed to; whatever moved the case belongs to its way."""
        group = KINDS[self.event.kind].group
        return EventGroup.WAY if group == EventGroup.REST and self.changes else group

    @property
    def undone(self) -> bool:
        return bool(self.event.data.get("undone"))


def entries(events: list[Event], *known: User | None) -> list[Entry]:
    """The timeline of a case; the names of people that neither acted nor are known are read in one query."""
    moves = [event.data.get("changed", {}) for event in events]
    people = {pk for move in moves for pk in move.get("assignee", ()) if pk}
    names = {person.pk: person.name for person in (*known, *(event.by for event in events)) if person}
    if people - set(names):
        names |= dict(User.objects.filter(pk__in=people - set(names)).values_list("pk", "name"))
    return [Entry(event, changes_of(move, names)) for event, move in zip(events, moves, strict=True)]


def changes_of(move: Mapping[str, list[Any]], names: Mapping[int, str]) -> list[tuple[str, str, str]]:
    return [
        (str(label), value_of(name, move[name][0], names), value_of(name, move[name][1], names))
        for name, label in CHANGING.items()
        if name in move
    ]


def value_of(name: str, value: Any, names: Mapping[int, str]) -> str:
    if not value:
        return str(NOBODY if name == "assignee" else NOTHING)
    if name == "assignee":
        return names.get(value, "–")
    return str(CLOSED_LISTS[name](value).label)
