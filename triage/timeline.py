"""Every event of a case as a sentence."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _

from tickets.models import Event
from tickets.words import Actor, Route, Tier
from triage.models import ChangeRequest, FaultReport

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
    "followed": _("%(who)s follows the case"),
    "unfollowed": _("%(who)s follows the case no longer"),
    "routed": _("%(who)s set the route to %(route)s"),
    "accepted": _("%(who)s agreed with the suggestion"),
    "corrected": _("%(who)s corrected the suggestion from %(suggested)s to %(route)s"),
    "escalated": _("%(who)s handed the case up to %(tier)s"),
    "handed_back": _("%(who)s handed the case back to %(tier)s"),
    "forwarded": _("%(who)s passed the case on to %(party)s"),
    "collected": _("%(who)s collected the case as a change request"),
    "joined": _("%(who)s put the wish into another change request"),
    "decided": _("%(who)s told the requester what KOMBIT has decided: %(decision)s"),
    "attached": _("%(who)s attached the case to the known error “%(title)s”"),
    "detached": _("%(who)s took the case from the known error “%(title)s”"),
    "updated": _("%(who)s sent news about the known error “%(title)s”"),
    "repaired": _("%(who)s told the requester that “%(title)s” has been repaired"),
    "external_number_noted": _("%(who)s noted case number %(number)s from %(party)s"),
    "party_answered": _("%(party)s answered"),
    "reported": _("%(who)s filled in the fault report: %(facts)s"),
    "usage_ruled_out": _("%(who)s ruled out wrong use"),
    "master_data_checked": _("%(who)s checked the master data"),
    "resolved": _("%(who)s marked the case as solved"),
    "reopened": _("%(who)s opened the case again"),
    "closed": _("%(who)s closed the case"),
    "forgotten": _("The personal parts of the case were deleted"),
    "undone": _("%(who)s took back what was done just before"),
    "link_renewed": _("%(who)s gave the case a new private link"),
}
"""A sentence for every kind of event; a test holds the list complete."""


def sentence(event: Event) -> str:
    return str(SENTENCES[event.kind]) % words_of(event)


def words_of(event: Event) -> Mapping[str, Any]:
    data = event.data
    route, suggested = data.get("route"), data.get("suggested")
    facts = [str(FaultReport.label(fact)) for fact in data.get("facts", [])]
    return {
        "who": event.by.name if event.by else Actor(event.actor).label,
        "route": Route(route).label if route else "",
        "suggested": Route(suggested).label if suggested else "",
        "tier": Tier(data["tier"]).label if data.get("tier") else "",
        "to": data.get("name") or (_("a colleague") if data.get("to") else _("nobody")),
        "party": data.get("party", ""),
        "title": data.get("title", "–"),
        "decision": ChangeRequest.Status(data["decision"]).label if data.get("decision") else "–",
        "number": data.get("number", ""),
        "facts": ", ".join(facts) or "–",
    }
