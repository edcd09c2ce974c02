"""Every event of a case as a sentence."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from organisation.models import User
from tickets.models import Event
from tickets.words import Actor, Priority, Route, Status, Tier
from triage.facts import LABELS
from triage.flags.models import FlagKind
from triage.forwarding.models import Forwarding
from triage.routing.models.routing_rule import Gate
from triage.wishes.models import ChangeRequest

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

SENTENCES: Final[dict[str, "StrPromise"]] = {
    "opened": _("%(who)s opened the case"),
    "replied": _("%(who)s wrote"),
    "answered": _("%(who)s answered"),
    "noted": _("%(who)s wrote an internal note"),
    "asked": _("%(who)s asked for more"),
    "assigned": _("%(who)s gave the case to %(to)s"),
    "shared_out": _("The helpdesk gave the case to %(to)s, whose turn it was"),
    "merged": _("%(who)s merged the case into %(other)s"),
    "took_in": _("%(who)s merged %(other)s into this case"),
    "unmerged": _("%(who)s undid the merge into %(other)s"),
    "gave_back": _("%(who)s undid the merge of %(other)s"),
    "split_off": _("%(who)s split off %(other)s"),
    "linked": _("%(who)s linked the case to %(other)s"),
    "unlinked": _("%(who)s removed the link to %(other)s"),
    "followed": _("%(who)s follows the case"),
    "unfollowed": _("%(who)s follows the case no longer"),
    "routed": _("%(who)s set the route to %(route)s"),
    "accepted": _("%(who)s agreed with the suggestion"),
    "corrected": _("%(who)s corrected the suggestion from %(suggested)s to %(route)s"),
    "flagged": _("%(who)s flagged the case: %(flag)s"),
    "flag_cleared": _("%(who)s has seen to the flag: %(flag)s"),
    "escalated": _("%(who)s handed the case up to %(tier)s"),
    "handed_back": _("%(who)s handed the case back to %(tier)s"),
    "forwarded": _("%(who)s passed the case on to %(party)s"),
    "collected": _("%(who)s collected the case as a change request"),
    "joined": _("%(who)s put the wish into another change request"),
    "released": _("%(who)s took the case out of the change requests"),
    "decided": _("%(who)s told the requester what KOMBIT has decided: %(decision)s"),
    "attached": _("%(who)s attached the case to the known error “%(title)s”"),
    "fit_dismissed": _("%(who)s noted that the known error “%(title)s” does not fit"),
    "detached": _("%(who)s took the case from the known error “%(title)s”"),
    "updated": _("%(who)s sent news about the known error “%(title)s”"),
    "repaired": _("%(who)s told the requester that “%(title)s” has been repaired"),
    "external_number_noted": _("%(who)s noted case number %(number)s from %(party)s"),
    "party_answered": _("%(party)s answered"),
    "mail_held": _("A reply by mail waits for somebody to accept it"),
    "mail_admitted": _("%(who)s accepted a mail that waited"),
    "mail_refused": _("%(who)s refused a mail that waited"),
    "mail_incomplete": _("A part of a mail could not be taken along"),
    "mail_bounced": _("A mail from us could not be delivered (%(code)s)"),
    "reported": _("%(who)s filled in the fault report: %(facts)s"),
    "usage_ruled_out": _("%(who)s ruled out wrong use"),
    "master_data_checked": _("%(who)s checked the master data"),
    "gate_withdrawn": _("%(who)s took back: %(gate)s"),
    "retriaged": _("%(who)s sent the case back to be assessed"),
    "settled": _("%(who)s noted that %(party)s has solved it"),
    "rejected": _("%(who)s noted that %(party)s rejected it: %(reason)s"),
    "resent": _("%(who)s had the mail to %(party)s sent again"),
    "reminded": _("%(who)s reminded %(party)s"),
    "party_silent": _("%(party)s has not answered yet"),
    "asked_again": _("%(who)s reminded the requester"),
    "resolved": _("%(who)s marked the case as solved"),
    "reopened": _("%(who)s opened the case again"),
    "send_undone": _("%(who)s took the answer back before it was sent"),
    "macro_run": _("%(who)s ran the macro “%(macro)s”"),
    "closed": _("%(who)s closed the case"),
    "forgotten": _("The personal parts of the case were deleted"),
    "erased": _("%(who)s erased the personal parts of the case, because the person asked for it"),
    "person_corrected": _("%(who)s corrected who the case is from"),
    "disclosed": _("%(who)s handed out what is kept of the case to the person it is about"),
    "journalled": _("%(who)s noted where the case lies in the record system"),
    "undone": _("%(who)s took back what was done just before"),
    "link_renewed": _("%(who)s gave the case a new private link"),
}
"""A sentence for every kind of event; a test holds the list complete."""


TALK: Final = frozenset({"opened", "replied", "answered", "noted", "asked", "party_answered", "send_undone"})
WAY: Final = frozenset({"accepted", "corrected", "routed", "escalated", "handed_back", "forwarded", "collected"})
CHANGING: "Final[dict[str, StrPromise]]" = {
    "status": _("Status"),
    "route": _("Route"),
    "tier": _("Tier"),
    "assignee": _("Assigned to"),
    "priority": _("Priority"),
}
CLOSED_LISTS: Final[dict[str, type[TextChoices]]] = {
    "status": Status,
    "route": Route,
    "tier": Tier,
    "priority": Priority,
}
NOBODY, NOTHING = _("Nobody"), _("none")


def sentence(event: Event) -> str:
    return str(SENTENCES[event.kind]) % words_of(event)


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
        "flag": FlagKind(data["flag"]).label if data.get("flag") else "",
        "code": data.get("code", ""),
        "title": data.get("title", "–"),
        "decision": ChangeRequest.Status(data["decision"]).label if data.get("decision") else "–",
        "number": data.get("number", ""),
        "facts": ", ".join(facts) or "–",
        "macro": data.get("macro", ""),
        "gate": Gate(data["gate"]).label if data.get("gate") else "",
        "reason": Forwarding.Rejection(data["reason"]).label if event.kind == "rejected" and data.get("reason") else "",
    }


@dataclass(frozen=True)
class Entry:
    """An event with what it changed: (what, from, to) in words."""

    event: Event
    changes: list[tuple[str, str, str]]

    @property
    def group(self) -> str:
        """talk, way or rest: what the timeline can be narrowed to."""
        return "talk" if self.event.kind in TALK else "way" if self.changes or self.event.kind in WAY else "rest"

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
