"""The demo's known errors: cases under each, news that was sent, and cases that may belong there too."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from demo.stories import Stage, set_back
from organisation.models import Party, User
from tickets.models import Ticket
from triage.known_errors import matching
from triage.known_errors.models import KnownError, KnownErrorCase, KnownErrorUpdate

READING = timedelta(minutes=40)
"""So long after the case came, somebody saw what it was."""


def load(rows: Iterable[dict[str, Any]], cases: dict[str, Ticket], parties: dict[str, Party], stage: Stage) -> None:
    for row in rows:
        keys, news, party = row.pop("enquiries"), row.pop("news"), row.pop("party")
        resolved = row.pop("resolved_hours_ago")
        error = KnownError.objects.create(
            started_at=stage.now - timedelta(hours=row.pop("hours_ago")),
            resolved_at=stage.now - timedelta(hours=resolved) if resolved is not None else None,
            party=parties[party] if party else None,
            **row,
        )
        for update in news:
            tell(error, update, stage)
        for key in keys:
            gather(error, Ticket.objects.get(pk=cases[key].pk), stage.people["supportberettiget"])
    for error in KnownError.objects.current():
        matching.find_cases(error.pk)


def tell(error: KnownError, update: dict[str, Any], stage: Stage) -> None:
    """News that everybody heard at the time."""
    at, by = stage.now - timedelta(hours=update.pop("hours_ago")), stage.people[update.pop("by")]
    KnownErrorUpdate.objects.create(known_error=error, at=at, finished_at=at, by=by, **update)


def gather(error: KnownError, ticket: Ticket, by: User) -> None:
    if ticket.is_done:
        KnownErrorCase.objects.create(known_error=error, ticket=ticket, attached_by=by)
        return
    at = ticket.last_activity_at + READING
    error.attach(ticket, by=by)
    KnownErrorCase.objects.filter(ticket=ticket).update(attached_at=at)
    set_back(ticket, at)
