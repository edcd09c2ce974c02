"""The same verb on several cases: by the same buttons, forms and rights as on one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from desk.case.buttons import BUTTONS
from desk.case.forms import VerbForm
from desk.queue.filters import an_id
from desk.queue.models import BulkAct
from organisation.models import Membership, User
from tickets import staffing
from tickets.models import Ticket
from tickets.models.refusals import UnableTo
from tickets.words import TIERS
from triage.suggestions.models import Suggestion

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

MOST: Final = 200
"""Cases in one go; a page of the queue holds fifty."""


@dataclass(frozen=True)
class Wording:
    label: "StrPromise"
    done: "StrPromise"
    """A sentence about the cases; `%(count)s` is how many."""


WORDINGS: Final[dict[str, Wording]] = {
    "take": Wording(gettext_lazy("Take"), gettext_lazy("Yours now: %(count)s")),
    "assign": Wording(gettext_lazy("Give to a colleague"), gettext_lazy("Given to a colleague: %(count)s")),
    "accept": Wording(gettext_lazy("Accept the suggested route"), gettext_lazy("Route accepted: %(count)s")),
    "correct": Wording(gettext_lazy("Set the route"), gettext_lazy("Route set: %(count)s")),
    "move": Wording(gettext_lazy("Move to another institution"), gettext_lazy("Moved: %(count)s")),
    "prioritise": Wording(gettext_lazy("Set the priority"), gettext_lazy("Priority set: %(count)s")),
    "snooze": Wording(gettext_lazy("Put aside until a day"), gettext_lazy("Put aside: %(count)s")),
    "escalate": Wording(gettext_lazy("Hand up"), gettext_lazy("Handed up: %(count)s")),
    "hand_back": Wording(gettext_lazy("Hand back"), gettext_lazy("Handed back: %(count)s")),
    "resolve": Wording(gettext_lazy("Mark as solved"), gettext_lazy("Marked as solved: %(count)s")),
    "reopen": Wording(gettext_lazy("Open again"), gettext_lazy("Open again: %(count)s")),
}
"""The buttons that make sense for several cases at once."""
ASKS: Final = frozenset({"assign", "correct", "move", "prioritise", "snooze", "escalate", "hand_back"})
"""Those that need more than the click."""


def told(act: BulkAct) -> str:
    """What a bulk act did, as a sentence."""
    if act.is_undone:
        count = act.put_back
        return ngettext("%(count)s case is as it was.", "%(count)s cases are as they were.", count) % {"count": count}
    return str(WORDINGS[act.verb].done) % {"count": len(act.done)}


def choices(user: User) -> "list[tuple[str, StrPromise]]":
    """The verbs that some role of the person grants; each case is asked again when it is done."""
    granted = {"take": "assign", "accept": "triage", "correct": "triage"}
    return [(verb, wording.label) for verb, wording in WORDINGS.items() if user.may(granted.get(verb, verb))]


def chosen(user: User, keys: Iterable[str]) -> list[Ticket]:
    """The cases of the ticked boxes that the person sees, in the order of the page."""
    ids = list(dict.fromkeys(int(key) for key in keys if an_id(key)))[:MOST]
    rows = Ticket.objects.visible_to(user).for_list().in_bulk(ids)
    return [rows[key] for key in ids if key in rows]


def press(user: User, verb: str, tickets: Sequence[Ticket], told: Any) -> BulkAct:
    """Presses the button on every case, each in a transaction of its own; `told` is what its form asks for."""
    act = BulkAct(by=user, verb=verb)
    for ticket in tickets:
        try:
            with transaction.atomic():
                press_one(act, ticket, told)
        except UnableTo as refusal:
            act.note_refused(ticket, str(refusal.message))
        except PermissionDenied:
            act.note_refused(ticket, _("Your role does not allow this for the case."))
    act.save()
    return act


def press_one(act: BulkAct, ticket: Ticket, told: Any) -> None:
    """Raises `UnableTo` also where the form refuses the case, and where there was nothing to do."""
    button = BUTTONS[act.verb]
    with ticket.locked():
        before: dict[str, Any] = {"state": ticket.state}
        if act.verb in {"accept", "correct"} and (suggestion := Suggestion.latest_of(ticket)):
            before["suggestion"] = {"id": suggestion.pk} | suggestion.decision
        version, events = ticket.version, ticket.events.count()
        form = button.form(told, ticket=ticket)
        if not form.is_valid():
            raise UnableTo(" ".join(str(error) for errors in form.errors.values() for error in errors))
        button.press(ticket, act.by, form.cleaned_data)
        if (ticket.version, ticket.events.count()) == (version, events):
            raise UnableTo(_("It was already done."))
        act.note_done(ticket, before)


def form_for(verb: str, tickets: Sequence[Ticket], told: Any = None) -> VerbForm:
    """The fields of the verb, with all that can be chosen for some of the cases."""
    form = BUTTONS[verb].form(told, ticket=tickets[0])
    form.initial = {}
    if verb == "assign":
        form.fields["to"].queryset = colleagues(tickets)  # type: ignore[attr-defined]
    if verb == "escalate":
        form.fields["to"].choices = [  # type: ignore[attr-defined]
            (tier.value, tier.label) for tier in TIERS[1:]
        ]
    return form


def colleagues(tickets: Sequence[Ticket]) -> Any:
    """Everybody who works for an institution of the cases."""
    roles = [role for held in staffing.ROLES_OF_TIER.values() for role in held]
    places = {ticket.institution_id for ticket in tickets}
    held = Membership.objects.filter(Q(institution=None) | Q(institution__in=places), role__in=roles)
    return User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("name", "id")
