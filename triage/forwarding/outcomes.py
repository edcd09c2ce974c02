"""What a party's answer meant: solved, rejected with a reason, or to be assessed anew. Rejections teach triage."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisation.models import User
from organisation.roles import Verb
from tickets.models import Event
from tickets.models.refusals import UnableToForward
from tickets.words import Route
from triage.forwarding.models import Forwarding
from triage.suggestions.models import Suggestion

Outcome, Rejection = Forwarding.Outcome, Forwarding.Rejection
RIGHT_ROUTE: Final[dict[str, Route]] = {
    Rejection.USAGE: Route.USAGE_QUESTION,
    Rejection.MASTER_DATA: Route.USAGE_QUESTION,
    Rejection.SETUP: Route.USAGE_QUESTION,
    Rejection.LATER_RELEASE: Route.CHANGE_REQUEST,
}
"""Where a rejected case belongs when nobody says otherwise; a wrong party says nothing about the right one."""


def settle(forwarding: Forwarding, *, by: User) -> None:
    """The party has done what it was asked. The requester still waits for our answer."""
    with _judging(forwarding, by):
        if forwarding.outcome != Outcome.SOLVED:
            _settle(forwarding, Outcome.SOLVED, by)
            forwarding.ticket.come_back(by_us=True)
            Event.record(forwarding.ticket, "settled", by=by, party=forwarding.party.name)


def reject(forwarding: Forwarding, *, by: User, reason: str, route: str = "") -> None:
    """The party has turned the case down. It gets the right route, or is assessed anew where nobody knows it.

    Either way the decision stands beside the suggestion that was made, so that triage learns from it.
    """
    ticket = forwarding.ticket
    with _judging(forwarding, by):
        if forwarding.outcome == Outcome.REJECTED:
            return
        right = route or RIGHT_ROUTE.get(reason, "")
        right = "" if right == forwarding.rule.route else right
        forwarding.rejection, forwarding.right_route = Rejection(reason), right
        _settle(forwarding, Outcome.REJECTED, by)
        ticket.come_back(by_us=True)
        Event.record(
            ticket,
            "rejected",
            by=by,
            party=forwarding.party.name,
            reason=reason,
            before=forwarding.rule.route,
            route=right,
            forwarding=forwarding.pk,
        )
        if right:
            _learn(forwarding, right, by)
        else:
            ticket.retriage(by=by)


def retriage(forwarding: Forwarding, *, by: User) -> None:
    """Takes the case back to be assessed anew, whatever the party has said."""
    with _judging(forwarding, by):
        if forwarding.is_open:
            _settle(forwarding, Outcome.WITHDRAWN, by)
        forwarding.ticket.retriage(by=by)


def _learn(forwarding: Forwarding, route: str, by: User) -> None:
    """The right route becomes the person's decision on the suggestion: an example for training."""
    ticket = forwarding.ticket
    suggestion = Suggestion.objects.latest_for(ticket)
    if suggestion is None:
        ticket.set_route(route, by=by)
        return
    suggestion.ticket = ticket
    suggestion.decide(route, by=by)


@contextmanager
def _judging(forwarding: Forwarding, by: User) -> Iterator[None]:
    if not by.may(Verb.FORWARD, forwarding.ticket) or not by.may(Verb.TRIAGE, forwarding.ticket):
        raise PermissionDenied
    with forwarding.ticket.locked():
        forwarding.refresh_from_db(fields=["outcome"])
        if forwarding.outcome == Outcome.WITHDRAWN and forwarding.ticket.route is not None:
            raise UnableToForward(_("The case was taken back from this party already."))
        yield


def _settle(forwarding: Forwarding, outcome: str, by: User) -> None:
    forwarding.outcome, forwarding.outcome_at, forwarding.outcome_by = Outcome(outcome), timezone.now(), by
    forwarding.save(update_fields=["outcome", "outcome_at", "outcome_by", "rejection", "right_route"])
