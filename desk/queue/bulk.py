"""The same verb on several cases: by the same buttons, forms and rights as on one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.forms import RadioSelect
from django.utils import timezone, translation
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from database.dialects import danish_order
from desk.answers.pieces import ConfirmedField
from desk.case import bringing_together
from desk.case.buttons import BUTTONS
from desk.case.forms import VerbForm
from desk.queue.filters import QueueFilters, an_id
from desk.queue.lists import cases
from desk.queue.models import BulkAct
from knowledgebase.persons import unconfirmed
from organisation.models import Membership, User
from tickets.models import Tag, Ticket, locking
from tickets.models.refusals import UnableTo
from tickets.words import TIERS
from tickets.work import staffing
from triage.known_errors.looked_at import findings_in, not_looked_at
from triage.suggestions.models import Suggestion

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

MOST: Final = 200
"""Ticked cases in one go; a page of the queue holds fifty."""
MOST_OF_FILTER: Final = 500
"""Cases of a whole list in one go; so many are also undone while one waits."""
AT_ONCE: Final = 60
"""So many are done while one waits; more are worked off by a task."""
TOGETHER: Final = 10
"""Cases that a task does in one transaction, and then tells how far it has come."""
LISTED: Final = 50
"""Cases of a whole list that are named before it is done."""


@dataclass(frozen=True)
class Wording:
    label: "StrPromise"
    done: "StrPromise"
    """A sentence about the cases; `%(count)s` is how many."""


WORDINGS: Final[dict[str, Wording]] = {
    "take": Wording(gettext_lazy("Take"), gettext_lazy("Yours now: %(count)s")),
    "answer": Wording(gettext_lazy("Answer"), gettext_lazy("Answered: %(count)s")),
    "assign": Wording(gettext_lazy("Give to a colleague"), gettext_lazy("Given to a colleague: %(count)s")),
    "accept": Wording(gettext_lazy("Accept the suggested route"), gettext_lazy("Route accepted: %(count)s")),
    "correct": Wording(gettext_lazy("Set the route"), gettext_lazy("Route set: %(count)s")),
    "move": Wording(gettext_lazy("Move to another institution"), gettext_lazy("Moved: %(count)s")),
    "prioritise": Wording(gettext_lazy("Set the priority"), gettext_lazy("Priority set: %(count)s")),
    "snooze": Wording(gettext_lazy("Put aside until a day"), gettext_lazy("Put aside: %(count)s")),
    "escalate": Wording(gettext_lazy("Hand up"), gettext_lazy("Handed up: %(count)s")),
    "hand_back": Wording(gettext_lazy("Hand back"), gettext_lazy("Handed back: %(count)s")),
    "resolve": Wording(gettext_lazy("Mark as solved"), gettext_lazy("Marked as solved: %(count)s")),
    "tag": Wording(gettext_lazy("Put tags on"), gettext_lazy("Tags put on: %(count)s")),
    "untag": Wording(gettext_lazy("Take tags off"), gettext_lazy("Tags taken off: %(count)s")),
    "merge": Wording(gettext_lazy("Merge into one case"), gettext_lazy("Merged: %(count)s")),
    "attach": Wording(gettext_lazy("Attach to a known error"), gettext_lazy("Attached to a known error: %(count)s")),
    "reopen": Wording(gettext_lazy("Open again"), gettext_lazy("Open again: %(count)s")),
}
"""The buttons that make sense for several cases at once."""
ASKS: Final = frozenset(
    {
        *("answer", "assign", "correct", "move", "prioritise", "snooze", "escalate", "hand_back"),
        *("tag", "untag", "merge", "attach"),
    }
)
"""Those that need more than the click."""
GRANTED: Final = {
    **dict.fromkeys(("accept", "correct", "tag", "untag", "attach"), "triage"),
    "take": "assign",
    "merge": "resolve",
}
"""The right behind a verb that has another name."""
NOT_TOLD: Final = frozenset({"csrfmiddlewaretoken", "case", "verb", "here", "go", "whole", "upto"})
"""What the page tells beside what the verb asks for."""


def sentence(act: BulkAct) -> str:
    """What a bulk act did, as a sentence."""
    if act.is_undone:
        count = act.put_back
        return ngettext("%(count)s case is as it was.", "%(count)s cases are as they were.", count) % {"count": count}
    return str(WORDINGS[act.verb].done) % {"count": len(act.done)}


def choices(user: User) -> "list[tuple[str, StrPromise]]":
    """The verbs that some role of the person grants; each case is asked again when it is done."""
    there = [(verb, wording.label) for verb, wording in WORDINGS.items() if user.may(GRANTED.get(verb, verb))]
    return [(verb, label) for verb, label in there if verb not in {"tag", "untag"} or Tag.in_use()]


def chosen(user: User, keys: Iterable[str]) -> list[Ticket]:
    """The cases of the ticked boxes that the person sees, in the order of the page."""
    ids = list(dict.fromkeys(int(key) for key in keys if an_id(key)))[:MOST]
    rows = Ticket.objects.visible_to(user).for_list().in_bulk(ids)
    return [rows[key] for key in ids if key in rows]


@dataclass(frozen=True)
class WholeList:
    """All cases that a list and its filters held when its page was made, also beyond the page."""

    filters: QueueFilters
    upto: int
    """The id of the newest case then: what has come since was not meant."""

    def keys(self, user: User) -> list[int]:
        """Oldest first. Raises `UnableTo` for more than can be done in one go."""
        listed = cases(user, self.filters.without_position()).filter(pk__lte=self.upto).order_by("id")
        keys = list(listed.values_list("pk", flat=True)[: MOST_OF_FILTER + 1])
        if len(keys) > MOST_OF_FILTER:
            raise UnableTo(_("The list holds more than %(most)d cases. Narrow it first.") % {"most": MOST_OF_FILTER})
        return keys


def begin(user: User, verb: str, keys: list[int], data: Any) -> BulkAct:
    """Few are done while one waits; many by a task."""
    if len(keys) <= AT_ONCE:
        return press(user, verb, chosen(user, map(str, keys)), data)
    return BulkAct.begin(verb, keys, {name: data.getlist(name) for name in data if name not in NOT_TOLD}, by=user)


def press(user: User, verb: str, tickets: Sequence[Ticket], data: Any) -> BulkAct:
    """Presses the button on every case, each in a transaction of its own; `data` is what its form asks for."""
    act = BulkAct(by=user, verb=verb, finished_at=timezone.now())
    for ticket in tickets:
        try_one(act, ticket, data)
    act.save()
    return act


def work_off(act: BulkAct) -> None:
    """Goes on where the act stands, until nothing is left to do. Each step is kept together with what it did."""
    if not act.claim():
        return
    data = MultiValueDict(act.told)
    if not act.todo:
        act.note_progress([])
    with translation.override(act.by.language):
        while act.todo:
            keys = act.todo[:TOGETHER]
            with transaction.atomic():
                for ticket in chosen(act.by, map(str, keys)):
                    try_one(act, ticket, data)
                act.note_progress(keys)


def try_one(act: BulkAct, ticket: Ticket, data: Any) -> None:
    """One case in a transaction of its own; what is refused is noted with its reason."""
    if act.verb == "merge" and ticket.number == data.get("into"):
        return
    try:
        with transaction.atomic():
            press_one(act, ticket, data)
    except UnableTo as refusal:
        act.note_refused(ticket, str(refusal.message))
    except PermissionDenied:
        act.note_refused(ticket, _("Your role does not allow this for the case."))


def press_one(act: BulkAct, ticket: Ticket, data: Any) -> None:
    """Raises `UnableTo` also where the form refuses the case, and where there was nothing to do."""
    button, others = BUTTONS[act.verb], partners(act, data)
    with locking.all_of(ticket, *others):
        before: dict[str, Any] = {"state": ticket.state}
        if act.verb in {"accept", "correct"} and (suggestion := Suggestion.latest_of(ticket)):
            before["suggestion"] = {"id": suggestion.pk} | suggestion.decision
        version, events = ticket.version, ticket.events.count()
        tags = set(ticket.taggings.values_list("tag", flat=True)) if act.verb in {"tag", "untag"} else set()
        form = button.form(data, ticket=ticket)
        if not form.is_valid():
            raise UnableTo(" ".join(str(error) for errors in form.errors.values() for error in errors))
        hold = {"hold": act.until - timezone.now()} if act.verb == "answer" else {}
        button.press(ticket, act.by, form.cleaned_data | hold)
        if (ticket.version, ticket.events.count()) == (version, events):
            raise UnableTo(_("It was already done."))
        if act.verb in {"tag", "untag"}:
            before["tags"] = sorted(tags ^ set(ticket.taggings.values_list("tag", flat=True)))
        act.note_done(ticket, before, also=others)


def partners(act: BulkAct, data: Any) -> list[Ticket]:
    """The case that the others are merged into: it is held still together with each of them."""
    return [bringing_together.find(str(data.get("into", "")), act.by)] if act.verb == "merge" else []


def form_for(verb: str, tickets: Sequence[Ticket], data: Any = None) -> VerbForm:
    """The fields of the verb, with all that can be chosen for some of the cases."""
    form = BUTTONS[verb].form(data, ticket=tickets[0])
    form.initial = {}
    form.fields.pop("attachments", None)
    if verb == "merge":
        form.initial["into"] = min(tickets, key=lambda ticket: ticket.pk).number
        form.fields["into"].label = _("Which one do you keep?")
        form.fields["into"].widget = RadioSelect(choices=[(ticket.number, str(ticket)) for ticket in tickets])
    if verb == "assign":
        form.fields["to"].queryset = colleagues(tickets)  # type: ignore[attr-defined]
    if verb == "prioritise":
        choices = [("", _("Choose")), *form.fields["priority"].choices]  # type: ignore[attr-defined]
        form.fields["priority"].choices = choices  # type: ignore[attr-defined]
    if verb == "escalate":
        form.fields["to"].choices = [  # type: ignore[attr-defined]
            (tier.value, tier.label) for tier in TIERS[1:]
        ]
    return form


def names_somebody(form: VerbForm, keys: Sequence[int], confirmed: Sequence[str]) -> bool:
    """Whether the same answer to several people has something in it that may point to one of them, and that nobody has
    looked at. Then the form asks about it."""
    people = Ticket.objects.filter(pk__in=keys).values_list("requester_email", "requester_name").distinct()
    findings = findings_in([form.cleaned_data["text"]], keys) if people.count() > 1 else []
    left = unconfirmed(findings, confirmed)
    if left:
        choices = [(each.key, f"{each.label}: {each.text or '–'}") for each in findings]
        form.fields["confirmed"] = asked = ConfirmedField(choices=choices)
        asked.label = _("May point to a person")
        form.add_error("confirmed", not_looked_at(left))
    return bool(left)


def colleagues(tickets: Sequence[Ticket]) -> Any:
    """Everybody who works for an institution of the cases."""
    roles = [role for of_tier in staffing.ROLES_OF_TIER.values() for role in of_tier]
    places = {ticket.institution_id for ticket in tickets}
    memberships = Membership.objects.filter(Q(institution=None) | Q(institution__in=places), role__in=roles)
    return User.objects.filter(pk__in=memberships.values("user"), is_active=True).order_by(danish_order("name"), "id")
