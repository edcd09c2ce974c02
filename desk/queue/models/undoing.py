"""How each verb on many cases is undone: as its own row tells it, or by giving the case its state back."""

from collections.abc import Callable
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from organisation.models import User
from tickets.models import Draft, Merge, Tag, Ticket
from tickets.models.refusals import UnableTo
from triage.known_errors.models import KnownErrorCase
from triage.suggestions.models.suggestion import Suggestion

Undo = Callable[[Ticket, dict[str, Any], User, str], None]


def give_back(ticket: Ticket, entry: dict[str, Any], by: User, verb: str) -> None:
    """The usual way: the state before, unless something has happened since."""
    ticket.put_back(entry["state"], version=entry["version"], by=by, done=verb)
    if entry.get("suggestion"):
        suggestion = Suggestion.objects.select_for_update().get(pk=entry["suggestion"]["id"])
        suggestion.undecide(entry["suggestion"])


def part(ticket: Ticket, _entry: dict[str, Any], by: User, _verb: str) -> None:
    made = Merge.objects.live().own().filter(source=ticket).select_related("source", "target").first()
    if made is None:
        raise UnableTo(_("Somebody has taken the cases apart already."))
    made.undo(by=by)


def detach(ticket: Ticket, entry: dict[str, Any], by: User, verb: str) -> None:
    give_back(ticket, entry, by, verb)
    KnownErrorCase.objects.filter(ticket=ticket).delete()


def unsay(ticket: Ticket, entry: dict[str, Any], by: User, _verb: str) -> None:
    """The answer is gone as if it had not been written; whoever answers many keeps no draft in each."""
    if ticket.version != entry["version"]:
        raise UnableTo(_("Someone has worked on the case in the meantime."))
    if ticket.take_back_answer(by=by) is None:
        raise UnableTo(_("It is too late: the answer has been sent."))
    Draft.drop(ticket, by, Draft.Kind.ANSWER)


def take_off(ticket: Ticket, entry: dict[str, Any], by: User, _verb: str) -> None:
    ticket.untag(Tag.objects.filter(pk__in=entry["tags"]), by=by)


def put_on(ticket: Ticket, entry: dict[str, Any], by: User, _verb: str) -> None:
    ticket.tag(Tag.objects.filter(pk__in=entry["tags"]), by=by)


WAYS: Final[dict[str, Undo]] = {
    "merge": part,
    "attach": detach,
    "answer": unsay,
    "tag": take_off,
    "untag": put_on,
}


def undo(ticket: Ticket | None, entry: dict[str, Any], by: User, verb: str) -> None:
    """Raises `UnableTo` where the case cannot be put back."""
    if ticket is None:
        raise UnableTo(_("You no longer see the case."))
    WAYS.get(verb, give_back)(ticket, entry, by, verb)
